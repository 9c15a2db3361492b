"""Rows of ``crm.touchpoint.log`` that come more than once, and the follow-up planned with them."""

from unittest.mock import patch

from odoo.fields import Date

from .test_contact_log import TODAY, ContactLogCase


class TestIdempotence(ContactLogCase):
    def row(self, **values):
        return {
            "partner_id": self.ana.id,
            "channel": "call",
            "external_ref": "cdr-1",
            "external_system": "pbx",
            **values,
        }

    def test_sent_twice(self):
        followup = {"date": "2026-03-09", "summary": "Send the offer"}
        row = self.row(name="Racks", duration=3, followup=followup)
        first = self.log(row)
        with patch.object(type(self.env["crm.contact.log"]), "write") as written:
            self.assertEqual(self.log(row), first)
            written.assert_not_called()
        self.assertEqual(self.log(row, row, row), first * 3)
        self.assertEqual(self.env["crm.contact.log"].search([("partner_id", "=", self.ana.id)]).ids, first)
        self.assertEqual(len(self.ana.activity_ids), 1)

    def test_twice_in_one_call(self):
        one, other, again = self.log(self.row(), self.row(external_ref="cdr-2"), self.row(duration=4))
        self.assertEqual(one, again)
        self.assertNotEqual(one, other)
        self.assertEqual(self.env["crm.contact.log"].browse(one).duration, 4)

    def test_mended_by_a_colleague(self):
        """The same row sent once more undoes nothing; other values are news."""
        entry = self.env["crm.contact.log"].browse(self.log(self.row(name="unknown")))
        entry.write({"name": "Asked for racks", "nature": "inquiry"})
        self.log(self.row(name="unknown"))
        self.assertEqual((entry.name, entry.nature), ("Asked for racks", "inquiry"))
        self.log(self.row(name="unknown", duration=7))
        self.assertEqual((entry.name, entry.nature, entry.duration), ("unknown", "inquiry", 7))

    def test_followup_comes_later(self):
        entry = self.env["crm.contact.log"].browse(self.log(self.row()))
        followup = {"date": "2026-03-09"}
        self.log(self.row(followup=followup))
        self.assertEqual(entry.activity_id, self.ana.activity_ids)
        self.log(self.row(followup={"date": "2026-03-10"}))
        self.assertEqual(self.ana.activity_ids.date_deadline, Date.to_date("2026-03-09"))

    def test_one_a_company_and_system(self):
        ids = self.log(
            self.row(),
            self.row(external_system="web shop"),
            self.row(external_system=False),
            self.row(company_id=self.other_company.id),
        )
        self.assertEqual(len(set(ids)), 4)
        self.assertEqual(self.log(self.row(external_system=""), self.row()), [ids[2], ids[0]])

    def test_archived_and_deleted(self):
        entry = self.env["crm.contact.log"].browse(self.log(self.row()))
        entry.active = False
        self.assertEqual(self.log(self.row()), entry.ids)
        self.assertFalse(entry.active)
        entry.unlink()
        self.assertNotEqual(self.log(self.row()), entry.ids)

    def test_customer_is_not_looked_up_again(self):
        self.ana.ref = "C-1"
        row = {**self.row(), "partner_id": False, "ref": "C-1"}
        first = self.log(row)
        self.dora.ref = "C-1"
        self.assertEqual(self.log(row), first)

    def test_somebody_elses(self):
        self.log(self.row())
        other = self._user("t_agent2", "crm_customer360.group_agent")
        self.assertEqual(len(self.log(self.row(), user=other)), 1)
        self.assert_refused(
            "Row 1, external_ref: “cdr-1” – the entry is there with other values, and it is not yours to change.",
            self.row(duration=9),
            user=other,
        )

    def test_copy_is_another(self):
        entry = self.env["crm.contact.log"].browse(self.log(self.row()))
        self.assertFalse(entry.copy().external_ref)


class TestFollowup(ContactLogCase):
    def test_planned_by_who_cannot_change_the_contact(self):
        self.assertFalse(self.ana.with_user(self.agent).has_access("write"))
        entry = self.logged(
            name="Send the offer",
            body="<b>20 & more</b>",
            followup={"date": "2026-03-03", "user_id": self.colleague.id, "activity_type": "call"},
        )
        activity = self.ana.activity_ids
        self.assertEqual(entry.activity_id, activity)
        self.assertEqual(activity.user_id, self.colleague)
        self.assertEqual(activity.date_deadline, Date.to_date("2026-03-03"))
        self.assertEqual(activity.summary, "Send the offer")
        self.assertEqual(activity.activity_type_id, self.env.ref("mail.mail_activity_data_call"))
        self.assertIn("&lt;b&gt;20 &amp; more&lt;/b&gt;", activity.note)
        self.assertEqual(activity.create_uid, self.agent)

    def test_default_is_ones_own_to_do(self):
        self.logged(followup={"date": TODAY, "summary": "Ring back"})
        activity = self.ana.activity_ids
        self.assertEqual((activity.user_id, activity.summary), (self.agent, "Ring back"))
        self.assertEqual(activity.activity_type_id, self.env.ref("mail.mail_activity_data_todo"))

    def test_refused(self):
        row = {"partner_id": self.ana.id, "channel": "call"}
        outsider = self._user("t_outsider")
        outsider.write({"company_ids": [(6, 0, self.other_company.ids)], "company_id": self.other_company.id})
        self.assert_refused(
            [
                "Row 1, followup.date: “” – a value is required.",
                "Row 2, followup.date: “2026-03-01” – it has passed.",
                f"Row 3, followup.user_id: “{self.portal.id}” – there is no such employee in the company.",
                f"Row 4, followup.user_id: “{outsider.id}” – there is no such employee in the company.",
                "Row 5, followup.activity_type: “2147483647” – there is no such type of activity for contacts.",
                "Row 6, followup.colour: “red” – there is no such field.",
                "Row 7, followup: “soon” – it has to be a dictionary of values.",
            ],
            {**row, "followup": {"summary": "Ring back"}},
            {**row, "followup": {"date": "2026-03-01"}},
            {**row, "followup": {"date": TODAY, "user_id": self.portal.id}},
            {**row, "followup": {"date": TODAY, "user_id": outsider.id}},
            {**row, "followup": {"date": TODAY, "activity_type": 2**31 - 1}},
            {**row, "followup": {"date": TODAY, "colour": "red"}},
            {**row, "followup": "soon"},
        )
        self.assertFalse(self.ana.activity_ids)
