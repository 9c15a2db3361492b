"""What outside systems may send by mistake or on purpose: each row is refused by name, or its text stays text."""

import datetime as dt

from odoo.exceptions import UserError

from .test_contact_log import ContactLogCase

HTML = "<script>alert(1)</script><b>bold</b> & more"
SQL = "'; DROP TABLE crm_contact_log; --"
TEXT = "it has to be text."
NUMBER = "it has to be a number."
ID = "it has to be the id of a record, a whole number."
MOMENT = "write it as YYYY-MM-DD HH:MM:SS in UTC, with an offset, or as YYYY-MM-DD."
DAY = "write it as YYYY-MM-DD."
CHANNELS = "call, visit, letter, fax, shop, email, messenger, sms, chat, campaign, event, other"
LETTERS = "it holds characters that are no text."

#: One wrong value a row: field, value, what the error says of it.
WRONG = [
    ("partner_id", "7", ID),
    ("partner_id", True, ID),
    ("partner_id", -1, ID),
    ("partner_id", 2**31, ID),
    ("partner_id", [7], ID),
    ("partner_id", 1.5, ID),
    ("partner_id", SQL, ID),
    ("name", 5, TEXT),
    ("name", ["a"], TEXT),
    ("name", b"bytes", TEXT),
    ("name", "x" * 201, "it is too long, at most 200 characters."),
    ("name", "nul\0byte", LETTERS),
    ("name", "\ud800", LETTERS),
    ("body", "x" * 20_001, "it is too long, at most 20000 characters."),
    ("body", {"a": 1}, TEXT),
    ("direction", "sideways", "choose one of: in, out, internal."),
    ("direction", 1, "choose one of: in, out, internal."),
    ("nature", "transaction", "choose one of: information, inquiry, complaint, praise, need, marketing."),
    ("sensitivity", "secret", "choose one of: normal, internal, private."),
    ("user_id", "admin", ID),
    ("user_id", 2**31 - 1, "there is no such employee in the company."),
    ("company_id", 2**31 - 1, "it is none of the companies you work in."),
    ("company_id", "1 OR 1=1", ID),
    ("duration", "long", NUMBER),
    ("duration", -1, "it has to be between 0 and 10080."),
    ("duration", 10**6, "it has to be between 0 and 10080."),
    ("duration", float("nan"), NUMBER),
    ("duration", float("inf"), NUMBER),
    ("duration", True, NUMBER),
    ("phone_number", 37061234567, TEXT),
    ("phone_number", "1" * 41, "it is too long, at most 40 characters."),
    ("external_ref", 17, TEXT),
    ("external_ref", "x" * 121, "it is too long, at most 120 characters."),
    ("date", "yesterday", MOMENT),
    ("date", "2026-02-30 10:00:00", MOMENT),
    ("date", "2026-02-30", DAY),
    ("date", "2026-03-01 25:00:00", MOMENT),
    ("date", "0000-00-00 00:00:00", MOMENT),
    ("date", 1767225600, MOMENT),
    ("date", SQL, MOMENT),
    ("date", "0001-01-01T00:00:00+14:00", MOMENT),
    ("date", "9999-12-31T23:59:59-14:00", MOMENT),
    ("date", "1969-12-31 23:59:59", "it lies before 1970-01-01."),
    ("date", "0001-01-01", "it lies before 1970-01-01."),
    ("date", "2026-03-03", "it lies in the future."),
    ("date", "2026-03-02T12:31:00+02:00", "it lies in the future."),
    ("need_what", "Racks", "only an entry of the nature “need” has it."),
    ("colour", "red", "there is no such field."),
    ("id", 5, "there is no such field."),
    ("create_uid", 1, "there is no such field."),
    ("external_digest", "x", "there is no such field."),
]
WRONG_NEEDS = [
    ("need_date", "soon", DAY),
    ("need_date", "2200-01-01", "it lies in the future."),
    ("need_quantity", -1, "it has to be between 0 and 1000000000000."),
    ("need_value", "5000 EUR", NUMBER),
    ("need_product_id", 2**31 - 1, "there is no such product."),
]


def shown(value):
    return str(value).encode("utf-8", "replace").decode()[:80]


