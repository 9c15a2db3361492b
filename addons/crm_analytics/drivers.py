"""What the ERP counts by itself; other addons add theirs to ``crm.cost.driver._cost_drivers``."""

from odoo.tools.translate import LazyTranslate

from .core.driver import Driver

_lt = LazyTranslate(__name__)


def _documents(name, label, kind):
    return Driver(
        name=name,
        label=label,
        model="account.move",
        rows=f"FROM account_move m WHERE m.move_type = '{kind}' AND m.state = 'posted'",
        partner="m.partner_id",
        company="m.company_id",
        date="m.invoice_date",
        domain=(("move_type", "=", kind), ("state", "=", "posted")),
        partner_field="partner_id",
        date_field="invoice_date",
    )


def _touchpoints(name, label, column, value):
    return Driver(
        name=name,
        label=label,
        model="crm.touchpoint",
        rows=f"FROM crm_touchpoint t WHERE t.{column} = '{value}' AND t.rank = 0",
        partner="t.partner_id",
        company="t.company_id",
        date="t.date",
        domain=((column, "=", value), ("rank", "=", 0)),
        partner_field="partner_id",
        date_field="date",
    )


DRIVERS = (
    Driver(
        name="order",
        label=_lt("Orders"),
        model="sale.order",
        rows="FROM sale_order o WHERE o.state = 'sale'",
        partner="o.partner_id",
        company="o.company_id",
        date="o.date_order",
        domain=(("state", "=", "sale"),),
        partner_field="partner_id",
        date_field="date_order",
    ),
    Driver(
        name="order_line",
        label=_lt("Order lines"),
        model="sale.order.line",
        rows="FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id"
        " WHERE o.state = 'sale' AND l.display_type IS NULL",
        partner="o.partner_id",
        company="o.company_id",
        date="o.date_order",
        domain=(("state", "=", "sale"), ("display_type", "=", False)),
        partner_field="order_id.partner_id",
        date_field="order_id.date_order",
    ),
    Driver(
        name="delivery",
        label=_lt("Deliveries"),
        model="stock.picking",
        rows="FROM stock_picking p JOIN stock_picking_type y ON y.id = p.picking_type_id"
        " WHERE y.code = 'outgoing' AND p.state = 'done'",
        partner="p.partner_id",
        company="p.company_id",
        date="p.date_done",
        domain=(("picking_type_id.code", "=", "outgoing"), ("state", "=", "done")),
        partner_field="partner_id",
        date_field="date_done",
        requires=("stock.picking.type",),
    ),
    _documents("invoice", _lt("Invoices"), "out_invoice"),
    _documents("credit_note", _lt("Credit notes"), "out_refund"),
    _touchpoints("complaint", _lt("Complaints"), "nature", "complaint"),
    _touchpoints("call", _lt("Calls"), "channel", "call"),
    _touchpoints("visit", _lt("Visits"), "channel", "visit"),
    _touchpoints("email", _lt("E-mails"), "channel", "email"),
)


def own(driver_id, label):
    """The driver of what people enter themselves."""
    return Driver(
        name=f"own_{driver_id}",
        label=label,
        model="crm.cost.entry",
        rows=f"FROM crm_cost_entry e WHERE e.driver_id = {int(driver_id)}",
        partner="e.customer_id",
        company="e.company_id",
        date="e.date",
        domain=(("driver_id", "=", driver_id),),
        partner_field="customer_id",
        date_field="date",
        quantity="e.quantity",
    )
