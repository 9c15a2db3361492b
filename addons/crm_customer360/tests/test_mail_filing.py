"""A colleague copies or forwards an e-mail to the filing address: it stands with the right customer."""

from email.message import EmailMessage

from odoo.tests import tagged

from .common import moment
from .mail_filing_case import FILE_A, FILE_B, JONAS, SENT, FilingCase, letter

ANA = "Ana Alfa <ana@alfa.example.com>"


@tagged("post_install", "-at_install")
class TestCopies(FilingCase):
    """Blind and open copies of what a colleague writes to customers."""

    def test_a_blind_copy_is_filed_with_the_recipient(self):
        message = self.filed(letter(to=ANA, delivered_to=FILE_A))
        self.assertEqual((message.model, message.res_id), ("res.partner", self.ana.id))
        self.assertEqual(message.author_id, self.jonas.partner_id)
        self.assertEqual(message.create_uid, self.jonas)
        self.assertEqual((message.subject, message.message_id), ("Price list", "<Price-list-Hello@mail>"))
        self.assertIn("Hello", message.body)
        self.assertFalse(message.is_internal)
        expected = [("sent", self.ana.id, "out", moment(SENT), "Price list", self.jonas.id)]
        self.assertEqual(self.history(message), expected)
        self.assert_exact()

    def test_other_traces_of_a_blind_copy(self):
        for number, name in enumerate(("x_original_to", "envelope_to", "x_forwarded_to", "bcc")):
            with self.subTest(name):
                message = self.filed(letter(to=ANA, message_id=f"<{number}@mail>", **{name: FILE_A}))
                self.assertEqual(message.res_id, self.ana.id)

    def test_an_open_copy_to_several_customers_stands_with_each(self):
        message = self.filed(letter(to=f"{ANA}, cora@beta.example.com", cc=f"{FILE_A}, nobody@else.example.com"))
        outgoing = ("out", moment(SENT), "Price list", self.jonas.id)
        self.assertEqual(self.history(message), [("sent", self.ana.id, *outgoing), ("sent", self.cora.id, *outgoing)])
        self.assertIn("nobody@else.example.com", message.incoming_email_cc)
        self.assertNotIn(FILE_A, message.incoming_email_cc)

    def test_attachments_are_kept(self):
        mail = letter(to=ANA, bcc=FILE_A)
        mail.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="offer.pdf")
        attachment = self.filed(mail).attachment_ids
        self.assertEqual((attachment.name, attachment.raw), ("offer.pdf", b"%PDF-1"))
        self.assertEqual((attachment.res_model, attachment.res_id), ("res.partner", self.ana.id))

    def test_the_same_mail_is_filed_once(self):
        mail = letter(to=ANA, bcc=FILE_A)
        self.filed(mail)
        self.assertFalse(self.receive(mail))
        self.assertFalse(self.receive(letter(to=ANA, cc=FILE_A)))
        self.assertFalse(self.unfiled.search([("message_id", "=", "<Price-list-Hello@mail>")]))

    def test_followers_are_not_told(self):
        self.ana.message_subscribe((self.manager.partner_id + self.ben).ids)
        self.filed(letter(to=ANA, bcc=FILE_A))

    def test_of_a_company_and_its_person_with_one_address_the_person_is_meant(self):
        self.ana.email = self.alfa.email
        self.assertEqual(self.filed(letter(to=self.alfa.email, bcc=FILE_A)).res_id, self.ana.id)

    def test_an_address_of_two_customers_is_left_to_a_person(self):
        self.dora.email = "ana@alfa.example.com"
        row = self.waiting(letter(to=ANA, bcc=FILE_A))
        self.assertEqual((row.reason, row.user_id, row.email_to), ("several", self.jonas, "ana@alfa.example.com"))

    def test_mail_between_colleagues_is_nobodys(self):
        row = self.waiting(letter(to="manager@a-house.example.com", bcc=FILE_A))
        self.assertEqual(row.reason, "unknown")


