from odoo import fields, models

KINDS = [
    ("revenue", "Revenue"),
    ("return", "Returns"),
    ("cash_discount", "Cash discounts"),
    ("cogs", "Cost of goods"),
    ("manual", "Entries by hand"),
    ("other", "Other items"),
    ("service", "Cost to serve"),
    ("credit", "Cost of credit"),
    ("absorbed", "Cost to serve, spread over customers"),
]
SALES = ("out_invoice", "out_refund", "out_receipt")
PURCHASES = ("in_invoice", "in_refund", "in_receipt")
#: Lines of a document that take something off the price.
REDUCTIONS = ("discount", "epd")
REASONS = [
    ("no_customer", "Document without a customer"),
    ("purchase", "Purchases"),
    ("not_a_customer", "Entries naming somebody who is no customer"),
    ("overhead", "Entries naming nobody"),
    ("absorbed", "Spread over customers as cost to serve"),
]


class CrmProfitFact(models.Model):
    """Journal items of one customer, month, account and way of selling, added up; see ``core/facts.py``."""

    _name = "crm.profit.fact"
    _description = "Profit by Customer and Month"
    _order = "month desc, id"
    _log_access = False
    _rec_name = "month"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    current = fields.Boolean(related="run_id.current")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    customer_id = fields.Many2one("res.partner", readonly=True, ondelete="set null", index="btree_not_null")
    month = fields.Date(required=True, readonly=True)
    account_id = fields.Many2one(
        "account.account",
        readonly=True,
        ondelete="cascade",
        help="None for cost to serve: it is spread by rates and stands in the accounts as what it was paid for.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    reason = fields.Selection(REASONS, "Not Assigned Because", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True, ondelete="set null")
    team_id = fields.Many2one("crm.team", readonly=True, ondelete="set null")
    medium_id = fields.Many2one("utm.medium", readonly=True, ondelete="set null")
    source_id = fields.Many2one("utm.source", readonly=True, ondelete="set null")
    campaign_id = fields.Many2one("utm.campaign", readonly=True, ondelete="set null")
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True, ondelete="set null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True, help="Revenue is positive, costs and returns are negative.")
    discount = fields.Monetary(
        "Discounts Given", readonly=True, help="Part of the price that was given away; the amount is without it."
    )
    quantity = fields.Float(readonly=True)
    items = fields.Integer("Journal Items", readonly=True)

    def action_open_items(self):
        """The journal items this fact adds up; of cost to serve, what was counted."""
        self.ensure_one()
        if not self.account_id:
            return self.env["crm.cost.customer"]._action_of(self.company_id, self.customer_id)
        last = fields.Date.end_of(self.month, "month")
        domain = [
            ("parent_state", "=", "posted"),
            ("company_id", "=", self.company_id.id),
            ("account_id", "=", self.account_id.id),
            ("date", ">=", self.month),
            ("date", "<=", min(last, self.run_id.as_of)),
        ]
        domain += [*self._whose_items(), *self._kind_of_items(), *self._way_of_selling()]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items"),
            "res_model": "account.move.line",
            "view_mode": "list,pivot,graph,form",
            "domain": domain,
        }

    def _whose_items(self):
        """Terms of a domain of journal items: the customer, or why there is none, as ``core/facts.py`` tells it."""
        if self.customer_id:
            path = "partner_id" if self.kind == "manual" else "move_id.partner_id"
            return [(f"{path}.commercial_partner_id", "=", self.customer_id.id)]
        return {
            "no_customer": [("move_id.partner_id", "=", False)],
            "purchase": [("move_type", "in", PURCHASES)],
            "not_a_customer": [
                ("partner_id", "!=", False),
                ("partner_id.commercial_partner_id.customer_rank", "<=", 0),
            ],
            "overhead": [("partner_id", "=", False), ("move_type", "=", "entry")],
        }.get(self.reason, [])

    def _kind_of_items(self):
        if self.kind == "cogs":
            return [("display_type", "=", "cogs")]
        if self.kind == "manual":
            return [("move_type", "=", "entry"), ("display_type", "!=", "cogs")]
        kinds = {
            "cash_discount": [("move_type", "in", SALES), ("display_type", "in", REDUCTIONS)],
            "return": [("move_type", "=", "out_refund"), ("display_type", "=", "product")],
            "revenue": [
                ("move_type", "in", SALES),
                ("move_type", "!=", "out_refund"),
                ("display_type", "=", "product"),
            ],
        }
        if self.kind in kinds:
            return kinds[self.kind]
        if self.reason == "purchase":
            return [("display_type", "!=", "cogs")]
        told = ["cogs", *REDUCTIONS]
        if self.account_id.account_type in ("income", "income_other"):
            told.append("product")
        return [("move_type", "in", SALES), ("display_type", "not in", told)]

    def _way_of_selling(self):
        names = {
            "user_id": "move_id.invoice_user_id",
            "team_id": "move_id.team_id",
            "medium_id": "move_id.medium_id",
            "source_id": "move_id.source_id",
            "campaign_id": "move_id.campaign_id",
        }
        category = [("product_id.categ_id", "=", self.categ_id.id)]
        if not self.categ_id:
            # A path says nothing of items without a product.
            category = ["|", ("product_id", "=", False), *category]
        return [*category, *((path, "=", self[name].id) for name, path in names.items())]
