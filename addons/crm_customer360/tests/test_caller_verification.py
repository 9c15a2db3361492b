"""Making sure who calls: what is compared, what is logged, who may see it, and that nothing is disclosed."""

import threading
import xmlrpc.client
from contextlib import contextmanager
from functools import partial

import psycopg2
from freezegun import freeze_time

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, TransactionCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from .common import AccountingCase

NOW = "2026-03-02 10:15:00"


class VerificationCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.lt")
        cls.agent = new_test_user(cls.env, "verify_agent", "crm_customer360.group_agent")
        cls.colleague = new_test_user(cls.env, "verify_colleague", "crm_customer360.group_agent")
        cls.manager = new_test_user(cls.env, "verify_manager", "crm_customer360.group_manager")
        cls.officer = new_test_user(cls.env, "verify_officer", "crm_customer360.group_data_protection_officer")
        cls.admin = new_test_user(cls.env, "verify_admin", "base.group_system")
        cls.portal = new_test_user(cls.env, "verify_portal", "base.group_portal")
        cls.firm = cls.env["res.partner"].create(
            {
                "name": "Verified Firm",
                "is_company": True,
                "ref": "K-4711",
                "vat": "LT100001738313",
                "street": "Gedimino pr. 12-3",
                "city": "Vilnius",
                "phone": "+370 612 34567",
            }
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Verified Person", "parent_id": cls.firm.id, "email": "person@verified.example.com"}
        )
        cls.right = {"ref": "k 4711", "code": "100001738313"}
        cls.wrong = {"ref": "k 4711", "code": "100001738314"}

    def log(self, user=None):
        return self.env["crm.caller.verification"].with_user(user or self.agent)

    def rows(self):
        rows = self.env["crm.caller.verification"].search([("partner_id", "in", (self.firm | self.person).ids)])
        return rows.sorted("number")


