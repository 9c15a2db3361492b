"""The list of e-mails whose customer nobody knows: who sees it, and what people do with it."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged

from .common import moment
from .mail_filing_case import FILE_A, FILE_B, SENT, FilingCase, letter

NEW = "Nora New <nora@new.example.com>"


@tagged("post_install", "-at_install")
class TestUnfiled(FilingCase):
    def setUp(self):
        super().setUp()
        mail = letter(to=NEW, bcc=FILE_A)
        mail.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="offer.pdf")
        self.row = self.waiting(mail).with_user(self.jonas)

    def test_what_it_says(self):
        row = self.row
        self.assertEqual((row.name, row.email_to, row.date), ("Price list", "nora@new.example.com", moment(SENT)))
        self.assertEqual((row.reason, row.state, row.company_id), ("unknown", "open", self.company))
        self.assertIn(b"offer.pdf", row.source_id.raw)

    def test_filed_with_a_chosen_customer_as_if_it_had_been_found(self):
        self.row.partner_id = self.alfa
        self.row.action_file()
        message = self.env["mail.message"].search([("message_id", "=", "<Price-list-Hello@mail>")])
        self.assertEqual(
            self.history(message), [("sent", self.alfa.id, "out", moment(SENT), "Price list", self.jonas.id)]
        )
        self.assertEqual(message.attachment_ids.mapped("name"), ["offer.pdf"])
        self.assertFalse(message.notification_ids)
        self.assertEqual((self.row.state, self.row.source_id.id), ("filed", False))
        self.assert_exact()
        with self.assertRaisesRegex(UserError, "not to be filed"):
            self.row.action_file()

    def test_a_new_contact_is_made(self):
        self.jonas.group_ids += self.env.ref("base.group_partner_manager")
        self.row.action_create_contact()
        nora = self.env["res.partner"].search([("email_normalized", "=", "nora@new.example.com")])
        self.assertEqual(len(nora), 1)
        self.assertEqual(nora.message_ids.filtered("subject").author_id, self.jonas.partner_id)
        self.filed(letter("Next", to=NEW, bcc=FILE_A))

    def test_who_may_not_make_contacts_does_not_here(self):
        self.jonas.group_ids -= self.env.ref("base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.row.action_create_contact()

    def test_a_forward_that_waited_is_the_customers_letter(self):
        head = "Mind this\n\nFrom: Nora New <nora@new.example.com>\nSent: 3 March 2015 10:15\n"
        body = f"{head}To: Jonas\nSubject: Roof\n\nIt rains."
        row = self.waiting(letter("Fwd: Roof", body, to=FILE_A)).with_user(self.jonas)
        self.assertEqual((row.name, row.words), ("Roof", "Mind this"))
        row.partner_id = self.dora
        row.action_file()
        note, message = self.dora.message_ids.sorted("id")[-2:].sorted(lambda one: not one.is_internal)
        self.assertEqual((message.author_id, message.subject), (self.dora, "Roof"))
        self.assertIn("nora@new.example.com", message.email_from)
        self.assertIn("Mind this", note.body)

    def test_outside_mail_is_filed_by_a_manager(self):
        row = self.waiting(letter("Ask", from_=NEW, to=FILE_A)).with_user(self.manager)
        row.partner_id = self.dora
        row.action_file()
        message = self.dora.message_ids[:1]
        self.assertEqual(self.history(message)[0][:3], ("received", self.dora.id, "in"))

    def test_discarded_and_taken_back(self):
        self.row.action_discard()
        self.assertEqual(self.unfiled.with_user(self.jonas).count_open(), 0)
        with self.assertRaises(UserError):
            self.row.action_discard()
        self.row.action_restore()
        self.assertEqual(self.unfiled.with_user(self.jonas).count_open(), 1)

    def test_what_is_done_with_goes_after_a_while_and_what_waits_stays(self):
        old = self.waiting(letter("Old", to=NEW, bcc=FILE_A))
        old.action_discard()
        (old + self.row).flush_recordset()
        self.env.cr.execute("UPDATE crm_mail_unfiled SET write_date = '2020-01-01'")
        (old + self.row).invalidate_recordset()
        source = old.source_id
        self.unfiled._gc_done()
        self.assertEqual((old.exists(), source.exists()), (self.unfiled, source.browse()))
        self.assertTrue(self.row.sudo().exists().source_id)

    def test_without_a_customer_it_is_not_filed(self):
        with self.assertRaisesRegex(UserError, "Choose the customer"):
            self.row.action_file()


@tagged("post_install", "-at_install")
class TestRightsOnUnfiled(FilingCase):
    def setUp(self):
        super().setUp()
        self.mine = self.waiting(letter(to=NEW, bcc=FILE_A))
        self.outside = self.waiting(letter("Ask", from_=NEW, to=FILE_A))
        self.theirs = self.waiting(letter("B", from_="zita@b-house.example.com", to=NEW, bcc=FILE_B))

    def seen(self, user, company=None):
        companies = (company or self.company).ids
        rows = self.mine + self.outside + self.theirs
        found = (
            self.unfiled.with_user(user).with_context(allowed_company_ids=companies).search([("id", "in", rows.ids)])
        )
        return self.unfiled.browse(found.ids)

    def test_who_sees_what(self):
        self.assertEqual(self.seen(self.jonas), self.mine)
        self.assertEqual(self.seen(self.accountant), self.unfiled)
        self.assertEqual(self.seen(self.manager), self.mine + self.outside)
        self.assertEqual(self.seen(self.manager, self.other_company), self.theirs)
        self.assertEqual(self.seen(self.zita, self.other_company), self.theirs)
        with self.assertRaises(AccessError):
            self.unfiled.with_user(self.portal).search([])

    def test_its_source_is_as_closed(self):
        self.assertTrue(self.mine.source_id.with_user(self.jonas).raw)
        for user in (self.accountant, self.portal):
            with self.assertRaises(AccessError):
                self.mine.source_id.with_user(user).read(["raw"])

    def test_nobody_acts_on_what_is_not_theirs(self):
        row = self.mine.with_user(self.accountant)
        for action in (row.action_file, row.action_create_contact, row.action_discard, row.action_restore):
            with self.assertRaises(AccessError):
                action()

    def test_only_the_customer_can_be_written(self):
        row = self.mine.with_user(self.jonas)
        for values in ({"source_id": self.outside.source_id.id}, {"user_id": self.jonas.id}, {"state": "filed"}):
            with self.assertRaises(AccessError):
                row.write(values)
        with self.assertRaises(AccessError):
            self.unfiled.with_user(self.manager).create({"name": "x"})
        with self.assertRaises(AccessError):
            row.unlink()

    def test_a_customer_of_another_company_is_refused(self):
        self.dora.company_id = self.other_company
        with self.assertRaises(UserError):
            self.mine.with_user(self.jonas).partner_id = self.dora

    def test_a_filed_message_is_seen_by_those_who_may_see_the_customer(self):
        message = self.filed(letter("Filed", to="ana@alfa.example.com", bcc=FILE_A))
        for user in (self.jonas, self.accountant, self.manager):
            self.assertTrue(message.with_user(user).has_access("read"))
            rows = self.env["crm.touchpoint"].with_user(user).timeline(self.alfa.id)["rows"]
            self.assertIn("Filed", [row["title"] for row in rows])
        self.assertFalse(message.with_user(self.portal).has_access("read"))
        with self.assertRaises(AccessError):
            self.env["crm.touchpoint"].with_user(self.portal).timeline(self.alfa.id)


@tagged("post_install", "-at_install")
class TestFilingAddress(FilingCase):
    """The address itself, in the settings."""

    def settings(self, company=None):
        return Form(self.env["res.config.settings"].with_company(company or self.company))

    def test_each_company_has_its_own(self):
        companies = self.company + self.other_company
        self.assertEqual(companies.mapped("mail_filing_alias_id.alias_full_name"), [FILE_A, FILE_B])

    def test_switched_off_and_on_and_renamed(self):
        with self.settings() as form:
            self.assertEqual((form.mail_filing, form.mail_filing_name), (True, "crm"))
            form.mail_filing = False
        form.record.execute()
        self.assertFalse(self.company.mail_filing_alias_id)
        self.assertTrue(self.other_company.mail_filing_alias_id)
        with self.settings() as form:
            form.mail_filing = True
            self.assertEqual(form.mail_filing_name, "crm")
            form.mail_filing_name = "file"
        form.record.execute()
        self.assertEqual(self.company.mail_filing_alias_id.alias_full_name, "file@a-house.example.com")
        self.filed(letter(to="ana@alfa.example.com", bcc="file@a-house.example.com"))

    def test_saving_other_settings_changes_nothing(self):
        alias = self.company.mail_filing_alias_id
        self.settings().save().execute()
        self.assertEqual(self.company.mail_filing_alias_id, alias)

    def test_a_shared_domain_gives_another_name(self):
        third = self.env["res.company"].create(
            {"name": "Žąsis & Co", "alias_domain_id": self.company.alias_domain_id.id}
        )
        self.assertFalse(third.mail_filing_alias_id)
        self.assertEqual(third._suggested_filing_name(), "crm-zasis-co")
        with self.assertRaises(UserError):
            third._set_filing_name("crm")

    def test_a_new_domain_takes_the_address_along(self):
        domain = self.env["mail.alias.domain"].create({"name": "new-house.example.com"})
        self.company.alias_domain_id = domain
        self.assertEqual(self.company.mail_filing_alias_id.alias_full_name, "crm@new-house.example.com")

    def test_without_a_domain_there_is_none(self):
        third = self.env["res.company"].create({"name": "Third", "alias_domain_id": False})
        with self.assertRaisesRegex(UserError, "e-mail domain"):
            third._set_filing_name("crm")


@tagged("post_install", "-at_install")
class TestCountOfUnfiled(FilingCase, HttpCase):
    """The web client is told how many e-mails wait, when it starts."""

    def told(self, user):
        self.authenticate(user.login, user.login.ljust(8, "x"))
        answer = self.url_open("/web/session/get_session_info", json={"jsonrpc": "2.0", "method": "call", "params": {}})
        return answer.json()["result"]

    def test_each_agent_is_told_of_their_own(self):
        self.waiting(letter(to=NEW, bcc=FILE_A))
        self.waiting(letter("Ask", from_=NEW, to=FILE_A))
        self.assertEqual(self.told(self.jonas)["crm_mail_unfiled"], 1)
        self.assertEqual(self.told(self.manager)["crm_mail_unfiled"], 2)
        self.assertNotIn("crm_mail_unfiled", self.told(self.accountant))
