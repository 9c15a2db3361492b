"""Opportunities, orders, the shop's till and website, loyalty."""

from .handler import DETACH, KEEP, SCRUB, Email, Erasure, Handler, Obligation, Path, Phone

HANDLERS = (
    Handler(
        "crm.lead",
        "sales",
        (Path("partner_id"), Email("email_normalized"), Phone("phone_sanitized")),
        owner="partner_id",
        addresses=("email_cc",),
        obligations=(
            Obligation(
                "undecided",
                (("active", "=", True), ("won_status", "=", "pending")),
                "expected_revenue",
                "company_currency",
            ),
        ),
    ),
    Handler(
        "sale.order",
        "sales",
        (Path("partner_id"), Path("partner_invoice_id"), Path("partner_shipping_id")),
        hidden=frozenset({"signature", "customizable_pdf_form_fields", "shop_warning"}),
        date="date_order",
        obligations=(
            Obligation("undecided", (("state", "=", "sent"),), "amount_total"),
            Obligation("unfinished", (("state", "=", "sale"), ("invoice_status", "=", "to invoice")), "amount_total"),
        ),
        erasure=Erasure(SCRUB, dict.fromkeys(("signed_by", "signature", "client_order_ref", "note"), False)),
    ),
    Handler(
        "sale.order.line",
        "sales",
        (Path("order_partner_id"),),
        date="order_id.date_order",
        erasure=Erasure(KEEP, reason="law"),
    ),
    Handler(
        "pos.order",
        "sales",
        (Path("partner_id"), Email("email"), Phone("mobile")),
        owner="partner_id",
        hidden=frozenset({"last_order_preparation_change", "uuid", "ticket_code"}),
        date="date_order",
        obligations=(Obligation("draft", (("state", "=", "draft"),), "amount_total"),),
        erasure=Erasure(SCRUB, dict.fromkeys(("email", "mobile", "general_customer_note", "internal_note"), False)),
    ),
    Handler("pos.order.line", "sales", (Path("order_id.partner_id"),), erasure=Erasure(KEEP, reason="law")),
    Handler(
        "loyalty.card",
        "loyalty",
        (Path("partner_id"),),
        obligations=(Obligation("balance", (("points", ">", 0), ("active", "=", True)), "points", ""),),
        # Orders it was used on and its ledger name it, so it cannot go; parted from the customer it is nobody's.
        erasure=Erasure(DETACH, {"partner_id": False}),
    ),
    # It names the customer by the card alone.
    Handler("loyalty.history", "loyalty", (Path("card_id.partner_id"),), erasure=Erasure(KEEP, reason="evidence")),
    Handler("product.wishlist", "website", (Path("partner_id"),)),
)
