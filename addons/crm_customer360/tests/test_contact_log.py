"""The contact log: what is written down, by hand or over RPC, and what the contact history makes of it."""

import xmlrpc.client

import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Date
from odoo.tools import mute_logger

from .common import NOW, FrozenTime, TouchpointCase, moment

TODAY = "2026-03-02"


class ContactLogCase(FrozenTime, TouchpointCase):
    """An agent who logs contacts with Alfa and its people."""

    def log(self, *rows, user=None):
        """Ids that come back over RPC."""
        ids = self.env["crm.touchpoint"].with_user(user or self.agent).log(list(rows))
        self.assertEqual(xmlrpc.client.loads(xmlrpc.client.dumps((ids,)))[0][0], ids)
        return ids

    def logged(self, user=None, **values):
        """The one entry made of the values."""
        row = {"partner_id": self.ana.id, "channel": "call", **values}
        return self.env["crm.contact.log"].browse(self.log(row, user=user))

    def assert_refused(self, expected, *rows, user=None):
        """The call names each of the problems, and nothing of it is written."""
        before = self.env["crm.contact.log"].with_context(active_test=False).search_count([])
        with self.assertRaises(UserError) as caught:
            self.log(*rows, user=user)
        lines = str(caught.exception).splitlines()[1:]
        self.assertEqual(lines, [expected] if isinstance(expected, str) else expected)
        after = self.env["crm.contact.log"].with_context(active_test=False).search_count([])
        self.assertEqual(after, before)


class TestContactLog(ContactLogCase):
    def test_one_line(self):
        """What is not said is now, from the customer, information, and had by who writes."""
        entry = self.logged(name="Asked for racks")
        self.assertEqual(
            self.rows(
                "crm.contact.log", entry, "event", "partner_id", "date", "channel", "direction", "nature", "title"
            ),
            [("call", self.ana.id, NOW, "call", "in", "information", "Asked for racks")],
        )
        self.assertEqual(entry.user_id, self.agent)
        self.assertEqual(entry.company_id, self.company)
        self.assertEqual(entry.create_uid, self.agent)
        self.assert_exact()

    def test_every_value(self):
        entry = self.logged(
            channel="counter",
            date="2024-05-06T09:30:00+03:00",
            direction="out",
            nature="need",
            name="Wants a second hall",
            body="Told us\nat the counter",
            user_id=self.colleague.id,
            duration=12.5,
            phone_number="+370 600 00000",
            sensitivity="internal",
            need_what="Racks",
            need_date="2026-09-01",
            need_quantity=20,
            need_value=5000,
        )
        columns = ("event", "date", "direction", "nature", "amount", "user_id", "sensitivity")
        self.assertEqual(
            self.rows("crm.contact.log", entry, *columns),
            [("shop", moment("2024-05-06 06:30:00"), "out", "need", 5000, self.colleague.id, "internal")],
        )
        self.assertEqual(entry.preview, "Racks · 20 · 09/01/2026 · Told us at the counter")
        entry.need_quantity = 1250.5
        # In the language of whoever reads: 1 250,5 in Lithuanian.
        self.env["res.lang"]._activate_lang("lt_LT")
        self.assertEqual(entry.preview.split(" · ")[1], "1,250.5")
        self.assertTrue(entry.with_context(lang="lt_LT").preview.split(" · ")[1].endswith("250,5"))
        self.assertEqual((entry.duration, entry.phone_number, entry.need_state), (12.5, "+370 600 00000", "open"))
        self.assert_exact()

    def test_only_the_day_is_known(self):
        entry = self.logged(channel="letter", date="2019-12-24")
        self.assertEqual(
            self.rows("crm.contact.log", entry, "date", "all_day"), [(moment("2019-12-24 12:00:00"), True)]
        )
        self.logged(date=TODAY)

    def test_clock_a_little_ahead(self):
        self.assertEqual(self.logged(date="2026-03-02 10:29:59").date, moment("2026-03-02 10:29:59"))
        self.assert_refused(
            "Row 1, date: “2026-03-02 10:30:01” – it lies in the future.",
            {"partner_id": self.ana.id, "channel": "call", "date": "2026-03-02 10:30:01"},
        )

    def test_the_form_refuses_the_future_too(self):
        logs = self.env["crm.contact.log"].with_user(self.agent)
        for values in ({"date": "2026-03-02 10:31:00"}, {"date": "2026-03-04 00:00:00", "all_day": True}):
            with self.subTest(values), self.assertRaises(ValidationError):
                logs.create({"partner_id": self.ana.id, **values})
        with self.assertRaises(ValidationError):
            logs.create({"partner_id": self.ana.id, "date": "1969-12-31 23:59:59"})

    def test_history_follows(self):
        entry = self.logged(name="First")
        entry.with_user(self.agent).write({"name": "Second", "channel": "visit", "partner_id": self.dora.id})
        self.assertEqual(
            self.rows("crm.contact.log", entry, "event", "partner_id", "title"), [("visit", self.dora.id, "Second")]
        )
        entry.active = False
        self.assertEqual(self.rows("crm.contact.log", entry), [])
        entry.active = True
        self.assertEqual(len(self.rows("crm.contact.log", entry)), 1)
        self.assert_exact()
        entry.with_user(self.agent).unlink()
        self.assertEqual(self.rows("crm.contact.log", entry), [])
        self.assert_exact()

    def test_merge_and_move(self):
        entry = self.logged(partner_id=self.ben.id)
        self.flush()
        wizard = self.env["base.partner.merge.automatic.wizard"].sudo()
        with mute_logger("odoo.addons.base.partner.merge"):
            wizard._merge((self.ben + self.dora).ids, self.dora, extra_checks=False)
        self.assertEqual(self.rows("crm.contact.log", entry, "partner_id"), [(self.dora.id,)])
        self.env.invalidate_all()
        # Who had no company takes over that of the merged one.
        self.assertEqual(entry.commercial_partner_id, self.alfa)
        self.dora.parent_id = self.beta
        self.flush()
        self.env.invalidate_all()
        self.assertEqual(entry.commercial_partner_id, self.beta)
        self.assert_exact()

    def test_currency_of_the_company(self):
        entry = self.logged(nature="need", need_value=10)
        other = self.env["res.currency"].search([("id", "!=", self.company.currency_id.id)], limit=1)
        company = self.env["res.company"].create({"name": "Third", "currency_id": other.id})
        self.agent.company_ids += company
        entry.company_id = company
        self.assertEqual(self.rows("crm.contact.log", entry, "currency_id"), [(other.id,)])
        self.assert_exact()

    def test_state_of_a_need(self):
        entry = self.logged()
        self.assertFalse(entry.need_state)
        entry.nature = "need"
        self.assertEqual(entry.need_state, "open")
        entry.need_state = "met"
        self.assertEqual(entry.need_state, "met")
        entry.nature = "praise"
        self.assertFalse(entry.need_state)

    def test_needs_are_counted_by_customer(self):
        self.logged(partner_id=self.ana.id, nature="need", need_value=10, need_date="2026-05-01")
        self.logged(partner_id=self.ben.id, nature="need", need_value=5, need_date="2026-05-30")
        self.logged(partner_id=self.dora.id, nature="complaint")
        found = (
            self.env["crm.contact.log"]
            .with_user(self.salesperson)
            ._read_group(
                [("nature", "=", "need"), ("need_state", "=", "open"), ("commercial_partner_id", "=", self.alfa.id)],
                ["commercial_partner_id", "need_date:month"],
                ["need_value:sum"],
            )
        )
        self.assertEqual(found, [(self.alfa, Date.to_date("2026-05-01"), 15)])

    def test_timeline_filters_needs(self):
        self.logged(name="Plans a hall", nature="need")
        self.logged(name="Said thanks", nature="praise")
        self.flush()
        touchpoint = self.env["crm.touchpoint"].with_user(self.agent)
        rows = touchpoint.timeline(self.alfa.id, filters={"natures": ["need"]})["rows"]
        self.assertEqual([row["title"] for row in rows], ["Plans a hall"])
        self.assertEqual((rows[0]["event_label"], rows[0]["res_model"]), ("Call", "crm.contact.log"))

    def test_contact_with_entries_stays(self):
        """A contact with entries is archived, not deleted."""
        self.logged()
        self.flush()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.IntegrityError) as caught, self.env.cr.savepoint():
            self.ana.unlink()
        self.assertIn("crm_contact_log", str(caught.exception))


