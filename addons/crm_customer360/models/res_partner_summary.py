from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

#: What each figure of a customer is, in SQL over rows ``s`` of the summary.
FIGURES = {
    "last_contact_in": "max(s.last_in)",
    "last_contact_out": "max(s.last_out)",
    "last_contact": "greatest(max(s.last_in), max(s.last_out))",
    "contact_count": (
        "coalesce(sum(s.incoming + s.outgoing) FILTER (WHERE s.month >"
        " date_trunc('month', now() AT TIME ZONE 'UTC')::date - interval '12 months'), 0)::integer"
    ),
}


class ResPartner(models.Model):
    _inherit = "res.partner"

    touchpoint_summary_ids = fields.One2many(
        "crm.touchpoint.summary", "commercial_partner_id", "Contacts by Month", groups="base.group_user"
    )
    last_contact_in = fields.Datetime(
        "Last Incoming Contact",
        compute="_compute_contact_figures",
        search="_search_last_contact_in",
        groups="base.group_user",
    )
    last_contact_out = fields.Datetime(
        "Last Outgoing Contact",
        compute="_compute_contact_figures",
        search="_search_last_contact_out",
        groups="base.group_user",
    )
    last_contact = fields.Datetime(
        compute="_compute_contact_figures", search="_search_last_contact", groups="base.group_user"
    )
    contact_count = fields.Integer(
        "Contacts, 12 Months",
        compute="_compute_contact_figures",
        search="_search_contact_count",
        groups="base.group_user",
        help="Incoming and outgoing, of this month and the eleven before it.",
    )

    @api.depends("commercial_partner_id", "touchpoint_summary_ids.last_in", "touchpoint_summary_ids.last_out")
    @api.depends_context("allowed_company_ids")
    def _compute_contact_figures(self):
        found = {}
        if self.ids:
            columns = SQL(", ").join(SQL("(%s)", self._figure_sql("p", name)) for name in FIGURES)
            query = SQL("SELECT p.id, %s FROM res_partner p WHERE p.id = ANY(%s)", columns, self.ids)
            self.env["crm.touchpoint.summary"].flush_model()
            found = {id_: values for id_, *values in self.env.execute_query(query)}
        for partner in self:
            for name, value in zip(FIGURES, found.get(partner.id) or [False] * len(FIGURES), strict=True):
                partner[name] = value

    def _figure_sql(self, alias, name):
        """SQL of a figure for the partner in table ``alias``, over the companies the reader works in."""
        return SQL(
            "SELECT %s FROM crm_touchpoint_summary s WHERE s.commercial_partner_id = %s"
            " AND (s.company_id IS NULL OR s.company_id = ANY(%s))",
            SQL(FIGURES[name]),
            SQL.identifier(alias, "commercial_partner_id"),
            self.env.companies.ids,
        )

    def _field_to_sql(self, alias, field_expr, query=None):
        # So the figures sort and group a list like columns of their own.
        if field_expr in FIGURES:
            self._check_field_access(self._fields[field_expr], "read")
            return SQL("(%s)", self._figure_sql(alias, field_expr))
        return super()._field_to_sql(alias, field_expr, query)

    def _search_last_contact_in(self, operator, value):
        return self._search_figure("last_contact_in", operator, value)

    def _search_last_contact_out(self, operator, value):
        return self._search_figure("last_contact_out", operator, value)

    def _search_last_contact(self, operator, value):
        return self._search_figure("last_contact", operator, value)

    def _search_contact_count(self, operator, value):
        return self._search_figure("contact_count", operator, value)

    def _search_figure(self, name, operator, value):
        field = self._fields[name]
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(name, operator, value, model, alias, query)
        )
