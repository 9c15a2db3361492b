from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.driver import YEAR, YEAR_DAYS, counts, records
from ..drivers import carriers, own, sources

#: Turns counts of a run into facts: what the customers get, and what is taken from the costs that are nobody's. What
#: customers owe is paid for by the year and in per cent. The months of a year add up to its rounded sum, not the other
#: way round: a month is what was due at its end without what was due before.
PRICED = f"""
    WITH exact AS (
        SELECT c.company_id, c.customer_id, c.month,
               CASE WHEN c.driver = ANY(%(yearly)s) THEN 'credit' ELSE 'service' END AS kind,
               sum(c.quantity::numeric * r.rate
                   / CASE WHEN c.driver = ANY(%(yearly)s) THEN 100 * {YEAR_DAYS} ELSE 1 END) AS amount
          FROM crm_cost_count c
          JOIN crm_cost_rate r ON r.company_id = c.company_id AND r.driver = c.driver AND c.month >= r.date_from
                              AND (r.date_to IS NULL OR c.month <= r.date_to)
         WHERE c.run_id = %(run)s
           AND c.month >= date_trunc('month', %(date_from)s::timestamp)::date AND c.month < %(date_to)s
           AND (%(customers)s::integer[] IS NULL OR c.customer_id = ANY(%(customers)s))
         GROUP BY 1, 2, 3, 4
    ), priced AS (
        SELECT company_id, customer_id, month, kind,
               round(sum(amount) OVER so_far, 2) - round(sum(amount) OVER so_far - amount, 2) AS amount
          FROM exact
        WINDOW so_far AS (
               PARTITION BY company_id, customer_id, kind, date_trunc('year', month::timestamp) ORDER BY month)
    ), told AS (SELECT * FROM priced WHERE amount <> 0)
    INSERT INTO crm_profit_fact (run_id, company_id, customer_id, month, kind, reason,
                                 amount, discount, quantity, items)
    SELECT %(run)s, company_id, customer_id, month, kind, NULL, -amount, 0, 0, 0 FROM told
     UNION ALL
    SELECT %(run)s, company_id, NULL, month, 'absorbed', 'absorbed', sum(amount), 0, 0, 0
      FROM told GROUP BY company_id, month
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
    entry_count = fields.Integer("Number of Entries", compute="_compute_entries")
    last_entry = fields.Date(compute="_compute_entries")

    @api.depends("entry_ids.date")
    def _compute_entries(self):
        found = self.env["crm.cost.entry"]._read_group(
            [("driver_id", "in", self.ids)], ["driver_id"], ["__count", "date:max"]
        )
        counted = {driver.id: (count, last) for driver, count, last in found}
        for driver in self:
            driver.entry_count, driver.last_entry = counted.get(driver.id, (0, False))

    # ------------------------------------------------------------------
    # What can be counted
    # ------------------------------------------------------------------

    @api.model
    def _cost_sources(self):
        """What drivers are counted from (``core.driver.Source``); other addons add theirs to ``super()``'s list."""

        def has(model, name):
            return model in self.env and name in self.env[model]._fields

        found = sources(has)
        # Names of drivers and of delivery methods are in the list of rates, which analysts read anyway.
        archived = self.sudo().with_context(active_test=False)
        if entered := archived.search([("name", "!=", False)]):
            found.append(own([(driver.id, driver.name) for driver in entered]))
        if has("stock.picking", "carrier_id"):
            methods = archived.env["delivery.carrier"].search([("name", "!=", False)])
            names = [(one.id, self.env._("Deliveries: %s", one.name)) for one in methods]
            found += [carriers(names, has("stock.picking", "sale_id"))] if names else []
        return found

    @api.model
    def _possible_sources(self):
        """Those whose models are installed."""
        return [
            source
            for source in self._cost_sources()
            if all(name in self.env for name in (source.model, *source.requires))
        ]

    @api.model
    def _possible_drivers(self):
        """``{name: driver}`` of the sources that are possible."""
        return {driver.name: driver for source in self._possible_sources() for driver in source.drivers}

    @api.model
    def _driver_labels(self):
        """Choices of a driver, as ``[(name, label)]``."""
        return [(name, self._driver_label(driver)) for name, driver in self._possible_drivers().items()]

    @api.model
    def _driver_label(self, driver):
        """What people read, in the language of whoever asks."""
        return str(driver.label)

    @api.model
    def _yearly(self):
        """Names of drivers whose rate is in per cent a year."""
        return [name for name, driver in self._possible_drivers().items() if driver.unit == YEAR]

    # ------------------------------------------------------------------
    # Counting
    # ------------------------------------------------------------------

    @api.model
    def _count(self, params):
        """Count every driver in the period of a piece of a run, then turn the counts into facts by the rates.

        :param params: ``run``, ``company``, ``date_from``, ``date_to`` (days), and ``customers`` (ids) if only theirs
            are to be counted
        """
        self._count_drivers(params)
        self._price(params)

    @api.model
    def _count_drivers(self, params):
        """Count every driver; returns the number of counts written."""
        self.env.flush_all()
        params = {**params, **self._statement_params(params["company"])}
        written = 0
        for source in self._possible_sources():
            self.env.cr.execute(counts(source, only="customers" in params), params)
            written += self.env.cr.rowcount
        return written

    @api.model
    def _price(self, params):
        """Turn the counts of whole years into facts by the rates; returns the number of facts written."""
        self.env["crm.cost.rate"].flush_model()
        known = SQL("SELECT EXISTS (SELECT FROM crm_cost_rate WHERE company_id = %s)", params["company"])
        if not self.env.execute_query(known)[0][0]:
            return 0  # Nothing is asked of the counts of a company that set no rates.
        self.env.cr.execute(PRICED, {"customers": None, **params, "yearly": self._yearly()})
        return self.env.cr.rowcount

    @api.model
    def _statement_params(self, company_id):
        [(main,)] = self.env.execute_query(SQL("SELECT min(id) FROM res_company WHERE active"))
        settings = self.env["crm.cost.setting"]._of(self.env["res.company"].browse(company_id))
        return {"main": main, **settings._params()}

    @api.model
    def _records(self, name, company, customer, date_from, date_to):
        """The records behind a customer's count, as ``(model name, ids)``; their model says which of them one may read.

        :raises UserError: the driver is counted no longer
        """
        params = {"company": company.id, "customers": customer.ids, "date_from": date_from, "date_to": date_to}
        params |= self._statement_params(company.id)
        self.env.flush_all()
        ids, model = [], ""
        for source in self._possible_sources():
            for driver in source.drivers:
                if driver.name == name and (not model or source.model == model):
                    self.env.cr.execute(records(source, driver), params)
                    ids += [id_ for (id_,) in self.env.cr.fetchall()]
                    model = source.model if ids else ""
        if not ids and name not in self._possible_drivers():
            raise UserError(self.env._("%s is counted no longer: what it was counted from is not installed.", name))
        return model or self._model_of(name), ids

    @api.model
    def _model_of(self, name):
        return next(
            source.model for source in self._possible_sources() if any(driver.name == name for driver in source.drivers)
        )

    def action_open_entries(self):
        """What was entered for this driver."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_cost_entry_action")
        action.update(
            name=self.name,
            display_name=self.name,
            domain=[("driver_id", "=", self.id)],
            context={"default_driver_id": self.id},
            path=False,
        )
        return action
