from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .offboarding_case import OffboardingCase


@tagged("post_install", "-at_install")
class TestPage(OffboardingCase):
    """What the 360 page says to whoever opens a customer whose parting was decided."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The least anybody needs to open a customer.
        cls.employee = cls._user("t_off_employee")

    def said(self, user, partner=None):
        return self.as_user(partner or self.alfa, user).customer360((partner or self.alfa).id)["say_next"]

    def test_everybody_hears_it_first_and_loudest(self):
        # Something else that is urgent, too: an invoice long overdue.
        long_ago = fields.Date.today() - timedelta(days=90)
        invoice = self.invoice(invoice_date=long_ago, invoice_date_due=long_ago, invoice_payment_term_id=False)
        invoice.action_post()
        case = self.to("approval")
        self.assertEqual([one["kind"] for one in self.said(self.bookkeeper)], ["invoice"])
        self._to_notice(case)
        first, second = self.said(self.bookkeeper)
        self.assertEqual((first["kind"], first["severity"]), ("parting", "danger"))
        self.assertEqual((second["kind"], second["severity"]), ("invoice", "danger"))
        for partner in (self.alfa, self.ana):
            [said] = self.said(self.employee, partner)
            self.assertEqual((said["kind"], said["severity"]), ("parting", "danger"))
            self.assertEqual((said["res_model"], said["res_id"]), ("res.partner", partner.id))
            for words in (case.name, "no new business", self.one.name):
                self.assertIn(words, said["text"])
            self.assertNotIn("Complaints that could not be solved", said["text"])
        self.assertFalse(self.said(self.employee, self.beta))
        [said] = self.said(self.worker)
        self.assertIn("Reason: Complaints that could not be solved.", said["text"])
        self.assertEqual((said["res_model"], said["res_id"]), (case._name, case.id))

    def test_until_the_customer_is_kept_or_back(self):
        case = self.to("notice")
        case.with_user(self.one).action_retain("They changed their mind")
        self.assertFalse(self.said(self.employee))
        parted = self.to("restricted", self.beta)
        [said] = self.said(self.worker, self.beta)
        self.assertIn("has ended", said["text"])
        with self.assertRaisesRegex(AccessError, parted.name):
            self.said(self.employee, self.beta)

    def test_own_company(self):
        self.to("notice")
        stranger = self._user("t_off_stranger", company=self.other_company)
        self.assertFalse(self.said(stranger))