@tagged("post_install", "-at_install")
class TestForwards(FilingCase):
    """A colleague forwards what a customer wrote."""

    INLINE = (
        "Please keep\n\n---------- Forwarded message ---------\nFrom: Ana Alfa <ana@alfa.example.com>\n"
        "Date: Tue, 3 Mar 2015 at 10:15\nSubject: Leaking roof\nTo: Jonas <jonas@a-house.example.com>\n\n\n"
        "It rains in.\n"
    )

    def test_an_inline_forward_is_the_customers_letter(self):
        self.jonas.tz = "Europe/Vilnius"
        letter_, note = self.receive(letter("Fwd: Leaking roof", self.INLINE, to=FILE_A))
        self.assertEqual((letter_.model, letter_.res_id, letter_.author_id), ("res.partner", self.ana.id, self.ana))
        self.assertIn("It rains in.", letter_.body)
        self.assertNotIn("Please keep", letter_.body)
        expected = [("received", self.ana.id, "in", moment("2015-03-03 08:15:00"), "Leaking roof", None)]
        self.assertEqual(self.history(letter_), expected)
        self.assertEqual((note.author_id, note.is_internal), (self.jonas.partner_id, True))
        self.assertIn("Please keep", note.body)
        self.assertEqual(self.history(note)[0][:3], ("note", self.ana.id, "internal"))
        self.assert_exact()

    def test_in_words_of_the_three_languages(self):
        heads = {
            "lt": "Nuo: {}\nIšsiųsta: 2015 m. kovo 3 d., antradienis 10:15\nKam: Jonas\nTema: Stogas\n\nLyja.",
            "lv": "No: {}\nNosūtīts: otrdiena, 2015. gada 3. marts 10:15\nKam: Jonas\nTēma: Jumts\n\nLīst.",
        }
        for language, subject in {"lt": "Stogas", "lv": "Jumts"}.items():
            with self.subTest(language):
                message = self.filed(
                    letter("FW: x", heads[language].format(ANA), to=FILE_A, message_id=f"<{language}@m>")
                )
                self.assertEqual((message.subject, message.author_id), (subject, self.ana))
                self.assertEqual(message.date, moment("2015-03-03 10:15:00"))

    def test_a_forward_with_html_only(self):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"], mail["Message-Id"] = JONAS, FILE_A, "FW: Leaking roof", "<h@mail>"
        mail.set_content(
            "<div><b>From:</b> Ana Alfa &lt;ana@alfa.example.com&gt;<br>"
            "<b>Sent:</b> Tuesday, March 3, 2015 10:15 AM<br>"
            "<b>To:</b> Jonas<br><b>Subject:</b> Leaking roof<br></div><p>It rains in.</p>",
            subtype="html",
        )
        message = self.filed(mail)
        self.assertEqual((message.author_id, message.date), (self.ana, moment("2015-03-03 10:15:00")))
        self.assertIn("It rains in.", message.body)
        self.assertNotIn("Sent:", message.body)

    def test_the_same_letter_forwarded_by_two_colleagues_is_filed_once(self):
        self.filed(letter("Fwd: x", self.INLINE.partition("\n\n")[2], to=FILE_A, message_id="<one@mail>"))
        again = letter(
            "FW: x",
            self.INLINE.partition("\n\n")[2],
            to=FILE_A,
            message_id="<two@mail>",
            from_="manager@a-house.example.com",
        )
        self.assertFalse(self.receive(again))

    def test_a_colleagues_own_old_letter_is_outgoing(self):
        body = f"From: {JONAS}\nSent: 3 March 2015 10:15\nTo: {ANA}\nSubject: Offer\n\nHere it is."
        message = self.filed(letter("Fwd: Offer", body, to=FILE_A))
        expected = [("sent", self.ana.id, "out", moment("2015-03-03 10:15:00"), "Offer", self.jonas.id)]
        self.assertEqual(self.history(message), expected)

    def test_attached_letters_are_filed_each(self):
        mail = letter("Two letters", "", to=FILE_A)
        roof = letter("Roof", from_=ANA, to=JONAS, sent="2014-01-02 03:04:05", message_id="<roof@customer>")
        roof.add_attachment(b"JPG", maintype="image", subtype="jpeg", filename="roof.jpg")
        mail.add_attachment(roof)
        offer = letter("Offer", to="cora@beta.example.com", message_id="<offer@ours>", sent="2013-01-02 03:04:05")
        mail.add_attachment(offer.as_bytes(), maintype="application", subtype="octet-stream", filename="offer.eml")
        unknown = letter("Who", from_="new@nowhere.example.com", to=JONAS, message_id="<who@customer>")
        mail.add_attachment(unknown)
        first, second = self.receive(mail)
        self.assertEqual((first.message_id, first.author_id), ("<roof@customer>", self.ana))
        self.assertEqual(first.attachment_ids.mapped("name"), ["roof.jpg"])
        self.assertEqual(self.history(first)[0][:4], ("received", self.ana.id, "in", moment("2014-01-02 03:04:05")))
        self.assertEqual(self.history(second)[0][:4], ("sent", self.cora.id, "out", moment("2013-01-02 03:04:05")))
        row = self.unfiled.search([("message_id", "=", "<who@customer>")])
        self.assertEqual((row.attached, row.user_id, row.email_from), (True, self.jonas, "new@nowhere.example.com"))
        self.assertFalse(self.receive(mail), "filed twice")

    def test_a_forward_without_the_senders_address_waits(self):
        body = "From: Ana Alfa\nSent: 3 March 2015 10:15\nTo: Jonas\nSubject: Roof\n\nIt rains in."
        row = self.waiting(letter("Fwd: Roof", body, to=FILE_A))
        self.assertEqual((row.name, row.reason), ("Roof", "unknown"))


