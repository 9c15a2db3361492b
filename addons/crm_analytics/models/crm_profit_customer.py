from odoo import api, fields, models
from odoo.tools import SQL

from ..core.chain import BELOW, NET, chain


class CrmProfitCustomer(models.Model):
    """What each customer leaves, from the facts of the current run."""

    _name = "crm.profit.customer"
    _description = "Profit of a Customer"
    _auto = False
    _order = "profit desc, id"
    _rec_name = "customer_id"
    _depends = {
        "crm.profit.fact": [
            "amount",
            "company_id",
            "customer_id",
            "discount",
            "kind",
            "listed",
            "month",
            "realisation",
            "run_id",
            "uncosted",
        ],
        "crm.score.run": ["current"],
        "res.partner": ["user_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    list_price = fields.Monetary("At List Price", readonly=True)
    realisation = fields.Monetary(
        "Price Realisation", readonly=True, help="What the price was above or below the one the price list asked for."
    )
    listed = fields.Float(
        "List Price Known",
        readonly=True,
        aggregator=None,
        help="For which part of the price before discounts it is known what the list asked for. The rest counts as sold"
        " at list price.",
    )
    gross = fields.Monetary("Before Discounts", readonly=True)
    discount = fields.Monetary("Discounts", readonly=True)
    rebate = fields.Monetary("Rebates and Bonuses", readonly=True)
    returns = fields.Monetary(readonly=True)
    net = fields.Monetary("Net Revenue", readonly=True)
    cogs = fields.Monetary("Cost of Goods", readonly=True)
    uncosted = fields.Monetary(
        "Revenue Without a Cost", readonly=True, help="Goods sold whose cost neither entry, delivery nor order tells."
    )
    margin = fields.Monetary("Gross Margin", readonly=True)
    freight = fields.Monetary(readonly=True)
    other = fields.Monetary("Other Items", readonly=True)
    contribution = fields.Monetary(readonly=True, help="What is left before cost to serve.")
    service = fields.Monetary("Cost to Serve", readonly=True)
    credit_loss = fields.Monetary("Credit Losses", readonly=True)
    credit = fields.Monetary("Cost of Credit", readonly=True)
    profit = fields.Monetary(readonly=True)
    first_month = fields.Date(readonly=True)
    last_month = fields.Date(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT min(f.id) AS id, f.company_id, f.customer_id, min(p.user_id) AS user_id,
                   min(c.currency_id) AS currency_id, %(columns)s,
                   sum(f.amount) AS profit, min(f.month) AS first_month, max(f.month) AS last_month
              FROM crm_profit_fact f
              JOIN crm_score_run r ON r.id = f.run_id AND r.current
              JOIN res_company c ON c.id = f.company_id
              JOIN res_partner p ON p.id = f.customer_id
             GROUP BY f.company_id, f.customer_id
            """,
            columns=SQL(", ").join(
                SQL("%s AS %s", expression, SQL.identifier(name)) for name, expression in self._columns().items()
            ),
        )

    @api.model
    def _columns(self):
        """What a row tells, as SQL over its facts ``f``: ``{column: expression}``."""

        def total(*kinds, of="f.amount"):
            return SQL("coalesce(sum(%s) FILTER (WHERE f.kind IN %s), 0)", SQL(of), kinds)

        gross = total("revenue", of="f.amount - f.discount")
        return {
            "list_price": total("revenue", of="f.amount - f.discount - coalesce(f.realisation, 0)"),
            "realisation": total("revenue", of="coalesce(f.realisation, 0)"),
            "listed": SQL("%s / nullif(%s, 0)", total("revenue", of="coalesce(f.listed, 0)"), gross),
            "gross": gross,
            "discount": SQL("%s + %s", total("revenue", of="f.discount"), total("cash_discount")),
            "rebate": total("rebate"),
            "returns": total("return"),
            "net": total(*NET),
            "cogs": total("cogs"),
            "uncosted": SQL("coalesce(sum(f.uncosted), 0)"),
            "margin": total(*NET, "cogs"),
            "freight": total("freight"),
            "other": total("manual", "other"),
            "contribution": SQL("coalesce(sum(f.amount) FILTER (WHERE f.kind NOT IN %s), 0)", BELOW),
            "service": total("service"),
            "credit_loss": total("credit_loss"),
            "credit": total("credit"),
        }

    @api.model
    def _chain_labels(self):
        return {
            "list": self.env._("At list price"),
            "realisation": self.env._("Price realisation"),
            "gross": self.env._("Before discounts"),
            "discount": self.env._("Discounts"),
            "cash_discount": self.env._("Cash discounts"),
            "rebate": self.env._("Rebates and bonuses"),
            "return": self.env._("Returns"),
            "net": self.env._("Net revenue"),
            "cogs": self.env._("Cost of goods"),
            "margin": self.env._("Gross margin"),
            "freight": self.env._("Freight"),
            "manual": self.env._("Entries by hand"),
            "other": self.env._("Other items"),
            "contribution": self.env._("Contribution"),
            "service": self.env._("Cost to serve"),
            "credit_loss": self.env._("Credit losses"),
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
        told = ("discount", "realisation", "listed")
        found = facts._read_group(domain, ["kind"], ["amount:sum", *(f"{name}:sum" for name in told)])
        amounts = {kind: amount for kind, amount, *_told in found}
        for kind, _amount, *parts in found:
            if kind == "revenue":
                amounts.update(zip(told, (part or 0.0 for part in parts), strict=True))
        return [
            {"key": line.key, "label": self._chain_label(line), "amount": line.amount, "total": line.total}
            for line in chain(amounts)
            if line.total or line.amount
        ]

    @api.model
    def _chain_label(self, line):
        label = self._chain_labels()[line.key]
        if round(100 * line.known) < 100:
            return self.env._("%(step)s (known for %(share)s %%)", step=label, share=round(100 * line.known))
        return label

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
