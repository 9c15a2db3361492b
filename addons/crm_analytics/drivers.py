"""What the ERP counts by itself; other addons add theirs to ``crm.cost.driver._cost_sources``."""

from odoo.tools.translate import LazyTranslate

from .core.driver import HOUR, MINUTE, OWED, YEAR, Driver, Source

_lt = LazyTranslate(__name__)

#: An order that came by EDI or through the web says so by its team, its medium, its origin or its website.
EDI = (
    "coalesce(o.medium_id = ANY(%(edi_media)s), FALSE) OR coalesce(o.team_id = ANY(%(edi_teams)s), FALSE)"
    " OR (%(edi_origin)s <> '' AND starts_with(lower(coalesce(o.origin, '')), lower(%(edi_origin)s)))"
)
WEB = "coalesce(o.medium_id = ANY(%(web_media)s), FALSE) OR coalesce(o.team_id = ANY(%(web_teams)s), FALSE)"
ORDER_VALUE = "o.amount_untaxed / coalesce(nullif(o.currency_rate, 0), 1)"


def sources(has):
    """Everything the installed modules can count.

    :param has: function of a model's and a field's name: whether there is such a field
    :return: list of :class:`~.core.driver.Source`
    """
    return [
        *_sales(has("sale.order", "website_id")),
        *_documents(),
        *_logistics(has("stock.picking", "sale_id")),
        *_contacts(),
        *_service(),
        _owed(),
    ]


def _sales(website):
    web = f"({WEB} OR o.website_id IS NOT NULL)" if website else f"({WEB})"
    web = f"{web} AND NOT ({EDI})"
    whole = "o.state = 'sale'"
    order = {
        "model": "sale.order",
        "partner": "o.partner_id",
        "company": "o.company_id",
        "date": "o.date_order",
        "record": "o.id",
    }
    kinds = (
        Driver("order", _lt("Orders")),
        Driver("order_hand", _lt("Orders by hand"), f"NOT ({EDI}) AND NOT ({web})", part_of="order"),
        Driver("order_web", _lt("Web orders"), web, part_of="order"),
        Driver("order_edi", _lt("EDI orders"), EDI, part_of="order"),
        Driver("order_small", _lt("Small orders"), f"{ORDER_VALUE} < %(small_order)s", part_of="order"),
    )
    lines = {
        **order,
        "model": "sale.order.line",
        "record": "l.id",
        "rows": "FROM sale_order_line l JOIN sale_order o ON o.id = l.order_id",
    }
    return (
        Source(**order, rows="FROM sale_order o", where=whole, drivers=kinds),
        Source(
            **lines,
            where=f"{whole} AND l.display_type IS NULL",
            drivers=(Driver("order_line", _lt("Order lines")),),
        ),
        Source(
            **order,
            rows="FROM sale_order o",
            where="o.state <> 'sale'",
            drivers=(Driver("quotation", _lt("Quotations not ordered")),),
        ),
        Source(
            model="pos.order",
            rows="FROM pos_order o",
            where="o.state IN ('paid', 'done', 'invoiced')",
            partner="o.partner_id",
            company="o.company_id",
            date="o.date_order",
            record="o.id",
            drivers=(Driver("receipt", _lt("Shop receipts")),),
        ),
    )


def _documents():
    return (
        Source(
            model="account.move",
            rows="FROM account_move m",
            where="m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_refund')",
            partner="m.partner_id",
            company="m.company_id",
            date="m.invoice_date",
            record="m.id",
            drivers=(Driver("invoice", _lt("Invoices")), Driver("credit_note", _lt("Credit notes"))),
            key="CASE m.move_type WHEN 'out_invoice' THEN 'invoice' ELSE 'credit_note' END",
        ),
        Source(
            model="credit.control.line",
            rows="FROM credit_control_line r",
            where="r.state = 'sent'",
            partner="r.partner_id",
            company="r.company_id",
            date="coalesce(r.date_sent, r.date)",
            record="r.id",
            drivers=(Driver("reminder", _lt("Payment reminders")),),
        ),
    )


def _logistics(ordered):
    # Goods sent to somebody else's address are still the delivery of who ordered them.
    join = " LEFT JOIN sale_order so ON so.id = k.sale_id" if ordered else ""
    picking = {
        "model": "stock.picking",
        "partner": "coalesce(so.partner_id, k.partner_id)" if ordered else "k.partner_id",
        "company": "k.company_id",
        "date": "k.date_done",
        "record": "k.id",
    }
    return (
        Source(
            **picking,
            rows="FROM stock_picking k JOIN stock_picking_type y ON y.id = k.picking_type_id"
            f" JOIN stock_location src ON src.id = k.location_id{join}",
            where="k.state = 'done'",
            drivers=(
                Driver("delivery", _lt("Deliveries"), "y.code = 'outgoing'"),
                Driver("return", _lt("Goods sent back"), "src.usage = 'customer' AND y.code = 'incoming'"),
            ),
        ),
    )


