from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.driver import counts
from ..drivers import DRIVERS, own

#: Turns counts of a run into facts: what the customers get, and what is taken from the costs that are nobody's.
PRICED = """
    WITH priced AS (
        SELECT c.company_id, c.customer_id, c.month, round(sum(c.quantity * r.rate)::numeric, 2) AS amount
          FROM crm_cost_count c
          JOIN crm_cost_rate r ON r.company_id = c.company_id AND r.driver = c.driver AND c.month >= r.date_from
                              AND (r.date_to IS NULL OR c.month <= r.date_to)
         WHERE c.run_id = %(run)s AND c.month >= date_trunc('month', %(date_from)s::date) AND c.month < %(date_to)s
         GROUP BY c.company_id, c.customer_id, c.month
        HAVING round(sum(c.quantity * r.rate)::numeric, 2) <> 0
    )
    INSERT INTO crm_profit_fact (run_id, company_id, customer_id, month, kind, reason,
                                 amount, discount, quantity, items)
    SELECT %(run)s, company_id, customer_id, month, 'service', NULL, -amount, 0, 0, 0 FROM priced
     UNION ALL
    SELECT %(run)s, company_id, NULL, month, 'absorbed', 'absorbed', sum(amount), 0, 0, 0
      FROM priced GROUP BY company_id, month
"""


class CrmCostDriver(models.Model):
    """Something done for customers that the ERP does not count: entered by hand or by a program."""

    _name = "crm.cost.driver"
    _description = "Cost Driver of One's Own"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    active = fields.Boolean(default=True)
    entry_ids = fields.One2many("crm.cost.entry", "driver_id", "Entries")

    # ------------------------------------------------------------------
    # What can be counted
    # ------------------------------------------------------------------

    @api.model
    def _cost_drivers(self):
        """Everything that can be counted (``core.driver.Driver``); other addons add theirs to ``super()``'s list."""
        # Names of drivers are in the list of rates, which analysts read anyway.
        entered = self.sudo().with_context(active_test=False).search([("name", "!=", False)])
        return [*DRIVERS, *(own(driver.id, driver.name) for driver in entered)]

    @api.model
    def _possible_drivers(self):
        """Those whose models are installed."""
        return [
            driver
            for driver in self._cost_drivers()
            if all(name in self.env for name in (driver.model, *driver.requires))
        ]

    @api.model
    def _driver_labels(self):
        """Choices of a driver, as ``[(name, label)]``."""
        return [(driver.name, self._driver_label(driver)) for driver in self._possible_drivers()]

    @api.model
    def _driver_label(self, driver):
        """What people read, in the language of whoever asks."""
        return str(driver.label)

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------

    @api.model
    def _count(self, params):
        """Count every driver in the period of a piece of a run, then turn the counts into facts by the rates."""
        self.env.flush_all()
        [(main,)] = self.env.execute_query(SQL("SELECT min(id) FROM res_company WHERE active"))
        for driver in self._possible_drivers():
            self.env.cr.execute(counts(driver), {**params, "driver": driver.name, "main": main})
        self.env.cr.execute(PRICED, params)


class CrmCostEntry(models.Model):
    """How often something was done for a customer, entered."""

    _name = "crm.cost.entry"
    _description = "Entry of a Cost Driver"
    _order = "date desc, id desc"
    _check_company_auto = True

    driver_id = fields.Many2one("crm.cost.driver", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="driver_id.company_id", store=True)
    customer_id = fields.Many2one("res.partner", required=True, ondelete="restrict", index=True)
    date = fields.Date(required=True, default=fields.Date.context_today)
    quantity = fields.Float(required=True, default=1.0)
    note = fields.Char()

    _quantity_not_negative = models.Constraint("CHECK (quantity >= 0)", "How often: from zero on.")


class CrmCostCount(models.Model):
    """How often a driver occurred for a customer in a month, in a run."""

    _name = "crm.cost.count"
    _description = "Count of a Cost Driver"
    _log_access = False
    _order = "month desc, id"
    _rec_name = "driver"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    customer_id = fields.Many2one("res.partner", readonly=True, ondelete="cascade", index=True)
    month = fields.Date(required=True, readonly=True)
    driver = fields.Char(required=True, readonly=True)
    quantity = fields.Float(readonly=True)

    @api.model
    def _used(self, company, driver, date_from, date_to):
        """How often a driver occurred in a period, in the current run (float)."""
        domain = Domain("company_id", "=", company.id) & Domain("driver", "=", driver)
        domain &= (
            Domain("run_id.current", "=", True) & Domain("month", ">=", date_from) & Domain("month", "<=", date_to)
        )
        [(used,)] = self._read_group(domain, [], ["quantity:sum"])
        return used or 0.0
