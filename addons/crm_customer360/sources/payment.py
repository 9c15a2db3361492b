"""Online payments that no payment in the accounts shows."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def payment_transaction(_documents):
    """Online payments done for which the accounts hold no payment (yet): with one, that is the touchpoint.

    Checking a card is no payment, and what was captured in parts counts by its parts.
    """
    return Source(
        name="payment.transaction",
        label=_lt("Online payments"),
        model="payment.transaction",
        # It brings the payment of a transaction.
        requires=("payment.refund.wizard",),
        key="pt.id",
        rows=(
            "FROM payment_transaction pt WHERE pt.state = 'done' AND pt.payment_id IS NULL"
            " AND pt.operation <> 'validation' AND NOT EXISTS (SELECT FROM payment_transaction part"
            " WHERE part.source_transaction_id = pt.id AND part.state = 'done' AND part.operation <> 'refund')"
            " AND {scope}"
        ),
        columns={
            "event": "CASE WHEN pt.operation = 'refund' THEN 'refund' ELSE 'payment' END",
            "partner_id": "pt.partner_id",
            "date": "coalesce(pt.last_state_change, pt.create_date)",
            "channel": "'payment'",
            "direction": "CASE WHEN pt.operation = 'refund' THEN 'out' ELSE 'in' END",
            "nature": "'transaction'",
            "title": "pt.reference",
            "amount": "pt.amount",
            "currency_id": "pt.currency_id",
            "company_id": "pt.company_id",
        },
        events={"payment": _lt("Online payment"), "refund": _lt("Money returned online")},
        watch=(
            Watch(
                "payment.transaction",
                "SELECT source_transaction_id FROM payment_transaction WHERE id = ANY(%(ids)s)",
                frozenset({"state", "operation", "source_transaction_id"}),
            ),
        ),
    )
