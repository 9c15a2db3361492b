from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import new_test_user, tagged

from .offboarding_case import OffboardingCase


@tagged("post_install", "-at_install")
class TestSettlement(OffboardingCase):
    """What is open is found, cleared or waived before the end."""

    def kinds(self, case, state="open"):
        return {(line.res_model, line.reason) for line in case.obligation_ids if line.state == state}

    def world(self):
        """One of each obligation the ERP knows, made while all was open."""
        self.unpaid = self.invoice(price=40.0)
        self.unpaid.action_post()
        self.draft_invoice = self.invoice(price=7.0)
        self.quotation, self.sent = self.order(), self.order()
        self.sent.action_quotation_sent()
        self.running = self.order()
        self.running.action_confirm()
        payment = self.env["account.payment"].create(
            {"partner_id": self.alfa.id, "partner_type": "customer", "payment_type": "inbound", "amount": 15.0}
        )
        payment.action_post()
        self.payment = payment
        self.lead = self.env["crm.lead"].create({"name": "More", "type": "opportunity", "partner_id": self.alfa.id})
        self.activity = self.alfa.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.portal = new_test_user(self.env, "t_off_portal", "base.group_portal", partner_id=self.ana.id)
        self.alfa.with_company(self.company).specific_property_product_pricelist = self.env["product.pricelist"].create(
            {"name": "Alfa's prices", "company_id": self.company.id}
        )
        return {
            ("account.move", "unpaid"),
            ("account.move", "draft"),
            ("sale.order", "draft"),
            ("sale.order", "undecided"),
            ("crm.lead", "undecided"),
            ("mail.activity", "planned"),
            ("res.users", "portal"),
            ("res.partner", "prices"),
        }

    def test_found(self):
        expected = self.world()
        case = self.to("settlement")
        found = self.kinds(case)
        self.assertFalse(expected - found)
        self.assertTrue(found & {("account.payment", "unfinished"), ("account.move.line", "credit")})
        unpaid = case.obligation_ids.filtered(lambda line: line.res_id == self.unpaid.id and line.reason == "unpaid")
        self.assertEqual((unpaid.amount, unpaid.currency), (40.0, self.company.currency_id.name))
        self.assertFalse([line for line in case.obligation_ids if line.res_model.startswith("crm.offboarding")])
        with self.assertRaisesRegex(UserError, "Something is open"):
            case.action_restrict()

    def test_in_the_language_of_whoever_reads(self):
        """Lines and deadlines keep records, reasons and figures; the words are the reader's, whoever had them found."""
        self.world()
        self.env["res.lang"]._activate_lang("lt_LT")
        case = self.to("notice").with_context(lang="lt_LT")
        case.action_serve()
        [deadline] = case.activity_ids
        # A language that is activated in a test brings no words of records along.
        deadline.activity_type_id.sudo().with_context(lang="lt_LT").name = "Baigiasi įspėjimo terminas"
        said = {}
        for lang in ("en_US", "lt_LT"):
            # As two people read it: Odoo keeps the name of an activity for the whole of a request.
            self.env.invalidate_all()
            said[lang] = {"deadline": deadline.with_context(lang=lang).display_name}
        self._to_settlement(case)
        case.action_refresh_obligations()
        for lang, words in said.items():
            lines = case.with_context(lang=lang).obligation_ids
            words.update({(line.res_model, line.reason, line.res_id): line.name for line in lines})
            words["missing"] = case.with_context(lang=lang)._gate_words("settled")
        portal = ("res.users", "portal", self.portal.id)
        self.assertIn("access to the portal", said["en_US"][portal])
        self.assertIn("prieiga prie portalo", said["lt_LT"][portal])
        draft = ("account.move", "draft", self.draft_invoice.id)
        self.assertRegex(said["en_US"][draft], "draft$")
        self.assertNotIn("draft", said["lt_LT"][draft])
        self.assertEqual(said["en_US"]["deadline"], "The notice ends")
        self.assertFalse({key for key, words in said["en_US"].items() if said["lt_LT"][key] == words})
        draft = case.obligation_ids.search([("name", "ilike", self.draft_invoice.display_name)])
        self.assertEqual((draft.case_id, draft.res_id), (case, self.draft_invoice.id))
        # A record that is gone keeps its name.
        activity = case.obligation_ids.filtered(lambda line: line.res_model == "mail.activity")
        self.activity.unlink()
        self.assertIn("Call", activity.name)

    def test_what_the_customer_reads_of_it(self):
        """What is owed by either side, each document once; no drafts of ours."""
        self.world()
        refund = self.invoice(price=25.0, move_type="out_refund")
        refund.action_post()
        told = self.to("settlement")._open_lines()
        money = self.company.currency_id.format
        self.assertIn(f"{self.unpaid.display_name}: {money(40.0)}", told)
        of_refund = [line for line in told if refund.name in line]
        self.assertEqual(of_refund, [f"{refund.display_name}: {money(25.0)} in your favour"])
        self.assertEqual(sum(money(15.0) in line for line in told), 1)
        self.assertFalse([line for line in told if money(7.0) in line or self.sent.name in line])

    def test_nothing_of_others(self):
        self.invoice(self.beta).action_post()
        case = self.to("settlement")
        self.assertFalse(case.obligation_ids)
        case.action_restrict()

    def test_cleared_by_one_click(self):
        self.world()
        case = self.to("settlement")
        self.worker.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        self.worker.group_ids += self.env.ref("account.group_account_invoice")
        for line in case.obligation_ids.filtered("can_clear"):
            line.action_clear()
        self.assertEqual((self.quotation.state, self.sent.state), ("cancel", "cancel"))
        self.assertEqual(self.draft_invoice.state, "cancel")
        self.assertFalse(self.lead.active or self.portal.active or self.activity.exists())
        self.assertFalse(self.alfa.with_company(self.company).specific_property_product_pricelist)
        self.assertEqual(self.running.state, "sale")
        self.assertIn(("account.move", "unpaid"), self.kinds(case))
        with self.assertRaisesRegex(UserError, "somebody's work"):
            case.obligation_ids.filtered(lambda line: line.reason == "unpaid")[0].action_clear()
        case.action_refresh_obligations()
        self.assertFalse({("sale.order", "draft"), ("account.move", "draft")} & self.kinds(case))
        # Twice is once.
        with self.assertRaisesRegex(UserError, "not open"):
            case.obligation_ids.filtered(lambda line: line.res_id == self.quotation.id)[0].action_clear()

    def test_no_more_rights_than_ones_own(self):
        self.world()
        case = self.to("settlement")
        draft = case.obligation_ids.filtered(
            lambda line: line.res_id == self.draft_invoice.id and line.reason == "draft"
        )
        with self.assertRaises(AccessError):
            draft.action_clear()

    def test_waived_by_an_approver_with_a_reason(self):
        self.world()
        case = self.to("settlement")
        line = case.obligation_ids[0]
        with self.assertRaises(AccessError):
            line.action_waive("Why not")
        with self.assertRaisesRegex(UserError, "in words"):
            line.with_user(self.one).action_waive(" ")
        line.with_user(self.one).action_waive("Not worth a letter")
        self.assertEqual((line.state, line.done_by_id, line.done_on), ("waived", self.one, Date.context_today(line)))
        self.assertIn("waive", self.acts(case))
        case.action_refresh_obligations()
        self.assertEqual(line.state, "waived")
        with self.assertRaises(AccessError):
            line.write({"state": "waived"})

    def test_paid_meanwhile(self):
        self.unpaid = self.invoice(price=40.0)
        self.unpaid.action_post()
        case = self.to("settlement")
        self.assertEqual(self.kinds(case), {("account.move", "unpaid")})
        credit = self.unpaid._reverse_moves([{"invoice_date": Date.today()}], cancel=True)
        self.assertEqual(credit.state, "posted")
        case.action_restrict()
        self.assertEqual(case.obligation_ids.state, "cleared")

    def test_what_comes_up_at_the_end_counts(self):
        case = self.to("settlement")
        self.alfa.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        with self.assertRaisesRegex(UserError, "Call"):
            case.action_restrict()

    def test_dossier(self):
        case = self.to("settlement")
        case.offer_ids.browse()
        html = self.env["ir.actions.report"].with_user(self.worker)._render_qweb_html(
            "crm_offboarding.report_dossier", case.ids
        )[0].decode()  # fmt: skip
        for words in (case.name, "Alfa", "Five complaints, each answered", "We are unhappy", "All was tried"):
            self.assertIn(words, html)

    def test_alternatives_are_kept_with_the_reason(self):
        case = self.to("alternatives")
        alternative = self.env.ref("crm_offboarding.alternative_self_service")
        case.offer_ids = [Command.create({"alternative_id": alternative.id, "answer": "accepted", "effect": 900})]
        case.action_retain("Self-service suits them")
        self.assertEqual(case.step_ids[-1].snapshot, {"accepted": ["self_service"]})
