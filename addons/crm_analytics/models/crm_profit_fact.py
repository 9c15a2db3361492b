from odoo import fields, models
from odoo.fields import Domain

from .derived_link import DerivedLink, take_ids_at_once

KINDS = [
    ("revenue", "Revenue"),
    ("return", "Returns"),
    ("cash_discount", "Cash discounts"),
    ("rebate", "Rebates and bonuses"),
    ("cogs", "Cost of goods"),
    ("freight", "Freight"),
    ("manual", "Entries by hand"),
    ("other", "Other items"),
    ("service", "Cost to serve"),
    ("credit_loss", "Credit losses"),
    ("credit", "Cost of credit"),
    ("absorbed", "Spread over customers"),
]
COST_SOURCES = [
    ("posted", "Posted with the sale"),
    ("delivery", "Value of the delivery"),
    ("order", "Cost noted on the order"),
    ("unknown", "Not known"),
]
#: Where facts come from that are no sums of whole journal items.
ORIGINS = [
    ("shop", "Shop orders"),
    ("cost", "Cost of what was sold"),
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
    ("absorbed_cost", "Given to customers as cost of goods"),
    ("shop", "Closing entries of the shop"),
    ("shop_split", "Closing entries, told apart by order"),
    ("shop_nobody", "Shop sales to nobody"),
]


