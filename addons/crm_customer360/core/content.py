"""What a touchpoint opens in place: which fields of the record behind it hold its words, its figures and its lines."""

from __future__ import annotations

from dataclasses import dataclass

#: Lines of a document and messages of a chat shown in place; the record has the rest.
MAX_LINES = 10
MAX_MESSAGES = 50


@dataclass(frozen=True)
class Lines:
    """Lines of a document: the field that holds them, and their fields for product, quantity and subtotal (or '')."""

    field: str
    product: str
    quantity: str
    subtotal: str = ""


@dataclass(frozen=True)
class Content:
    """Fields of a record that are shown in place. Those that do not exist or are closed to the reader are left out.

    :param body: fields with text or HTML, the words themselves
    :param fields: key figures, shown as label and value
    :param lines: the lines of a document
    :param attachments: field with the files
    :param messages: field with the messages of a chat
    :param tracking: field with the recorded changes
    """

    body: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    lines: Lines | None = None
    attachments: str = ""
    messages: str = ""
    tracking: str = ""


#: For a record nobody described.
PLAIN = Content(body=("description",), fields=("stage_id", "state", "user_id"))

#: By the model of the record behind the touchpoint.
CONTENTS = {
    "mail.message": Content(
        body=("body",),
        fields=("email_from", "partner_ids"),
        attachments="attachment_ids",
        tracking="tracking_value_ids",
    ),
    "mail.activity": Content(body=("feedback", "note"), fields=("activity_type_id", "user_id")),
    "calendar.event": Content(body=("description",), fields=("start", "duration", "location", "partner_ids")),
    "crm.contact.log": Content(
        body=("body",),
        fields=(
            "user_id",
            "duration",
            "phone_number",
            "need_what",
            "need_date",
            "need_quantity",
            "need_value",
            "need_state",
        ),
    ),
    "crm.lead": Content(
        body=("description",),
        fields=("stage_id", "expected_revenue", "probability", "date_deadline", "lost_reason_id", "user_id"),
    ),
    "sale.order": Content(
        fields=("state", "client_order_ref", "commitment_date", "amount_total"),
        lines=Lines("order_line", "product_id", "product_uom_qty", "price_subtotal"),
    ),
    "account.move": Content(
        fields=("payment_state", "invoice_date_due", "amount_residual", "amount_total"),
        lines=Lines("invoice_line_ids", "product_id", "quantity", "price_subtotal"),
    ),
    "account.payment": Content(fields=("state", "payment_method_line_id", "memo")),
    "stock.picking": Content(
        fields=("state", "origin", "carrier_tracking_ref"), lines=Lines("move_ids", "product_id", "quantity")
    ),
    "pos.order": Content(
        fields=("state", "amount_total"), lines=Lines("lines", "product_id", "qty", "price_subtotal_incl")
    ),
    "repair.order": Content(body=("internal_notes",), fields=("state", "product_id", "under_warranty", "user_id")),
    "project.task": Content(body=("description",), fields=("stage_id", "date_deadline", "user_ids")),
    "rating.rating": Content(body=("feedback",), fields=("rating_text", "res_name")),
    "survey.user_input": Content(fields=("survey_id", "state", "scoring_percentage")),
    "mailing.trace": Content(fields=("mass_mailing_id", "trace_status", "failure_type")),
    "event.registration": Content(fields=("event_id", "event_ticket_id", "state")),
    "loyalty.history": Content(body=("description",), fields=("issued", "used")),
    "snailmail.letter": Content(fields=("state",)),
    "sms.sms": Content(body=("body",), fields=("number", "state")),
    # Who wrote to them, what they opened: the row has said it all, and a contact's own fields would say nothing of it.
    "res.partner": Content(),
    "discuss.channel": Content(messages="message_ids"),
    "helpdesk.ticket": Content(body=("description",), fields=("stage_id", "user_id")),
    "crm.claim": Content(body=("description", "resolution"), fields=("stage_id", "user_id")),
    "crm.phonecall": Content(body=("description",), fields=("duration", "state", "user_id")),
}
