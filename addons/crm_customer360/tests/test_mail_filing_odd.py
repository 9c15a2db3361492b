"""E-mails as they really come: broken, huge, undated, twice, or while the power fails."""

import base64
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.mail_filing import CrmMailFiling
from .common import moment
from .mail_filing_case import FILE_A, FILE_B, JONAS, FilingCase, letter

ANA = "ana@alfa.example.com"
HEAD = f"From: {JONAS}\r\nTo: {ANA}\r\nBcc: {FILE_A}\r\nMessage-Id: <odd@mail>\r\nSubject: Odd\r\n"


@tagged("post_install", "-at_install")
class TestOddMail(FilingCase):
    def raw(self, head, body, kind="text/plain"):
        return self.filed(f"{HEAD}{head}Content-Type: {kind}\r\n\r\n".encode() + body)

    def test_encodings(self):
        text = "Ačiū, žąsis"
        for charset in ("utf-8", "iso-8859-13", "windows-1257"):
            with self.subTest(charset):
                kind = f"text/plain; charset={charset}"
                head = f"X-Original-To: {FILE_A}\r\nMessage-Id: <{charset}@mail>\r\n"
                raw = HEAD.replace("Message-Id: <odd@mail>\r\n", "") + head
                message = self.filed(f"{raw}Content-Type: {kind}\r\n\r\n".encode() + text.encode(charset))
                self.assertIn(text, message.body)

    def test_text_that_is_not_what_it_says(self):
        message = self.raw("", b"Labas \xff\xfe\x00 rytas", "text/plain; charset=utf-8")
        self.assertIn("rytas", message.body)

    def test_a_character_set_nobody_knows(self):
        message = self.raw("", b"Labas \xff rytas", "text/plain; charset=x-unknown-99")
        self.assertIn("rytas", message.body)
        self.assertEqual(message.res_id, self.ana.id)

    def test_a_subject_in_another_encoding(self):
        subject = base64.b64encode("Žąsų kaina".encode("iso-8859-13")).decode()
        message = self.filed(HEAD.replace("Odd", f"=?iso-8859-13?B?{subject}?=").encode() + b"\r\nHi")
        self.assertEqual(message.subject, "Žąsų kaina")

    def test_dangerous_html_is_made_harmless(self):
        message = self.raw("", b"<p onclick='x()'>Hi</p><script>alert(1)</script>", "text/html")
        self.assertNotIn("script", message.body)
        self.assertNotIn("onclick", message.body)

    def test_dates(self):
        now = fields.Datetime.now()
        days = {
            "Wed, 31 Dec 1997 23:59:58 -0500": moment("1998-01-01 04:59:58"),
            "Thu, 1 Jan 2099 00:00:00 +0000": None,
            "yesterday, I think": None,
            "99 Foo 2026 77:00": None,
        }
        for number, (text, expected) in enumerate(days.items()):
            with self.subTest(text):
                head = HEAD.replace("odd@mail", f"{number}@mail")
                date = self.filed(f"{head}Date: {text}\r\n\r\nHi".encode()).date
                if expected:
                    self.assertEqual(date, expected)
                else:
                    self.assertLess(abs((date - now).total_seconds()), 300)

    def test_without_a_message_id_the_same_mail_is_filed_once(self):
        mail = letter(to=ANA, bcc=FILE_A, message_id=False)
        self.assertIn("@filed.crm>", self.filed(mail).message_id)
        self.assertFalse(self.receive(mail))
        self.filed(letter("Another", to=ANA, bcc=FILE_A, message_id=False))

    def test_without_a_message_id_it_waits_once(self):
        mail = letter(to="new@nowhere.example.com", bcc=FILE_A, message_id=False)
        self.assertEqual(len(self.waiting(mail)), 1)
        self.assertFalse(self.waiting(mail))

    def test_ten_megabytes(self):
        mail = letter(to=ANA, bcc=FILE_A)
        content = b"\x00\x01\x02\x03" * (10 * 1024 * 256)
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename="plan.dwg")
        self.assertEqual(self.filed(mail).attachment_ids.file_size, len(content))

    def test_thirty_recipients(self):
        partners = self._partners(*({"name": f"P{n}", "email": f"p{n}@many.example.com"} for n in range(30)))
        message = self.filed(letter(to=", ".join(partners.mapped("email")), cc="x@unknown.example.com", bcc=FILE_A))
        self.assertEqual([row[1] for row in self.history(message)], partners.ids)
        self.assert_exact()

    def test_to_both_companies_addresses_at_once(self):
        self.filed(letter(to=ANA, cc=f"{FILE_A}, {FILE_B}"))

    def test_hundreds_from_one_colleague_are_no_loop(self):
        for number in range(25):
            mail = letter(to="new@nowhere.example.com", bcc=FILE_A, message_id=f"<{number}@loop>")
            self.assertEqual(len(self.waiting(mail)), 1)

    def test_a_bounce_is_not_filed(self):
        bounce = letter(from_="MAILER-DAEMON@alfa.example.com", to=FILE_A)
        self.assertFalse(self.receive(bounce))
        self.assertFalse(self.unfiled.search([("email_from", "like", "MAILER-DAEMON")]))

    def test_a_mailbox_of_its_own_needs_no_address_in_the_mail(self):
        mail = letter(to=ANA).as_bytes()
        self.env["mail.thread"].message_process("crm.mail.unfiled", mail)
        self.assertEqual(self.ana.message_ids.filtered("subject").mapped("subject"), ["Price list"])

    def test_a_fault_puts_the_mail_on_the_list(self):
        mail = letter(to=ANA, bcc=FILE_A)
        with patch.object(CrmMailFiling, "_store", side_effect=UserError("fault")):
            row = self.waiting(mail)
        self.assertEqual((row.reason, row.user_id), ("error", self.jonas))
        row.with_user(self.jonas).partner_id = self.ana
        row.with_user(self.jonas).action_file()
        self.assertEqual(self.ana.message_ids[:1].message_id, "<Price-list-Hello@mail>")

    @mute_logger("odoo.addons.crm_customer360.models.mail_filing")
    def test_killed_half_way_nothing_remains_and_it_can_be_tried_again(self):
        store, mail = CrmMailFiling._store, letter("Two", "", to=FILE_A)
        for number, to in enumerate((ANA, "cora@beta.example.com")):
            mail.add_attachment(letter(f"Part {number}", to=to, message_id=f"<part{number}@mail>"))

        def killed(filing, one, *rest):
            store(filing, one, *rest)
            if one.values["subject"] == "Part 1":
                raise KeyboardInterrupt

        known = [("message_id", "like", "@mail>"), ("subject", "like", "Part")]
        with (
            self.assertRaises(KeyboardInterrupt),
            patch.object(CrmMailFiling, "_store", killed),
            self.env.cr.savepoint(),
        ):
            self.receive(mail)
        self.assertFalse(self.env["mail.message"].search(known))
        self.assertEqual(len(self.receive(mail)), 2)
        self.assert_exact()