class TestCustomerFound(ContactLogCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.country_id = cls.env.ref("base.lt")
        cls.ana.write({"phone": "+370 612 34567", "ref": "C-1"})
        cls.dora.write({"phone": "+370 698 76543"})

    def assert_found(self, partner, **values):
        self.assertEqual(
            self.env["crm.contact.log"].browse(self.log({"channel": "call", **values})).partner_id, partner
        )

    def test_found(self):
        self.assert_found(self.ana, ref="C-1")
        self.assert_found(self.ana, email="Ana <ANA@alfa.example.com>")
        for number in ("+37061234567", "0037061234567", "8 612 34567", "(8-612) 34 567", "061234567"):
            with self.subTest(number):
                self.assert_found(self.ana, phone_number=number)
        # The surest of several is taken.
        self.assert_found(self.dora, partner_id=self.dora.id, phone_number="+37061234567")

    def test_number_of_a_whole_company(self):
        self.alfa.phone = self.ben.phone = "+370 612 34567"
        self.assert_found(self.alfa, phone_number="+37061234567")

    def test_not_found(self):
        self.dora.ref = "C-1"
        self.assert_refused(
            [
                "Row 1, ref: “C-1” – several customers have it.",
                "Row 2, email: “nobody@example.com” – no customer is found.",
                "Row 3, email: “nonsense” – no customer is found.",
                "Row 4, phone_number: “123” – no customer is found.",
                "Row 5, partner_id: “2147483647” – no customer is found.",
            ],
            {"channel": "call", "ref": "C-1"},
            {"channel": "call", "email": "nobody@example.com"},
            {"channel": "call", "email": "nonsense"},
            {"channel": "call", "phone_number": "123"},
            {"channel": "call", "partner_id": 2**31 - 1},
            {"channel": "call", "partner_id": self.ana.id},
        )
