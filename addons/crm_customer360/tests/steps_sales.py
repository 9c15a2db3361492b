"""The steps of selling: opportunities, orders, invoices, payments."""

from odoo import Command, fields

from .steps import guarded
from .steps_meetings import MeetingSteps


class LeadSteps(MeetingSteps):
    """Leads and opportunities."""

    def documents(self):
        return [*super().documents(), self.alive("lead", self.env["crm.lead"])]

    def new_lead(self, a, b):
        values = {
            "name": f"Lead {a}",
            "type": ("lead", "opportunity")[b % 2],
            "partner_id": self.partner(a).id if b % 5 else False,
            "expected_revenue": a,
            "company_id": (self.case.company.id, False)[a % 2],
            "user_id": self.case.salesperson.id,
        }
        return self.keep("lead", self.env["crm.lead"].create(values))

    def lead(self, number):
        return self.one("lead", number, lambda: self.new_lead(number, number))

    def do_lead_new(self, a, b):
        self.new_lead(a, b)

    @guarded
    def do_lead_stage(self, a, b):
        stages = self.env["crm.stage"].search([])
        self.lead(a).stage_id = stages[b % len(stages)]

    @guarded
    def do_lead_won(self, a, b):
        self.lead(a).action_set_won()

    @guarded
    def do_lead_lost(self, a, b):
        self.lead(a).action_set_lost()

    @guarded
    def do_lead_restored(self, a, b):
        lead = self.lead(a)
        if not lead.active:
            lead.action_restore()

    @guarded
    def do_lead_customer(self, a, b):
        self.lead(a).partner_id = self.partner(b) if b % 4 else False

    @guarded
    def do_lead_values(self, a, b):
        user = (self.case.salesperson, self.case.colleague)[b % 2]
        self.lead(a).write({"name": f"Lead {b}", "expected_revenue": b, "user_id": user.id})

    @guarded
    def do_lead_company(self, a, b):
        company = (self.case.company, self.case.other_company)[b % 2] if b % 3 else self.env["res.company"]
        self.lead(a).write({"company_id": company.id, "team_id": False})

    @guarded
    def do_lead_converted(self, a, b):
        self.lead(a).convert_opportunity(self.partner(b))

    @guarded
    def do_lead_deleted(self, a, b):
        self.lead(a).unlink()

    @guarded
    def do_leads_merged(self, a, b):
        leads = self.lead(a) | self.lead(b)
        if len(leads) == 2:
            leads.merge_opportunity(auto_unlink=True)

    def do_company_currency(self, a, b):
        codes = self.env["res.currency"].with_context(active_test=False).search([("name", "in", ("EUR", "USD"))])
        codes.active = True
        self.case.other_company.currency_id = codes[b % len(codes)]


class SaleSteps(LeadSteps):
    """Quotations and orders."""

    def documents(self):
        return [*super().documents(), self.alive("order", self.env["sale.order"])]

    def new_order(self, a, b):
        return self.keep("order", self.case.order(self.partner(a), price=10 + b))

    def order(self, number):
        return self.one("order", number, lambda: self.new_order(number, number))

    def do_order_new(self, a, b):
        self.new_order(a, b)

    @guarded
    def do_order_from_lead(self, a, b):
        lead = self.lead(a)
        if lead.partner_id:
            self.keep("order", self.case.order(lead.partner_id, price=b, opportunity_id=lead.id))

    def do_order_price(self, a, b):
        self.order(a).order_line[:1].price_unit = 10 + b

    def do_order_quantity(self, a, b):
        self.order(a).order_line[:1].product_uom_qty = 1 + b % 9

    @guarded
    def do_order_line_added(self, a, b):
        line = {"product_id": self.case.product.id, "price_unit": b}
        self.order(a).order_line = [Command.create(line)]

    @guarded
    def do_order_line_removed(self, a, b):
        self.order(a).order_line[:1].unlink()

    @guarded
    def do_order_confirmed(self, a, b):
        self.order(a).action_confirm()

    @guarded
    def do_order_cancelled(self, a, b):
        self.order(a)._action_cancel()

    @guarded
    def do_order_to_draft(self, a, b):
        self.order(a).action_draft()

    @guarded
    def do_order_addresses(self, a, b):
        name = ("partner_invoice_id", "partner_shipping_id")[a % 2]
        self.order(a)[name] = self.partner(b)

    @guarded
    def do_order_customer(self, a, b):
        self.order(a).partner_id = self.partner(b)

    @guarded
    def do_order_back_dated(self, a, b):
        self.order(a).date_order = fields.Datetime.to_datetime(f"2025-0{b % 9 + 1}-11 09:00:00")

    @guarded
    def do_order_deleted(self, a, b):
        self.order(a).unlink()


