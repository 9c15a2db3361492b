from odoo import api, fields, models
from odoo.tools import SQL

from ..core.chain import chain


class CrmProfitCustomer(models.Model):
    """What each customer leaves, from the facts of the current run."""

    _name = "crm.profit.customer"
    _description = "Profit of a Customer"
    _auto = False
    _order = "profit desc, id"
    _rec_name = "customer_id"
    _depends = {
        "crm.profit.fact": ["amount", "company_id", "customer_id", "discount", "kind", "month", "run_id"],
        "crm.score.run": ["current"],
        "res.partner": ["user_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    gross = fields.Monetary("Before Discounts", readonly=True)
    discount = fields.Monetary("Discounts", readonly=True)
    returns = fields.Monetary(readonly=True)
    net = fields.Monetary("Net Revenue", readonly=True)
    cogs = fields.Monetary("Cost of Goods", readonly=True)
    margin = fields.Monetary("Gross Margin", readonly=True)
    other = fields.Monetary("Other Items", readonly=True)
    contribution = fields.Monetary(readonly=True, help="What is left before cost to serve.")
    service = fields.Monetary("Cost to Serve", readonly=True)
    profit = fields.Monetary(readonly=True)
    first_month = fields.Date(readonly=True)
    last_month = fields.Date(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(f.id) AS id, f.company_id, f.customer_id, min(p.user_id) AS user_id,
                   min(c.currency_id) AS currency_id,
                   coalesce(sum(f.amount - f.discount) FILTER (WHERE f.kind = 'revenue'), 0) AS gross,
                   coalesce(sum(f.discount) FILTER (WHERE f.kind = 'revenue'), 0)
                   + coalesce(sum(f.amount) FILTER (WHERE f.kind = 'cash_discount'), 0) AS discount,
                   coalesce(sum(f.amount) FILTER (WHERE f.kind = 'return'), 0) AS returns,
                   coalesce(sum(f.amount) FILTER (WHERE f.kind IN ('revenue', 'cash_discount', 'return')), 0) AS net,
                   coalesce(sum(f.amount) FILTER (WHERE f.kind = 'cogs'), 0) AS cogs,
                   coalesce(sum(f.amount) FILTER (WHERE f.kind IN ('revenue', 'cash_discount', 'return', 'cogs')), 0)
                   AS margin,
                   coalesce(sum(f.amount) FILTER (WHERE f.kind IN ('manual', 'other')), 0) AS other,
                   coalesce(sum(f.amount) FILTER (WHERE f.kind NOT IN ('service', 'credit')), 0) AS contribution,
                   coalesce(sum(f.amount) FILTER (WHERE f.kind = 'service'), 0) AS service,
                   sum(f.amount) AS profit, min(f.month) AS first_month, max(f.month) AS last_month
              FROM crm_profit_fact f
              JOIN crm_score_run r ON r.id = f.run_id AND r.current
              JOIN res_company c ON c.id = f.company_id
              JOIN res_partner p ON p.id = f.customer_id
             GROUP BY f.company_id, f.customer_id
            """
        )

    @api.model
    def _chain_labels(self):
        return {
            "gross": self.env._("Before discounts"),
            "discount": self.env._("Discounts"),
            "cash_discount": self.env._("Cash discounts"),
            "return": self.env._("Returns"),
            "net": self.env._("Net revenue"),
            "cogs": self.env._("Cost of goods"),
            "margin": self.env._("Gross margin"),
            "manual": self.env._("Entries by hand"),
            "other": self.env._("Other items"),
            "contribution": self.env._("Contribution"),
            "service": self.env._("Cost to serve"),
            "credit": self.env._("Cost of credit"),
            "profit": self.env._("Profit"),
        }

    def _chain(self):
        """The profit chain of one customer: ``[{"key", "label", "amount", "total"}]``, steps of nothing left out."""
        self.ensure_one()
        # The reader may read this customer's row, which says the same in fewer steps.
        facts = self.env["crm.profit.fact"].sudo()
        domain = [
            ("company_id", "=", self.company_id.id),
            ("customer_id", "=", self.customer_id.id),
            ("run_id.current", "=", True),
        ]
        found = facts._read_group(domain, ["kind"], ["amount:sum", "discount:sum"])
        amounts = {kind: amount for kind, amount, _discount in found}
        amounts["discount"] = sum(discount for kind, _amount, discount in found if kind == "revenue")
        labels = self._chain_labels()
        return [
            {"key": line.key, "label": labels[line.key], "amount": line.amount, "total": line.total}
            for line in chain(amounts)
            if line.total or line.amount
        ]

    def action_open_service(self):
        """What was done for the customer, counted."""
        self.ensure_one()
        return self.env["crm.cost.customer"]._action_of(self.company_id, self.customer_id)

    def action_open_facts(self):
        """The facts behind a customer's row."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_profit_fact_action")
        action.update(
            name=self.customer_id.display_name,
            display_name=self.customer_id.display_name,
            domain=[
                ("run_id.current", "=", True),
                ("company_id", "=", self.company_id.id),
                ("customer_id", "=", self.customer_id.id),
            ],
            context={"search_default_group_kind": 1},
            path=False,
        )
        return action
