"""Deliveries and returns."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def stock_picking(documents):
    """Goods that went to a customer, and goods that came back.

    Where they went decides, not the type of the operation. What a vendor sends straight to a customer names the vendor
    and is left out. Goods handed over at the till are no delivery: the purchase says so already.
    """
    handed_over = (
        " AND NOT EXISTS (SELECT FROM pos_order po WHERE po.id = sp.pos_order_id AND po.shipping_date IS NULL)"
        if "pos.order" in documents
        else ""
    )
    return Source(
        name="stock.picking",
        label=_lt("Deliveries and returns"),
        model="stock.picking",
        key="sp.id",
        rows=(
            "FROM stock_picking sp JOIN stock_location src ON src.id = sp.location_id"
            " JOIN stock_location dest ON dest.id = sp.location_dest_id"
            # A cancelled transfer has a date of transfer too.
            " WHERE sp.state = 'done' AND sp.partner_id IS NOT NULL AND (src.usage = 'customer') <> (dest.usage ="
            " 'customer') AND 'supplier' NOT IN (src.usage, dest.usage)"
            f"{handed_over} AND {{scope}}"
        ),
        columns={
            "event": "CASE WHEN src.usage = 'customer' THEN 'return' ELSE 'delivery' END",
            "partner_id": "sp.partner_id",
            "date": "sp.date_done",
            "channel": "'delivery'",
            "direction": "CASE WHEN src.usage = 'customer' THEN 'in' ELSE 'out' END",
            "nature": "'transaction'",
            "title": "concat_ws(' · ', sp.name, nullif(sp.origin, ''))",
            "user_id": "sp.user_id",
            "company_id": "sp.company_id",
        },
        events={"delivery": _lt("Delivery"), "return": _lt("Return")},
        watch=(
            Watch(
                "stock.location",
                "SELECT id FROM stock_picking WHERE location_id = ANY(%(ids)s) OR location_dest_id = ANY(%(ids)s)",
                frozenset({"usage"}),
                only_write=True,
            ),
        ),
        # Its state is worked out from its goods, a little later; that is a change of its own.
        when=lambda picking: bool(picking.partner_id),
    )