@tagged("post_install", "-at_install")
class TestVerification(VerificationCase):
    def test_two_facts_that_agree(self):
        with freeze_time(NOW):
            result = self.log().verify(self.firm.id, self.right)
            self.assertEqual(result, {"passed": True, "facts": {"ref": True, "code": True}, "tries_left": 3})
            status = self.log().status(self.firm.id)
        self.assertEqual((status["verified"], status["until"]), (True, "2026-03-02 10:45:00"))
        row = self.rows()
        self.assertEqual(
            (row.partner_id, row.user_id, row.company_id, row.facts, row.agreed, row.result, row.number),
            (self.firm, self.agent, self.env.company, "ref,code", "ref,code", "passed", 1),
        )

    def test_facts_of_the_company_hold_for_its_contact(self):
        answers = {"email": "Person@Verified.example.com", "address": "Gedimino 12", "phone": "8 612 34567"}
        result = self.log().verify(self.person.id, answers)
        self.assertEqual(result["facts"], {"email": True, "address": True, "phone": True})
        self.assertTrue(result["passed"])

    def test_one_that_does_not_agree(self):
        result = self.log().verify(self.firm.id, {**self.wrong, "phone": "861234567"})
        self.assertEqual(result["facts"], {"ref": True, "code": False, "phone": True})
        self.assertEqual((result["passed"], result["tries_left"]), (False, 2))
        self.assertFalse(self.log().status(self.firm.id)["verified"])
        self.assertEqual((self.rows().result, self.rows().agreed), ("failed", "ref,phone"))

    def test_nothing_that_was_said_or_is_on_record_is_kept_or_told(self):
        self.log().verify(self.firm.id, self.wrong)
        self.env.cr.execute("SELECT * FROM crm_caller_verification WHERE partner_id = %s", [self.firm.id])
        told = repr((self.env.cr.fetchall(), self.log().status(self.firm.id)))
        for secret in ("4711", "1000017383", "Gedimino", "61234567"):
            with self.subTest(secret=secret):
                self.assertNotIn(secret, told)

    def test_number_of_facts_is_the_companys(self):
        self.env.company.caller_verification_facts = 3
        with self.assertRaisesRegex(UserError, "3"):
            self.log().verify(self.firm.id, self.right)
        self.assertTrue(self.log().verify(self.firm.id, {**self.right, "address": "Gedimino 12"})["passed"])

    def test_settings_that_make_no_sense(self):
        for values in ({"caller_verification_facts": 0}, {"caller_verification_minutes": 0}):
            with (
                self.subTest(values=values),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
            ):
                self.env.company.write(values)
                self.env.flush_all()

    def test_three_failures_in_a_quarter_of_an_hour(self):
        with freeze_time("2026-03-02 10:00:00"):
            self.log().verify(self.firm.id, self.wrong)
        with freeze_time("2026-03-02 10:05:00"):
            self.assertEqual(self.log(self.colleague).verify(self.person.id, self.wrong)["tries_left"], 1)
        with freeze_time("2026-03-02 10:10:00"):
            self.assertEqual(self.log().verify(self.firm.id, self.wrong)["tries_left"], 0)
            # Whoever asks, and whichever contact of the company: also with the right answers.
            for user, partner in ((self.agent, self.firm), (self.colleague, self.person)):
                with self.subTest(user=user.login), self.assertRaisesRegex(UserError, "3 tries failed"):
                    self.log(user).verify(partner.id, self.right)
            self.assertTrue(self.log().status(self.person.id)["refused"])
        with freeze_time("2026-03-02 10:14:59"), self.assertRaises(UserError):
            self.log().verify(self.firm.id, self.right)
        with freeze_time("2026-03-02 10:15:01"):
            self.assertFalse(self.log().status(self.firm.id)["refused"])
            self.assertTrue(self.log().verify(self.firm.id, self.right)["passed"])
        self.assertEqual(self.rows().mapped("number"), [1, 2, 3, 4])

    def test_verified_by_me_for_this_contact_and_for_a_while(self):
        with freeze_time("2026-03-02 10:00:00"):
            self.log().verify(self.firm.id, self.right)
            self.assertFalse(self.log(self.colleague).status(self.firm.id)["verified"])
            self.assertFalse(self.log().status(self.person.id)["verified"])
        with freeze_time("2026-03-02 10:29:59"):
            self.assertTrue(self.log().status(self.firm.id)["verified"])
            self.log().verify(self.firm.id, self.wrong)
            self.assertFalse(self.log().status(self.firm.id)["verified"])
        with freeze_time("2026-03-02 10:29:59"):
            self.log().verify(self.firm.id, self.right)
        with freeze_time("2026-03-02 11:00:00"):
            self.assertFalse(self.log().status(self.firm.id)["verified"])

    def test_caller_declines(self):
        self.assertIs(self.log().decline(self.firm.id, "  will <b>write</b>\n instead "), True)
        self.assertEqual((self.rows().result, self.rows().note), ("declined", "will <b>write</b> instead"))
        self.assertFalse(self.log().status(self.firm.id)["verified"])
        self.assertFalse(self.log().status(self.firm.id)["refused"])
        for note in (5, None, "x" * 501, "a\x00"):
            with self.subTest(note=str(note)[:10]), self.assertRaisesRegex(UserError, "^note: "):
                self.log().decline(self.firm.id, note)

    def test_only_facts_on_record(self):
        kinds = [fact["kind"] for fact in self.log().status(self.firm.id)["facts"]]
        self.assertEqual(kinds, ["ref", "code", "phone", "address"])
        bare = self.env["res.partner"].create({"name": "Nothing Known"})
        self.assertEqual(self.log().status(bare.id)["facts"], [])
        with self.assertRaisesRegex(UserError, "not on record"):
            self.log().verify(bare.id, {"ref": "K1", "phone": "861234567"})
        with self.assertRaises(UserError):
            self.log().verify(bare.id, {})

    def test_arguments_of_the_wrong_kind(self):
        for partner_id in ("5", None, True, 0, -1, 2**40, 10**9):
            with self.subTest(partner_id=partner_id), self.assertRaises(UserError):
                self.log().verify(partner_id, self.right)
        for answers in (None, "ref", [], {"shoe": "42"}, {"ref": 5, "code": "1"}, {"ref": "x" * 10**6}, {"ref": "%"}):
            with self.subTest(answers=str(answers)[:20]), self.assertRaises(UserError):
                self.log().verify(self.firm.id, answers)
        self.assertFalse(self.log().verify(self.firm.id, {"ref": "%%", "code": "' OR 1=1"})["passed"])
        self.assertEqual(len(self.rows()), 1)

    def test_results_travel_over_xmlrpc(self):
        for result in (
            self.log().status(self.firm.id),
            self.log().verify(self.firm.id, self.right),
            self.log().status(self.firm.id),
        ):
            self.assertEqual(xmlrpc.client.loads(xmlrpc.client.dumps((result,)))[0][0], result)


