import datetime as dt
import random

from freezegun import freeze_time
from psycopg2.extras import execute_values

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..core import evidence
from .offboarding_case import OffboardingCase


@tagged("post_install", "-at_install")
class TestCandidate(OffboardingCase):
    """Rules find candidates with evidence; people decide, in time."""

    def setUp(self):
        super().setUp()
        self.complaints = self.env["crm.offboarding.rule"].create(
            {"name": "C", "kind": "complaints", "months": 12, "minimum": 2, "company_id": self.company.id}
        )
        self.dormant = self.env["crm.offboarding.rule"].create(
            {"name": "D", "kind": "dormant", "months": 24, "company_id": self.company.id}
        )

    def log(self, partner, day, nature="complaint", direction="in"):
        values = {"partner_id": partner.id, "channel": "call", "nature": nature, "direction": direction, "name": "Call"}
        self.env["crm.touchpoint"].log([{**values, "date": f"{day} 10:00:00"}])
        self.env.cr.flush()

    def answered(self, partner, days):
        """Complaints on these days, each answered the day after."""
        for day in days:
            self.log(partner, day)
            self.log(partner, str(dt.date.fromisoformat(day) + dt.timedelta(days=1)), "information", "out")

    def found(self, rule):
        return self.env["crm.offboarding.candidate"].search([("rule_id", "=", rule.id)])

    def test_complaints(self):
        # Three complaints, two of them after an answer: two remedies failed.
        self.answered(self.ana, ["2026-01-10", "2026-02-10"])
        self.log(self.alfa, "2026-03-10")
        # As many, never answered: nobody tried a remedy.
        for day in ("2026-01-10", "2026-02-10", "2026-03-10"):
            self.log(self.beta, day)
        with freeze_time("2026-04-01 09:00:00"):
            self.assertEqual(self.complaints._find(self.company), 1)
        candidate = self.found(self.complaints)
        self.assertEqual(candidate.partner_id, self.alfa)
        self.assertEqual((candidate.evidence["complaints"], candidate.evidence["failed"]), (3, 2))
        self.assertEqual(len(candidate.evidence["records"]), 3)
        self.assertEqual(candidate.digest, evidence.digest(candidate.evidence))
        self.assertIn("2 of 3", candidate.words)

    def test_counted_a_second_way(self):
        """Against a walk through the dealings of each customer, one by one; some are of two contacts at once."""
        chance, expected, rows = random.Random(8), {}, []
        customers = self.env["res.partner"].create([{"name": f"Delta {number}"} for number in range(40)])
        people = self.env["res.partner"].create([{"name": "Person", "parent_id": one.id} for one in customers])
        for customer, person in zip(customers, people, strict=True):
            failed, complaints, answered = 0, [], False
            for day in sorted(chance.sample(range(300), chance.randint(0, 14))):
                key, complaint = customer.id * 1000 + day, chance.random() < 0.6
                moment = dt.datetime(2025, 5, 1, 8) + dt.timedelta(days=day)
                told = ("complaint", "in") if complaint else ("information", "out")
                told_by = chance.choice([(customer,), (person,), (customer, person)])
                rows += [(key, one.id, customer.id, moment, *told, self.company.id) for one in told_by]
                if complaint:
                    failed += bool(complaints and answered)
                    complaints.insert(0, ["t", key])
                answered = not complaint
            if failed >= self.complaints.minimum:
                expected[customer.id] = (len(complaints), failed, complaints)
        execute_values(
            self.env.cr._obj,
            "INSERT INTO crm_touchpoint (key_id, partner_id, commercial_partner_id, date, nature, direction,"
            " company_id, source, event, rank, all_day, channel, title, sensitivity, res_model, res_id) VALUES %s",
            rows,
            "(%s, %s, %s, %s, %s, %s, %s, 't', 'e', 0, FALSE, 'call', 'T', 'normal', 'res.partner', 1)",
        )
        with freeze_time("2026-04-01 09:00:00"):
            self.complaints._find(self.company)
        names = ("complaints", "failed", "records")
        found = {one.partner_id.id: tuple(one.evidence[name] for name in names) for one in self.found(self.complaints)}
        self.assertGreater(len(expected), 10)
        self.assertEqual(found, expected)

    def test_evidence_is_found_again(self):
        self.answered(self.ana, ["2026-01-10", "2026-02-10", "2026-03-10"])
        with freeze_time("2026-04-01 09:00:00"):
            self.complaints._find(self.company)
        candidate = self.found(self.complaints)
        # What comes later does not count in the snapshot.
        self.log(self.ana, "2026-04-05")
        self.assertEqual(self.complaints._again(candidate.evidence), candidate.evidence)
        self.env["crm.contact.log"].search([("partner_id", "=", self.ana.id)], order="date", limit=2).unlink()
        self.env.cr.flush()
        self.assertNotEqual(self.complaints._again(candidate.evidence), candidate.evidence)

    def test_dormant(self):
        for partner, day in ((self.alfa, "2023-01-05"), (self.beta, "2025-06-05")):
            self.invoice(partner, invoice_date=day, date=day).action_post()
            # What posting itself notes today is no dealing of that time.
            self.env.cr.flush()
            self.env.cr.execute("DELETE FROM crm_touchpoint WHERE commercial_partner_id = %s", [partner.id])
        with freeze_time("2026-04-01 09:00:00"):
            self.dormant._find(self.company)
        candidate = self.found(self.dormant)
        self.assertEqual((candidate.partner_id, candidate.evidence["last"]), (self.alfa, "2023-01-05"))
        # What comes later does not count in the snapshot; what is gone does.
        self.invoice(self.alfa, invoice_date="2026-05-05", date="2026-05-05").action_post()
        self.env.cr.flush()
        self.assertEqual(self.dormant._again(candidate.evidence), candidate.evidence)
        self.log(self.alfa, "2026-03-01", "information")
        self.assertFalse(self.dormant._again(candidate.evidence))

    def candidate(self):
        self.answered(self.ana, ["2026-01-10", "2026-02-10", "2026-03-10"])
        with freeze_time("2026-04-01 09:00:00"):
            self.complaints._find(self.company)
        return self.found(self.complaints)

    def test_twice_is_once_and_ages_from_the_first(self):
        candidate = self.candidate()
        with freeze_time("2026-04-20 09:00:00"):
            self.assertEqual(self.complaints._find(self.company), 0)
        self.assertEqual(len(self.found(self.complaints)), 1)
        self.assertEqual((str(candidate.first_on), str(candidate.last_on)), ("2026-04-01", "2026-04-20"))
        with freeze_time("2026-05-01 09:00:00"):
            candidate.invalidate_recordset()
            self.assertEqual(candidate.age, 30)

    def test_dismissed_until(self):
        candidate = self.candidate()
        with freeze_time("2026-04-02 09:00:00"):
            for arguments in (("", "2026-06-01"), ("x", False), ("x", "2026-04-02"), ("x", "nonsense")):
                with self.assertRaises(UserError):
                    candidate.with_user(self.worker).action_dismiss(*arguments)
            with self.assertRaises(AccessError):
                candidate.with_user(self.seller).action_dismiss("x", "2026-06-01")
            candidate.with_user(self.worker).action_dismiss("Our machine was broken", "2026-06-01")
        for day, state in (("2026-06-01", "dismissed"), ("2026-06-02", "open")):
            with freeze_time(f"{day} 09:00:00"):
                self.complaints._find(self.company)
            candidate.invalidate_recordset()
            self.assertEqual(candidate.state, state)
        self.assertEqual(candidate.note, "Our machine was broken")
        self.assertEqual(str(candidate.first_on), "2026-06-02")

    def test_taken_up(self):
        candidate = self.candidate()
        action = candidate.with_user(self.worker).action_take()
        case = self.env["crm.offboarding.case"].browse(action["res_id"])
        self.assertEqual((case.partner_id, case.reason_class, case.candidate_id), (self.alfa, "complaints", candidate))
        with self.assertRaisesRegex(UserError, "already"):
            candidate.with_user(self.worker).action_take()
        case.with_user(self.worker).action_assess()
        self.assertEqual(case.evidence["found"], candidate.evidence)
        with freeze_time("2026-04-20 09:00:00"):
            self.assertEqual(self.complaints._find(self.company), 0)
        case.with_user(self.worker).action_retain("They are right")
        self.complaints._find(self.company)
        self.assertEqual(candidate.state, "dismissed")

    def test_escalated_once(self):
        candidate = self.candidate()
        for day, count in (("2026-04-30", 0), ("2026-05-01", 1), ("2026-05-02", 1)):
            with freeze_time(f"{day} 09:00:00"):
                self.env["crm.offboarding.candidate"]._escalate()
            self.assertEqual(len(candidate.activity_ids), count, day)
        self.assertEqual(candidate.activity_ids.user_id, self.one)

    def test_numbers_have_bounds(self):
        for values in ({"months": 0}, {"minimum": 1}, {"months": 241}):
            with self.assertRaisesRegex(UserError, "between"):
                self.complaints.write(values)

    def test_who_may_set_rules(self):
        with self.assertRaises(AccessError):
            self.complaints.with_user(self.worker).write({"months": 6})
        with self.assertRaises(AccessError):
            self.complaints.with_user(self.worker).action_find()
        self.complaints.with_user(self.one).action_find()

    def test_other_company(self):
        candidate = self.candidate()
        self.assertEqual(self.complaints._find(self.other_company), 0)
        stranger = self._user("t_off_stranger", "crm_offboarding.group_approver", company=self.other_company)
        self.assertFalse(self.as_user(candidate, stranger).search([("id", "=", candidate.id)]))
        with self.assertRaises(AccessError):
            self.as_user(candidate, stranger).action_take()
