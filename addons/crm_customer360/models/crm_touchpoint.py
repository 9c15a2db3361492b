from odoo import fields, models

CHANNELS = [
    ("email", "E-mail"),
    ("note", "Note"),
    ("call", "Call"),
    ("meeting", "Meeting"),
    ("activity", "Activity"),
    ("sms", "SMS"),
    ("chat", "Live chat"),
    ("messenger", "Messenger"),
    ("web", "Website"),
    ("portal", "Portal"),
    ("lead", "Opportunity"),
    ("order", "Order"),
    ("invoice", "Invoice"),
    ("payment", "Payment"),
    ("delivery", "Delivery"),
    ("shop", "Shop"),
    ("service", "Service and repair"),
    ("claim", "Complaint"),
    ("rating", "Rating"),
    ("survey", "Survey"),
    ("campaign", "Campaign"),
    ("event", "Event"),
    ("loyalty", "Loyalty"),
    ("visit", "Visit"),
    ("letter", "Letter"),
    ("fax", "Fax"),
    ("other", "Other"),
]


class CrmTouchpoint(models.Model):
    """One event of one customer: metadata and a short title. The content stays in the record behind it.

    The rows are kept by the sources (see ``core/source.py``), never written by hand. Who may see a row is decided by
    the record behind it, when it is read: use :meth:`timeline`, not a search.
    """

    _name = "crm.touchpoint"
    _inherit = ["crm.touchpoint.capture", "crm.touchpoint.repair", "crm.touchpoint.content"]
    _description = "Touchpoint"
    _order = "date desc, id desc"
    _log_access = False
    _rec_name = "title"

    partner_id = fields.Many2one("res.partner", "Contact", required=True, ondelete="cascade")
    commercial_partner_id = fields.Many2one("res.partner", "Customer", required=True, ondelete="cascade")
    date = fields.Datetime(required=True)
    all_day = fields.Boolean("Date Only", help="Only the day is known; the time means nothing.")
    channel = fields.Selection(CHANNELS, required=True)
    event = fields.Char("Kind", required=True)
    direction = fields.Selection([("in", "Incoming"), ("out", "Outgoing"), ("internal", "Internal")], required=True)
    nature = fields.Selection(
        [
            ("information", "Information"),
            ("inquiry", "Enquiry"),
            ("complaint", "Complaint"),
            ("praise", "Praise"),
            ("need", "Need or plan"),
            ("marketing", "Marketing"),
            ("transaction", "Transaction"),
            ("system", "System"),
        ],
        required=True,
    )
    sensitivity = fields.Selection(
        [("normal", "Normal"), ("internal", "Internal"), ("private", "Private")], required=True
    )
    # What a record says is for those who may read the record; a manager's pivot does without it.
    title = fields.Char(groups="base.group_system")
    amount = fields.Monetary(groups="base.group_system")
    currency_id = fields.Many2one("res.currency", ondelete="set null")
    user_id = fields.Many2one("res.users", "Responsible", ondelete="set null")
    company_id = fields.Many2one("res.company", ondelete="cascade")
    source = fields.Char(required=True, help="Name of the source that keeps this row.")
    key_id = fields.Integer("Source Row", required=True)
    rank = fields.Integer(required=True, help="0 for the person it is about, more for others who took part.")
    res_model = fields.Char("Record Model", required=True)
    res_id = fields.Integer("Record", required=True)

    # The first two serve a page of the timeline, the third a channel of it; the last is the identity of a row.
    _customer_date_idx = models.Index("(commercial_partner_id, date DESC, id DESC)")
    _partner_date_idx = models.Index("(partner_id, date DESC, id DESC)")
    _customer_channel_idx = models.Index("(commercial_partner_id, channel, date DESC, id DESC)")
    _identity_idx = models.UniqueIndex("(source, key_id, event, partner_id)")
