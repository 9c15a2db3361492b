"""Records of selling for the rights matrix: opportunities, orders, invoices, payments, goods, purchases, points."""

from uuid import uuid4

from odoo import Command, fields

from .rights_matrix import Figure, Open
from .rights_matrix_world import makes


@makes("crm")
def opportunities(world):
    """Of the seller, of a colleague, of another company; each has moved on a stage, with a note and activities."""
    stage = world.env["crm.stage"].search(
        [("is_won", "=", False), ("team_ids", "=", False)], order="sequence desc", limit=1
    )
    moved = world.env.ref("crm.mt_lead_stage")
    for variant, user, company in world.documents():
        amount = world.amount()
        lead = world.lead(company, user, "opportunity", variant, expected_revenue=amount)
        yield world.row("crm.lead", variant, lead, {"opportunity": ("lead", "in")})
        yield Open("opportunity", lead, amount)
        world.flush()
        lead.stage_id = stage
        world.flush()
        change = lead.message_ids.filtered(lambda message: message.subtype_id == moved)
        yield world.row("crm.lead.stage", variant, change, {"stage": ("lead", "internal")}, record=lead)
        note = world.note(lead, "on opportunity", variant)
        yield world.row("mail.message", f"on opportunity, {variant}", note, {"note": ("note", "internal")})
        yield from _activities(world, lead, variant, user)


def _activities(world, lead, variant, user):
    """One that is done and one that is not."""
    done, planned = (
        lead.activity_schedule(
            "mail.mail_activity_data_todo", summary=world.words(what, "on opportunity", variant), user_id=user.id
        )
        for what in ("done", "planned")
    )
    done.action_done()
    # Whom an activity is for may read it in whatever company; here it stands with its document.
    yield world.row(
        "mail.activity",
        f"on opportunity, {variant}",
        done,
        {"activity": ("activity", "internal")},
        company=lead.company_id,
    )
    yield Open("activity", planned, document=lead)


@makes("sale")
def orders(world):
    """A quotation and an order that its customer looked at."""
    for variant, user, company in world.documents():
        asked, ordered = world.amount(), world.amount()
        quotation = world.order(company, user, asked, name=world.words("quotation", variant))
        yield world.row("sale.order", f"quotation, {variant}", quotation, {"quotation": ("order", "out")})
        yield Open("quotation", quotation, asked)
        order = world.order(company, user, ordered, name=world.words("order", variant))
        order.action_confirm()
        yield world.row("sale.order", f"order, {variant}", order, {"order": ("order", "in")})
        yield Figure(order, ordered)
        # As the portal does it.
        viewing = order.message_post(body="Viewed", message_type="notification", subtype_xmlid="sale.mt_order_viewed")
        yield world.row("sale.order.viewed", variant, viewing, {"viewed": ("portal", "in")}, record=order)
        note = world.note(order, "on order", variant)
        yield world.row("mail.message", f"on order, {variant}", note, {"note": ("note", "internal")})


@makes("account")
def invoices(world):
    for variant, user, company in world.documents():
        world.chart(company)
        amount = world.amount()
        invoice = world.invoice(company, user, amount)
        yield world.row("account.move", variant, invoice, {"invoice": ("invoice", "out")})
        yield Open("invoice", invoice, amount)
        yield Figure(invoice, amount)
        note = world.note(invoice, "on invoice", variant)
        yield world.row("mail.message", f"on invoice, {variant}", note, {"note": ("note", "internal")})


@makes("account")
def payments(world):
    for variant, company in world.companies.items():
        world.chart(company)
        payment = (
            world.env["account.payment"]
            .with_company(company)
            .create(
                {
                    "partner_id": world.contact.id,
                    "partner_type": "customer",
                    "payment_type": "inbound",
                    "amount": 7.0,
                    "memo": world.words("payment", variant),
                }
            )
        )
        payment.action_post()
        yield world.row("account.payment", variant, payment, {"payment": ("payment", "in")})


@makes("account_payment")
def online_payments(world):
    method = world.env["payment.method"].create({"name": "Card", "code": "t_matrix_card"})
    for variant, company in world.companies.items():
        world.chart(company)
        provider = world.env["payment.provider"].create(
            {"name": "Bank", "code": "none", "state": "test", "company_id": company.id}
        )
        transaction = world.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": world.words("online", variant),
                "amount": 9.0,
                "currency_id": company.currency_id.id,
                "partner_id": world.contact.id,
                "operation": "online_direct",
            }
        )
        transaction._set_pending()
        transaction._set_done()
        yield world.row("payment.transaction", variant, transaction, {"payment": ("payment", "in")})


