import datetime as dt

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTimeline(TransactionCase):
    """What one page holds: order, paging, filters, one row an event. Only base models, so it runs anywhere."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(cls.env, "timeline_agent", "crm_customer360.group_agent", tz="Europe/Vilnius")
        cls.company = cls.env["res.partner"].create({"name": "Timber House", "is_company": True})
        cls.buyer, cls.payer = cls.env["res.partner"].create(
            [{"name": name, "parent_id": cls.company.id} for name in ("Buyer", "Payer")]
        )
        cls.env.cr.flush()
        # What creating the contacts logged is not what these tests are about.
        cls.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "in", (cls.company + cls.buyer + cls.payer).ids)]
        ).unlink()

    def setUp(self):
        super().setUp()
        self.touchpoints = self.env["crm.touchpoint"].with_user(self.agent)

    def meeting(self, name, start, partners=None, **vals):
        """A meeting as its organiser's calendar holds it; the start is in UTC."""
        start = dt.datetime.fromisoformat(start)
        return self.env["calendar.event"].create(
            {
                "name": name,
                "start": start,
                "stop": start + dt.timedelta(hours=1),
                "partner_ids": [(6, 0, (partners or self.buyer).ids)],
                **vals,
            }
        )

    def note(self, partner, body, date, **vals):
        return self.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": partner.id,
                "message_type": "email",
                "author_id": partner.id,
                "body": body,
                "date": date,
                **vals,
            }
        )

    def titles(self, partner=None, **arguments):
        self.env.cr.flush()
        page = self.touchpoints.timeline((partner or self.company).id, **arguments)
        return [row["title"] for row in page["rows"]]

    def test_pages_hold_every_row_once_newest_first(self):
        # Seven on one moment: the place in the list has to survive equal dates.
        for number in range(25):
            day = 10 if number < 7 else number + 4
            self.meeting(f"m{number:02}", f"2026-03-{day:02} 08:00:00")
        self.env.cr.flush()
        seen, cursor, sizes = [], False, []
        while True:
            page = self.touchpoints.timeline(self.company.id, cursor, limit=10)
            sizes.append(len(page["rows"]))
            seen += page["rows"]
            cursor = page["cursor"]
            if not cursor:
                break
        self.assertEqual(sizes, [10, 10, 5])
        dates = [row["date"] for row in seen]
        self.assertEqual(dates, sorted(dates, reverse=True))
        self.assertCountEqual([row["title"] for row in seen], [f"m{number:02}" for number in range(25)])

    def test_last_page_that_is_full_has_no_cursor(self):
        for number in range(10):
            self.meeting(f"m{number}", f"2026-03-{number + 1:02} 08:00:00")
        self.env.cr.flush()
        page = self.touchpoints.timeline(self.company.id, limit=10)
        self.assertEqual(len(page["rows"]), 10)
        self.assertFalse(page["cursor"])

    def test_company_shows_its_contacts_and_a_contact_itself(self):
        self.meeting("with the buyer", "2026-03-02 08:00:00", self.buyer)
        self.meeting("with the payer", "2026-03-01 08:00:00", self.payer)
        self.assertEqual(self.titles(self.company), ["with the buyer", "with the payer"])
        self.assertEqual(self.titles(self.buyer), ["with the buyer"])

    def test_event_with_two_contacts_stands_once_in_the_company(self):
        self.meeting("with both", "2026-03-02 08:00:00", self.buyer + self.payer)
        self.assertEqual(self.titles(self.company), ["with both"])
        self.assertEqual(self.touchpoints.facets(self.company.id), {"meeting": 1})
        self.assertEqual(self.titles(self.payer), ["with both"])
        self.assertEqual(self.titles(self.company, filters={"partner_ids": self.payer.ids}), ["with both"])
        page = self.touchpoints.timeline(self.company.id, filters={"partner_ids": self.payer.ids})
        self.assertEqual(page["rows"][0]["partner"]["id"], self.payer.id)

    def test_row_shape(self):
        event = self.meeting("Site visit", "2026-03-02 08:00:00", user_id=self.agent.id)
        self.env.cr.flush()
        (row,) = self.touchpoints.timeline(self.company.id)["rows"]
        row.pop("id")
        self.assertEqual(
            row,
            {
                "date": "2026-03-02 08:00:00",
                "all_day": False,
                "channel": "meeting",
                "event": "meeting",
                "event_label": "Meeting",
                "direction": "out",
                "nature": "information",
                "title": "Site visit",
                "preview": "",
                "amount": False,
                "currency": False,
                "partner": {"id": self.buyer.id, "name": "Buyer"},
                "user": {"id": self.agent.id, "name": self.agent.name},
                "source": "calendar.event",
                "key_id": event.id,
                "res_model": "calendar.event",
                "res_id": event.id,
            },
        )

    def test_message_opens_its_document_and_shows_its_first_words(self):
        self.note(self.buyer, "<p>Where is <b>my</b> delivery?</p>", "2026-03-02 08:00:00", subject="Delivery")
        self.env.cr.flush()
        (row,) = self.touchpoints.timeline(self.company.id)["rows"]
        self.assertEqual((row["title"], row["preview"]), ("Delivery", "Where is my delivery?"))
        self.assertEqual((row["direction"], row["channel"]), ("in", "email"))
        self.assertEqual((row["res_model"], row["res_id"]), ("res.partner", self.buyer.id))

    def test_filters(self):
        self.meeting("Autumn plan", "2026-03-02 08:00:00")
        self.note(self.buyer, "Hello", "2026-03-03 08:00:00", subject="Autumn question")
        cases = [
            ({"channels": ["email"]}, ["Autumn question"]),
            ({"channels": ["email", "meeting"]}, ["Autumn question", "Autumn plan"]),
            ({"directions": ["out"]}, ["Autumn plan"]),
            ({"natures": ["complaint"]}, []),
            ({"query": "PLAN"}, ["Autumn plan"]),
            ({"user_ids": [self.agent.id]}, []),
            ({"query": "", "channels": []}, ["Autumn question", "Autumn plan"]),
            (False, ["Autumn question", "Autumn plan"]),
        ]
        for filters, expected in cases:
            with self.subTest(filters=filters):
                self.assertEqual(self.titles(filters=filters), expected)
                self.assertEqual(sum(self.touchpoints.facets(self.company.id, filters).values()), len(expected))

    def test_days_are_the_readers_days(self):
        # 23:30 UTC on the 1st is the 2nd in Vilnius (UTC+2 in winter).
        self.meeting("late", "2026-03-01 23:30:00")
        self.assertEqual(self.titles(filters={"date_from": "2026-03-02"}), ["late"])
        self.assertEqual(self.titles(filters={"date_to": "2026-03-01"}), [])
        self.assertEqual(self.titles(filters={"date_from": "2026-03-02", "date_to": "2026-03-02"}), ["late"])

    def test_search_takes_text_literally(self):
        self.meeting("100% sure_thing", "2026-03-01 08:00:00")
        self.meeting("100 surely", "2026-03-02 08:00:00")
        self.assertEqual(self.titles(filters={"query": "0% s"}), ["100% sure_thing"])
        self.assertEqual(self.titles(filters={"query": "e_t"}), ["100% sure_thing"])
        self.assertEqual(self.titles(filters={"query": "'; DROP TABLE crm_touchpoint; --"}), [])
        self.assertEqual(self.titles(filters={"query": "\\"}), [])

    def test_planned_meeting_comes_first(self):
        self.meeting("past", "2026-03-01 08:00:00")
        self.meeting("planned", "2098-03-01 08:00:00")
        self.assertEqual(self.titles(), ["planned", "past"])

    def test_all_day_event_is_that_day_everywhere(self):
        self.meeting("fair", "2026-03-05 00:00:00", allday=True, start_date="2026-03-05", stop_date="2026-03-05")
        self.env.cr.flush()
        (row,) = self.touchpoints.timeline(self.company.id)["rows"]
        self.assertEqual((row["date"], row["all_day"]), ("2026-03-05 12:00:00", True))

    def test_bad_arguments_are_named(self):
        self.env.cr.flush()
        customer = self.company.id
        huge = "x" * 100_000
        cases = [
            (("abc",), {}, "partner_id"),
            ((True,), {}, "partner_id"),
            (([customer],), {}, "partner_id"),
            ((-1,), {}, "partner_id"),
            ((2**40,), {}, "partner_id"),
            ((customer,), {"cursor": "1' OR 1=1"}, "cursor"),
            ((customer,), {"cursor": 7}, "cursor"),
            ((customer,), {"cursor": "2026-13-01T00:00:00_1"}, "cursor"),
            ((customer,), {"limit": 0}, "limit"),
            ((customer,), {"limit": "many"}, "limit"),
            ((customer,), {"filters": ["email"]}, "filters"),
            ((customer,), {"filters": {"colour": "red"}}, "colour"),
            ((customer,), {"filters": {"channels": "email"}}, "channels"),
            ((customer,), {"filters": {"channels": ["e-mail'"]}}, "channels"),
            ((customer,), {"filters": {"partner_ids": ["1"]}}, "partner_ids"),
            ((customer,), {"filters": {"partner_ids": [True]}}, "partner_ids"),
            ((customer,), {"filters": {"user_ids": list(range(1, 1000))}}, "user_ids"),
            ((customer,), {"filters": {"date_from": "yesterday"}}, "date_from"),
            ((customer,), {"filters": {"date_to": "9999-12-31"}}, "date_to"),
            ((customer,), {"filters": {"date_to": "2026-02-30"}}, "date_to"),
            ((customer,), {"filters": {"query": huge}}, "query"),
            ((customer,), {"filters": {"query": "a\0b"}}, "query"),
            ((customer,), {"filters": {"query": 5}}, "query"),
        ]
        for args, kwargs, named in cases:
            with self.subTest(args=args, kwargs=str(kwargs)[:60]):
                with self.assertRaisesRegex(UserError, named) as caught:
                    self.touchpoints.timeline(*args, **kwargs)
                self.assertLess(len(str(caught.exception)), 300)

    def test_unknown_customer_is_named(self):
        gone = self.env["res.partner"].create({"name": "Gone"})
        number = gone.id
        gone.unlink()
        with self.assertRaisesRegex(UserError, str(number)):
            self.touchpoints.timeline(number)

    def test_html_in_a_title_stays_text(self):
        self.meeting("<script>alert(1)</script>", "2026-03-01 08:00:00")
        self.assertEqual(self.titles(), ["<script>alert(1)</script>"])

    def test_facets_stop_at_200(self):
        self.env["mail.message"].create(
            [
                {
                    "model": "res.partner",
                    "res_id": self.buyer.id,
                    "author_id": self.buyer.id,
                    "message_type": "email",
                    "date": "2026-03-01 08:00:00",
                    "subject": f"n{number}",
                }
                for number in range(205)
            ]
        )
        self.meeting("one", "2026-03-01 08:00:00")
        self.env.cr.flush()
        self.assertEqual(self.touchpoints.facets(self.company.id), {"email": 200, "meeting": 1})

    def test_repair_of_a_right_history_uses_no_ids(self):
        for number in range(5):
            self.meeting(f"m{number}", f"2026-03-{number + 1:02} 08:00:00")
        self.env.cr.flush()
        self.env["crm.touchpoint"].rebuild()
        self.env.cr.execute("SELECT last_value FROM crm_touchpoint_id_seq")
        before = self.env.cr.fetchone()
        self.env["crm.touchpoint"].rebuild()
        self.env.cr.execute("SELECT last_value FROM crm_touchpoint_id_seq")
        self.assertEqual(self.env.cr.fetchone(), before)
