from odoo import api, fields, models
from odoo.fields import Date
from odoo.tools import SQL


class CrmAdoptionSnapshot(models.Model):
    """The state of the data on each day: numbers only, no customer and no user. Append only."""

    _name = "crm.adoption.snapshot"
    _inherit = "crm.adoption.share"
    _description = "State of the Data over Time"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "date"

    date = fields.Date(required=True, readonly=True)
    # The numbers of several days do not add up; their share can be drawn.
    value = fields.Integer(aggregator=None)
    out_of = fields.Integer(aggregator=None)

    _identity_idx = models.UniqueIndex("(date, measure, (COALESCE(company_id, 0)))")

    @api.model
    def _cron_take(self):
        """Write down the numbers of today, once: what stands there already is not touched."""
        # The job counts every customer; what it writes are sums per company.
        companies = self.env["res.company"].sudo().search([("active", "=", True)])
        counting = self.sudo().with_context(allowed_company_ids=companies.ids)
        parts = [*counting._data_parts(), counting._activity_part()]
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "INSERT INTO crm_adoption_snapshot (date, company_id, measure, value, out_of, share)"
                " SELECT %s, company_id, measure, sum(value), sum(out_of), 100.0 * sum(value) / sum(out_of)"
                " FROM (%s) part GROUP BY company_id, measure ON CONFLICT DO NOTHING",
                Date.today(),
                SQL(" UNION ALL ").join(parts),
            )
        )
        self.invalidate_model()

    @api.model
    def _activity_part(self):
        """SQL as of :meth:`_data_parts` of the planned activities with customers: how many are not overdue."""
        return SQL(
            "SELECT a.user_id, a.company_id, 'activity' AS measure,"
            " count(*) FILTER (WHERE a.date_deadline >= %s)::integer AS value, count(*)::integer AS out_of"
            " FROM (%s) a WHERE a.active GROUP BY a.user_id, a.company_id",
            Date.today(),
            self.env["crm.adoption.report"]._activities(),
        )
