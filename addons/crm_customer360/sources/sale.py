"""Quotations and orders."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import participants

_lt = LazyTranslate(__name__)


def sale_order(_documents):
    """Quotation, confirmation and cancellation, each at its own date.

    A quotation confirmed within ten minutes of its creation is one event to a reader, the order. Cancellation is dated
    by the tracked change of state, else by the order's date.
    """
    cancelled = (
        "SELECT max(m.date) FROM mail_message m JOIN mail_tracking_value t ON t.mail_message_id = m.id"
        " WHERE m.model = 'sale.order' AND m.res_id = so.id AND t.field_id ="
        " (SELECT f.id FROM ir_model_fields f WHERE f.model = 'sale.order' AND f.name = 'state')"
    )
    return Source(
        name="sale.order",
        label=_lt("Quotations and orders"),
        model="sale.order",
        key="so.id",
        rows=(
            "FROM sale_order so "
            + participants("so.partner_id", "so.partner_invoice_id", "so.partner_shipping_id")
            + " CROSS JOIN LATERAL (VALUES"
            " ('quotation', CASE WHEN so.state <> 'sale' OR so.create_date < so.date_order - interval '10 minutes'"
            " THEN least(so.create_date, so.date_order) END),"
            " ('order', CASE WHEN so.state = 'sale' THEN so.date_order END),"
            f" ('cancelled', CASE WHEN so.state = 'cancel' THEN coalesce(({cancelled}), so.date_order) END)"
            ") ev(event, date) WHERE ev.date IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "w.partner_id",
            "rank": "w.rank",
            "date": "ev.date",
            "channel": "'order'",
            "direction": "CASE ev.event WHEN 'order' THEN 'in' WHEN 'quotation' THEN 'out' ELSE 'internal' END",
            "nature": "'transaction'",
            "title": "so.name",
            "amount": "so.amount_total",
            "currency_id": "so.currency_id",
            "user_id": "so.user_id",
            "company_id": "so.company_id",
        },
        events={
            "quotation": _lt("Quotation"),
            "order": _lt("Order confirmed"),
            "cancelled": _lt("Order cancelled"),
        },
        # The customer's own number, by which a caller is looked for.
        indexes=("sale_order (client_order_ref)",),
        watch=(
            Watch(
                "mail.tracking.value",
                "SELECT m.res_id FROM mail_tracking_value t JOIN mail_message m ON m.id = t.mail_message_id"
                " JOIN sale_order so ON so.id = m.res_id AND so.state = 'cancel'"
                " WHERE m.model = 'sale.order' AND t.id = ANY(%(ids)s)",
                key=lambda value: value.mail_message_id.model == "sale.order" and value.mail_message_id.res_id,
            ),
        ),
    )