@tagged("post_install", "-at_install")
class TestVerificationRights(VerificationCase):
    def test_employees_who_may_read_the_contact(self):
        for user in (self.portal, self.env.ref("base.public_user")):
            for call in (
                partial(self.log(user).verify, self.portal.partner_id.id, self.right),
                partial(self.log(user).status, self.portal.partner_id.id),
                partial(self.log(user).decline, self.portal.partner_id.id),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call()
        self.env.ref("base.res_partner_rule").active = True
        self.firm.company_id = self.env["res.company"].create({"name": "Verify Second"})
        for call in (partial(self.log().verify, self.firm.id, self.right), partial(self.log().status, self.firm.id)):
            with self.assertRaises(AccessError):
                call()

    def test_log_is_read_by_managers_and_the_officer(self):
        self.log().verify(self.firm.id, self.right)
        domain = [("partner_id", "=", self.firm.id)]
        for user in (self.manager, self.officer):
            with self.subTest(user=user.login):
                self.assertEqual(self.log(user).search(domain).mapped("result"), ["passed"])
        for user in (self.agent, self.colleague, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.log(user).search(domain)

    def test_log_of_another_company(self):
        second = self.env["res.company"].create({"name": "Verify Second"})
        self.agent.company_ids += second
        self.log().with_company(second).verify(self.firm.id, self.right)
        self.assertEqual(self.rows().company_id, second)
        self.assertFalse(self.log(self.manager).search([("partner_id", "=", self.firm.id)]))
        # What was agreed with one company counts there only; failures count everywhere.
        self.assertFalse(self.log().status(self.firm.id)["verified"])

    def test_nobody_changes_the_log(self):
        self.log().verify(self.firm.id, self.right)
        row = self.rows()
        for user in (self.agent, self.manager, self.officer, self.admin):
            own = row.with_user(user)
            for call in (
                partial(own.write, {"result": "failed"}),
                own.unlink,
                partial(own.create, {"user_id": user.id, "result": "passed", "customer_key": 1, "number": 9}),
            ):
                with self.subTest(user=user.login, call=call), self.assertRaises(UserError):
                    call()
        for call in (partial(row.write, {"note": "x"}), row.unlink):
            with self.assertRaises(UserError):
                call()

    def test_log_outlives_the_contact(self):
        bare = self.env["res.partner"].create({"name": "Short Visit"})
        self.log().decline(bare.id)
        row = self.env["crm.caller.verification"].search([("partner_id", "=", bare.id)])
        bare.unlink()
        row.invalidate_recordset()
        self.assertEqual((row.result, row.partner_id.id), ("declined", False))


@tagged("post_install", "-at_install")
class TestVerificationByInvoice(AccountingCase):
    def test_last_invoice_though_the_agent_may_not_see_it(self):
        first, last = self.invoice(self.ana, 10, invoice_date="2026-01-05"), self.invoice(self.ana, 1234.5)
        last.invoice_date = "2026-02-05"
        (first | last).action_post()
        log = self.env["crm.caller.verification"].with_user(self.agent)
        self.assertLessEqual({"invoice", "amount"}, {fact["kind"] for fact in log.status(self.alfa.id)["facts"]})
        self.assertTrue(log.verify(self.alfa.id, {"invoice": last.name.lower(), "amount": "1 234,50 €"})["passed"])
        result = log.verify(self.alfa.id, {"invoice": first.name, "amount": "1234.50"})
        self.assertEqual(result["facts"], {"invoice": False, "amount": True})
        with self.assertRaises(AccessError):
            last.with_user(self.agent).read(["name"])
        other = log.with_company(self.other_company)
        self.assertNotIn("invoice", {fact["kind"] for fact in other.status(self.alfa.id)["facts"]})


@tagged("post_install", "-at_install")
class TestTwoTriesAtOnce(BaseCase):
    """Each leaves its row, with its own number, so that a burst of guesses is counted one by one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        with cls.transaction() as env:
            cls.partner = env["res.partner"].create({"name": "Tried Twice", "ref": "T-1", "email": "t@example.com"}).id
        cls.addClassCleanup(cls.remove)

    @classmethod
    @contextmanager
    def transaction(cls):
        with cls.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {})

    @classmethod
    def remove(cls):
        with cls.transaction() as env:
            env.cr.execute("DELETE FROM crm_caller_verification WHERE partner_id = %s", [cls.partner])
            env["res.partner"].browse(cls.partner).unlink()

    def test_both_are_counted(self):
        self.patch(Registry, "_lock", DummyRLock())
        barrier, results = threading.Barrier(2), []

        def verify(env, tries):
            log = env["crm.caller.verification"]
            # Both see the log as it is before either adds to it; only then the race begins.
            log.status(self.partner)
            if not tries:
                tries.append(barrier.wait(timeout=30))
            return log.verify(self.partner, {"ref": "T-2", "email": "t@example.com"})

        def request():
            with self.transaction() as env:
                results.append(retrying(partial(verify, env, []), env))

        threads = [threading.Thread(target=request) for _number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        with self.transaction() as env:
            rows = env["crm.caller.verification"].search([("partner_id", "=", self.partner)])
            self.assertEqual(sorted(rows.mapped("number")), [1, 2])
            self.assertEqual(set(rows.mapped("result")), {"failed"})
        self.assertEqual(sorted(result["tries_left"] for result in results), [1, 2])
