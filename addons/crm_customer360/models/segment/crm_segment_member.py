from odoo import fields, models
from odoo.exceptions import UserError


class CrmSegmentMember(models.Model):
    """One stay of a customer in a segment: since when and why, and until when and why.

    The refresh writes it, nobody else: what is over is never changed.
    """

    _name = "crm.segment.member"
    _description = "Membership of a Segment"
    _order = "entered_at desc, id desc"
    _log_access = False
    _rec_name = "partner_id"

    segment_id = fields.Many2one("crm.segment", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    entered_at = fields.Datetime("Entered", required=True, readonly=True)
    left_at = fields.Datetime("Left", readonly=True, help="Empty: in the segment now.")
    entry_reason_id = fields.Many2one("crm.segment.reason", "Entered Because", readonly=True)
    exit_reason_id = fields.Many2one("crm.segment.reason", "Left Because", readonly=True)
    # Read through the customer, so that the members can be grouped by what the customer is today.
    user_id = fields.Many2one("res.users", "Salesperson", related="partner_id.user_id")
    country_id = fields.Many2one("res.country", related="partner_id.country_id")

    _open_idx = models.UniqueIndex("(segment_id, partner_id) WHERE left_at IS NULL")
    _entered_idx = models.Index("(segment_id, entered_at)")
    _left_idx = models.Index("(segment_id, left_at) WHERE left_at IS NOT NULL")

    def write(self, vals):
        if vals:
            raise UserError(self.env._("Memberships follow the rule of their segment; they are not changed by hand."))
        return super().write(vals)

    def action_open_customer360(self):
        """Open the 360 page of the member."""
        self.ensure_one()
        return self.partner_id.action_open_customer360()

    def _as_row(self):
        """The membership as :meth:`crm.segment.members` returns it."""
        return {
            "partner_id": self.partner_id.id,
            "name": self.partner_id.name or self.partner_id.display_name,
            "entered_at": fields.Datetime.to_string(self.entered_at),
            "reason": self.entry_reason_id.display_name or "",
        }
