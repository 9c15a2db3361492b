"""Deliveries and returns."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import participants

_lt = LazyTranslate(__name__)

#: Deliveries know their order where the module that links them (``sale_stock``) is installed. A column of the inner
#: query is taken before one of the outer: this one, of nothing, is for when the table has none.
NO_ORDER = "(SELECT NULL::integer AS sale_id) none_known"
ORDER = (
    f"CROSS JOIN {NO_ORDER} CROSS JOIN LATERAL (SELECT sale_id FROM stock_picking q WHERE q.id = sp.id) link"
    " LEFT JOIN sale_order so ON so.id = link.sale_id "
)


def stock_picking(documents):
    """Goods that went to a customer, and goods that came back.

    Where they went decides, not the type of the operation. Who ordered them takes part too: they may go straight to a
    customer of theirs. What a vendor sends straight to a customer names the vendor, and counts for who ordered it.
    Goods handed over at the till are no delivery: the purchase says so already.
    """
    ordered = "sale.order" in documents
    addressee = "CASE WHEN 'supplier' NOT IN (src.usage, dest.usage) THEN sp.partner_id END"
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
            " JOIN stock_location dest ON dest.id = sp.location_dest_id "
            + (ORDER if ordered else "")
            + participants(addressee, *["so.partner_id"] * ordered)
            # A cancelled transfer may have a date of transfer too.
            + " WHERE sp.state = 'done' AND (src.usage = 'customer') <> (dest.usage = 'customer')"
            f"{handed_over} AND {{scope}}"
        ),
        columns={
            "event": "CASE WHEN src.usage = 'customer' THEN 'return' ELSE 'delivery' END",
            "partner_id": "w.partner_id",
            "rank": "w.rank",
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
            Watch(
                "sale.order",
                f"SELECT found.id FROM {NO_ORDER} CROSS JOIN LATERAL (SELECT id FROM stock_picking"
                " WHERE sale_id = ANY(%(ids)s)) found",
                frozenset({"partner_id"}),
                only_write=True,
            ),
        ),
        # Its state is worked out from its goods, a little later; that is a change of its own.
        when=lambda picking: picking.state == "done",
    )
