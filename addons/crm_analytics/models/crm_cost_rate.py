from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Date, Domain
from odoo.tools import format_amount, formatLang

from odoo.addons.crm_customer360.core.figures import decimals

from ..core.driver import EACH, HOUR, MINUTE, YEAR


class CrmCostRate(models.Model):
    """What doing something for a customer once costs, from a month on."""

    _name = "crm.cost.rate"
    _description = "Rate of a Cost Driver"
    _order = "driver, date_from desc, id"
    _rec_name = "driver"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", index=True
    )
    driver = fields.Selection("_driver_labels", "What", required=True)
    date_from = fields.Date(
        "From", required=True, default=lambda self: fields.Date.context_today(self).replace(month=1, day=1)
    )
    date_to = fields.Date("Until", help="Left empty, it holds until a later rate begins or for good.")
    rate = fields.Float(
        required=True,
        digits=(16, 4),
        aggregator=None,
        help="Cost of one, in the currency of the company; of credit, per cent a year of what is owed.",
    )
    unit = fields.Char("For", compute="_compute_unit")
    currency_id = fields.Many2one(related="company_id.currency_id")
    note = fields.Char("Where It Comes From")
    capacity = fields.Float(
        "Practical Capacity a Year", digits=(16, 0), aggregator=None, help="How often it can be done in a year."
    )
    used = fields.Float(
        "Done in 12 Months", compute="_compute_used", digits=(16, 0), help="By the current run, up to its day."
    )
    idle = fields.Monetary(
        "Idle Cost", compute="_compute_used", help="Paid for in those 12 months and not used. Below zero: overloaded."
    )

    _rate_not_negative = models.Constraint("CHECK (rate >= 0)", "A rate is a cost: from zero on.")
    _capacity_not_negative = models.Constraint("CHECK (capacity >= 0)", "A capacity: from zero on.")
    _period = models.Constraint("CHECK (date_to IS NULL OR date_to >= date_from)", "The end lies before the beginning.")

    @api.model
    def _driver_labels(self):
        return self.env["crm.cost.driver"]._driver_labels()

    @api.depends("driver", "company_id")
    @api.depends_context("lang")
    def _compute_unit(self):
        drivers = self.env["crm.cost.driver"]._possible_drivers()
        for rate in self:
            driver = drivers.get(rate.driver)
            rate.unit = self._unit_label(driver.unit if driver else EACH, rate.currency_id)

    @api.model
    def _unit_label(self, unit, currency):
        """What a rate is for, in words."""
        symbol = currency.symbol or ""
        return {
            EACH: self.env._("%s each", symbol),
            MINUTE: self.env._("%s a minute", symbol),
            HOUR: self.env._("%s an hour", symbol),
            YEAR: self.env._("%s a year", "%"),
        }[unit]

    @api.model
    def _rate_text(self, amount, unit, currency):
        """A rate as one reads it: an amount, or per cent a year."""
        if unit == YEAR:
            return self.env._("%s %% a year", formatLang(self.env, amount, digits=decimals(amount, 4)))
        return format_amount(self.env, amount, currency)

    @api.depends("driver", "company_id", "rate", "capacity")
    def _compute_used(self):
        self.used = self.idle = 0.0
        for run in self.env["crm.score.run"]._shown(self.company_id):
            first = Date.start_of(run.as_of - relativedelta(months=11), "month")
            rates = self.filtered(lambda rate, run=run: rate.company_id == run.company_id and rate._holds(run.as_of))
            used = self.env["crm.cost.count"]._used(run.company_id, rates.mapped("driver"), first, run.as_of)
            for rate in rates:
                rate.used = used.get(rate.driver, 0.0)
                rate.idle = rate.rate * (rate.capacity - rate.used)

    def _holds(self, day):
        return bool(self.capacity) and not (self.date_to and self.date_to < day)

    @api.onchange("driver")
    def _onchange_driver(self):
        """Warn where the same thing would be paid twice."""
        drivers = self.env["crm.cost.driver"]._possible_drivers()
        driver = drivers.get(self.driver)
        if not driver:
            return None
        doubled = {name for name, other in drivers.items() if other.part_of == self.driver} | {driver.part_of}
        domain = [("company_id", "=", self.company_id.id), ("driver", "in", list(doubled)), ("date_to", "=", False)]
        names = [dict(self._driver_labels())[rate.driver] for rate in self.search(domain)]
        if not names:
            return None
        message = self.env._(
            "%(other)s have a rate, and the same things are counted in both: a customer would be charged both rates."
            " That is right for a surcharge only.",
            other=", ".join(names),
        )
        return {"warning": {"title": self.env._("Counted in Both"), "message": message}}

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

    @api.model
    def _of_period(self, company, first, last):
        """Rates by driver that hold at the end of a period, or did last in it; what is not set is missing.

        :param first, last: months as days
        :return: ``{driver: rate}``
        """
        domain = [("company_id", "=", company.id), ("date_from", "<=", last)]
        domain += ["|", ("date_to", "=", False), ("date_to", ">=", first)]
        # Whoever asks decides whom to show it to: sellers never.
        found = self.sudo().search(domain, order="date_from")
        return {rate.driver: rate.rate for rate in found}
