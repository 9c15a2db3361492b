from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import Form, tagged

from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestAlternatives(ProfitCase):
    """What alternatives would bring, from the customer's own cost to serve: worked out by hand."""

    def setUp(self):
        super().setUp()
        # Alfa brings 100 for ten visits at 20; Beta 900 for none. As much as others with its turnover have of the
        # ten: 100 of 1,000, one. Nine more than usual are 180; the loss is 100 - 200 = -100.
        day = Date.to_string(Date.subtract(Date.today(), days=40))
        self.sell(self.alfa, 100.0, day)
        self.sell(self.beta, 900.0, day)
        self.visits((self.alfa, 10, day))
        self.env["crm.cost.setting"].create({"company_id": self.company.id, "evidence_invoices": 1})
        self.run_now()

    def kind(self, kind):
        return self.env["crm.offboarding.alternative"].search([("kind", "=", kind)], limit=1)

    def offer(self, case, kind, **values):
        case.offer_ids = [Command.create({"alternative_id": self.kind(kind).id, **values})]
        return case.offer_ids.sorted("id")[-1]

    def test_estimates(self):
        case = self.to("alternatives")
        self.assertTrue(self.kind("fewer_orders"))
        educate = self.offer(case, "educate")
        self.assertEqual(educate.effect, 180.0)
        for words in ("Visits", "1 instead of 10", "180.00"):
            self.assertIn(words, educate.trace)
        price = self.offer(case, "renegotiate")
        self.assertEqual(price.effect, 100.0)
        self.assertIn("100 %", price.trace)
        self.assertEqual(self.offer(case, "partner").effect, 100.0)
        service = self.offer(case, "self_service")
        self.assertEqual(service.effect, 0.0)
        self.assertIn("nobody enters orders for them by hand", service.trace)
        self.assertIn("neither small orders", self.offer(case, "fewer_orders").trace)
        # Whoever reads it later, in another language: the words change, the figures stay.
        self.env["res.lang"]._activate_lang("lt_LT")
        self.assertNotIn("as often as", educate.with_context(lang="lt_LT").trace)
        self.assertIn("180,00", educate.with_context(lang="lt_LT").trace)
        self.assertNotIn("by hand", service.with_context(lang="lt_LT").trace)
        # What somebody knows better stays.
        known = self.offer(case, "educate", effect=75.0)
        self.assertEqual(known.effect, 75.0)
        self.assertIn("180.00", known.trace)
        known.write({"alternative_id": self.kind("partner").id})
        self.assertEqual(known.effect, 100.0)

    def test_on_the_form(self):
        case = self.to("alternatives")
        with Form(case) as form, form.offer_ids.new() as line:
            line.alternative_id = self.kind("educate")
        self.assertEqual(case.offer_ids.effect, 180.0)
        for words in ("180.00", "nobody enters orders"):
            self.assertIn(words, case.effects_text)
        # Unit costs are not for case workers.
        self.assertNotIn("20.00", case.effects_text + case.offer_ids.trace)

    def test_none_possible(self):
        case = self.to("alternatives")
        with self.assertRaisesRegex(UserError, "Something would help: Explain and train"):
            case.action_none_possible()
        good = self.to("alternatives", self.beta)
        good.action_none_possible()
        self.assertIn("they bring profit", good.none_possible)
        with self.assertRaises(AccessError):
            good.with_user(self.seller).action_none_possible()
        self.prepare(good)
        good.action_submit()
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            good.action_none_possible()

    def test_too_few_and_nothing(self):
        self.env["crm.cost.setting"].search([("company_id", "=", self.company.id)]).evidence_invoices = 2
        self.assertIn("too few invoices", self.offer(self.to("alternatives"), "educate").trace)
        gama = self.env["res.partner"].create({"name": "Gama", "is_company": True})
        self.assertIn("nothing was counted", self.offer(self.to("alternatives", gama), "educate").trace)

    def test_other_company(self):
        """Figures of one company say nothing in another."""
        worker = self._user("t_offa_second", "crm_offboarding.group_case_worker", company=self.other_company)
        case = self.as_user(self.env["crm.offboarding.case"], worker).create(
            {"partner_id": self.alfa.id, "company_id": self.other_company.id, "reason_class": "profit",
             "user_id": worker.id, "grounds": "x"}
        )  # fmt: skip
        self.assertIn("nothing was counted", case.effects_text)
        mine = self.case()
        with self.assertRaises(AccessError):
            self.as_user(mine, worker).read(["effects_text"])
