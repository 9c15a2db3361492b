"""Invoices, credit notes and payments."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source
from .parts import NOON

_lt = LazyTranslate(__name__)


def account_move(_documents):
    """Posted customer invoices, receipts and credit notes."""
    return Source(
        name="account.move",
        label=_lt("Invoices and credit notes"),
        model="account.move",
        key="am.id",
        rows=(
            "FROM account_move am WHERE am.state = 'posted' AND am.partner_id IS NOT NULL"
            " AND am.move_type IN ('out_invoice', 'out_refund', 'out_receipt') AND {scope}"
        ),
        columns={
            "event": "CASE am.move_type WHEN 'out_refund' THEN 'credit_note' ELSE 'invoice' END",
            "partner_id": "am.partner_id",
            "date": f"coalesce(am.invoice_date, am.date) {NOON}",
            "all_day": "TRUE",
            "channel": "'invoice'",
            "direction": "'out'",
            "nature": "'transaction'",
            "title": "am.name",
            "amount": "CASE am.move_type WHEN 'out_refund' THEN -am.amount_total ELSE am.amount_total END",
            "currency_id": "am.currency_id",
            "user_id": "am.invoice_user_id",
            "company_id": "am.company_id",
        },
        events={"invoice": _lt("Invoice"), "credit_note": _lt("Credit note")},
    )


def account_payment(_documents):
    """Payments from customers, and money given back to them."""
    return Source(
        name="account.payment",
        label=_lt("Payments"),
        model="account.payment",
        key="ap.id",
        rows=(
            "FROM account_payment ap WHERE ap.state IN ('in_process', 'paid') AND ap.partner_type = 'customer'"
            " AND ap.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "CASE ap.payment_type WHEN 'inbound' THEN 'payment' ELSE 'refund' END",
            "partner_id": "ap.partner_id",
            "date": f"ap.date {NOON}",
            "all_day": "TRUE",
            "channel": "'payment'",
            "direction": "CASE ap.payment_type WHEN 'inbound' THEN 'in' ELSE 'out' END",
            "nature": "'transaction'",
            "title": "ap.name",
            "amount": "CASE ap.payment_type WHEN 'inbound' THEN ap.amount ELSE -ap.amount END",
            "currency_id": "ap.currency_id",
            "company_id": "ap.company_id",
        },
        events={"payment": _lt("Payment"), "refund": _lt("Money returned")},
    )
