from odoo import api, fields, models
from odoo.fields import Date, Domain
from odoo.tools import SQL, format_date

from .crm_customer_value import TRENDS

#: Who may read the scores of every customer of their companies.
READERS = "crm_analytics.group_analyst,crm_customer360.group_manager"
#: Column of the score behind each field of the customer.
FIGURES = {
    "value_lifetime": "value",
    "value_alive": "p_alive",
    "value_expected": "expected",
    "value_place": "place",
    "value_rfm": "rfm",
    "value_trend": "trend",
    "value_last_purchase": "last_purchase",
}


def _figure(kind, label, name, **options):
    """A field of the customer that reads a column of their current score, and searches, sorts and groups by it."""
    return kind(
        string=label,
        compute="_compute_score_figures",
        search=lambda self, operator, value: self._search_score(name, operator, value),
        groups=READERS,
        **options,
    )


class ResPartner(models.Model):
    """The current score of a customer, in the company one works in, as fields for lists and segments."""

    _inherit = "res.partner"

    value_currency_id = fields.Many2one("res.currency", compute="_compute_value_currency", groups=READERS)
    value_lifetime = _figure(fields.Monetary, "Lifetime Value", "value_lifetime", currency_field="value_currency_id")
    value_alive = _figure(fields.Float, "Still a Customer", "value_alive", help="Probability, 0 to 1.")
    value_expected = _figure(fields.Float, "Purchases to Expect", "value_expected")
    value_place = _figure(fields.Float, "Place of 100", "value_place", help="100 is the best customer.")
    value_rfm = _figure(fields.Integer, "RFM", "value_rfm", help="3 to 15.")
    value_trend = _figure(fields.Selection, "Trend of Purchases", "value_trend", selection=TRENDS)
    value_last_purchase = _figure(fields.Date, "Last Purchase", "value_last_purchase")

    @api.depends_context("company")
    def _compute_value_currency(self):
        self.value_currency_id = self.env.company.currency_id

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_score_figures(self):
        found = {}
        if self.ids:
            columns = SQL(", ").join(SQL("s.%s", SQL.identifier(column)) for column in FIGURES.values())
            query = SQL(
                "SELECT p.id, %s FROM res_partner p"
                " JOIN crm_customer_score s ON s.customer_id = p.commercial_partner_id"
                " WHERE p.id = ANY(%s) AND s.run_id = (%s)",
                columns,
                self.ids,
                self._current_run_sql(),
            )
            found = {id_: values for id_, *values in self.env.execute_query(query)}
        for partner in self:
            values = found.get(partner.id) or [False] * len(FIGURES)
            for name, value in zip(FIGURES, values, strict=True):
                partner[name] = value

    def _current_run_sql(self):
        return SQL("SELECT r.id FROM crm_score_run r WHERE r.current AND r.company_id = %s", self.env.company.id)

    def _field_to_sql(self, alias, field_expr, query=None):
        # So the figures sort and group a list like columns of their own.
        if field_expr in FIGURES:
            self._check_field_access(self._fields[field_expr], "read")
            return SQL(
                "(SELECT s.%s FROM crm_customer_score s WHERE s.customer_id = %s AND s.run_id = (%s))",
                SQL.identifier(FIGURES[field_expr]),
                SQL.identifier(alias, "commercial_partner_id"),
                self._current_run_sql(),
            )
        return super()._field_to_sql(alias, field_expr, query)

    def _search_score(self, name, operator, value):
        field = self._fields[name]
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(name, operator, value, model, alias, query)
        )

    # ------------------------------------------------------------------
    # The 360 page
    # ------------------------------------------------------------------

    def _customer360_panels(self):
        return [*super()._customer360_panels(), *self._value_panel()]

    def _value_panel(self):
        """What the customer may be worth in the company one works in, with the reasons, for whoever may read it."""
        scores = self.env["crm.customer.score"]
        if not scores.has_access("read"):
            return []
        domain = Domain("customer_id", "=", self.commercial_partner_id.id)
        domain &= Domain("company_id", "=", self.env.company.id)
        score = scores.search(domain & Domain("current", "=", True), limit=1)
        if not score:
            return []
        history = {"res_model": "crm.customer.score", "domain": [list(term) for term in domain]}
        items = [{"currency": False, "action": history, **item} for item in score._panel_items()]
        items += self._value_over_companies()
        note = self.env._("Up to %s", format_date(self.env, score.as_of))
        return [{"key": "value", "label": self.env._("Value"), "sequence": 16, "items": items, "note": note}]

    def _value_over_companies(self):
        """What the customer may be worth to all companies one has chosen, if they buy from more than one of them."""
        domain = Domain("customer_id", "=", self.commercial_partner_id.id) & Domain("current", "=", True)
        domain &= Domain("company_id", "in", self.env.companies.ids)
        scores, company = self.env["crm.customer.score"].search(domain), self.env.company
        if len(scores) < 2:
            return []
        today, currency = Date.context_today(self), company.currency_id
        value, low = (
            currency._format_whole(
                sum(score.currency_id._convert(score[name], currency, company, today) for score in scores)
            )
            for name in ("value", "value_low")
        )
        text = self.env._("%(value)s, at least %(low)s", value=value, low=low)
        opened = {"res_model": "crm.customer.score", "domain": [list(term) for term in domain]}
        label = self.env._("All companies")
        return [{"label": label, "value": text, "kind": "text", "currency": False, "action": opened}]
