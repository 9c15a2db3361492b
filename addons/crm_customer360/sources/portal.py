"""What customers did on the portal."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def sale_order_viewed(_documents):
    """A quotation or an order opened by its customer, as the order's log notes it, once a day and browser.

    The note is the system's and names nobody as its author: it counts for the order's customer. Odoo notes no other
    document's viewing.
    """
    return Source(
        name="sale.order.viewed",
        label=_lt("Orders viewed on the portal"),
        model="mail.message",
        record_model="sale.order",
        key="m.id",
        rows=(
            "FROM mail_message m JOIN ir_model_data d ON d.model = 'mail.message.subtype' AND d.res_id = m.subtype_id"
            " AND d.module = 'sale' AND d.name = 'mt_order_viewed'"
            " JOIN sale_order so ON so.id = m.res_id"
            " WHERE m.model = 'sale.order' AND {scope}"
        ),
        columns={
            "event": "'viewed'",
            "partner_id": "so.partner_id",
            "date": "m.date",
            "channel": "'portal'",
            "direction": "'in'",
            "title": "so.name",
            "user_id": "so.user_id",
            "company_id": "so.company_id",
            "res_id": "so.id",
        },
        events={"viewed": _lt("Order viewed by the customer")},
        when=_is_viewing,
        watch=(
            Watch(
                "sale.order",
                "SELECT m.id FROM mail_message m JOIN ir_model_data d ON d.model = 'mail.message.subtype'"
                " AND d.res_id = m.subtype_id AND d.module = 'sale' AND d.name = 'mt_order_viewed'"
                " WHERE m.model = 'sale.order' AND m.res_id = ANY(%(ids)s)",
                frozenset({"partner_id", "name", "user_id", "company_id"}),
                only_write=True,
                fresh=True,
            ),
        ),
    )


def _is_viewing(message):
    """Whether a new message is the note of a viewing; an order's other messages are many."""
    if message.model != "sale.order":
        return False
    return message.subtype_id.id == message.env["ir.model.data"]._xmlid_to_res_id("sale.mt_order_viewed")
