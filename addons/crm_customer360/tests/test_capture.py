"""Messages, activities and meetings through their real flow, against rows written down by hand."""

import datetime as dt

from odoo import Command

from .common import NOW, VALUES, FrozenTime, TouchpointCase, moment

NOON = moment("2026-03-02 12:00:00")


class TestMessages(FrozenTime, TouchpointCase):
    """E-mails and notes."""

    def post(self, record, **values):
        """What a salesperson sends from a record's page."""
        return (
            record.with_user(self.salesperson)
            .sudo()
            .message_post(**{"body": "Hello", "message_type": "comment", "subtype_xmlid": "mail.mt_comment", **values})
        )

    def test_sent(self):
        message = self.post(self.alfa, subject="Offer", partner_ids=self.ana.ids)
        common = (NOW, False, "email", "out", "information", "Offer", self.salesperson.id)
        self.assertEqual(
            self.rows("mail.message", message, *VALUES),
            [("sent", self.ana.id, 1, *common), ("sent", self.alfa.id, 3, *common)],
        )

    def test_received(self):
        message = self.post(self.alfa, subject="Question", author_id=self.ana.id, message_type="email")
        common = (NOW, False, "email", "in", "information", "Question", None)
        self.assertEqual(
            self.rows("mail.message", message, *VALUES),
            [("received", self.ana.id, 0, *common), ("received", self.alfa.id, 3, *common)],
        )

    def test_written_in_the_portal(self):
        message = self.post(self.beta, author_id=self.cora.id)
        self.assertEqual(
            self.rows("mail.message", message), [("received", self.cora.id, 0), ("received", self.beta.id, 3)]
        )

    def test_note(self):
        message = self.post(self.dora, subtype_xmlid="mail.mt_note", subject="Remember")
        common = (NOW, False, "note", "internal", "information", "Remember", self.salesperson.id)
        self.assertEqual(self.rows("mail.message", message, *VALUES), [("note", self.dora.id, 3, *common)])

    def test_comment_that_reached_nobody_outside_is_a_note(self):
        message = self.post(self.dora, partner_ids=self.colleague.partner_id.ids)
        self.assertEqual(self.rows("mail.message", message), [("note", self.dora.id, 3)])

    def test_system_message_counts_on_the_partner_only(self):
        message = self.post(self.dora, message_type="notification")
        common = (NOW, False, "note", "internal", "system", "", self.salesperson.id)
        self.assertEqual(self.rows("mail.message", message, *VALUES), [("log", self.dora.id, 3, *common)])

    def test_what_is_no_contact_with_a_customer(self):
        channel = self.env["discuss.channel"].create({"name": "Team"})
        for message in (
            self.post(channel, author_id=self.ana.id, partner_ids=self.ana.ids),
            self.alfa.message_notify(body="Look", partner_ids=self.ana.ids),
            self.post(self.agent.partner_id, partner_ids=self.colleague.partner_id.ids),
        ):
            self.assertTrue(message)
            self.assertEqual(self.rows("mail.message", message), [])

    def test_notification_of_a_follower(self):
        self.alfa.message_subscribe(partner_ids=self.ben.ids)
        message = self.post(self.alfa)
        self.assertEqual(self.rows("mail.message", message), [("sent", self.ben.id, 2), ("sent", self.alfa.id, 3)])
        message.notification_ids.unlink()
        self.assertEqual(self.rows("mail.message", message), [("note", self.alfa.id, 3)])

    def test_edited_and_deleted(self):
        message = self.post(self.alfa, partner_ids=self.ana.ids)
        message.partner_ids = [Command.set(self.ben.ids)]
        self.flush()
        message.subject = "Better"
        message.notification_ids.unlink()
        self.assertEqual(
            self.rows("mail.message", message, "partner_id", "rank", "title"),
            [(self.ben.id, 1, "Better"), (self.alfa.id, 3, "Better")],
        )
        message.unlink()
        self.assertEqual(self.rows("mail.message", message), [])

    def test_author_is_deleted(self):
        """What a customer wrote to another one stays with the other one, as a message without a known author."""
        message = self.post(self.alfa, author_id=self.dora.id, partner_ids=self.ana.ids)
        self.assertEqual(self.rows("mail.message", message)[0], ("received", self.dora.id, 0))
        self.dora.unlink()
        self.assertEqual(self.rows("mail.message", message), [("sent", self.ana.id, 1), ("sent", self.alfa.id, 3)])
        self.assert_exact()

    def test_message_belongs_to_the_company_of_its_document(self):
        self.dora.company_id = self.other_company
        message = self.post(self.dora)
        self.assertEqual(self.rows("mail.message", message, "company_id"), [(self.other_company.id,)])
        self.dora.company_id = False
        self.assertEqual(self.rows("mail.message", message, "company_id"), [(None,)])

    def test_title_is_cut(self):
        message = self.post(self.dora, subject="x" * 400)
        self.assertEqual(self.rows("mail.message", message, "title"), [("x" * 160,)])

    def test_colleague_becomes_a_customer(self):
        message = self.post(self.alfa)
        self.assertEqual(self.rows("mail.message", message), [("note", self.alfa.id, 3)])
        self.salesperson.group_ids = [Command.set(self.env.ref("base.group_portal").ids)]
        self.assertEqual(
            self.rows("mail.message", message),
            [("received", self.salesperson.partner_id.id, 0), ("received", self.alfa.id, 3)],
        )


