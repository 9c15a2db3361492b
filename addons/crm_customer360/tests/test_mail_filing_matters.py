"""An answer that is copied to the filing address goes to the conversation it belongs to."""

from odoo.tests import tagged

from .common import moment
from .mail_filing_case import FILE_A, JONAS, SENT, FilingCase, letter

ANA = "Ana Alfa <ana@alfa.example.com>"


@tagged("post_install", "-at_install")
class TestMatters(FilingCase):
    """An answer goes to the conversation it belongs to."""

    needed_modules = ("crm",)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        lead = {"name": "Roof", "partner_id": cls.ana.id, "company_id": cls.company.id, "user_id": cls.salesperson.id}
        cls.lead = cls.env["crm.lead"].create(lead)
        cls.said = cls.lead.message_post(body="Offer", subtype_xmlid="mail.mt_comment", message_type="email")
        cls.salesperson.email = "sales.person@a-house.example.com"

    def answer(self, sender=None, **headers):
        headers.setdefault("in_reply_to", self.said.message_id)
        return letter(from_=sender or self.salesperson.email, to=ANA, bcc=FILE_A, **headers)

    def test_an_answer_is_filed_with_the_matter(self):
        self.lead.message_subscribe((self.manager.partner_id + self.ben).ids)
        message = self.filed(self.answer())
        self.assertEqual((message.model, message.res_id), ("crm.lead", self.lead.id))
        self.assertEqual(message.parent_id, self.said)
        expected = [("sent", self.ana.id, "out", moment(SENT), "Price list", self.salesperson.id)]
        self.assertEqual(self.history(message), expected)
        self.assert_exact()

    def test_older_references_count_too(self):
        message = self.filed(self.answer(in_reply_to=False, references=f"{self.said.message_id} <other@mail>"))
        self.assertEqual(message.model, "crm.lead")

    def test_to_an_address_nobody_knows_it_is_still_the_matters_customers(self):
        mail = self.answer()
        mail.replace_header("To", "ana.private@mail.example.com")
        message = self.filed(mail)
        self.assertEqual((message.model, message.partner_ids), ("crm.lead", self.ana))
        self.assertEqual([row[0] for row in self.history(message)], ["sent"])

    def test_who_may_not_write_to_the_matter_files_with_the_customer(self):
        message = self.filed(self.answer(JONAS))
        self.assertEqual((message.model, message.res_id), ("res.partner", self.ana.id))

    def test_a_matter_of_another_company_is_closed(self):
        self.lead.company_id = self.other_company
        self.assertEqual(self.filed(self.answer()).model, "res.partner")

    def test_a_customer_who_answers_all_continues_their_matter(self):
        mail = letter(from_=ANA, to=self.salesperson.email, cc=FILE_A, in_reply_to=self.said.message_id)
        message = self.filed(mail)
        self.assertEqual((message.model, message.author_id), ("crm.lead", self.ana))
        self.assertEqual(self.history(message)[0][:3], ("received", self.ana.id, "in"))

    def test_a_stranger_to_the_matter_does_not(self):
        mail = letter(from_="dora@example.com", to=FILE_A, in_reply_to=self.said.message_id)
        message = self.filed(mail)
        self.assertEqual((message.model, message.res_id), ("res.partner", self.dora.id))

    def test_what_is_also_addressed_to_a_record_belongs_there(self):
        self.env["mail.alias"].create(
            {
                "alias_name": "roofs",
                "alias_model_id": self.env["ir.model"]._get_id("crm.lead"),
                "alias_domain_id": self.company.alias_domain_id.id,
            }
        )
        self.env["mail.thread"].message_process(
            False, letter(from_=ANA, to="roofs@a-house.example.com", cc=FILE_A).as_bytes()
        )
        lead = self.env["crm.lead"].search([("name", "=", "Price list")])
        self.assertEqual(lead.partner_id, self.ana)
        message = lead.message_ids.filtered(lambda one: one.message_type == "email")
        # No click of ours: the sender was recognised, the history has it.
        self.assertEqual(self.history(message)[0][:3], ("received", self.ana.id, "in"))
        self.assertFalse(self.unfiled.search([("message_id", "=", message.message_id)]))
