"""Accounting and payments: what the law makes a company keep."""

from .handler import KEEP, SCRUB, Email, Erasure, Handler, Obligation, Path, Phone

_LAW = Erasure(KEEP, reason="law")

HANDLERS = (
    Handler(
        "account.move",
        "accounting",
        (Path("partner_id"), Path("partner_shipping_id"), Email("invoice_source_email")),
        owner="partner_id",
        hidden=frozenset({"sending_data", "inalterable_hash", "invoice_pdf_report_file", "ubl_cii_xml_file"}),
        date="date",
        obligations=(
            Obligation(
                "unpaid",
                (
                    ("state", "=", "posted"),
                    ("move_type", "in", ("out_invoice", "out_refund", "in_invoice", "in_refund", "out_receipt")),
                    ("payment_state", "in", ("not_paid", "partial", "in_payment")),
                ),
                "amount_residual",
            ),
            Obligation(
                "draft",
                (("state", "=", "draft"), ("move_type", "!=", "entry")),
                "amount_total",
            ),
        ),
        erasure=_LAW,
    ),
    Handler("account.move.line", "accounting", (Path("partner_id"),), date="date", erasure=_LAW),
    Handler(
        "account.payment",
        "accounting",
        (Path("partner_id"),),
        date="date",
        obligations=(Obligation("unfinished", (("state", "in", ("draft", "in_process")),), "amount"),),
        erasure=_LAW,
    ),
    Handler("account.bank.statement.line", "accounting", (Path("partner_id"),), erasure=_LAW),
    Handler("account.analytic.account", "accounting", (Path("partner_id"),), erasure=_LAW),
    Handler("account.analytic.line", "accounting", (Path("partner_id"),), date="date", erasure=_LAW),
    Handler(
        "payment.transaction",
        "accounting",
        (Path("partner_id"), Email("partner_email"), Phone("partner_phone")),
        owner="partner_id",
        date="last_state_change",
        obligations=(Obligation("unfinished", (("state", "in", ("pending", "authorized")),), "amount"),),
        erasure=Erasure(
            SCRUB,
            dict.fromkeys(
                (
                    "partner_name",
                    "partner_email",
                    "partner_phone",
                    "partner_address",
                    "partner_zip",
                    "partner_city",
                    "state_message",
                ),
                False,
            ),
        ),
    ),
    Handler(
        "payment.token",
        "accounting",
        (Path("partner_id"),),
        # A foreign key keeps the row.
        hidden=frozenset({"provider_ref"}),
        erasure=Erasure(SCRUB, {"payment_details": False, "provider_ref": "-"}),
    ),
)
