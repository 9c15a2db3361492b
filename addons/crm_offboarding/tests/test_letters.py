from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tests import tagged

from ..core import letters
from .offboarding_case import OffboardingCase

#: A word each letter has in each language: it was translated, not only sent.
WORDS = {
    "hearing": ("hear you", "išklausyti", "uzklausīt"),
    "alternatives": ("offer you", "jums pasiūlyti", "jums piedāvāt"),
    "notice": ("to end our cooperation", "baigti bendradarbiavimą", "izbeigt sadarbību"),
    "appeal": ("look at it again", "iš naujo", "vēlreiz"),
    "appeal_decided": ("We stay with it", "nekeičiame", "nemainām"),
    "settlement": ("open between us", "tarp mūsų", "starp mums"),
    "farewell": ("wish you well", "linkime", "vēlam"),
    "kept": ("cooperation goes on", "bendradarbiavimas tęsiasi", "sadarbība turpinās"),
    "erasure": ("erase your data", "ištrinti savo duomenis", "dzēst"),
}
LANGUAGES = ("en_US", "lt_LT", "lv_LV")
COMPLAIN = {"en_US": "consumer office", "lt_LT": "vartotojų tarnyba", "lv_LV": "patērētāju centrs"}


@tagged("post_install", "-at_install")
class TestLetters(OffboardingCase):
    """Letters say what is true, in the customer's language, and are kept as they were sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for lang in LANGUAGES[1:]:
            cls.env["res.lang"]._activate_lang(lang)
        cls.env["ir.module.module"].search([("name", "=", "crm_offboarding")])._update_translations(LANGUAGES[1:])
        for lang, words in COMPLAIN.items():
            cls.company.with_context(lang=lang).offboarding_complaints = words

    def last(self, case):
        return case.letter_ids.sorted("id")[-1]

    def written(self, case, kind):
        return case._written(kind)["body_html"]

    def test_each_in_three_languages(self):
        """Each letter where it is sent, by mail, with the route of complaint in the same language."""
        for index, lang in enumerate(LANGUAGES):
            partner = self.env["res.partner"].create(
                {"name": f"Gama {lang}", "email": f"{lang}@gama.example.com", "lang": lang, "is_company": True}
            )
            bill = self.invoice(partner, price=40.0)
            bill.action_post()
            for kind, case in self.walk(partner):
                letter = self.last(case)
                with self.subTest(lang=lang, kind=kind):
                    self.assertEqual((letter.kind, letter.lang, letter.email_to), (kind, lang, partner.email))
                    for words in (WORDS[kind][index], COMPLAIN[lang], partner.name, self.company.name):
                        self.assertIn(words, letter.body)
                    self.assertNotIn("False", letter.body)
                    if kind == "settlement":
                        self.assertIn(bill.name, letter.body)
                        self.assertIn("40", letter.body)
                    mail = self.env["mail.mail"].sudo().search([("email_to", "=", partner.email)], limit=1)
                    self.assertEqual((mail.subject, mail.body_html), (letter.subject, letter.body))

    def walk(self, partner):
        """Every kind of letter on the way through the process: ``(kind, case)`` after it was sent."""
        case = self.case(partner)
        self._to_assessment(case)
        self._to_hearing(case)
        case.answer_by = Date.today() + timedelta(days=14)
        yield self.send(case, "hearing")
        self._to_alternatives(case)
        case.offer_ids = [Command.create({"alternative_id": self.env.ref("crm_offboarding.alternative_price").id})]
        yield self.send(case, "alternatives")
        case.offer_ids.answer = "declined"
        self._to_approval(case)
        case.action_ask_erasure("By letter")
        case.action_answer_erasure()
        yield "erasure", case
        self._to_notice(case)
        case.action_serve(False, "email")
        yield "notice", case
        case.action_appeal("We disagree")
        yield self.send(case, "appeal")
        case.with_user(self.one).action_deny_appeal("We looked again")
        yield self.send(case, "appeal_decided")
        self._to_settlement(case)
        yield self.send(case, "settlement")
        for line in case.obligation_ids:
            line.with_user(self.one).action_waive("Written off")
        yield self.send(case, "farewell")
        case.action_restrict()
        case.with_user(self.one).action_win_back("They asked")
        yield self.send(case, "kept")

    def send(self, case, kind):
        case.action_send_letter(kind)
        return kind, case

    def refused(self, case, kind, words):
        before = case.letter_ids
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            case.action_send_letter(kind)
        case.invalidate_recordset()
        self.assertEqual(case.letter_ids, before)

    def test_only_while_true(self):
        case = self.to("hearing")
        case.answer_by = Date.today() - timedelta(days=2)
        self.refused(case, "hearing", "day that is over")
        self._to_alternatives(case)
        self.refused(case, "alternatives", "no offer that waits")
        self._to_approval(case)
        self.refused(case, "notice", "no letter")
        self.refused(case, "erasure", "no letter")
        with self.assertRaisesRegex(UserError, "No request for erasure"):
            case.action_answer_erasure()
        self._to_notice(case)
        self.refused(case, "appeal", "no open appeal")
        self.refused(case, "appeal_decided", "No appeal has been decided")
        case.action_serve()
        case.action_appeal("We disagree")
        self.refused(case, "appeal_decided", "No appeal has been decided")
        self.refused(case, "farewell", "for the states: Settlement")
        case.with_user(self.one).action_deny_appeal("We looked again")
        self.refused(case, "appeal", "no open appeal")
        self._to_settlement(case)
        self.alfa.activity_schedule("mail.mail_activity_data_todo", summary="Call")
        self.refused(case, "farewell", "Something is open: .*Call")

    def test_the_answer_to_an_appeal_says_which(self):
        case = self.to("notice")
        case.action_serve()
        case.action_appeal("We disagree")
        case.with_user(self.one).action_uphold_appeal("They are right")
        case.action_send_letter("appeal_decided")
        self.assertIn("we take it back", self.last(case).body)
        kept = self.to("alternatives", self.beta)
        kept.action_retain("Self-service")
        self.refused(kept, "appeal_decided", "No appeal has been decided")

    def test_nobody_is_thanked_for_what_they_did_not_say(self):
        case = self.to("hearing")
        case.hearing_ids = [Command.create({"kind": "attempt", "text": "No answer"})] * 2
        case.answer_by = Date.today() - timedelta(days=2)
        case.action_consider()
        self.prepare(case)
        case.action_submit()
        self._to_notice(case)
        case.action_serve()
        self.assertIn("After trying to hear you", self.last(case).body)
        self.assertNotIn("After hearing you", self.last(case).body)

    def test_an_email_is_served_when_it_is_sent(self):
        case = self.to("notice")
        with self.assertRaisesRegex(UserError, "leave the moment out"):
            case.action_serve("2020-01-01 00:00:00", "email")
        self.assertFalse(case.letter_ids)
        self.alfa.email = False
        with self.assertRaisesRegex(UserError, "no e-mail address"), self.env.cr.savepoint():
            case.action_serve(False, "email")
        case.invalidate_recordset()
        self.assertFalse(case.served_at)

    def test_without_a_complaints_office_the_company_is_named(self):
        self.company.write({"offboarding_complaints": False, "email": "care@parting.example.com"})
        case = self.to("notice")
        case.action_serve()
        self.assertIn("write to us (care@parting.example.com); somebody who did not prepare", self.last(case).body)

    def test_the_language_is_the_customers_not_the_writers(self):
        self.worker.lang, self.alfa.lang = "lv_LV", "lt_LT"
        case = self.to("notice")
        case.with_context(lang="lv_LV").action_serve()
        self.assertEqual(self.last(case).lang, "lt_LT")
        self.assertIn(WORDS["notice"][1], self.last(case).body)
        self.assertIn(dict(case._fields["reason_class"]._description_selection(case.with_context(lang="lt_LT").env))
                      ["complaints"], self.last(case).body)  # fmt: skip

    def test_who_may(self):
        case = self.to("hearing")
        for user in (self.seller, self.officer):
            with self.assertRaises(AccessError):
                self.as_user(case, user).action_send_letter("hearing")

    def test_every_kind_has_a_template_and_words(self):
        self.assertEqual(set(WORDS), set(letters.LETTERS))
        for kind in letters.LETTERS:
            self.assertTrue(self.env.ref(f"crm_offboarding.mail_template_{kind}"))
