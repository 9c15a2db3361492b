"""Purchases in a shop."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def pos_order(_documents):
    """Paid orders of the till, and what was taken back there.

    An invoice for one is a document of its own: often of another day, sometimes for several purchases, read by other
    people. So both stand there, but the amount stands once: on the invoice as soon as that is posted. An order paid at
    the till stands there too, on its own day, as it would before its invoice.
    """
    return Source(
        name="pos.order",
        label=_lt("Purchases in shops"),
        model="pos.order",
        key="po.id",
        rows=(
            "FROM pos_order po LEFT JOIN pos_config pc ON pc.id = po.config_id"
            " LEFT JOIN account_move inv ON inv.id = po.account_move AND inv.state = 'posted'"
            " WHERE po.state IN ('paid', 'done') AND po.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "CASE WHEN po.is_refund OR po.amount_total < 0 THEN 'refund' ELSE 'purchase' END",
            "partner_id": "po.partner_id",
            "date": "po.date_order",
            "channel": "'shop'",
            "direction": "'in'",
            "nature": "'transaction'",
            "title": "concat_ws(' · ', po.name, nullif(po.pos_reference, ''))",
            "amount": "CASE WHEN inv.id IS NULL THEN po.amount_total END",
            "currency_id": "pc.currency_id",
            "user_id": "po.user_id",
            "company_id": "po.company_id",
        },
        events={"purchase": _lt("Purchase in a shop"), "refund": _lt("Taken back in a shop")},
        requires=("pos.config",),
        watch=(
            Watch(
                "account.move",
                "SELECT id FROM pos_order WHERE account_move = ANY(%(ids)s)",
                frozenset({"state"}),
                only_write=True,
            ),
            Watch(
                "pos.config",
                "SELECT id FROM pos_order WHERE config_id = ANY(%(ids)s)",
                frozenset({"currency_id"}),
                only_write=True,
            ),
        ),
        when=lambda order: order.state in ("paid", "done"),
    )