class TestContactLogInput(ContactLogCase):
    def test_table_of_wrong_values(self):
        row = {"partner_id": self.ana.id, "channel": "call"}
        table = [(row, *wrong) for wrong in WRONG]
        table += [({**row, "nature": "need"}, *wrong) for wrong in WRONG_NEEDS]
        for base, name, value, reason in table:
            with self.subTest(field=name, value=shown(value)):
                self.assert_refused(f"Row 1, {name}: “{shown(value)}” – {reason}", {**base, name: value})

    def test_all_wrong_rows_at_once_and_nothing_of_the_right_ones(self):
        right = {"partner_id": self.ana.id, "channel": "call", "external_ref": "a", "followup": {"date": "2026-03-09"}}
        self.assert_refused(
            [
                f"Row 2, channel: “pigeon” – choose one of: {CHANNELS}.",
                "Row 2, duration: “-3” – it has to be between 0 and 10080.",
                "Row 3, channel: “” – a value is required.",
                "Row 3, partner_id: “” – a value is required.",
                "Row 4, the row: “nonsense” – it has to be a dictionary of values.",
                "Row 5, external_ref: “” – a value is required.",
            ],
            right,
            {**right, "channel": "pigeon", "duration": -3},
            {"name": "   ", "channel": "  ", "ref": "", "email": False},
            "nonsense",
            {"partner_id": self.ana.id, "channel": "call", "external_system": "pbx"},
        )
        self.assertFalse(self.ana.activity_ids)

    def test_no_list_of_rows(self):
        touchpoint = self.env["crm.touchpoint"].with_user(self.agent)
        for value in ("text", 5, True, None, {"a", "b"}):
            with self.subTest(value=value), self.assertRaisesRegex(UserError, "Send a list of dictionaries"):
                touchpoint.log(value)
        with self.assertRaisesRegex(UserError, "at most 1000 rows"):
            touchpoint.log([{}] * 1001)
        self.assertEqual(touchpoint.log([]), [])

    def test_many_wrong_rows(self):
        with self.assertRaises(UserError) as caught:
            self.log(*[{"channel": "call", "partner_id": "x"}] * 60)
        lines = str(caught.exception).splitlines()
        self.assertEqual((len(lines), lines[-1]), (52, "… and 10 more."))

    def test_text_stays_text(self):
        entry = self.logged(name=HTML, body=SQL, nature="need", need_what=HTML, phone_number="<i>1</i>")
        self.flush()
        self.assertEqual((entry.name, entry.body, entry.need_what, entry.phone_number), (HTML, SQL, HTML, "<i>1</i>"))
        touchpoint = self.env["crm.touchpoint"].with_user(self.agent)
        (row,) = touchpoint.timeline(self.ana.id, filters={"channels": ["call"]})["rows"]
        self.assertEqual(row["title"], HTML)
        entry.with_user(self.agent).body = HTML
        html = touchpoint.content(row["id"])["html"]
        self.assertIn("bold", html)
        for tag in ("<script", "<b>"):
            self.assertNotIn(tag, html)
        line = self.logged(name=" two\n lines\tof  it ")
        self.assertEqual(line.name, "two lines of it")

    def test_moments(self):
        expected = dt.datetime(2026, 3, 1, 21, 30)
        for value in (
            "2026-03-01 21:30:00",
            "2026-03-01T21:30:00",
            "2026-03-01T21:30:00Z",
            "2026-03-01T23:30:00+02:00",
            "2026-03-01T21:30:00.123456+00:00",
            expected,
            dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.timezone(dt.timedelta(hours=2))),
        ):
            with self.subTest(value=value):
                self.assertEqual(self.logged(date=value).date, expected)

    def test_day_of_the_writer(self):
        """At 22:30 in UTC it is tomorrow in Vilnius already."""
        self.env.cr.now = lambda: dt.datetime(2026, 3, 2, 10, 15)
        self.agent.tz = "Pacific/Kiritimati"
        self.assertEqual(self.logged(date="2026-03-03").date, dt.datetime(2026, 3, 3, 12))
        self.agent.tz = "Pacific/Pago_Pago"
        self.assert_refused(
            "Row 1, date: “2026-03-03” – it lies in the future.",
            {"partner_id": self.ana.id, "channel": "call", "date": "2026-03-03"},
        )
