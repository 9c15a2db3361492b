from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CrmCostRate(models.Model):
    """What doing something for a customer once costs, from a month on."""

    _name = "crm.cost.rate"
    _description = "Rate of a Cost Driver"
    _order = "driver, date_from desc, id"
    _rec_name = "driver"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    driver = fields.Selection("_driver_labels", required=True)
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self).replace(month=1, day=1)
    )
    date_to = fields.Date("Until", help="Left empty, it holds until a later rate begins or for good.")
    rate = fields.Monetary(required=True, help="Cost of one, in the currency of the company.")
    currency_id = fields.Many2one(related="company_id.currency_id")
    note = fields.Char("Where It Comes From")

    _rate_not_negative = models.Constraint("CHECK (rate >= 0)", "A rate is a cost: from zero on.")
    _period = models.Constraint("CHECK (date_to IS NULL OR date_to >= date_from)", "The end lies before the beginning.")

    @api.model
    def _driver_labels(self):
        return self.env["crm.cost.driver"]._driver_labels()

    @api.constrains("company_id", "driver", "date_from", "date_to")
    def _check_one_at_a_time(self):
        for rate in self:
            domain = Domain("company_id", "=", rate.company_id.id) & Domain("driver", "=", rate.driver)
            domain &= Domain("id", "!=", rate.id)
            domain &= Domain("date_to", "=", False) | Domain("date_to", ">=", rate.date_from)
            if rate.date_to:
                domain &= Domain("date_from", "<=", rate.date_to)
            if other := self.search(domain, limit=1):
                labels = dict(self._driver_labels())
                raise ValidationError(
                    self.env._(
                        "%(driver)s have a rate from %(day)s already. End that one first.",
                        driver=labels.get(rate.driver, rate.driver),
                        day=other.date_from,
                    )
                )
