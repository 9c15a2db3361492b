from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .crm_data_export import DEFAULT_MONTHS, KEPT_MONTHS


class CrmCustomerRemoval(models.Model):
    """A customer that was deleted, or merged into another one. Append only."""

    _name = "crm.customer.removal"
    _description = "Removal of a Customer"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "name"

    date = fields.Datetime(required=True, readonly=True)
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    kind = fields.Selection([("deleted", "Deleted"), ("merged", "Merged")], required=True, readonly=True)
    partner_number = fields.Integer("Number", required=True, readonly=True)
    # A company's name and a reference; of a person the reference alone.
    name = fields.Char(readonly=True)
    into_partner_id = fields.Many2one("res.partner", "Merged into", readonly=True, ondelete="set null")

    _partner_unique = models.UniqueIndex("(partner_number, kind)")

    def write(self, vals):
        if vals:
            raise UserError(self.env._("What is on record about customers cannot be changed."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("What is on record about customers cannot be changed."))

    @api.model
    def _note(self, partners, kind, into=False):
        """Write down that the current user removes ``partners``; what was merged is not deleted besides."""
        if kind == "deleted":
            partners -= self._merged_away(partners)
        rows = [
            (
                fields.Datetime.now(),
                self.env.uid,
                partner.company_id.id or None,
                kind,
                partner.id,
                self._label(partner),
                into or None,
            )
            for partner in partners.sudo()  # who may delete them may name them
        ]
        if rows:
            self.env.cr.execute(
                SQL(
                    "INSERT INTO crm_customer_removal"
                    " (date, user_id, company_id, kind, partner_number, name, into_partner_id)"
                    " VALUES %s ON CONFLICT (partner_number, kind) DO NOTHING",
                    SQL(", ").join(rows),
                )
            )

    def _merged_away(self, partners):
        """Those on record as merged; an un-merge brought the others back, so that deleting them is news."""
        self.env["crm.merge"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT r.partner_number FROM crm_customer_removal r"
                " WHERE r.kind = 'merged' AND r.partner_number = ANY(%s) AND NOT EXISTS ("
                " SELECT FROM crm_merge_contact c JOIN crm_merge m ON m.id = c.merge_id"
                " WHERE c.partner_id = r.partner_number AND c.role = 'source' AND m.state = 'unmerged'"
                " AND m.unmerge_date >= r.date)",
                partners.ids,
            )
        )
        return partners.browse(number for (number,) in rows)

    def _label(self, partner):
        names = (partner.name if partner.is_company else "", partner.ref, f"#{partner.id}")
        return " ".join(name for name in names if name)

    @api.autovacuum
    def _gc_old(self):
        """Removals are forgotten with the exports."""
        # A number an administrator set; it reveals nothing.
        months = int(self.env["ir.config_parameter"].sudo().get_param(KEPT_MONTHS, DEFAULT_MONTHS))
        self.env.execute_query(
            SQL(
                "DELETE FROM crm_customer_removal WHERE date < now() AT TIME ZONE 'UTC' - make_interval(months => %s)"
                " RETURNING id",
                months,
            )
        )
