"""What users did with customers, how complete the data is, and who may know it."""

from datetime import date

from odoo.exceptions import AccessError
from odoo.fields import Command

from .common import FrozenTime, TouchpointCase

REPORT, STATE, SNAPSHOT = "crm.adoption.report", "crm.adoption.state", "crm.adoption.snapshot"


class AdoptionCase(FrozenTime, TouchpointCase):
    """It is Monday, 2 March 2026. The agent owns Alfa and Dora, the colleague Beta of the first company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls._user("t_abroad", "crm_customer360.group_manager")
        cls.abroad.write({"company_id": cls.other_company.id, "company_ids": [Command.set(cls.other_company.ids)]})
        (cls.alfa + cls.dora).user_id = cls.agent
        cls.beta.write({"user_id": cls.colleague.id, "company_id": cls.company.id})
        cls.alfa.write({"phone": "+37061234567", "vat": "/"})

    @classmethod
    def entry(cls, user, moment, channel="call", **values):
        """A contact of ``user`` with Alfa in the first company."""
        return cls.env["crm.contact.log"].create(
            {
                "partner_id": cls.alfa.id,
                "user_id": user.id,
                "company_id": cls.company.id,
                "date": moment,
                "channel": channel,
                **values,
            }
        )

    @classmethod
    def activity(cls, user, deadline, done=False, record=None):
        """An activity of ``user`` on a customer."""
        record = record or cls.alfa
        activity = cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "user_id": user.id,
                "summary": "Call back",
                "date_deadline": deadline,
            }
        )
        if done:
            activity.active = False
            activity.date_done = done
        return activity

    def report(self, user, reader=None):
        """Rows of ``user`` in the report: ``{(measure, month, channel): number}``."""
        self.env.invalidate_all()
        rows = self.env[REPORT].with_user(reader or self.manager).search([("user_id", "=", user.id)])
        found = {(row.measure, row.month, row.channel): row.value for row in rows}
        self.assertEqual(len(found), len(rows))
        return found

    def state(self, user, reader=None):
        """``{measure: (with, without, all, share)}`` of the customers of ``user``."""
        self.env.invalidate_all()
        rows = self.env[STATE].with_user(reader or self.manager).search([("user_id", "=", user.id)])
        found = {}
        for row in rows:
            self.assertNotIn(row.measure, found)
            found[row.measure] = (row.value, row.missing, row.out_of, row.share)
        return found


class TestAdoptionReport(AdoptionCase):
    def test_contacts_by_month_and_channel(self):
        self.entry(self.agent, "2026-01-31 23:00:00")
        self.entry(self.agent, "2026-02-01 00:30:00")
        self.entry(self.agent, "2026-02-10 08:00:00")
        self.entry(self.agent, "2026-02-10 09:00:00", channel="visit")
        self.entry(self.agent, "2026-02-11 09:00:00", external_system="pbx", external_ref="cdr-1")
        self.entry(self.agent, "2026-02-12 09:00:00").active = False
        self.entry(self.colleague, "2026-02-10 08:00:00")
        january, february, march = (date(2026, month, 1) for month in (1, 2, 3))
        self.assertEqual(
            self.report(self.agent),
            {
                ("logged", january, "call"): 1,
                ("logged", february, "call"): 2,
                ("logged", february, "visit"): 1,
                ("received", february, "call"): 1,
                ("customers", march, False): 2,
            },
        )
        self.assertEqual(self.report(self.colleague), {("logged", february, "call"): 1, ("customers", march, False): 1})

    def test_activities(self):
        self.activity(self.agent, "2026-02-10", done="2026-02-10")
        self.activity(self.agent, "2026-02-10", done="2026-02-11")
        self.activity(self.agent, "2026-03-01")
        # Due today is not overdue.
        self.activity(self.agent, "2026-03-02")
        # One's own to-do is nobody else's business, and no work with a customer.
        self.env["mail.activity"].create({"user_id": self.agent.id, "date_deadline": "2026-01-01", "summary": "Tea"})
        february, march = date(2026, 2, 1), date(2026, 3, 1)
        self.assertEqual(
            self.report(self.agent),
            {
                ("done", february, False): 2,
                ("kept", february, False): 1,
                ("overdue", march, False): 1,
                ("customers", march, False): 2,
            },
        )

    def test_groups_add_up(self):
        self.entry(self.agent, "2026-02-10 08:00:00")
        self.entry(self.agent, "2026-02-10 08:00:00", channel="visit")
        users = (self.agent + self.colleague).ids
        report = self.env[REPORT].with_user(self.manager)
        groups = report._read_group([("user_id", "in", users)], ["user_id"], ["logged:sum", "customers:sum"])
        self.assertEqual({user.login: numbers for user, *numbers in groups}, {"t_agent": [2, 2], "t_colleague": [0, 1]})

    def test_only_managers_read(self):
        for model in (REPORT, STATE, SNAPSHOT):
            self.env[model].with_user(self.manager).search([], limit=1)
            for user in (self.agent, self.salesperson, self.portal, self.env.ref("base.public_user")):
                with self.subTest(model=model, user=user.login), self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([], limit=1)
            with self.subTest(model=model), self.assertRaises(AccessError):
                self.env[model].with_user(self.manager).create({})

    def test_a_manager_of_another_company(self):
        self.entry(self.colleague, "2026-02-10 08:00:00")
        self.activity(self.colleague, "2026-03-01", record=self.beta)
        self.assertEqual(self.report(self.colleague, self.abroad), {})
        self.assertEqual(self.state(self.colleague, self.abroad), {})
        # Alfa and Dora belong to every company.
        self.assertEqual(self.report(self.agent, self.abroad), {("customers", date(2026, 3, 1), False): 2})


class TestAdoptionState(AdoptionCase):
    def contact(self, partner, moment, company=False):
        """A contact as the summary counts it."""
        self.env["crm.touchpoint.summary"].create(
            {
                "commercial_partner_id": partner.id,
                "company_id": company and company.id,
                "channel": "call",
                "month": "2025-01-01",
                "last_in": moment,
            }
        )

    def test_figures(self):
        # Twelve months before now is 2 March 2025, 10:15.
        self.contact(self.alfa, "2025-03-02 10:15:00")
        self.contact(self.dora, "2025-03-02 10:14:59")
        self.assertEqual(
            self.state(self.agent),
            {
                "owner": (2, 0, 2, 100.0),
                "email": (2, 0, 2, 100.0),
                "phone": (1, 1, 2, 50.0),
                # Only Alfa is a company, and the stroke is no number.
                "vat": (0, 1, 1, 0.0),
                "contact": (1, 1, 2, 50.0),
            },
        )

    def test_each_figure_opens_its_customers(self):
        self.contact(self.alfa, "2026-02-02 10:15:00")
        expected = {
            "owner": ("Alfa, Dora", ""),
            "email": ("Alfa, Dora", ""),
            "phone": ("Alfa", "Dora"),
            "vat": ("", "Alfa"),
            "contact": ("Alfa", "Dora"),
        }
        rows = self.env[STATE].with_user(self.manager).search([("user_id", "=", self.agent.id)])
        for row in rows:
            actions = row.action_open_having(), row.action_open_missing()
            partners = self.env["res.partner"].with_user(self.manager)
            names = tuple(", ".join(sorted(partners.search(action["domain"]).mapped("name"))) for action in actions)
            with self.subTest(measure=row.measure):
                self.assertEqual(names, expected.pop(row.measure))
        self.assertFalse(expected)

    def test_every_figure_agrees_with_its_list(self):
        """Of whatever stands in the database, unowned customers too."""
        self._partners({"name": "Eta", "is_company": True}, {"name": "Fi", "vat": "LT1", "company_id": self.company.id})
        partners = self.env["res.partner"].with_user(self.manager)
        rows = self.env[STATE].with_user(self.manager).search([])
        self.assertTrue(rows.filtered(lambda row: not row.user_id))
        for row in rows:
            self.assertEqual(partners.search_count(row.action_open_having()["domain"]), row.value)
            self.assertEqual(partners.search_count(row.action_open_missing()["domain"]), row.missing)

    def test_owner_who_left(self):
        self.agent.active = False
        self.assertEqual(self.state(self.agent)["owner"], (0, 2, 2, 0.0))
        row = (
            self.env[STATE].with_user(self.manager).search([("user_id", "=", self.agent.id), ("measure", "=", "owner")])
        )
        found = self.env["res.partner"].with_user(self.manager).search(row.action_open_missing()["domain"])
        self.assertEqual(sorted(found.mapped("name")), ["Alfa", "Dora"])

    def test_neither_colleagues_nor_we_ourselves_are_customers(self):
        self.colleague.partner_id.user_id = self.colleague
        self.company.partner_id.user_id = self.colleague
        self.assertEqual(self.state(self.colleague)["email"], (1, 0, 1, 100.0))

    def test_share_of_sums(self):
        """Half of two and all of one: two of three, not three quarters."""
        self.beta.phone = "+37061234568"
        groups = (
            self.env[STATE]
            .with_user(self.manager)
            ._read_group(
                [("user_id", "in", (self.agent + self.colleague).ids), ("measure", "=", "phone")],
                [],
                ["value:sum", "out_of:sum", "share:avg"],
            )
        )
        self.assertEqual([(value, of, round(share, 1)) for value, of, share in groups], [(2, 3, 66.7)])

    def snapshot_rows(self, company):
        self.env.invalidate_all()
        rows = self.env[SNAPSHOT].sudo().search([("company_id", "=", company.id)])
        return {(row.date, row.measure): (row.value, row.out_of, row.share) for row in rows}

    def test_snapshot_once_a_day(self):
        (self.alfa + self.dora).company_id = self.other_company
        self.contact(self.alfa, "2026-02-02 10:15:00", self.other_company)
        self.activity(self.agent, "2026-03-01")
        self.activity(self.agent, "2026-03-02")
        today = date(2026, 3, 2)
        expected = {
            (today, "owner"): (2, 2, 100.0),
            (today, "email"): (2, 2, 100.0),
            (today, "phone"): (1, 2, 50.0),
            (today, "vat"): (0, 1, 0.0),
            (today, "contact"): (1, 2, 50.0),
            (today, "activity"): (1, 2, 50.0),
        }
        self.env[SNAPSHOT]._cron_take()
        self.assertEqual(self.snapshot_rows(self.other_company), expected)
        self.dora.phone = "+37061234569"
        self.env[SNAPSHOT]._cron_take()
        self.assertEqual(self.snapshot_rows(self.other_company), expected)
        # Read by whoever works in that company.
        domain = [("company_id", "=", self.other_company.id)]
        self.assertEqual(self.env[SNAPSHOT].with_user(self.abroad).search_count(domain), 6)
        self.abroad.write({"company_id": self.company.id, "company_ids": [Command.set(self.company.ids)]})
        self.assertEqual(self.env[SNAPSHOT].with_user(self.abroad).search_count(domain), 0)

    def test_the_job_is_there(self):
        job = self.env.ref("crm_customer360.ir_cron_adoption_snapshot")
        self.assertEqual((job.interval_number, job.interval_type, job.active), (1, "days", True))
        job.ir_actions_server_id.run()
        self.assertTrue(self.env[SNAPSHOT].search_count([("date", "=", "2026-03-02")]))
