from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain

from ..core import channel as rules
from ..core.journal_item import SALES

#: How far back documents are looked at when a rule is asked what it catches.
LOOK_BACK = {"months": 12}
SALES_DOCUMENTS = ("out_invoice", "out_refund", "out_receipt")
CUSTOMER = "partner_id.commercial_partner_id."
#: Path from a document to what a criterion asks for.
PATHS = {
    "team": "team_id",
    "medium": "medium_id",
    "source": "source_id",
    "campaign": "campaign_id",
    "journal": "journal_id",
    "tag": f"{CUSTOMER}category_id",
    "pricelist": f"{CUSTOMER}specific_property_product_pricelist",
}


class CrmSalesChannelRule(models.Model):
    """Which documents belong to a sales channel; the first rule that fits decides. See ``core/channel.py``."""

    _name = "crm.sales.channel.rule"
    _description = "Rule for the Sales Channel"
    _order = "sequence, id"
    _rec_name = "channel_id"
    _check_company_auto = True

    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, ondelete="cascade", help="Empty: for all companies."
    )
    channel_id = fields.Many2one(
        "crm.sales.channel", "Sales Channel", required=True, ondelete="cascade", check_company=True
    )
    team_ids = fields.Many2many("crm.team", string="Sales Teams", check_company=True)
    medium_ids = fields.Many2many("utm.medium", string="Media")
    source_ids = fields.Many2many("utm.source", string="Sources")
    campaign_ids = fields.Many2many("utm.campaign", string="Campaigns")
    journal_ids = fields.Many2many(
        "account.journal",
        string="Journals",
        check_company=True,
        groups="account.group_account_readonly,account.group_account_invoice",
    )
    tag_ids = fields.Many2many("res.partner.category", string="Customer's Tags")
    pricelist_ids = fields.Many2many("product.pricelist", string="Customer's Price Lists", check_company=True)
    web = fields.Boolean("Website Order", help="What was ordered on the website.")
    shop = fields.Boolean("Shop Sale", help="Closing entries of shop sessions and invoices made in the shop.")
    caught = fields.Integer(
        compute="_compute_caught",
        help="Documents of the last twelve months this rule decides of: sales documents and closing entries of the"
        " shop, in the company you work in.",
    )

    # ------------------------------------------------------------------
    # For a run
    # ------------------------------------------------------------------

    @api.model
    def _of(self, company):
        """Rules of a company and those for all, in order."""
        # Ids of what the rules ask for, such as journals, which not everybody who reads the figures may read.
        rules = self.sudo().with_context(active_test=True)
        return rules.search([("company_id", "in", (company.id, False)), ("channel_id.active", "=", True)])

    def _plain(self):
        """The rules as ``core.channel.Rule``, in order."""
        return [
            rules.Rule(
                key=rule.id,
                channel=rule.channel_id.id,
                values={name: tuple(rule[f"{name}_ids"].ids) for name in rules.CRITERIA if rule[f"{name}_ids"]},
                web=rule.web,
                shop=rule.shop,
            )
            for rule in self
        ]

    @api.model
    def _installed(self):
        """Ways of selling that are installed (frozenset of ``web`` and ``shop``)."""
        web = "website_id" in self.env["account.move"]._fields
        shop = "pos.session" in self.env
        return frozenset(name for name, there in ((rules.WEB, web), (rules.SHOP, shop)) if there)

    @api.model
    def _case(self, company, customer, by_rule=False):
        """SQL of the channel of a document ``m`` of a company; ``customer``: SQL of its customer."""
        return rules.case(self._of(company)._plain(), self._installed(), customer, company.id, by_rule)

    # ------------------------------------------------------------------
    # What a rule catches
    # ------------------------------------------------------------------

    @api.depends_context("allowed_company_ids")
    @api.depends(
        "sequence",
        "active",
        "channel_id.active",
        "company_id",
        "web",
        "shop",
        *(f"{name}_ids" for name in rules.CRITERIA),
    )
    def _compute_caught(self):
        found = self._count_caught(self.env.company)
        for rule in self:
            rule.caught = found.get(rule._origin.id, 0)

    @api.model
    def _count_caught(self, company):
        """How many documents each rule decides of: ``{id of the rule: count}``, 0 for what no rule fits."""
        for name in ("account.move", "res.partner", self._name):
            self.env[name].flush_model()
        case = self._case(company, "coalesce(p.commercial_partner_id, p.id)", by_rule=True)
        shop = rules.SHOP_DOCUMENT if rules.SHOP in self._installed() else "FALSE"
        # Counts only; who may read the rules may know how often they fit.
        self.env.cr.execute(
            f"""
            SELECT coalesce({case}, 0), count(*)
              FROM account_move m LEFT JOIN res_partner p ON p.id = m.partner_id
             WHERE m.company_id = %s AND m.state = 'posted' AND m.date >= %s AND (m.move_type IN {SALES} OR {shop})
             GROUP BY 1
            """,
            [company.id, self._since()],
        )
        return dict(self.env.cr.fetchall())

    @api.model
    def _since(self):
        return Date.subtract(Date.context_today(self), **LOOK_BACK)

    def _fits(self, shop, prefix="", customer=None):
        """Domain of the documents the rule's criteria fit, whatever the rules before it say.

        :param shop: domain of documents of the shop
        :param prefix: path from the records searched to the document, as in ``move_id.``
        :param customer: of whom the documents are, if it is known; empty: nobody
        """
        self.ensure_one()
        if self.web and rules.WEB not in self._installed():
            return Domain.FALSE
        terms = [Domain(f"{prefix}website_id", "!=", False)] if self.web else []
        terms += [shop] if self.shop else []
        for name in rules.CRITERIA:
            wanted = self[f"{name}_ids"]
            if wanted and (customer is None or name not in (rules.TAG, rules.PRICELIST)):
                terms.append(Domain(f"{prefix}{PATHS[name]}", "in", wanted.ids))
            elif wanted and not customer.mapped(PATHS[name].removeprefix(CUSTOMER)) & wanted:
                return Domain.FALSE
        return Domain.AND(terms)

    @api.model
    def _of_shop(self, company, since, until, prefix=""):
        """Domain of the documents of the shop in a period (both days included)."""
        if rules.SHOP not in self._installed():
            return Domain.FALSE
        # By their ids: whoever reads invoices need not have a right to the orders of the shop.
        self.env.flush_all()
        self.env.cr.execute(
            f"SELECT id FROM account_move m WHERE company_id = %s AND date BETWEEN %s AND %s AND {rules.SHOP_DOCUMENT}",
            [company.id, since, until],
        )
        return Domain(f"{prefix}id".removesuffix(".id"), "in", [number for [number] in self.env.cr.fetchall()])

    @api.model
    def _documents_of(self, company, channel, period, prefix="", customer=None):
        """Domain of the documents of a channel (empty: of none), as ``_case`` decides.

        :param period: first and last day of the documents
        """
        used = self._of(company)
        shop = self._of_shop(company, *period, prefix) if any(used.mapped("shop")) else Domain.FALSE
        found, before = Domain.FALSE, Domain.FALSE
        for rule in used:
            fits = rule._fits(shop, prefix, customer)
            if rule.channel_id == channel:
                found |= fits & ~before
            before |= fits
        return found if channel else ~before

    def action_open_caught(self):
        """The documents this rule decides of."""
        self.ensure_one()
        company = self.env.company
        used = self._of(company)
        if self not in used:
            raise UserError(self.env._("The rule is not in use in the company you work in."))
        period = (self._since(), Date.context_today(self))
        shop = self._of_shop(company, *period)
        place = list(used).index(self)
        domain = used[place]._fits(shop) & ~Domain.OR(rule._fits(shop) for rule in used[:place])
        domain &= Domain("move_type", "in", SALES_DOCUMENTS) | shop
        domain &= Domain("company_id", "=", company.id) & Domain("state", "=", "posted")
        domain &= Domain("date", ">=", Date.to_string(period[0]))
        return {
            "type": "ir.actions.act_window",
            "name": self.channel_id.display_name,
            "res_model": "account.move",
            "view_mode": "list,form",
            "domain": list(domain),
        }
