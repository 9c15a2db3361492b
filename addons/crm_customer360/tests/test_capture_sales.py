"""Opportunities, orders, invoices and payments through their real flow, against rows written down by hand."""

from freezegun import freeze_time

from .common import NOW, VALUES, FrozenTime, SaleCase, TouchpointCase, moment, needs


@needs("crm")
class TestLeads(FrozenTime, TouchpointCase):
    """Opportunities and their stages."""

    def lead(self, **values):
        return self.env["crm.lead"].create(
            {
                "name": "Ten chairs",
                "type": "opportunity",
                "partner_id": self.ana.id,
                "expected_revenue": 1200,
                "user_id": self.salesperson.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def test_lead(self):
        lead = self.lead()
        self.assertEqual(
            self.rows("crm.lead", lead, *VALUES, "amount", "currency_id", "company_id"),
            [
                (
                    "opportunity", self.ana.id, 0, NOW, False, "lead", "in", "inquiry", "Ten chairs",
                    self.salesperson.id, 1200, self.company.currency_id.id, self.company.id,
                )
            ],
        )  # fmt: skip

    def test_lead_without_a_company_has_no_amount(self):
        lead = self.lead(type="lead", company_id=False, user_id=False, team_id=False)
        self.assertEqual(
            self.rows("crm.lead", lead, "event", "amount", "currency_id", "company_id"), [("lead", None, None, None)]
        )

    def test_customer(self):
        lead = self.lead(partner_id=False)
        self.assertEqual(self.rows("crm.lead", lead), [])
        lead.partner_id = self.ben
        self.assertEqual(self.rows("crm.lead", lead), [("opportunity", self.ben.id, 0)])
        lead.partner_id = self.cora
        self.assertEqual(
            self.rows("crm.lead", lead, "partner_id", "commercial_partner_id"), [(self.cora.id, self.beta.id)]
        )

    def stages(self, lead):
        return self.rows("crm.lead.stage", None, "event", "partner_id", "res_model", "res_id", "title")

    def test_stages(self):
        lead = self.lead()
        self.flush()
        _fresh, qualified = self.env["crm.stage"].create([{"name": "Fresh"}, {"name": "Qualified"}])
        lead.stage_id = qualified
        self.flush()
        lead.action_set_lost()
        self.flush()
        lead.action_restore()
        self.flush()
        lead.action_set_won()
        self.flush()
        found = [row[:4] for row in self.stages(lead)]
        self.assertCountEqual(
            found,
            [(event, self.ana.id, "crm.lead", lead.id) for event in ("stage", "won", "lost", "restored")],
        )
        self.assertIn("Ten chairs → Qualified", [row[4] for row in self.stages(lead)])
        lead.partner_id = self.ben
        self.assertEqual({row[1] for row in self.stages(lead)}, {self.ben.id})
        lead.unlink()
        self.assertEqual(self.stages(lead), [])

    def test_messages_follow_the_customer(self):
        lead = self.lead()
        message = lead.message_post(body="Call noted", message_type="comment")
        self.assertEqual(self.rows("mail.message", message), [("note", self.ana.id, 3)])
        lead.partner_id = self.cora
        self.assertEqual(self.rows("mail.message", message), [("note", self.cora.id, 3)])


class TestSales(FrozenTime, SaleCase):
    """Orders, invoices and payments."""

    def test_order(self):
        order = self.order(self.alfa, partner_invoice_id=self.ana.id, partner_shipping_id=self.ben.id, price=250)
        order.user_id = self.salesperson
        # The price list decides on the currency, not the company.
        quotation = ("quotation", NOW, "order", "out", "transaction", order.name, 250, order.currency_id.id)
        names = ("partner_id", "rank", "event", "date", "channel", "direction", "nature", "title", "amount")
        expected = [(self.alfa.id, 0), (self.ana.id, 1), (self.ben.id, 2)]
        self.assertEqual(
            self.rows("sale.order", order, *names, "currency_id"), [(*who, *quotation) for who in expected]
        )
        with freeze_time("2026-03-05 09:00:00"):
            order.action_confirm()
        confirmed = moment("2026-03-05 09:00:00")
        self.assertEqual(
            self.rows("sale.order", order, "event", "date", "partner_id", "direction"),
            [("quotation", NOW, who[0], "out") for who in expected]
            + [("order", confirmed, who[0], "in") for who in expected],
        )
        order.order_line.write({"product_uom_qty": 3, "price_unit": 250})
        self.assertEqual(set(self.rows("sale.order", order, "amount")), {(750,)})
        order.partner_shipping_id = self.alfa
        self.assertEqual(
            set(self.rows("sale.order", order, "partner_id", "rank")), {(self.alfa.id, 0), (self.ana.id, 1)}
        )

    def test_order_confirmed_at_once_is_one_event(self):
        order = self.order(self.dora)
        order.action_confirm()
        self.assertEqual(self.rows("sale.order", order, "event", "date"), [("order", NOW)])

    def test_order_cancelled_and_drafted(self):
        order = self.order(self.dora)
        order.action_confirm()
        self.flush()
        with freeze_time("2026-03-09 16:00:00"):
            order._action_cancel()
            self.flush()
        self.assertEqual(
            self.rows("sale.order", order, "event", "date", "direction"),
            [("quotation", NOW, "out"), ("cancelled", moment("2026-03-09 16:00:00"), "internal")],
        )
        order.action_draft()
        self.assertEqual(self.rows("sale.order", order, "event"), [("quotation",)])
        order.unlink()
        self.assertEqual(self.rows("sale.order", order), [])

    def test_invoice(self):
        invoice = self.invoice(self.ana, price=80, invoice_date="2026-02-20", invoice_user_id=self.salesperson.id)
        self.assertEqual(self.rows("account.move", invoice), [])
        invoice.action_post()
        day = moment("2026-02-20 12:00:00")
        common = (day, True, "invoice", "out", "transaction", invoice.name, self.salesperson.id, 80)
        self.assertEqual(self.rows("account.move", invoice, *VALUES, "amount"), [("invoice", self.ana.id, 0, *common)])
        self.assertEqual(self.rows("account.move", invoice, "commercial_partner_id"), [(self.alfa.id,)])
        refund = invoice._reverse_moves([{"invoice_date": "2026-02-25"}], cancel=True)
        self.assertEqual(
            self.rows("account.move", refund, "event", "date", "amount"),
            [("credit_note", moment("2026-02-25 12:00:00"), -80)],
        )

    def test_invoice_drafted(self):
        invoice = self.invoice(self.ana)
        invoice.action_post()
        invoice.button_draft()
        self.assertEqual(self.rows("account.move", invoice), [])
        invoice.button_cancel()
        self.assertEqual(self.rows("account.move", invoice), [])

    def test_vendor_bill_is_no_contact_with_a_customer(self):
        bill = self.invoice(self.ana, move_type="in_invoice", invoice_date="2026-02-20")
        bill.action_post()
        self.assertEqual(self.rows("account.move", bill), [])

    def test_payment(self):
        payment = self.payment(self.ana, 30, date="2026-02-21", memo="Thanks")
        self.assertEqual(self.rows("account.payment", payment), [])
        payment.action_post()
        day = moment("2026-02-21 12:00:00")
        common = (day, True, "payment", "in", "transaction", payment.name, None, 30, self.company.currency_id.id)
        self.assertEqual(
            self.rows("account.payment", payment, *VALUES, "amount", "currency_id"),
            [("payment", self.ana.id, 0, *common)],
        )
        payment.action_cancel()
        self.assertEqual(self.rows("account.payment", payment), [])

    def test_money_returned(self):
        payment = self.payment(self.ana, 30, "outbound")
        payment.action_post()
        self.assertEqual(
            self.rows("account.payment", payment, "event", "direction", "amount"), [("refund", "out", -30)]
        )

    def test_system_messages_of_documents_are_no_contact(self):
        order = self.order(self.ana)
        order.action_confirm()
        self.flush()
        messages = self.env["mail.message"].search([("model", "=", "sale.order"), ("res_id", "=", order.id)])
        self.assertTrue(messages)
        self.assertEqual([row for message in messages for row in self.rows("mail.message", message)], [])

    def test_system_message_of_a_document_counts_for_its_author_and_whom_it_notifies(self):
        order = self.order(self.ana)
        by_customer = order.message_post(body="Signed", message_type="notification", author_id=self.cora.id)
        self.assertEqual(self.rows("mail.message", by_customer), [("log", self.cora.id, 0)])
        silent = order._message_log(body="Counted", message_type="notification")
        self.assertEqual(self.rows("mail.message", silent), [])
        self.env["mail.notification"].create({"mail_message_id": silent.id, "res_partner_id": self.ben.id})
        self.assertEqual(self.rows("mail.message", silent), [("log", self.ben.id, 2)])
        self.assert_exact()
