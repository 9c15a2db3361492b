from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Datetime
from odoo.tools import SQL

#: The same user opening the same customer again within this time is the same look.
SAME_LOOK = timedelta(hours=1)
KEPT_MONTHS = "crm_customer360.access_kept_months"
DEFAULT_MONTHS = 24


class CrmCustomerAccess(models.Model):
    """Who looked at which customer's history and when, for the data-protection officer. Append only."""

    _name = "crm.customer.access"
    _description = "Opening of a Customer's History"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "partner_id"

    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict", index=True)
    # The record outlives neither the customer nor their erasure.
    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    date = fields.Datetime(required=True, readonly=True)

    _partner_idx = models.Index("(partner_id, user_id, date DESC)")

    @api.model
    def _note(self, partner):
        """Write down that the current user looks at ``partner``, unless they did within the hour."""
        values = {
            "user": self.env.uid,
            "partner": partner.id,
            "company": self.env.company.id,
            "now": Datetime.now(),
            "since": Datetime.now() - SAME_LOOK,
        }
        if self.env.su or self._is_noted(values):
            return
        if not self.env.cr.readonly:
            self._append(self.env.cr, values)
            return
        # A read replica, or a route that promises to write nothing: the look is noted beside it.
        with self.env.registry.cursor() as cr:
            self._append(cr, values)

    def _is_noted(self, values):
        self.env.cr.execute(
            "SELECT FROM crm_customer_access WHERE user_id = %(user)s AND partner_id = %(partner)s AND date > %(since)s"
            " LIMIT 1",
            values,
        )
        return bool(self.env.cr.rowcount)

    def _append(self, cr, values):
        # A page asks for several things at once, each of which notes the look: whoever comes second while the first one
        # is not committed leaves it at that, and whoever comes later sees it.
        cr.execute(
            "INSERT INTO crm_customer_access (user_id, partner_id, company_id, date)"
            " SELECT %(user)s, %(partner)s, %(company)s, %(now)s"
            " WHERE pg_try_advisory_xact_lock(hashtextextended(concat_ws(' ', %(table)s, %(user)s, %(partner)s), 0))"
            " AND NOT EXISTS (SELECT FROM crm_customer_access"
            " WHERE user_id = %(user)s AND partner_id = %(partner)s AND date > %(since)s)",
            {"table": self._table, **values},
        )

    @api.autovacuum
    def _gc_old(self):
        """Looks older than the agreed number of months are forgotten."""
        # A number an administrator set; it reveals nothing.
        months = int(self.env["ir.config_parameter"].sudo().get_param(KEPT_MONTHS, DEFAULT_MONTHS))
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_customer_access WHERE date < now() AT TIME ZONE 'UTC' - make_interval(months => %s)"
                " RETURNING id",
                months,
            )
        )
