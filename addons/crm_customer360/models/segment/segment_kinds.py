"""The kinds of conditions this addon itself knows; naming a model in SQL is no dependency on its module."""

from odoo.tools.translate import LazyTranslate

from ...core.segment.condition import Condition
from ...core.summary import CONTACT

_lt = LazyTranslate(__name__)

#: Of two touchpoints of one event, such as a meeting with two contacts of a company, one counts.
ONE_EVENT = "(t.source, t.key_id, t.event)"
TOUCHPOINT = {
    "rows": "crm_touchpoint t",
    "partner": "t.partner_id",
    "customer": "t.commercial_partner_id",
    "date": "t.date",
    "counted": ONE_EVENT,
    "company": "t.company_id",
    "filters": {
        "channel": "t.channel = %(value)s",
        "direction": "t.direction = %(value)s",
        "nature": "t.nature = %(value)s",
    },
    "requires": {"crm.touchpoint": ("channel", "direction", "nature", "date")},
}
#: Private ones count for nobody but those who had them.
NOT_PRIVATE = "t.sensitivity <> 'private'"

TOUCHPOINTS = (
    Condition(
        name="contact",
        label=_lt("Contacts with us"),
        where=f"{NOT_PRIVATE} AND {CONTACT.replace('e.', 't.')}",
        **TOUCHPOINT,
    ),
    Condition(name="touchpoint", label=_lt("Touchpoints of any kind"), where=NOT_PRIVATE, **TOUCHPOINT),
)

SALES = (
    Condition(
        name="sale.order",
        label=_lt("Orders"),
        rows="sale_order o",
        where="o.state = 'sale'",
        partner="o.partner_id",
        date="o.date_order",
        amount="o.amount_untaxed / coalesce(nullif(o.currency_rate, 0), 1)",
        company="o.company_id",
        requires={
            "sale.order": ("state", "partner_id", "date_order", "amount_untaxed", "currency_rate", "company_id"),
        },
    ),
    Condition(
        name="sale.order.line",
        label=_lt("Ordered products of a category"),
        rows=(
            "sale_order o JOIN sale_order_line l ON l.order_id = o.id JOIN product_product pp ON pp.id = l.product_id"
            " JOIN product_template pt ON pt.id = pp.product_tmpl_id"
            " JOIN product_category pc ON pc.id = pt.categ_id"
        ),
        where="o.state = 'sale'",
        partner="o.partner_id",
        date="o.date_order",
        amount="l.price_subtotal / coalesce(nullif(o.currency_rate, 0), 1)",
        counted="o.id",
        company="o.company_id",
        target=(
            "product.category",
            "pc.parent_path LIKE (SELECT c.parent_path || '%%' FROM product_category c WHERE c.id = %(target)s)",
        ),
        requires={
            "sale.order": ("state", "partner_id", "date_order", "currency_rate", "company_id"),
            "sale.order.line": ("product_id", "price_subtotal", "order_id"),
            "product.template": ("categ_id",),
            "product.category": ("parent_path",),
        },
    ),
    Condition(
        name="pos.order",
        label=_lt("Purchases at the counter"),
        rows="pos_order o",
        where="o.state IN ('paid', 'done')",
        partner="o.partner_id",
        date="o.date_order",
        amount="(o.amount_total - o.amount_tax) / coalesce(nullif(o.currency_rate, 0), 1)",
        company="o.company_id",
        requires={
            "pos.order": (
                "state",
                "partner_id",
                "date_order",
                "amount_total",
                "amount_tax",
                "currency_rate",
                "company_id",
            )
        },
    ),
)

INVOICE = {
    "rows": "account_move m",
    "partner": "m.partner_id",
    "customer": "m.commercial_partner_id",
    "dated": "day",
    "company": "m.company_id",
}
INVOICES = (
    Condition(
        name="account.move",
        label=_lt("Invoices and credit notes"),
        where="m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
        date="m.invoice_date",
        # A credit note takes away.
        amount="m.amount_untaxed_signed",
        requires={"account.move": ("state", "move_type", "invoice_date", "amount_untaxed_signed")},
        **INVOICE,
    ),
    Condition(
        name="account.move.overdue",
        label=_lt("Overdue invoices"),
        where=(
            "m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_receipt') AND m.amount_residual_signed > 0"
            " AND m.invoice_date_due < (now() AT TIME ZONE 'UTC')::date"
        ),
        date="m.invoice_date_due",
        amount="m.amount_residual_signed",
        requires={"account.move": ("state", "move_type", "invoice_date_due", "amount_residual_signed")},
        **INVOICE,
    ),
)

STANDING = (
    Condition(
        name="tag",
        label=_lt("Tag"),
        rows=("res_partner_res_partner_category_rel r JOIN res_partner_category c ON c.id = r.category_id"),
        partner="r.partner_id",
        countable=False,
        own=True,
        target=(
            "res.partner.category",
            "c.parent_path LIKE (SELECT g.parent_path || '%%' FROM res_partner_category g WHERE g.id = %(target)s)",
        ),
        requires={"res.partner.category": ("parent_path",), "res.partner": ("category_id",)},
    ),
    Condition(
        name="segment",
        label=_lt("Membership of another segment"),
        rows="crm_segment_member m",
        where="m.left_at IS NULL",
        partner="m.partner_id",
        date="m.entered_at",
        countable=False,
        own=True,
        target=("crm.segment", "m.segment_id = %(target)s"),
        requires={"crm.segment.member": ("left_at", "entered_at")},
    ),
)

CONDITIONS = (*TOUCHPOINTS, *SALES, *INVOICES, *STANDING)
