from odoo import api, fields, models
from odoo.fields import Date
from odoo.tools import SQL, format_amount, formatLang

from ..core.driver import EACH, YEAR_DAYS


class CrmCostCustomer(models.Model):
    """What was done for each customer, counted, and what it cost by the rates."""

    _name = "crm.cost.customer"
    _description = "Cost to Serve a Customer"
    _auto = False
    _order = "quantity desc, id"
    _rec_name = "driver"
    _depends = {
        "crm.cost.count": ["company_id", "customer_id", "driver", "month", "quantity", "run_id"],
        "crm.cost.rate": ["company_id", "date_from", "date_to", "driver", "rate"],
        "crm.score.run": ["as_of", "current"],
        "res.partner": ["user_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    as_of = fields.Date("Up To", readonly=True)
    driver = fields.Selection("_driver_labels", "What", readonly=True)
    quantity = fields.Float("How Often", readonly=True, digits=(16, 2))
    # Unit costs are the controller's; a seller sees what was done, not what one of it costs.
    rate = fields.Float(
        "Cost of One", readonly=True, groups="crm_analytics.group_analyst", aggregator=None, digits=(16, 4)
    )
    amount = fields.Monetary("Cost", readonly=True, groups="crm_analytics.group_analyst")
    priced = fields.Selection(
        [("yes", "Set"), ("partly", "Set for some months"), ("no", "Not set")], "Rate", readonly=True
    )
    trace = fields.Char("How It Comes About", compute="_compute_trace")

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(c.id) AS id, c.company_id, c.customer_id, c.driver, min(p.user_id) AS user_id,
                   min(k.currency_id) AS currency_id, min(s.as_of) AS as_of, sum(c.quantity) AS quantity,
                   round(sum(c.quantity * r.rate / CASE WHEN c.driver = ANY(%s) THEN %s ELSE 1 END)::numeric, 2)
                   AS amount,
                   round((sum(c.quantity * r.rate)
                          / nullif(sum(c.quantity) FILTER (WHERE r.id IS NOT NULL), 0))::numeric, 4) AS rate,
                   CASE count(r.id) WHEN 0 THEN 'no' WHEN count(*) THEN 'yes' ELSE 'partly' END AS priced
              FROM crm_cost_count c
              JOIN crm_score_run s ON s.id = c.run_id AND s.current
              JOIN res_company k ON k.id = c.company_id
              JOIN res_partner p ON p.id = c.customer_id
              LEFT JOIN crm_cost_rate r ON r.company_id = c.company_id AND r.driver = c.driver
                                       AND c.month >= r.date_from AND (r.date_to IS NULL OR c.month <= r.date_to)
             GROUP BY c.company_id, c.customer_id, c.driver
            """,
            self.env["crm.cost.driver"]._yearly(),
            100 * YEAR_DAYS,
        )

    @api.depends("quantity", "priced")
    @api.depends_context("lang", "uid")
    def _compute_trace(self):
        told = self.env.user.has_group("crm_analytics.group_analyst")
        drivers = self.env["crm.cost.driver"]._possible_drivers()
        for row in self:
            driver = drivers.get(row.driver)
            count = formatLang(self.env, row.quantity, digits=0 if float(row.quantity).is_integer() else 2)
            row.trace = row._trace(count, driver.unit if driver else EACH) if told else count

    def _trace(self, count, unit):
        """``14 × 6.00 = 84.00`` in words and currency; a rate nobody set is never nothing."""
        if self.priced == "no":
            return self.env._("%s × not set", count)
        rates, total = self.env["crm.cost.rate"], format_amount(self.env, self.amount, self.currency_id)
        rate = rates._rate_text(self.rate, unit, self.currency_id)
        if self.priced == "partly":
            return self.env._("%(count)s, in part × %(rate)s = %(total)s", count=count, rate=rate, total=total)
        return self.env._("%(count)s × %(rate)s = %(total)s", count=count, rate=rate, total=total)

    @api.model
    def _driver_labels(self):
        return self.env["crm.cost.driver"]._driver_labels()

    @api.model
    def _action_of(self, company, customer=None):
        """Window action: what was done, of a company or of one of its customers."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_cost_customer_action")
        domain = [("company_id", "=", company.id)]
        if customer:
            domain.append(("customer_id", "=", customer.id))
            action.update(name=customer.display_name, display_name=customer.display_name)
        action.update(domain=domain, path=False)
        return action

    def action_open_records(self):
        """The records that were counted, as the reader may see them; without a right to them, the 360 page."""
        self.ensure_one()
        run = self.env["crm.score.run"]._shown(self.company_id)
        drivers = self.env["crm.cost.driver"]
        # The period of the run is no secret; the records themselves are searched as the reader.
        until = Date.add(self.as_of, days=1)
        model, ids = drivers._records(self.driver, self.company_id, self.customer_id, run.date_from, until)
        if not self.env[model].has_access("read"):
            return self.customer_id.action_open_customer360()
        return {
            "type": "ir.actions.act_window",
            "name": dict(self._driver_labels()).get(self.driver, self.driver),
            "res_model": model,
            "view_mode": "list,form",
            "domain": [["id", "in", ids]],
        }