class TestActivities(FrozenTime, TouchpointCase):
    """Done activities; the message Odoo posts about them is the same event and does not count twice."""

    def test_call(self):
        activity = self.ana.activity_schedule(
            "mail.mail_activity_data_call", summary="Ask for the order", user_id=self.salesperson.id
        )
        self.assertEqual(self.rows("mail.activity", activity), [])
        before = len(self.rows("mail.message"))
        activity.action_feedback(feedback="Calls back")
        self.assertEqual(
            self.rows("mail.activity", activity, *VALUES),
            [
                (
                    "call", self.ana.id, 0, NOON, True, "call", "out", "information", "Ask for the order",
                    self.salesperson.id,
                )
            ],
        )  # fmt: skip
        self.assertEqual(len(self.rows("mail.message")), before)

    def test_other_activity(self):
        activity = self.ana.activity_schedule("mail.mail_activity_data_todo", summary="Send sample")
        activity.action_done()
        self.assertEqual(
            self.rows("mail.activity", activity, "event", "channel", "direction", "partner_id"),
            [("activity", "activity", "internal", self.ana.id)],
        )
        activity.unlink()
        self.assertEqual(self.rows("mail.activity", activity), [])

    def test_activity_type_becomes_a_call(self):
        activity = self.ana.activity_schedule("mail.mail_activity_data_todo")
        activity.action_done()
        self.env.ref("mail.mail_activity_data_todo").category = "phonecall"
        self.assertEqual(self.rows("mail.activity", activity, "event", "direction"), [("call", "out")])

    def test_colleague(self):
        activity = self.agent.partner_id.activity_schedule("mail.mail_activity_data_call")
        activity.action_done()
        self.assertEqual(self.rows("mail.activity", activity, "partner_id"), [(self.agent.partner_id.id,)])


class TestMeetings(FrozenTime, TouchpointCase):
    """Meetings with customers."""

    def meeting(self, partners, **values):
        """A meeting of the salesperson and these partners."""
        start = moment("2026-04-07 08:30:00")
        return self.env["calendar.event"].create(
            {
                "name": "Demo",
                "start": start,
                "stop": start + dt.timedelta(hours=1),
                "user_id": self.salesperson.id,
                "partner_ids": [Command.set((partners | self.salesperson.partner_id).ids)],
                **values,
            }
        )

    def test_participants(self):
        event = self.meeting(self.ana | self.ben)
        common = (moment("2026-04-07 08:30:00"), False, "meeting", "out", "information", "Demo")
        self.assertEqual(
            self.rows("calendar.event", event, *VALUES),
            [(*("meeting", partner.id, 0), *common, self.salesperson.id) for partner in self.ana | self.ben],
        )
        event.partner_ids -= self.ana
        event.partner_ids += self.cora
        self.assertEqual(self.rows("calendar.event", event, "partner_id"), [(self.ben.id,), (self.cora.id,)])

    def test_participation_from_the_other_side(self):
        event = self.meeting(self.ana)
        self.ana.meeting_ids = [Command.unlink(event.id)]
        self.ben.meeting_ids = [Command.link(event.id)]
        self.assertEqual(self.rows("calendar.event", event, "partner_id"), [(self.ben.id,)])
        guest = self.env["res.partner"].create({"name": "Guest", "meeting_ids": [Command.link(event.id)]})
        self.assertEqual(self.rows("calendar.event", event, "partner_id"), [(self.ben.id,), (guest.id,)])

    def test_all_day(self):
        event = self.meeting(self.ana)
        event.write({"allday": True, "start_date": "2026-04-09", "stop_date": "2026-04-10"})
        self.assertEqual(self.rows("calendar.event", event, "date", "all_day"), [(moment("2026-04-09 12:00:00"), True)])

    def test_private(self):
        event = self.meeting(self.ana, privacy="private")
        self.assertEqual(self.rows("calendar.event", event, "sensitivity"), [("private",)])
        event.privacy = "public"
        self.assertEqual(self.rows("calendar.event", event, "sensitivity"), [("normal",)])
        event.privacy = False
        self.salesperson.with_user(self.salesperson).calendar_default_privacy = "private"
        self.assertEqual(self.rows("calendar.event", event, "sensitivity"), [("private",)])

    def test_archived_and_deleted(self):
        event = self.meeting(self.ana)
        event.active = False
        self.assertEqual(self.rows("calendar.event", event), [])
        event.active = True
        self.assertEqual(self.rows("calendar.event", event), [("meeting", self.ana.id, 0)])
        event.unlink()
        self.assertEqual(self.rows("calendar.event", event), [])
