import datetime as dt

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, formatLang

from ..core import contact_values
from ..core.figures import decimals

PREVIEW_LENGTH = 200
#: All day entries are dated by the writer's day, which may have begun while it is still yesterday in UTC.
FAR_EAST = dt.timedelta(hours=14)
CHANNELS = [
    ("call", "Call"),
    ("visit", "Visit"),
    ("letter", "Letter"),
    ("fax", "Fax"),
    ("shop", "Counter"),
    ("email", "E-mail"),
    ("messenger", "Messenger"),
    ("sms", "SMS"),
    ("chat", "Live chat"),
    ("campaign", "Campaign"),
    ("event", "Event"),
    ("other", "Other"),
]


class CrmContactLog(models.Model):
    """A contact with a customer that left no other trace in the ERP: written by a person, or sent by a telephone
    exchange or another system through ``crm.touchpoint.log``. The contact history shows it like any other record."""

    _name = "crm.contact.log"
    _inherit = ["crm.contact.log.intake", "crm.contact.log.lookup"]
    _description = "Contact Log"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("What it was about", size=contact_values.MAX_LINE)
    body = fields.Text("Details")
    preview = fields.Char(compute="_compute_preview")
    date = fields.Datetime(required=True, default=fields.Datetime.now, index=True)
    all_day = fields.Boolean("Date Only", help="Only the day is known; the time means nothing.")
    channel = fields.Selection(CHANNELS, required=True, default="call")
    direction = fields.Selection(
        [("in", "From the customer"), ("out", "From us"), ("internal", "Internal")], required=True, default="in"
    )
    nature = fields.Selection(
        [
            ("information", "Information"),
            ("inquiry", "Enquiry"),
            ("complaint", "Complaint"),
            ("praise", "Praise"),
            ("need", "Need or plan"),
            ("marketing", "Marketing"),
        ],
        required=True,
        default="information",
    )
    sensitivity = fields.Selection(
        [("normal", "Normal"), ("internal", "Internal"), ("private", "Private")],
        required=True,
        default="normal",
        help="Internal: never given to the customer. Private: only for who had the contact, who wrote it down, and"
        " managers.",
    )
    # An entry is part of the history: a contact that has some is archived or merged, not deleted.
    partner_id = fields.Many2one(
        "res.partner", "Contact", required=True, index=True, ondelete="restrict", check_company=True
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Customer")
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        default=lambda self: self.env.user,
        index=True,
        domain="[('share', '=', False)]",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    duration = fields.Float("Duration (minutes)", digits=(8, 1))
    phone_number = fields.Char(size=contact_values.MAX_PHONE)
    active = fields.Boolean(default=True)

    external_ref = fields.Char("Outside Reference", copy=False, readonly=True)
    external_system = fields.Char("Outside System", copy=False, readonly=True)
    external_digest = fields.Char(copy=False, readonly=True)
    activity_id = fields.Many2one("mail.activity", "Follow-up", copy=False, readonly=True, ondelete="set null")

    need_what = fields.Char("What is needed", size=contact_values.MAX_LINE)
    need_product_model = fields.Char(default=lambda self: "product.product" in self.env and "product.product")
    # Products are another module's; without it nobody can choose one.
    need_product_id = fields.Many2oneReference("Product", model_field="need_product_model")
    need_date = fields.Date("Needed by", index="btree_not_null")
    need_quantity = fields.Float("Quantity")
    need_value = fields.Monetary("Value")
    need_state = fields.Selection(
        [("open", "Open"), ("met", "Met"), ("dropped", "Dropped")],
        "State",
        compute="_compute_need_state",
        store=True,
        precompute=True,
        readonly=False,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _external_idx = models.UniqueIndex(
        "(company_id, coalesce(external_system, ''), external_ref) WHERE external_ref IS NOT NULL",
        "An entry with this reference of the outside system is there already.",
    )
    _need_idx = models.Index("(company_id, need_date) WHERE nature = 'need'")
    _not_negative = models.Constraint(
        "CHECK (coalesce(duration, 0) >= 0 AND coalesce(need_quantity, 0) >= 0 AND coalesce(need_value, 0) >= 0)",
        "Duration, quantity and value cannot be negative.",
    )

    @api.depends("nature")
    def _compute_need_state(self):
        for entry in self:
            entry.need_state = entry.nature == "need" and (entry.need_state or "open")

    @api.depends("name", "channel")
    def _compute_display_name(self):
        labels = dict(self._fields["channel"]._description_selection(self.env))
        for entry in self:
            entry.display_name = ": ".join(filter(None, [labels.get(entry.channel), entry.name]))

    @api.depends("body", "nature", "need_what", "need_quantity", "need_date")
    @api.depends_context("lang")
    def _compute_preview(self):
        for entry in self:
            words = [*entry._need_words(), " ".join((entry.body or "")[: 2 * PREVIEW_LENGTH].split())]
            entry.preview = " · ".join(filter(None, words))[:PREVIEW_LENGTH]

    def _need_words(self):
        """What, how much and when, as far as it is known."""
        if self.nature != "need":
            return []
        number = self.need_quantity
        quantity = formatLang(self.env, number, digits=decimals(number, 3)) if number else ""
        return [self.need_what, quantity, self.need_date and format_date(self.env, self.need_date)]

    @api.constrains("date", "all_day")
    def _check_date(self):
        now = fields.Datetime.now()
        for entry in self:
            if entry.all_day:
                late = entry.date.date() > (now + FAR_EAST).date()
            else:
                late = entry.date > now + contact_values.FUTURE_TOLERANCE
            if late:
                raise ValidationError(
                    self.env._(
                        "A contact that is still to come cannot be logged (%s). Plan an activity or a meeting instead.",
                        fields.Datetime.to_string(entry.date),
                    )
                )
            if entry.date < contact_values.OLDEST:
                raise ValidationError(
                    self.env._("The date of the contact is before %s.", contact_values.OLDEST.date().isoformat())
                )