@makes("stock")
def deliveries(world):
    """One that is done and one that is under way."""
    for variant, company in world.companies.items():
        done = _transfer(world, company, "delivery", variant)
        done.move_ids.write({"quantity": 1, "picked": True})
        done.with_context(skip_sms=True).button_validate()
        yield world.row("stock.picking", variant, done, {"delivery": ("delivery", "out")})
        yield Open("delivery", _transfer(world, company, "under way", variant))


def _transfer(world, company, *parts):
    warehouse = world.env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
    places = {
        "location_id": warehouse.lot_stock_id.id,
        "location_dest_id": world.env.ref("stock.stock_location_customers").id,
    }
    move = {"product_id": world.product("consu").id, "product_uom_qty": 1, **places}
    picking = (
        world.env["stock.picking"]
        .with_company(company)
        .create(
            {
                "partner_id": world.contact.id,
                "picking_type_id": warehouse.out_type_id.id,
                "origin": world.words(*parts),
                "move_ids": [Command.create(move)],
                **places,
            }
        )
    )
    picking.action_confirm()
    return picking


@makes("sale_stock")
def orders_to_deliver(world):
    """The warehouse sees the delivery, everybody else the order."""
    for variant, user, company in world.documents():
        amount = world.amount()
        order = world.order(company, user, amount, kind="consu", name=world.words("goods", variant))
        order.action_confirm()
        yield world.row("sale.order", f"order of goods, {variant}", order, {"order": ("order", "in")})
        yield Figure(order, amount)
        yield Open("to_deliver", order, amount, unless="stock.picking")
        yield Open("delivery", order.picking_ids)


@makes("repair")
def repairs(world):
    for variant, company in world.companies.items():
        repair = (
            world.env["repair.order"]
            .with_company(company)
            .create(
                {
                    "name": world.words("repair", variant),
                    "partner_id": world.contact.id,
                    "product_id": world.product("consu").id,
                    "company_id": company.id,
                }
            )
        )
        yield world.row("repair.order", variant, repair, {"registered": ("service", "in")})
        yield Open("repair", repair)


@makes("point_of_sale")
def purchases(world):
    for variant, company in world.companies.items():
        world.chart(company)
        env = world.env(context={**world.env.context, "allowed_company_ids": company.ids})
        journal = env["account.journal"].create(
            {"name": "Till", "code": "TMTRX", "type": "cash", "company_id": company.id}
        )
        cash = env["pos.payment.method"].create({"name": "Cash", "journal_id": journal.id, "company_id": company.id})
        shop = env["pos.config"].create({"name": "Old Town", "payment_method_ids": [Command.set(cash.ids)]})
        shop.open_ui()
        session = shop.current_session_id
        session.set_opening_control(0, "")
        found = env["pos.order"].with_context(generate_pdf=False).sync_from_ui([_sale(world, session, cash)])
        order = world.env["pos.order"].browse(found["pos.order"][0]["id"])
        yield world.row("pos.order", variant, order, {"purchase": ("shop", "in")})


def _sale(world, session, method):
    """What the till sends once something is paid for."""
    line = {
        "product_id": world.product("consu").id, "qty": 1, "price_unit": 5.0, "price_subtotal": 5.0,
        "price_subtotal_incl": 5.0, "discount": 0, "tax_ids": [], "pack_lot_ids": [],
    }  # fmt: skip
    now = fields.Datetime.to_string(world.now)
    return {
        "uuid": str(uuid4()), "access_token": str(uuid4()), "name": "/", "state": "paid", "session_id": session.id,
        "user_id": world.env.uid, "partner_id": world.contact.id, "pricelist_id": False, "fiscal_position_id": False,
        "to_invoice": False, "last_order_preparation_change": "{}", "date_order": now, "amount_total": 5.0,
        "amount_paid": 5.0, "amount_tax": 0, "amount_return": 0, "lines": [Command.create(line)],
        "payment_ids": [Command.create({"amount": 5.0, "name": now, "payment_method_id": method.id})],
    }  # fmt: skip


@makes("loyalty")
def points(world):
    for variant, company in world.companies.items():
        program = world.env["loyalty.program"].create(
            {"name": f"Regulars of {variant}", "program_type": "loyalty", "company_id": company.id}
        )
        card = world.env["loyalty.card"].create({"program_id": program.id, "partner_id": world.contact.id})
        world.env["loyalty.card.update.balance"].create(
            {"card_id": card.id, "new_balance": 30, "description": world.words("points", variant)}
        ).action_update_card_point()
        yield world.row("loyalty.history", variant, card.history_ids, {"earned": ("loyalty", "out")})
