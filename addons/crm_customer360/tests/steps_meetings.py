"""The steps of the calendar."""

from odoo import Command, fields

from .steps import MessageSteps, guarded


class MeetingSteps(MessageSteps):
    """Calendar events."""

    def new_meeting(self, a, b):
        values = {
            "name": f"Meeting {a}",
            "start": fields.Datetime.to_datetime(f"2026-0{a % 9 + 1}-15 10:00:00"),
            "stop": fields.Datetime.to_datetime(f"2026-0{a % 9 + 1}-15 11:00:00"),
            "partner_ids": [Command.set((self.some_partners(b) | self.user(a).partner_id).ids)],
            "privacy": (False, "public", "private")[b % 3],
            "user_id": self.user(b).id,
        }
        return self.keep("meeting", self.env["calendar.event"].create(values))

    def meeting(self, number):
        return self.one("meeting", number, lambda: self.new_meeting(number, number))

    def do_meeting_new(self, a, b):
        self.new_meeting(a, b)

    def do_meeting_participant_added(self, a, b):
        self.meeting(a).partner_ids = [Command.link(self.partner(b).id)]

    def do_meeting_participant_removed(self, a, b):
        meeting = self.meeting(a)
        meeting.partner_ids = [Command.unlink(partner.id) for partner in meeting.partner_ids[b % 3 :][:1]]

    def do_meeting_participants_set(self, a, b):
        self.meeting(a).partner_ids = [Command.set(self.some_partners(b).ids)]

    @guarded
    def do_meeting_attendee_added(self, a, b):
        meeting = self.meeting(a)
        partner = self.partner(b)
        self.env["calendar.attendee"].create({"event_id": meeting.id, "partner_id": partner.id})
        meeting.partner_ids += partner

    def do_meeting_attendee_removed(self, a, b):
        self.meeting(a).attendee_ids[b % 2 :][:1].unlink()

    def do_meeting_from_partner(self, a, b):
        """The other side of the relation."""
        meeting, partner = self.meeting(a), self.partner(b)
        command = Command.unlink if meeting in partner.meeting_ids else Command.link
        partner.write({"meeting_ids": [command(meeting.id)]})

    def do_meeting_changed(self, a, b):
        start = fields.Datetime.to_datetime(f"2026-0{b % 9 + 1}-20 08:00:00")
        self.meeting(a).write({"start": start, "stop": start.replace(hour=9), "name": f"Moved {b}"})

    def do_meeting_privacy(self, a, b):
        self.meeting(a).privacy = (False, "public", "private", "confidential")[b % 4]

    def do_meeting_all_day(self, a, b):
        meeting = self.meeting(a)
        meeting.write({"allday": not meeting.allday, "start_date": "2026-05-04", "stop_date": "2026-05-05"})

    def do_meeting_organizer(self, a, b):
        self.meeting(a).user_id = self.user(b) if b % 3 else False

    def do_meeting_archived(self, a, b):
        meeting = self.meeting(a)
        meeting.active = not meeting.active

    def do_meeting_deleted(self, a, b):
        self.meeting(a).unlink()

    def do_meeting_default_privacy(self, a, b):
        user = self.user(a)
        if not user.share:
            user.with_user(user).sudo().calendar_default_privacy = ("public", "private")[b % 2]
