from odoo import api, fields, models
from odoo.fields import Date, Domain
from odoo.tools import SQL

#: From this place on among the customers, ordered by net revenue, they are called big: the largest fifth.
BIG = 0.8
#: Keys of the context that say which periods are meant.
PERIODS = ("profit_now", "profit_than")
#: Something was posted in one of the periods.
THERE = SQL("(at.now_to > at.now_from OR at.than_to > at.than_from)")


class CrmProfitChange(models.Model):
    """What each customer left in a period, beside what they left in another one.

    The periods come from the context, ``profit_now`` and ``profit_than``: ``[first month, last month]`` each; the
    second may be False. Without them: the last twelve whole months, and the twelve before.
    """

    _name = "crm.profit.change"
    _description = "Profit of a Customer in Two Periods"
    _auto = False
    _order = "profit desc, id"
    _rec_name = "customer_id"
    _depends = {
        "crm.profit.running": ["company_id", "customer_id", "first_month", "profit_total", "run_id"],
        "crm.score.run": ["current"],
        "res.partner": ["parent_id", "user_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    run_id = fields.Many2one("crm.score.run", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    head_id = fields.Many2one(
        "res.partner",
        "Group of Companies",
        readonly=True,
        help="Who heads the chain or group the customer belongs to; the customer itself if to none.",
    )
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    big = fields.Boolean(
        compute="_compute_big",
        search="_search_big",
        help="Among the fifth of the company's customers with the largest net revenue.",
    )
    net = fields.Monetary("Net Revenue", readonly=True, depends_context=PERIODS)
    net_before = fields.Monetary("Net Revenue Before", readonly=True, depends_context=PERIODS)
    net_change = fields.Monetary("Change of Net Revenue", readonly=True, depends_context=PERIODS)
    margin = fields.Monetary("Gross Margin", readonly=True, depends_context=PERIODS)
    margin_before = fields.Monetary("Gross Margin Before", readonly=True, depends_context=PERIODS)
    margin_rate = fields.Float("Margin, %", readonly=True, depends_context=PERIODS, aggregator=None, digits=(16, 1))
    margin_rate_before = fields.Float(
        "Margin Before, %", readonly=True, depends_context=PERIODS, aggregator=None, digits=(16, 1)
    )
    margin_rate_change = fields.Float(
        "Change of Margin, Points",
        readonly=True,
        depends_context=PERIODS,
        aggregator=None,
        digits=(16, 1),
        help="Of 100; empty if nothing was sold in one of the periods.",
    )
    service = fields.Monetary("Cost to Serve", readonly=True, depends_context=PERIODS)
    profit = fields.Monetary(readonly=True, depends_context=PERIODS)
    profit_before = fields.Monetary(readonly=True, depends_context=PERIODS)
    profit_change = fields.Monetary("Change of Profit", readonly=True, depends_context=PERIODS)
    profit_ever = fields.Monetary("Profit of All Years", readonly=True)
    first_month = fields.Date(readonly=True)
    chain = fields.Json("Profit Chain", compute="_compute_chain")

    @property
    def _table_query(self):
        now, than = self.env["crm.profit.period"]._of_context()
        return SQL(
            """
            WITH RECURSIVE %(heads)s
            SELECT s.*, h.head_id, p.user_id, c.currency_id,
                   s.net - s.net_before AS net_change, s.profit - s.profit_before AS profit_change,
                   s.margin * 100 / nullif(greatest(s.net, 0), 0) AS margin_rate,
                   s.margin_before * 100 / nullif(greatest(s.net_before, 0), 0) AS margin_rate_before,
                   s.margin * 100 / nullif(greatest(s.net, 0), 0)
                   - s.margin_before * 100 / nullif(greatest(s.net_before, 0), 0) AS margin_rate_change
              FROM (%(sums)s) s
              JOIN res_company c ON c.id = s.company_id
              JOIN res_partner p ON p.id = s.customer_id
              LEFT JOIN heads h ON h.id = s.customer_id
            """,
            heads=self._heads(),
            sums=self._sums(now, than),
        )

    @api.model
    def _sums(self, now, than):
        """SQL of what each customer came to in both periods; those with nothing in either are left out."""
        running, table = self.env["crm.profit.running"], SQL("m")
        columns = {name: (name, "now") for name in ("net", "margin", "service", "profit")}
        columns |= {f"{name}_before": (name, "than") for name in ("net", "margin", "profit")}
        return SQL(
            """
            SELECT m.id, m.run_id, m.company_id, m.customer_id, m.first_month,
                   round(m.profit_total::numeric, 3) AS profit_ever, %(amounts)s
              FROM crm_profit_running m
              JOIN crm_score_run r ON r.id = m.run_id AND r.current
              %(places)s
             WHERE m.customer_id IS NOT NULL AND %(there)s
            """,
            amounts=SQL(", ").join(
                SQL("(%s)::numeric AS %s", running._amount(table, *what), SQL.identifier(name))
                for name, what in columns.items()
            ),
            places=running._places(table, now, than),
            there=THERE,
        )

    @api.model
    def _heads(self):
        """SQL of a common table ``heads (id, head_id)``: who heads the chain of each customer.

        The group somebody has put the customer in (OCA ``base_partner_company_group``), otherwise the topmost company
        above it.
        """
        field = self.env["res.partner"]._fields.get("company_group_id")
        group = (
            SQL("p.company_group_id") if field and field.store and field.type == "many2one" else SQL("NULL::integer")
        )
        return SQL(
            """
            above AS (
                SELECT p.id, p.parent_id, 1 AS height FROM res_partner p
                 WHERE p.parent_id IS NOT NULL AND p.commercial_partner_id = p.id
                 UNION ALL
                SELECT a.id, p.parent_id, a.height + 1
                  FROM above a JOIN res_partner p ON p.id = a.parent_id
                 WHERE p.parent_id IS NOT NULL AND a.height < 50
            ), top AS (
                SELECT DISTINCT ON (id) id, parent_id FROM above ORDER BY id, height DESC
            ), heads AS (
                SELECT p.id, coalesce(%s, t.parent_id, p.id) AS head_id
                  FROM res_partner p LEFT JOIN top t ON t.id = p.id
                 WHERE p.commercial_partner_id = p.id
            )
            """,
            group,
        )

    @api.depends_context(*PERIODS, "allowed_company_ids")
    def _compute_big(self):
        least = self._big_from()
        for row in self:
            row.big = row.net > 0 and row.net >= least.get(row.company_id.id, 0.0)

    @api.model
    def _search_big(self, operator, value):
        if operator != "in":
            return NotImplemented
        found = Domain.OR(
            Domain("company_id", "=", company) & Domain("net", ">=", least) & Domain("net", ">", 0)
            for company, least in self._big_from().items()
        )
        wanted = [found if one else ~found for one in value]
        return Domain.OR(wanted)

    @api.model
    def _big_from(self):
        """From which net revenue on a customer is big, by company: ``{company id: amount}``."""
        now, _than = self.env["crm.profit.period"]._of_context()
        # The limit of all customers of one's companies, which tells of none of them.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT company_id, percentile_disc(%s) WITHIN GROUP (ORDER BY net) FROM (%s) s
                 WHERE net > 0 AND company_id = ANY(%s)
                 GROUP BY 1
                """,
                BIG,
                self._sums(now, None),
                self.env.companies.ids,
            )
        )
        return dict(rows)

    @api.depends_context(*PERIODS)
    def _compute_chain(self):
        now, than = self.env["crm.profit.period"]._of_context()
        chains = self.env["crm.profit.chain"]
        readable = self.env["crm.profit.fact"].has_access("read")
        for row in self:
            amounts, before = row._amounts(now), row._amounts(than) if than else None
            row.chain = {
                "currency_id": row.currency_id.id,
                "lines": chains._lines(amounts, before),
                "now": self.env["crm.profit.period"]._label(now),
                "than": self.env["crm.profit.period"]._label(than) if than else False,
                "facts": [list(term) for term in row._facts(now)] if readable else False,
            }

    def _amounts(self, period):
        """Amounts of the customer's facts in a period, by kind."""
        # The reader may read this customer's row, which says the same in fewer steps.
        facts = self.env["crm.profit.fact"].sudo()
        names = ("amount", "discount", "realisation", "listed")
        rows = facts._read_group(self._facts(period), ["kind"], [f"{name}:sum" for name in names])
        return self.env["crm.profit.chain"]._amounts(rows)

    def _facts(self, period):
        """Domain of the customer's facts in a period."""
        return [
            ("run_id", "=", self.run_id.id),
            ("company_id", "=", self.company_id.id),
            ("customer_id", "=", self.customer_id.id),
            ("month", ">=", Date.to_string(period.first)),
            ("month", "<=", Date.to_string(period.last)),
        ]

    # ------------------------------------------------------------------
    # What opens
    # ------------------------------------------------------------------

    def action_open_facts(self):
        """The facts of the customer in the period."""
        self.ensure_one()
        now, _than = self.env["crm.profit.period"]._of_context()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_profit_fact_action")
        action.update(
            name=self.customer_id.display_name,
            display_name=self.customer_id.display_name,
            domain=self._facts(now),
            views=[(False, "list"), (False, "kanban"), (False, "pivot"), (False, "graph")],
            context={"search_default_group_kind": 1},
            path=False,
        )
        return action

    def action_open_evidence(self):
        """Why the customer brings profit or costs money, over all years."""
        self.ensure_one()
        domain = [("customer_id", "=", self.customer_id.id), ("company_id", "=", self.company_id.id)]
        return {
            "type": "ir.actions.act_window",
            "name": self.customer_id.display_name,
            "res_model": "crm.profit.customer",
            "res_id": self.env["crm.profit.customer"].search(domain, limit=1).id,
            "views": [(False, "form")],
        }

    def action_open_customer(self):
        """The customer's 360 page."""
        self.ensure_one()
        return self.customer_id.action_open_customer360()

    def action_open_service(self):
        """What was done for the customer, counted."""
        self.ensure_one()
        return self.env["crm.cost.customer"]._action_of(self.company_id, self.customer_id)

    @api.model
    def _of_customer(self, customer, company):
        """Row of a customer in the periods of the context, empty if they had nothing in either."""
        domain = Domain("customer_id", "=", customer.id) & Domain("company_id", "=", company.id)
        return self.search(domain, limit=1)
