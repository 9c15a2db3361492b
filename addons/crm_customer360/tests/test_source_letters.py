"""Letters by post and online payments."""

import base64
import io
from unittest.mock import patch

from odoo import Command

from .common import NOW, VALUES, AccountingCase, FrozenTime, needs
from .source_case import SourceCase

ADDRESS = {"street": "Pilies g. 1", "zip": "01123", "city": "Vilnius"}


def blank_page():
    """A PDF of one A4 page."""
    from odoo.tools.pdf import PdfFileWriter

    pages, stream = PdfFileWriter(), io.BytesIO()
    pages.add_blank_page(595, 842)
    pages.write(stream)
    return base64.b64encode(stream.getvalue())


@needs("snailmail", "account")
class TestLetters(FrozenTime, AccountingCase, SourceCase):
    """Posted through the provider, its answer as Odoo documents it."""

    def setUp(self):
        super().setUp()
        from odoo.addons.snailmail.models import snailmail_letter

        self.ana.write({**ADDRESS, "country_id": self.env.ref("base.lt").id})
        self.company.snailmail_cover = False
        self.answer = {"sent": True, "send_id": "L-1"}
        self.startPatcher(patch.object(snailmail_letter.iap_tools, "iap_jsonrpc", self.iap))
        # Each letter is committed, for it is on its way then; not in a test.
        self.startPatcher(patch.object(self.env.cr, "commit", self.env.cr.flush))

    def iap(self, _url, params, **_kwargs):
        documents = [{"letter_id": one["letter_id"], **self.answer} for one in params["documents"]]
        return {"request_code": 200, "total_cost": 1, "credit_error": False, "request": {"documents": documents}}

    def letter(self, record, user=None, **values):
        record = record.with_user(user or self.env.user)
        attachment = record.env["ir.attachment"].create(
            {
                "name": "Offer.pdf", "res_model": record._name, "res_id": record.id, "datas": blank_page(),
                "mimetype": "application/pdf",
            }
        )  # fmt: skip
        letter = record.env["snailmail.letter"].create(
            {
                "partner_id": self.ana.id, "model": record._name, "res_id": record.id, "user_id": record.env.uid,
                "company_id": self.company.id, "attachment_id": attachment.id, **values,
            }
        )  # fmt: skip
        return letter.sudo()

    def test_sent(self):
        letter = self.letter(self.ana, user=self.salesperson)
        self.assertEqual(self.rows("snailmail.letter", letter), [], "not sent yet")
        letter._snailmail_print()
        self.assertEqual(letter.state, "sent")
        self.assertEqual(
            self.rows("snailmail.letter", letter, *VALUES, "company_id"),
            [
                (
                    "letter", self.ana.id, 0, NOW, False, "letter", "out", "information", "Offer.pdf",
                    self.salesperson.id, self.company.id,
                )
            ],
        )  # fmt: skip
        self.assertEqual(letter.message_id.message_type, "snailmail")
        self.assertEqual(self.rows("mail.message", letter.message_id), [], "the log's note is not a second row")
        letter.attachment_id.name = "Contract.pdf"
        self.assertEqual(self.rows("snailmail.letter", letter, "title"), [("Contract.pdf",)])
        self.assert_exact()

    def test_refused(self):
        self.answer = {"sent": False, "error": "NO_PRICE_AVAILABLE"}
        letter = self.letter(self.ana)
        letter._snailmail_print()
        self.assertEqual(letter.state, "error")
        self.assertEqual(self.rows("snailmail.letter", letter), [])

    def test_letter_to_a_contact_is_for_its_readers(self):
        self.letter(self.ana)._snailmail_print()
        for user in (self.agent, self.salesperson):
            self.assert_sees(user, self.alfa, "letter", "letter")
        self.assert_closed_to_portal(self.alfa)

    def test_letter_of_an_invoice_is_for_the_invoices_readers(self):
        """Every employee may read the letters themselves."""
        invoice = self.invoice(self.ana)
        letter = self.letter(invoice)
        letter._snailmail_print()
        self.assertTrue(letter.with_user(self.agent).has_access("read"))
        self.assert_sees(self.accountant, self.alfa, "letter", "letter")
        self.assert_sees(self.agent, self.alfa, "letter")
        rows = self.env["crm.touchpoint"].with_user(self.agent).timeline(self.alfa.id, filters={"query": "Offer.pdf"})
        self.assertEqual(rows["rows"], [])
        (row,) = (
            self.env["crm.touchpoint"]
            .with_user(self.accountant)
            .timeline(self.alfa.id, filters={"channels": ["letter"]})["rows"]
        )
        self.assertEqual((row["res_model"], row["res_id"]), ("account.move", invoice.id))

    def test_other_company(self):
        self.letter(self.ana, company_id=self.other_company.id)._snailmail_print()
        seen = [
            len(self.seen(self.agent, self.alfa, "letter", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])

    def test_stays_with_a_merged_contact(self):
        letter = self.letter(self.dora, partner_id=self.dora.id)
        self.dora.write({**ADDRESS, "country_id": self.env.ref("base.lt").id})
        letter.write(ADDRESS)
        letter._snailmail_print()
        self.flush()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((self.ana + self.dora).ids, self.ana)
        self.assertEqual((letter.partner_id, letter.res_id), (self.ana, self.ana.id))
        self.assert_sees(self.agent, self.alfa, "letter", "letter")
        self.assert_exact()


@needs("account_payment")
class TestOnlinePayments(AccountingCase, SourceCase):
    """Shown until the accounts show the payment."""

    def setUp(self):
        super().setUp()
        self.provider = self.env["payment.provider"].create(
            {"name": "Bank", "code": "none", "state": "test", "company_id": self.company.id}
        )
        self.method = self.env["payment.method"].create({"name": "Card", "code": "t_card"})

    def transaction(self, **values):
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": "WEB-1",
                "amount": 120.0,
                "currency_id": self.company.currency_id.id,
                "partner_id": self.cora.id,
                "operation": "online_direct",
                **values,
            }
        )

    def test_done_and_booked(self):
        transaction = self.transaction()
        transaction._set_pending()
        self.assertEqual(self.rows("payment.transaction", transaction), [])
        transaction._set_done()
        names = ("event", "partner_id", "date", "channel", "direction", "nature", "title", "amount", "company_id")
        done = ("payment", self.cora.id, transaction.last_state_change, "payment", "in", "transaction", "WEB-1", 120)
        self.assertEqual(self.rows("payment.transaction", transaction, *names), [(*done, self.company.id)])
        self.assert_exact()
        payment = self.payment(self.cora, amount=120)
        payment.action_post()
        transaction.payment_id = payment
        self.assertEqual(self.rows("payment.transaction", transaction), [])
        self.assertEqual([row[0] for row in self.rows("account.payment", payment)], ["payment"])
        self.assert_exact()

    def test_captured_in_parts(self):
        whole = self.transaction()
        whole._set_pending()
        part = whole._create_child_transaction(50.0)
        part._set_done()
        whole._set_done()
        self.assertEqual(self.rows("payment.transaction", None, "title", "amount"), [(part.reference, 50)])
        self.assert_exact()
        part.unlink()
        self.assertEqual(self.rows("payment.transaction", None, "title", "amount"), [("WEB-1", 120)])

    def test_checking_a_card_is_no_payment(self):
        transaction = self.transaction(operation="validation")
        transaction._set_done()
        self.assertEqual(self.rows("payment.transaction", transaction), [])

    def test_refund(self):
        transaction = self.transaction()
        transaction._set_done()
        refund = transaction._create_child_transaction(20.0, is_refund=True)
        refund._set_done()
        self.assertEqual(
            self.rows("payment.transaction", refund, "event", "direction", "amount"), [("refund", "out", -20)]
        )
        self.assertEqual(len(self.rows("payment.transaction", transaction)), 1)
        self.assert_exact()

    def test_readers(self):
        self.transaction()._set_done()
        self.assert_sees(self.accountant, self.beta, "payment", "payment")
        self.assert_sees(self.agent, self.beta, "payment")
        self.assert_closed_to_portal(self.beta)
        self.accountant.write(
            {"company_id": self.other_company.id, "company_ids": [Command.set(self.other_company.ids)]}
        )
        self.assert_sees(self.accountant, self.beta, "payment")
