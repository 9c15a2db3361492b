"""Points earned and used."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def loyalty_history(_documents):
    """What was put on a customer's card, and what was taken from it, with the order it was for.

    Points are no money and stand in the title. Where a card holds money (gift card, wallet), it is an amount.
    """
    money = "lp.program_type IN ('gift_card', 'ewallet')"
    return Source(
        name="loyalty.history",
        label=_lt("Loyalty points"),
        model="loyalty.history",
        key="lh.id",
        rows=(
            "FROM loyalty_history lh JOIN loyalty_card lc ON lc.id = lh.card_id"
            " JOIN loyalty_program lp ON lp.id = lc.program_id"
            " CROSS JOIN LATERAL (VALUES ('earned', lh.issued), ('used', -lh.used)) ev(event, points)"
            " WHERE lc.partner_id IS NOT NULL AND coalesce(ev.points, 0) <> 0 AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "lc.partner_id",
            "date": "lh.create_date",
            "channel": "'loyalty'",
            "direction": "CASE ev.event WHEN 'earned' THEN 'out' ELSE 'in' END",
            "nature": "'transaction'",
            "title": (
                f"concat_ws(': ', lh.description, CASE WHEN NOT {money} THEN"
                " concat(CASE WHEN ev.points > 0 THEN '+' ELSE '−' END,"
                " trim_scale(round(abs(ev.points)::numeric, 2))) END)"
            ),
            "amount": f"CASE WHEN {money} THEN ev.points::numeric END",
            "currency_id": f"CASE WHEN {money} THEN lp.currency_id END",
            "company_id": "lc.company_id",
        },
        events={"earned": _lt("Points earned"), "used": _lt("Points used")},
        target=("order_model", "order_id"),
        requires=("loyalty.card", "loyalty.program"),
        watch=(
            Watch(
                "loyalty.card",
                "SELECT id FROM loyalty_history WHERE card_id = ANY(%(ids)s)",
                frozenset({"partner_id", "company_id"}),
                # A new card's entries are new themselves; those of a deleted one go past the ORM.
                key=lambda _card: False,
            ),
            Watch(
                "loyalty.program",
                "SELECT lh.id FROM loyalty_history lh JOIN loyalty_card lc ON lc.id = lh.card_id"
                " WHERE lc.program_id = ANY(%(ids)s)",
                frozenset({"program_type", "currency_id"}),
                only_write=True,
            ),
        ),
    )