class CrmProfitFact(models.Model):
    """Journal items of one customer, month, account and way of selling, added up; see ``core/facts.py``.

    Every run that is kept has facts of its own: whoever adds them up asks for one run, ``run_id.current`` for that of
    the pages.
    """

    _name = "crm.profit.fact"
    _description = "Profit by Customer and Month"
    _order = "month desc, id"
    _log_access = False
    _rec_name = "month"

    run_id = DerivedLink("crm.score.run", required=True, readonly=True, ondelete="cascade")
    current = fields.Boolean(related="run_id.current")
    company_id = DerivedLink("res.company", required=True, readonly=True, ondelete="cascade")
    customer_id = DerivedLink("res.partner", readonly=True, ondelete="set null")
    month = fields.Date(required=True, readonly=True)
    account_id = DerivedLink(
        "account.account",
        readonly=True,
        ondelete="cascade",
        help="None for costs that are spread over customers: they stand in the accounts as what they were paid for.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    reason = fields.Selection(REASONS, "Not Assigned Because", readonly=True)
    origin = fields.Selection(
        ORIGINS, "Told by", readonly=True, help="Empty: journal items, or counts and rates where there is no account."
    )
    cost_source = fields.Selection(COST_SOURCES, "Source of the Cost", readonly=True)
    channel_id = DerivedLink("crm.sales.channel", "Sales Channel", readonly=True, ondelete="set null")
    user_id = DerivedLink("res.users", "Salesperson", readonly=True, ondelete="set null")
    team_id = DerivedLink("crm.team", readonly=True, ondelete="set null")
    medium_id = DerivedLink("utm.medium", readonly=True, ondelete="set null")
    source_id = DerivedLink("utm.source", readonly=True, ondelete="set null")
    campaign_id = DerivedLink("utm.campaign", readonly=True, ondelete="set null")
    categ_id = DerivedLink("product.category", "Product Category", readonly=True, ondelete="set null")
    currency_id = fields.Many2one(related="company_id.currency_id")
    amount = fields.Monetary(readonly=True, help="Revenue is positive, costs and returns are negative.")
    discount = fields.Monetary(
        "Discounts Given", readonly=True, help="Part of the price that was given away; the amount is without it."
    )
    realisation = fields.Monetary(
        "Price Realisation",
        readonly=True,
        help="What the price was above the one the price list asked for on the order; below it, negative. Part of the"
        " amount.",
    )
    listed = fields.Monetary(
        "Price Compared", readonly=True, help="Price before discounts of the lines of which the list's price is known."
    )
    uncosted = fields.Monetary(
        "Revenue Without a Cost", readonly=True, help="Goods sold whose cost neither entry, delivery nor order tells."
    )
    quantity = fields.Float("Sold", readonly=True, help="Sold less returned, in the product's unit of measure.")
    items = fields.Integer("Journal Items", readonly=True)

    # Each is written with every row of a run. Updates look for what is nobody's by month, for the rest by customer.
    _run_customer_idx = models.Index("(run_id, customer_id)")
    _run_month_idx = models.Index("(run_id, month) WHERE customer_id IS NULL")

    def init(self):
        take_ids_at_once(self)

    # ------------------------------------------------------------------
    # What a fact adds up
    # ------------------------------------------------------------------

    def action_open_items(self):
        """The journal items this fact adds up; where it is derived, what it is derived from."""
        self.ensure_one()
        if self.origin:
            return self._open_origin()
        if not self.account_id:
            return self.env["crm.cost.customer"]._action_of(self.company_id, self.customer_id)
        domain = Domain("account_id", "=", self.account_id.id) & self._whose_items() & self._kind_of_items()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items"),
            "res_model": "account.move.line",
            "view_mode": "list,pivot,graph,form",
            "domain": list(domain & self._period_of_items() & self._way_of_selling()),
        }

    def _days(self):
        """First and last day of the fact's month that were counted (``YYYY-MM-DD``)."""
        last = min(fields.Date.end_of(self.month, "month"), self.run_id.as_of)
        return fields.Date.to_string(self.month), fields.Date.to_string(last)

    def _period(self, field="date"):
        first, last = self._days()
        return Domain(field, ">=", first) & Domain(field, "<=", last)

    def _period_of_items(self):
        posted = Domain("parent_state", "=", "posted") & Domain("company_id", "=", self.company_id.id)
        return posted & self._period()

    def _whose_items(self):
        """Domain of journal items: the customer, or why there is none, as ``core/journal_item.py`` tells it."""
        documents, entries = Domain("move_type", "in", SALES), Domain("move_type", "=", "entry")
        rank = "partner_id.commercial_partner_id.customer_rank"
        if self.customer_id:
            entries &= Domain("partner_id.commercial_partner_id", "=", self.customer_id.id) & Domain(rank, ">", 0)
            return entries | documents & Domain("move_id.partner_id.commercial_partner_id", "=", self.customer_id.id)
        session, _back = self._shop_items()
        nobody, stranger = Domain("partner_id", "=", False), Domain("partner_id", "!=", False) & Domain(rank, "<=", 0)
        return {
            "no_customer": documents & Domain("move_id.partner_id", "=", False),
            "purchase": Domain("move_type", "in", PURCHASES),
            "shop": session & (nobody | stranger),
            "not_a_customer": entries & stranger & ~session,
            "overhead": entries & nobody & ~session,
        }.get(self.reason, Domain.TRUE)

    def _shop_items(self):
        """Domains of items of entries of the shop: of closed sessions, and of orders taken out of them again."""
        if "pos.session" not in self.env:
            return Domain.FALSE, Domain.FALSE
        closed = Domain("move_id.company_id", "=", self.company_id.id) & self._period("move_id.date")
        # By the ids of the entries: whoever reads journal items need not have a right to the sessions of the shop.
        sessions = self.env["pos.session"].sudo().search(closed)
        return Domain("move_id", "in", sessions.move_id.ids), Domain("move_id.reversed_pos_order_id", "!=", False)

    def _kind_of_items(self):
        account = self.account_id
        steps = self.env["crm.profit.account"].search(
            [("company_id", "=", self.company_id.id), ("account_id", "=", account.id)]
        )
        if steps.step == self.kind:
            return Domain.TRUE
        documents, cogs = Domain("move_type", "in", SALES), Domain("display_type", "=", "cogs")
        session, back = self._shop_items()
        rebate = self._rebate_items() & documents
        price = documents & Domain("display_type", "=", "product") & ~rebate
        reductions = documents & Domain("display_type", "in", REDUCTIONS) & ~rebate
        income = account.account_type in ("income", "income_other")
        goods = account.account_type in ("expense", "expense_direct_cost")
        debit = Domain("balance", ">", 0)
        kinds = {
            "cogs": cogs | (session | back if goods else Domain.FALSE),
            "manual": Domain("move_type", "=", "entry") & ~cogs & ~(session | back),
            "rebate": rebate,
            "cash_discount": reductions,
            "return": price & Domain("move_type", "=", "out_refund") | session & debit | back & ~debit,
            "revenue": price & Domain("move_type", "!=", "out_refund") | session & ~debit | back & debit,
        }
        if self.kind in kinds:
            return kinds[self.kind]
        if self.reason == "purchase":
            return ~cogs
        told = cogs | reductions | rebate | (price if income else Domain.FALSE)
        return documents & ~told | (Domain.FALSE if income or goods else session | back)

    def _rebate_items(self):
        name = "agreement_rebate_settlement_line_ids"
        return Domain(name, "!=", False) if name in self.env["account.move.line"]._fields else Domain.FALSE

    def _way_of_selling(self):
        """Domain of items: how the document came about, and of what the product is."""
        prefix = "move_id."
        names = {
            "user_id": "invoice_user_id",
            "team_id": "team_id",
            "medium_id": "medium_id",
            "source_id": "source_id",
            "campaign_id": "campaign_id",
        }
        category = Domain("product_id.categ_id", "=", self.categ_id.id)
        if not self.categ_id:
            # A path says nothing of items without a product.
            category |= Domain("product_id", "=", False)
        domain = Domain.AND(Domain(f"{prefix}{path}", "=", self[name].id) for name, path in names.items()) & category
        if self.customer_id or self.reason in ("no_customer", "shop"):
            customer = self.customer_id.with_company(self.company_id)
            rules = self.env["crm.sales.channel.rule"]
            domain &= rules._documents_of(self.company_id, self.channel_id, self._days(), prefix, customer)
        return domain
