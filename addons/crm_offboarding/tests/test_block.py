import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import SQL

from .offboarding_case import WORKER, OffboardingCase


@tagged("post_install", "-at_install")
class TestBlock(OffboardingCase):
    """The table of ways round the block, each tried by whoever has Odoo's own right to it."""

    def refused(self, run, message=None):
        """Refused with words that name the case, the reason and whom to ask, and nothing changed."""
        words = f"{self.case_.name}(.|\n)*Complaints that could not be solved(.|\n)*{re.escape(self.one.name)}"
        with self.assertRaisesRegex(UserError, words, msg=message), self.env.cr.savepoint():
            run()
            self.env.flush_all()
        self.env.invalidate_all()

    def ways_to_new_business(self):
        """``[(name, function)]`` with the records made while all was open."""
        seller, books = self.seller, self.bookkeeper
        draft, sent, cancelled = self.order(), self.order(), self.order()
        sent.action_quotation_sent()
        cancelled._action_cancel()
        foreign = self.order(self.beta)
        running = self.order()
        running.action_confirm()
        lead = self.env["crm.lead"].create({"name": "Wants more", "type": "lead", "company_id": self.company.id})
        deal = self.env["crm.lead"].create({"name": "More", "type": "opportunity", "partner_id": self.alfa.id})
        asking = self.env["crm.lead"].create({"name": "Asks", "type": "lead", "email_from": self.alfa.email})
        won = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        other_invoice, old_invoice = self.invoice(self.beta), self.invoice()
        old_invoice.action_post()
        orders, lines = self.env["sale.order"], self.env["sale.order.line"]
        line = {"product_id": self.product.id, "product_uom_qty": 1}
        self.running, self.draft, self.alfa_email = running, draft, self.alfa.email
        return [
            ("quotation", lambda: self.order_as(seller, self.alfa)),
            ("quotation of a contact", lambda: self.order_as(seller, self.ana)),
            ("delivery address", lambda: self.order_as(seller, self.beta, partner_shipping_id=self.ana.id)),
            ("copy", lambda: draft.with_user(seller).copy()),
            ("copy of another's", lambda: foreign.with_user(seller).copy({"partner_id": self.alfa.id})),
            ("other partner", lambda: foreign.with_user(seller).write({"partner_id": self.alfa.id})),
            ("confirm", lambda: draft.with_user(seller).action_confirm()),
            ("write the state", lambda: draft.with_user(seller).write({"state": "sale"})),
            ("send", lambda: draft.with_user(seller).write({"state": "sent"})),
            ("confirm one that was sent", lambda: sent.with_user(seller).action_confirm()),
            ("signed on the portal", lambda: sent.sudo()._validate_order()),
            ("back to draft", lambda: cancelled.with_user(seller).action_draft()),
            ("more on an order", lambda: lines.with_user(seller).create({**line, "order_id": running.id})),
            ("more of a line", lambda: running.order_line.with_user(seller).write({"product_uom_qty": 5})),
            ("import", lambda: self.load(orders.with_user(seller), ["partner_id/.id"], [[str(self.alfa.id)]])),
            ("form", lambda: self.form(orders.with_user(seller))),
            ("invoice", lambda: self.invoice_as(books)),
            ("invoice of a contact", lambda: self.invoice_as(books, self.ana)),
            ("receipt", lambda: self.invoice_as(books, move_type="out_receipt")),
            ("copy of an invoice", lambda: old_invoice.with_user(books).copy()),
            ("corrected invoice", lambda: self.corrected(old_invoice.with_user(books))),
            ("other invoice", lambda: other_invoice.with_user(books).write({"partner_id": self.alfa.id})),
            ("opportunity", lambda: self.lead_as(seller)),
            ("convert a lead", lambda: lead.with_user(seller).convert_opportunity(self.alfa)),
            ("convert with the customer", lambda: self.convert(lead, "exist")),
            ("convert, and the customer anew", lambda: self.convert(asking, "create")),
            ("lead to customer", lambda: lead.with_user(seller).write({"partner_id": self.ana.id})),
            ("won", lambda: deal.with_user(seller).write({"stage_id": won.id})),
            ("under another company", lambda: self.alfa.write({"parent_id": self.beta.id})),
            ("contact leaves the company", lambda: self.ana.write({"parent_id": False})),
            ("contact becomes a company", lambda: self.ana.write({"is_company": True})),
            ("entered anew by tax number", lambda: self.partner_as(name="Alfa 2", vat="lt 1000 01919017")),
            ("entered anew by address", lambda: self.partner_as(name="Alfa 3", email="Alfa <OFFICE@alfa.example.com>")),
            ("entered anew by telephone", lambda: self.partner_as(name="Alfa 4", phone="+370 612 00001")),
            ("imported anew", lambda: self.load(self.env["res.partner"], ["name", "email"], [["A", self.alfa_email]])),
            ("telephone put in later", lambda: self.beta.write({"phone": "00 370 612 00001"})),
            ("payment link", lambda: self.payment_link(draft.with_user(seller))),
            ("payment of an offer", lambda: self.transaction(sent)),
            ("address put in later", lambda: self.beta.write({"email": "ana@alfa.example.com"})),
        ]

    def order_as(self, user, partner, **values):
        return self.env["sale.order"].with_user(user).create({"partner_id": partner.id, **values})

    def invoice_as(self, user, partner=None, move_type="out_invoice"):
        line = Command.create({"name": "By hand", "price_unit": 10.0, "tax_ids": [Command.clear()]})
        values = {"move_type": move_type, "partner_id": (partner or self.alfa).id, "invoice_line_ids": [line]}
        return self.env["account.move"].with_user(user).create(values)

    def lead_as(self, user):
        values = {"name": "New", "partner_id": self.ana.id, "company_id": self.company.id}
        return self.env["crm.lead"].with_user(user).create(values)

    def convert(self, lead, action):
        """The dialog of a seller who makes an opportunity of a lead."""
        wizards = self.env["crm.lead2opportunity.partner"].with_user(self.seller)
        wizards = wizards.with_context(active_model="crm.lead", active_id=lead.id, active_ids=lead.ids)
        wizards.create({"name": "convert", "action": action, "partner_id": self.alfa.id}).action_apply()

    def partner_as(self, **values):
        return self.env["res.partner"].create({"is_company": True, **values})

    def corrected(self, invoice):
        wizards = self.env["account.move.reversal"].with_user(self.bookkeeper)
        wizards = wizards.with_context(active_model="account.move", active_ids=invoice.ids)
        wizards.create({"journal_id": invoice.journal_id.id}).modify_moves()

    def payment_link(self, order):
        wizards = self.env["payment.link.wizard"].with_user(self.seller)
        return wizards.with_context(active_model="sale.order", active_id=order.id).create({"amount": 10.0})

    def transaction(self, order):
        """What the portal, the shop and a payment link do before the money moves."""
        provider = self.env["payment.provider"].sudo().search([("company_id", "=", self.company.id)], limit=1)
        provider = provider or self.env["payment.provider"].sudo().create({"name": "T", "company_id": self.company.id})
        method = self.env["payment.method"].sudo().search([], limit=1)
        values = {"provider_id": provider.id, "payment_method_id": method.id, "amount": 10.0}
        values |= {"currency_id": self.company.currency_id.id, "partner_id": order.partner_id.id}
        values |= {"reference": f"T {len(order.transaction_ids)} {order.id}"}
        return self.env["payment.transaction"].sudo().create({**values, "sale_order_ids": [Command.set(order.ids)]})

    def form(self, orders):
        form = Form(orders)
        form.partner_id = self.alfa
        form.save()

    def load(self, model, names, rows):
        found = model.load(names, rows)
        if not found["ids"]:
            raise UserError(found["messages"][0]["message"])

    def test_notice(self):
        ways = self.ways_to_new_business()
        self.invoice_before = self.invoice()
        self.case_ = self.to("notice")
        for name, run in ways:
            with self.subTest(name):
                self.refused(run, name)
        # What was agreed is seen to its end.
        self.running.order_line.with_user(self.seller).write({"product_uom_qty": 0.5})
        made = self.running._create_invoices()
        made.invoice_date = "2026-03-01"
        made.with_user(self.bookkeeper).action_post()
        self.invoice_before.with_user(self.bookkeeper).action_post()
        self.draft.with_user(self.seller).action_cancel()
        self.order(self.beta)
        # What was ordered is paid for, and a contact to deliver to may be added.
        self.transaction(self.running)
        self.payment_link(self.running.with_user(self.seller))
        self.partner_as(name="New", parent_id=self.alfa.id)

    def test_one_query_for_many(self):
        """However many documents there are, cases are looked for once; a customer entered anew, too."""
        gamas = self.env["res.partner"].create([{"name": f"Gama {number}"} for number in range(50)])
        self.to("notice")
        orders, lines = self.env["sale.order"], self.env["sale.order.line"]
        leads, moves = self.env["crm.lead"], self.env["account.move"]
        line = {"name": "By hand", "price_unit": 10.0, "tax_ids": [Command.clear()]}
        ordered = {"product_id": self.product.id, "price_unit": 10.0, "tax_ids": [Command.clear()]}
        made = {}
        for name, times, run in (
            ("orders", 1, lambda: orders.create(
                [{"partner_id": one.id, "company_id": self.company.id, "order_line": [Command.create(ordered)]}
                 for one in gamas])),
            ("more lines", 1, lambda: lines.create([{**ordered, "order_id": one.id} for one in made["orders"]])),
            ("confirmed", 1, lambda: made["orders"].write({"state": "sale"})),
            ("leads", 1, lambda: leads.create([{"name": "L", "partner_id": one.id} for one in gamas])),
            ("invoices", 1, lambda: moves.create(
                [{"move_type": "out_invoice", "partner_id": one.id, "invoice_line_ids": [Command.create(line)]}
                 for one in gamas])),
            ("contacts", 2, lambda: self.env["res.partner"].create(
                [{"name": "C", "parent_id": one.id, "email": f"c{one.id}@example.com"} for one in gamas])),
        ):  # fmt: skip
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(name), self.lookups() as found:
                made[name] = run()
                self.env.flush_all()
            self.assertLessEqual(len(found), times, (name, found))
            self.assertTrue(found, name)

    @contextmanager
    def lookups(self):
        """Queries that look for standing cases or for fingerprints."""
        found = []
        execute = Cursor.execute

        def noting(cr, query, params=None, log_exceptions=True):
            text = query.code if isinstance(query, SQL) else query
            if re.search(r'^SELECT.*FROM "crm_offboarding_(case|mark)".*"(state|digest)" IN', text, re.DOTALL):
                found.append(text)
            return execute(cr, query, params, log_exceptions)

        with patch.object(Cursor, "execute", noting):
            yield found

    def test_no_context_opens_a_line(self):
        running = self.order()
        running.action_confirm()
        self.case_ = self.to("notice")
        lines = self.env["sale.order.line"].with_user(self.seller)
        line = {"product_id": self.product.id, "order_id": running.id}
        for value in ("offboarding", True, 1):
            self.refused(lambda value=value: lines.with_context(offboarding_making=value).create(line))

    def test_the_case_that_closes_most(self):
        """Two companies part with one customer; whoever asks without a company hears of the stricter case."""
        other = self._user("t_off_worker_two", WORKER, company=self.other_company)
        first = self.to("notice")
        strict = self.as_user(self.env["crm.offboarding.case"], other).create(
            {"partner_id": self.alfa.id, "company_id": self.other_company.id, "reason_class": "customer",
             "grounds": "x", "user_id": other.id, "identity_note": "x"}
        )  # fmt: skip
        strict.action_leave("They said so")
        strict.sudo()._set({"state": "restricted"})
        block = self.env["crm.offboarding.block"]
        nowhere = self.env["res.company"]
        self.assertEqual(block._standing(self.ana, nowhere)[self.alfa.id].id, strict.id)
        self.assertEqual(block._standing(self.ana, self.company)[self.alfa.id].id, first.id)
        with self.assertRaisesRegex(UserError, strict.name):
            block._check(self.ana, nowhere, "contact")

    def test_a_draft_does_not_grow(self):
        draft = self.invoice()
        self.case_ = self.to("notice")
        draft.invoice_line_ids.price_unit = 1000.0
        self.refused(draft.with_user(self.bookkeeper).action_post)
        self.refused(lambda: draft.with_user(self.bookkeeper).write({"state": "posted"}))

    def test_restricted(self):
        ways = self.ways_to_new_business()
        posted = self.invoice()
        posted.action_post()
        self.case_ = self.to("restricted")
        for name, run in ways:
            # The contact data is sealed by now; what knows the customer again are the fingerprints.
            with self.subTest(name):
                self.refused(run, name)
        for name, run in (
            ("invoice of an order", self.running._create_invoices),
            ("a new contact", lambda: self.partner_as(name="New", parent_id=self.alfa.id)),
            ("a contact moves in", lambda: self.partner_as(name="Ed").write({"parent_id": self.alfa.id})),
            ("out of the archive", lambda: self.alfa.write({"active": True})),
            ("out of the archive by button", self.ana.action_unarchive),
        ):
            with self.subTest(name):
                self.refused(run, name)
        # What settles goes on: a credit note, a payment.
        reversal = posted.with_user(self.bookkeeper)._reverse_moves([{"invoice_date": "2026-03-01"}])
        credit = self.invoice(move_type="out_refund").with_user(self.bookkeeper)
        (reversal | credit).action_post()
        self.assertEqual((reversal | credit).mapped("state"), ["posted", "posted"])
        pay = self.env["account.payment.register"].with_user(self.bookkeeper)
        pay = pay.with_context(active_model="account.move", active_ids=credit.ids)
        pay.create({})._create_payments()

    def test_the_portal_offers_nothing(self):
        order = self.order(require_signature=True, require_payment=True)
        order.action_quotation_sent()
        self.assertTrue(order._has_to_be_signed() and order._has_to_be_paid())
        self.case_ = self.to("notice")
        self.assertFalse(order._has_to_be_signed() or order._has_to_be_paid())

    def test_a_mail_is_not_lost(self):
        self.case_ = self.to("notice")
        message = {"subject": "Again", "from": self.ana.email, "author_id": self.ana.id, "message_id": "<x>"}
        lead = self.env["crm.lead"].with_company(self.company).message_new(message, {})
        self.assertTrue(lead.exists())
        self.assertFalse(lead.partner_id)

    def test_a_form_of_the_website_is_not_lost(self):
        """They are told to contact us: what they write then arrives, as a lead of nobody; others' stays theirs."""
        portal = new_test_user(self.env, "t_off_form", "base.group_portal", partner_id=self.ana.id)
        self.case_ = self.to("notice")
        leads = self.env["crm.lead"].with_user(portal).sudo()
        values = {"name": "Please call", "company_id": self.company.id}
        made = leads.create(
            [{**values, "partner_id": one.id, "email_from": one.email} for one in (self.ana, self.beta)]
        )
        self.assertEqual(made.partner_id, self.beta)
        self.assertFalse(made[0].partner_id)
        self.assertEqual(made[0].email_from, self.ana.email)
        self.refused(lambda: made[0].with_user(self.seller).convert_opportunity(self.ana))

    def test_open_before_the_notice(self):
        for state in ("assessment", "approval"):
            self.to(state, self.beta if state == "approval" else self.alfa)
        self.order(self.beta).action_confirm()
        self.order().action_confirm()

    def test_the_other_company_goes_on(self):
        self.to("notice")
        order = self.env["sale.order"].with_company(self.other_company)
        order.with_context(allowed_company_ids=self.other_company.ids).create(
            {"partner_id": self.alfa.id, "company_id": self.other_company.id}
        )

    def test_sealed_for_the_officer_alone(self):
        portal = new_test_user(
            self.env, "t_off_portal", "base.group_portal", partner_id=self.ana.id, email=self.ana.email
        )
        self.case_ = self.to("restricted")
        self.assertFalse(self.alfa.active or self.ana.active or portal.active)
        self.assertEqual((self.ana.email, self.ana.phone), (False, False))
        self.assertEqual(self.alfa.name, "Alfa")
        sealed = self.env["crm.offboarding.sealed"]
        row = sealed.with_user(self.officer).search([("partner_id", "=", self.ana.id)])
        self.assertEqual((row.email, row.phone), ("ana@alfa.example.com", "+37061200001"))
        for user in (self.worker, self.one, self.seller):
            with self.assertRaises(AccessError):
                sealed.with_user(user).search([])
        with self.assertRaises(UserError):
            row.write({"data": {}})
        # Nothing of it in the chatter.
        found = self.env["mail.tracking.value"].sudo().search_count([("old_value_char", "=", "+37061200001")])
        self.assertFalse(found)
        self.case_.with_user(self.two).action_reopen("A mistake")
        self.assertTrue(self.alfa.active and self.ana.active)
        self.assertEqual((self.ana.email, self.ana.phone), ("ana@alfa.example.com", "+37061200001"))
        self.assertFalse(sealed.sudo().search([("case_id", "=", self.case_.id)]))
        self.assertFalse(self.env["crm.offboarding.mark"].search([("case_id", "=", self.case_.id)]))
        self.order()

    def test_the_history_is_closed(self):
        self.case_ = self.to("restricted")
        timeline = self.env["crm.touchpoint.timeline"]
        with self.assertRaisesRegex(AccessError, self.case_.name):
            timeline.with_user(self.seller).timeline(self.alfa.id)
        timeline.with_user(self.worker).timeline(self.alfa.id)

    def test_names_stay_readable(self):
        invoice = self.invoice()
        invoice.action_post()
        self.to("restricted")
        self.assertEqual(invoice.with_user(self.bookkeeper).partner_id.name, "Alfa")
        invoice.with_user(self.bookkeeper).read(["partner_id", "invoice_partner_display_name"])
