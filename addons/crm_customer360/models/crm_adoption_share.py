from odoo import api, fields, models
from odoo.fields import Datetime, Domain
from odoo.tools import SQL
from odoo.tools.date_utils import relativedelta

from ..core import adoption

MEASURES = [
    ("owner", "Has an owner"),
    ("email", "Has an e-mail address"),
    ("phone", "Has a phone number"),
    ("vat", "Has a VAT number (companies)"),
    ("contact", "In contact within 12 months"),
    ("activity", "Planned activities in time"),
]
RECENT = relativedelta(months=12)


class CrmAdoptionShare(models.AbstractModel):
    """How many of how many: counted from domains, and summed up as a share of sums, not as an average of shares."""

    _name = "crm.adoption.share"
    _description = "Share of Customers"

    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    measure = fields.Selection(MEASURES, required=True, readonly=True)
    value = fields.Integer("With", readonly=True)
    out_of = fields.Integer("All", readonly=True)
    share = fields.Float("Share, %", digits=(5, 1), readonly=True, aggregator="avg")

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "share:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * sum(%s) / nullif(sum(%s), 0)",
            self._field_to_sql(self._table, "value", query),
            self._field_to_sql(self._table, "out_of", query),
        )

    @api.model
    def _measures(self):
        """Measures of the data as of now: ``{name: core.adoption.Measure}``."""
        return adoption.measures(Datetime.to_string(Datetime.now() - RECENT))

    @api.model
    def _customers_domain(self):
        # Ids of our own companies' contacts, only to leave these out.
        companies = self.env["res.company"].sudo().with_context(active_test=False).search([("partner_id", "!=", False)])
        return Domain(adoption.customers(companies.partner_id.ids))

    @api.model
    def _data_parts(self):
        """SQL of ``user_id, company_id, measure, value, out_of``, one statement a measure, of customers the reader
        may read."""
        return [self._data_part(measure) for measure in self._measures().values()]

    def _data_part(self, measure):
        partners = self.env["res.partner"]
        concerned = self._customers_domain() & Domain(measure.applies)
        return SQL(
            "SELECT p.user_id, p.company_id, %s::varchar AS measure,"
            " count(*) FILTER (WHERE p.id IN %s)::integer AS value, count(*)::integer AS out_of"
            " FROM res_partner p WHERE p.id IN %s GROUP BY p.user_id, p.company_id",
            measure.name,
            partners._search(concerned & Domain(measure.has)).subselect(),
            partners._search(concerned).subselect(),
        )
