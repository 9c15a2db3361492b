from odoo import api, fields, models
from odoo.fields import Date
from odoo.tools import SQL, format_amount

from ..core.reasons import MOST
from ..core.score_total import TOTAL
from .crm_customer_value import CONFIDENCES
from .crm_pyramid_position import LAYERS

COMPANIES = ("allowed_company_ids",)
#: Who may read places in the pyramids: what it is made of may be profit, which sellers do not see.
PYRAMID = "crm_analytics.group_analyst,crm_customer360.group_agent"


def _column(kind, *args, **options):
    """A column that says something else for other companies."""
    return kind(*args, readonly=True, depends_context=COMPANIES, **options)


class CrmCustomerScoreTotal(models.Model):
    """The score of a customer over the companies one has chosen, in the currency of the one one works in.

    It is added up when it is read, from the scores of these companies, so it never says more than they do, and nobody
    sees in it what they may not see of each: whoever may not read the pyramid sees no layer, rank and amount.
    """

    _name = "crm.customer.score.total"
    _description = "Score over Companies"
    _auto = False
    _order = "place desc, id"
    _rec_name = "customer_id"

    customer_id = fields.Many2one("res.partner", readonly=True)
    user_id = fields.Many2one("res.users", "Owner", readonly=True)
    companies = _column(fields.Integer, help="In how many of the chosen companies the customer bought something.")
    as_of = _column(fields.Date, "Up To", help="The oldest of the runs that were added up.")
    purchases = _column(fields.Integer)
    first_purchase = _column(fields.Date)
    last_purchase = _column(fields.Date)
    revenue = _column(fields.Monetary)
    p_alive = _column(
        fields.Float,
        "Still a Customer",
        aggregator="avg",
        help="Of the company where that is likeliest. Empty: not enough data.",
    )
    expected = _column(fields.Float, "Purchases to Expect")
    value = _column(fields.Monetary, "Lifetime Value", help="Empty: not enough data in any of the companies.")
    value_low = _column(fields.Monetary, "Value, Low", aggregator=None, help="Most customers like this one leave more.")
    value_high = _column(
        fields.Monetary, "Value, High", aggregator=None, help="Most customers like this one leave less."
    )
    place = _column(
        fields.Float,
        "Place of 100",
        aggregator="avg",
        help="100 is the best customer of these companies: by lifetime value if that found the best customers of each"
        " company earlier, else by revenue.",
    )
    confidence = _column(fields.Selection, CONFIDENCES)
    layer = _column(
        fields.Selection,
        LAYERS,
        groups=PYRAMID,
        help="Of the pyramid of these companies, by the cuts of the one at hand.",
    )
    rank = _column(fields.Integer, aggregator=False, groups=PYRAMID, help="Among the active customers; 1 brings most.")
    amount = _column(
        fields.Monetary, "Twelve Months", groups=PYRAMID, help="Net revenue or profit, as the pyramids are set."
    )
    reasons = fields.Text("Why", compute="_compute_reasons", help="Where it comes from, at most three companies.")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency")

    @property
    def _table_query(self):
        companies, currency = self.env.companies, self.env.company.currency_id
        today = Date.context_today(self)
        rates = [
            one.currency_id._get_conversion_rate(one.currency_id, currency, self.env.company, today)
            for one in companies
        ]
        top, big, medium = self.env.company._pyramid_cuts()
        shown = self.env["crm.score.run"]._shown(companies)
        by_value = bool(shown) and set(shown.mapped("ranking")) == {"model"}
        return SQL(
            TOTAL,
            companies=companies.ids,
            rates=rates,
            by_value=by_value,
            top=str(top),
            big=str(big),
            medium=str(medium),
        )

    @api.depends_context("company")
    def _compute_currency(self):
        self.currency_id = self.env.company.currency_id

    @api.depends_context("allowed_company_ids", "lang")
    def _compute_reasons(self):
        found = self._scores().grouped("customer_id")
        for total in self:
            scores = found.get(total.customer_id, self.env["crm.customer.score"])
            ordered = scores.sorted(lambda one: (-one.value, -one.revenue, one.id))
            total.reasons = "\n".join(total._words_of(score) for score in ordered[:MOST])

    def _scores(self):
        """The current scores these were added up from, as the reader may see them."""
        domain = [("customer_id", "in", self.customer_id.ids), ("current", "=", True)]
        return self.env["crm.customer.score"].search([*domain, ("company_id", "in", self.env.companies.ids)])

    def _words_of(self, score):
        # Whether there was data enough for a model is no secret to whoever reads the score.
        if not score.run_id.sudo().purchase_model:
            return self.env._("%s: not enough data", score.company_id.name)
        return self.env._(
            "%(company)s: %(value)s, at least %(low)s",
            company=score.company_id.name,
            value=format_amount(self.env, score.value, score.currency_id),
            low=format_amount(self.env, score.value_low, score.currency_id),
        )

    def action_open_scores(self):
        """The scores it was added up from, company by company, as an action on ``crm.customer.score``."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_customer_score_action")
        scores = [("customer_id", "=", self.customer_id.id), ("company_id", "in", self.env.companies.ids)]
        action.update(
            name=self.customer_id.display_name,
            display_name=self.customer_id.display_name,
            domain=[*scores, ("current", "=", True)],
            path=False,
        )
        return action

    def action_open_customer(self):
        """The 360 page of the customer."""
        self.ensure_one()
        return self.customer_id.action_open_customer360()