def carriers(names, ordered):
    """Deliveries by delivery method: special ones cost more than others.

    :param names: ``[(id, label)]`` of the delivery methods
    """
    [source] = _logistics(ordered)
    return Source(
        model=source.model,
        rows=source.rows,
        where="k.state = 'done' AND y.code = 'outgoing' AND k.carrier_id IS NOT NULL",
        partner=source.partner,
        company=source.company,
        date=source.date,
        record=source.record,
        drivers=tuple(Driver(f"carrier_{id_}", label, part_of="delivery") for id_, label in names),
        key="'carrier_' || k.carrier_id",
    )


def _contacts():
    touchpoint = {
        "model": "crm.touchpoint",
        "partner": "t.partner_id",
        "company": "t.company_id",
        "date": "t.date",
        "record": "t.id",
        "shared": True,
    }
    kinds = (
        Driver("complaint", _lt("Complaints"), "t.nature = 'complaint'"),
        Driver("call", _lt("Calls"), "t.channel = 'call'"),
        Driver("visit", _lt("Visits"), "t.channel = 'visit'"),
        Driver("email", _lt("E-mails"), "t.channel = 'email'"),
        Driver("meeting", _lt("Meetings"), "t.channel = 'meeting'"),
    )
    # A day without hours is a working day of eight.
    hours = "CASE WHEN e.allday THEN 8 * (1 + e.stop_date - e.start_date) ELSE e.duration END"
    return (
        Source(**touchpoint, rows="FROM crm_touchpoint t", where="t.rank = 0", drivers=kinds),
        Source(
            **{**touchpoint, "model": "calendar.event", "record": "e.id"},
            # By the columns of an index: meetings that were changed are looked up among all contacts there are.
            rows="FROM crm_touchpoint t JOIN calendar_event e ON e.id = t.key_id AND t.source = 'calendar.event'",
            where="t.rank = 0",
            drivers=(Driver("meeting_hour", _lt("Meeting hours"), quantity=hours, unit=HOUR, part_of="meeting"),),
        ),
        _minutes("crm.contact.log", "crm_contact_log", "c.channel = 'call'", "c.date"),
        _minutes("crm.phonecall", "crm_phonecall", "c.state = 'done'", "c.date"),
    )


def _minutes(model, table, where, date):
    minutes = Driver("call_minute", _lt("Call minutes"), quantity="c.duration", unit=MINUTE, part_of="call")
    return Source(
        model=model,
        rows=f"FROM {table} c",
        where=f"{where} AND c.duration > 0",
        partner="c.partner_id",
        company="c.company_id",
        date=date,
        record="c.id",
        drivers=(minutes,),
        shared=True,
    )


def _service():
    return (
        Source(
            model="helpdesk.ticket",
            rows="FROM helpdesk_ticket h",
            where="h.active",
            partner="h.partner_id",
            company="h.company_id",
            date="h.create_date",
            record="h.id",
            drivers=(Driver("ticket", _lt("Tickets")),),
            shared=True,
        ),
        Source(
            model="repair.order",
            rows="FROM repair_order h",
            where="h.state = 'done'",
            partner="h.partner_id",
            company="h.company_id",
            date="h.schedule_date",
            record="h.id",
            drivers=(Driver("repair", _lt("Repairs")),),
        ),
    )


def _owed():
    return Source(
        model="account.move.line",
        rows="FROM account_move_line l JOIN account_account a ON a.id = l.account_id",
        where="a.account_type = 'asset_receivable' AND l.parent_state = 'posted'",
        partner="l.partner_id",
        company="l.company_id",
        date="l.date",
        record="l.id",
        drivers=(Driver("credit_day", _lt("Credit: amount by days"), unit=YEAR),),
        counted=OWED,
    )


def own(names):
    """What people count themselves.

    :param names: ``[(id, label)]`` of the drivers of one's own
    """
    return Source(
        model="crm.cost.entry",
        rows="FROM crm_cost_entry e",
        where="TRUE",
        partner="e.customer_id",
        company="e.company_id",
        date="e.date",
        record="e.id",
        drivers=tuple(Driver(f"own_{id_}", label, quantity="e.quantity") for id_, label in names),
        key="'own_' || e.driver_id",
    )
