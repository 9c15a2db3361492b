from odoo import fields, models


class CrmSegmentPushItem(models.Model):
    """What a push did for one customer, so that it is done once, and undone only where the push itself did it."""

    _name = "crm.segment.push.item"
    _description = "Done by a Push of a Segment"
    _order = "id desc"
    _log_access = False
    _rec_name = "partner_id"

    push_id = fields.Many2one("crm.segment.push", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, readonly=True, ondelete="cascade", index=True
    )
    put_at = fields.Datetime("Done", required=True, readonly=True)
    taken_at = fields.Datetime("Ended", readonly=True)
    own = fields.Boolean("Put There by the Segment", readonly=True)
    res_id = fields.Integer("Record", readonly=True)

    _open_idx = models.UniqueIndex("(push_id, partner_id) WHERE taken_at IS NULL")


class CrmSegmentPushLog(models.Model):
    """One run of a push that did something, or failed: numbers only."""

    _name = "crm.segment.push.log"
    _description = "Runs of a Push"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "date"

    push_id = fields.Many2one("crm.segment.push", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date = fields.Datetime(required=True, readonly=True)
    put = fields.Integer("Done", readonly=True)
    taken = fields.Integer("Undone", readonly=True)
    waiting = fields.Integer(
        readonly=True,
        help="Left for later: beyond the limit, or without what is needed, such as an e-mail address.",
    )
    error = fields.Char(readonly=True)