class AccountSteps(SaleSteps):
    """Invoices, credit notes and payments."""

    def documents(self):
        found = [self.alive("invoice", self.env["account.move"]), self.alive("payment", self.env["account.payment"])]
        return [*super().documents(), *found]

    def new_invoice(self, a, b):
        values = {"invoice_date": f"2026-0{b % 9 + 1}-07"} if b % 2 else {}
        kind = ("out_invoice", "out_receipt", "out_refund", "in_invoice")[b % 4]
        invoice = self.case.invoice(self.partner(a), price=20 + b, move_type=kind, **values)
        return self.keep("invoice", invoice)

    def invoice(self, number):
        return self.one("invoice", number, lambda: self.new_invoice(number, number))

    def do_invoice_new(self, a, b):
        self.new_invoice(a, b)

    @guarded
    def do_invoice_of_order(self, a, b):
        order = self.order(a)
        order.order_line.qty_delivered = 1
        self.keep("invoice", order._create_invoices())

    @guarded
    def do_invoice_posted(self, a, b):
        self.invoice(a).action_post()

    @guarded
    def do_invoice_to_draft(self, a, b):
        self.invoice(a).button_draft()

    @guarded
    def do_invoice_cancelled(self, a, b):
        self.invoice(a).button_cancel()

    @guarded
    def do_invoice_values(self, a, b):
        invoice = self.invoice(a)
        invoice.invoice_line_ids[:1].price_unit = 30 + b
        invoice.partner_id = self.partner(b)

    @guarded
    def do_invoice_salesperson(self, a, b):
        self.invoice(a).invoice_user_id = self.user(b)

    @guarded
    def do_invoice_reversed(self, a, b):
        invoice = self.invoice(a)
        if invoice.state == "posted":
            self.keep("invoice", invoice._reverse_moves([{"invoice_date": "2026-08-08"}], cancel=bool(b % 2)))

    @guarded
    def do_invoice_deleted(self, a, b):
        self.invoice(a).unlink()

    @guarded
    def do_invoice_paid(self, a, b):
        invoice = self.invoice(a)
        if invoice.state == "posted":
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            self.keep("payment", wizard.create({})._create_payments())

    def new_payment(self, a, b):
        kind = ("inbound", "outbound")[b % 2]
        return self.keep("payment", self.case.payment(self.partner(a), amount=5 + b, payment_type=kind))

    def payment(self, number):
        return self.one("payment", number, lambda: self.new_payment(number, number))

    def do_payment_new(self, a, b):
        self.new_payment(a, b)

    @guarded
    def do_payment_posted(self, a, b):
        self.payment(a).action_post()

    @guarded
    def do_payment_cancelled(self, a, b):
        self.payment(a).action_cancel()

    @guarded
    def do_payment_to_draft(self, a, b):
        self.payment(a).action_draft()

    @guarded
    def do_payment_values(self, a, b):
        self.payment(a).write({"amount": 7 + b, "date": f"2026-0{b % 9 + 1}-03"})

    @guarded
    def do_payment_deleted(self, a, b):
        self.payment(a).unlink()
