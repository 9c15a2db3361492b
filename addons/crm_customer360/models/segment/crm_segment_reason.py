from odoo import api, fields, models

from ...core.segment.rule import stored_rule


class CrmSegmentReason(models.Model):
    """Why customers entered or left: the rule as it was, and which of its conditions held.

    It says nothing about anybody; the memberships refer to it. One row for each pattern, never changed.
    """

    _name = "crm.segment.reason"
    _description = "Why in a Segment"
    _log_access = False

    segment_id = fields.Many2one("crm.segment", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    digest = fields.Char(required=True, readonly=True)
    held = fields.Char(readonly=True, help="1 for each condition that held, 0 for the others, the filter first.")
    entering = fields.Boolean(readonly=True, help="Why somebody entered; otherwise why somebody left.")
    rule = fields.Json(required=True, readonly=True)

    _identity_idx = models.UniqueIndex("(segment_id, digest, held, entering)")

    @api.depends("rule", "held", "entering")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        segments = self.env["crm.segment"]
        for reason in self:
            asked, held = stored_rule(reason.rule), reason.held or ""
            reason.display_name = segments._reason_words(asked, held, reason.entering, reason.company_id)