@tagged("post_install", "-at_install")
class TestOutside(FilingCase):
    """Who is no colleague files for nobody but themselves."""

    def test_a_customers_mail_is_their_own(self):
        message = self.filed(letter(from_=ANA, to=FILE_A, cc="ben@alfa.example.com"))
        self.assertEqual((message.author_id, message.res_id), (self.ana, self.ana.id))
        incoming = ("in", moment(SENT), "Price list", None)
        self.assertEqual(
            self.history(message), [("received", self.ana.id, *incoming), ("received", self.ben.id, *incoming)]
        )

    def test_a_stranger_cannot_file_on_others(self):
        row = self.waiting(letter(from_="eve@evil.example.com", to=ANA, cc=FILE_A))
        self.assertEqual((row.reason, row.user_id.id), ("unknown", False))

    def test_nor_by_a_forward(self):
        self.waiting(letter("Fwd: x", TestForwards.INLINE, from_="eve@evil.example.com", to=FILE_A))
        self.assertFalse(self.rows("mail.message", None, "title").count(("Leaking roof",)))

    def test_nor_as_a_portal_user(self):
        self.portal.email = "portal@beta.example.com"
        message = self.filed(letter("Fwd: x", TestForwards.INLINE, from_="portal@beta.example.com", to=FILE_A))
        self.assertEqual((message.author_id, message.res_id), (self.cora, self.cora.id))

    def test_nor_with_a_colleagues_name_on_it(self):
        mail = letter(from_="jonas@a-house.example.com <eve@evil.example.com>", to=ANA, cc=FILE_A)
        self.assertFalse(self.waiting(mail).user_id)
        mail = letter("Twice", from_="Eve <eve@evil.example.com>, jonas@a-house.example.com", to=ANA, cc=FILE_A)
        self.assertEqual(self.waiting(mail).reason, "unverified")

    def test_what_our_server_found_forged_waits_for_a_manager(self):
        mail = letter(to=ANA, bcc=FILE_A, authentication_results="mx.a-house.example.com; dmarc=fail header.from=x")
        row = self.waiting(mail)
        self.assertEqual((row.reason, row.user_id.id), ("unverified", False))


@tagged("post_install", "-at_install")
class TestCompanies(FilingCase):
    """Each company's address files for that company."""

    def test_a_customer_of_the_other_company_is_not_found(self):
        self.ana.company_id = self.other_company
        row = self.waiting(letter(to=ANA, bcc=FILE_A))
        self.assertEqual((row.company_id, row.reason), (self.company, "unknown"))
        message = self.filed(letter("Other", to=ANA, bcc=FILE_B))
        self.assertEqual((message.res_id, message.record_company_id), (self.ana.id, self.other_company))

    def test_each_company_files_with_its_own_of_two_records(self):
        self.ana.company_id = self.other_company
        twin = self.ana.copy({"company_id": self.company.id, "parent_id": False, "email": self.ana.email})
        self.assertEqual(self.filed(letter(to=ANA, bcc=FILE_A)).res_id, twin.id)
        self.assertEqual(self.filed(letter("Other", to=ANA, bcc=FILE_B)).res_id, self.ana.id)

    def test_a_colleague_of_another_company_is_an_outsider(self):
        row = self.waiting(letter(from_="zita@b-house.example.com", to=ANA, bcc=FILE_A))
        self.assertEqual((row.company_id, row.user_id.id), (self.company, False))
        self.filed(letter("Own", from_="zita@b-house.example.com", to=ANA, bcc=FILE_B))

    def test_the_same_name_at_another_domain_is_no_filing_address(self):
        with self.assertRaisesRegex(ValueError, "No possible route"):
            self.receive(letter(to="crm@elsewhere.example.com"))
