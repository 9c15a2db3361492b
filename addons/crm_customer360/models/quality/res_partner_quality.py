from dataclasses import replace

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.quality.catalogue import CHECKS
from .quality_statements import FIGURE
from .quality_words import LABELS, REASONS

LEVELS = [("good", "Good (90 and more)"), ("fair", "Fair (70 to 89)"), ("poor", "Poor (below 70)")]
#: What each figure of a contact is, in SQL over a row ``s`` of its scores.
FIGURES = {
    "quality_score": "s.score",
    "quality_completeness": "s.completeness",
    "quality_validity": "s.validity",
    "quality_failing": "s.failing",
    "quality_level": "CASE WHEN s.score >= 90 THEN 'good' WHEN s.score >= 70 THEN 'fair' ELSE 'poor' END",
}
#: The checks with their words.
WORDED = [replace(check, label=LABELS[check.code], reasons=REASONS) for check in CHECKS]
#: Columns whose change makes a contact be checked again, besides those the checks read.
WATCHED = {"active", "company_id", "parent_id", "type", "partner_share", "commercial_partner_id"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    quality_score = fields.Integer(
        "Data Quality",
        compute="_compute_quality",
        search="_search_quality_score",
        groups="base.group_user",
        aggregator="avg",
        help="Share of the checks that hold, by their weights, 0 to 100.",
    )
    quality_completeness = fields.Integer(
        "Data Completeness",
        compute="_compute_quality",
        search="_search_quality_completeness",
        groups="base.group_user",
        aggregator="avg",
        help="The same over what should be filled in.",
    )
    quality_validity = fields.Integer(
        "Data Validity",
        compute="_compute_quality",
        search="_search_quality_validity",
        groups="base.group_user",
        aggregator="avg",
        help="The same over what is filled in.",
    )
    quality_failing = fields.Integer(
        "Failing Data Checks",
        compute="_compute_quality",
        search="_search_quality_failing",
        groups="base.group_user",
    )
    quality_level = fields.Selection(
        LEVELS,
        "Data Quality Level",
        compute="_compute_quality",
        search="_search_quality_level",
        groups="base.group_user",
        help="Empty: not checked yet.",
    )
    vat_owner_name = fields.Char(
        "VAT Number Belongs To",
        copy=False,
        help="The name the tax register gives for the VAT number. The checks compare it with the customer's name.",
    )
    vat_owner_date = fields.Date("Looked Up On", copy=False)

    @api.depends("commercial_partner_id")
    @api.depends_context("company", "allowed_company_ids")
    def _compute_quality(self):
        found = {}
        if self.ids:
            columns = SQL(", ").join(SQL("(%s)", self._quality_sql("p", name)) for name in FIGURES)
            query = SQL("SELECT p.id, %s FROM res_partner p WHERE p.id = ANY(%s)", columns, self.ids)
            found = {id_: values for id_, *values in self.env.execute_query(query)}
        for partner in self:
            for name, value in zip(FIGURES, found.get(partner.id) or [False] * len(FIGURES), strict=True):
                partner[name] = value

    def _quality_sql(self, alias, name):
        """SQL of a figure for the partner in table ``alias``, by the weights of the company the reader works in."""
        partner = SQL.identifier(alias, "id")
        return SQL(FIGURE.format(figure=FIGURES[name]), partner, self.env.companies.ids, self.env.company.id)

    def _field_to_sql(self, alias, field_expr, query=None):
        # So the figures sort and group a list like columns of their own.
        if field_expr in FIGURES:
            self._check_field_access(self._fields[field_expr], "read")
            return SQL("(%s)", self._quality_sql(alias, field_expr))
        return super()._field_to_sql(alias, field_expr, query)

    def _search_quality_score(self, operator, value):
        return self._search_quality("quality_score", operator, value)

    def _search_quality_completeness(self, operator, value):
        return self._search_quality("quality_completeness", operator, value)

    def _search_quality_validity(self, operator, value):
        return self._search_quality("quality_validity", operator, value)

    def _search_quality_failing(self, operator, value):
        return self._search_quality("quality_failing", operator, value)

    def _search_quality_level(self, operator, value):
        return self._search_quality("quality_level", operator, value)

    def _search_quality(self, name, operator, value):
        field = self._fields[name]
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(name, operator, value, model, alias, query)
        )

    # ------------------------------------------------------------------
    # What other addons extend
    # ------------------------------------------------------------------

    @api.model
    def _quality_checks(self):
        """Every declared check (``core.quality.check.Check``) with its words; other addons add theirs to ``super()``'s
        list. Of a check that reads further fields, their values stand in ``facts.extra``."""
        return list(WORDED)

    @api.model
    def _quality_text(self, text):
        return text if isinstance(text, str) else self.env._(text)

    @api.model
    def _quality_fields(self):
        return list(FIGURES)

    # ------------------------------------------------------------------
    # Noticing changes
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        self.env["crm.quality.pending"]._note(partners.ids)
        return partners

    def _write_multi(self, vals_list):
        watched = self._quality_watched()
        changed = [id_ for id_, vals in zip(self._ids, vals_list, strict=True) if not watched.isdisjoint(vals)]
        if changed:
            self.env["crm.quality.pending"]._note(changed)
        return super()._write_multi(vals_list)

    @api.model
    def _quality_watched(self):
        return WATCHED.union(*(check.fields for check in self._quality_checks()))
