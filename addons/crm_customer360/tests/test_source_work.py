"""Tasks and registrations for events, through their own methods."""

from contextlib import contextmanager
from unittest.mock import patch

from freezegun import freeze_time

from odoo import Command

from .common import NOW, VALUES, FrozenTime, moment, needs
from .source_case import SourceCase

TUESDAY, WEDNESDAY = moment("2026-03-03 09:00:00"), moment("2026-03-04 16:30:00")


class WorkCase(FrozenTime, SourceCase):
    """With a clock that can be set."""

    @contextmanager
    def at(self, when):
        """What is done in here happens then, its log of changes too."""
        with freeze_time(when), patch.object(self.env.cr, "now", lambda: when):
            yield
            self.flush()


@needs("project")
class TestTasks(WorkCase):
    """Created and closed."""

    def setUp(self):
        super().setUp()
        self.worker = self._user("t_worker", "project.group_project_user")
        self.open_stage, self.last_stage = self.env["project.task.type"].create(
            [{"name": "Doing"}, {"name": "Delivered", "fold": True}]
        )
        self.project = self.project_of(self.company)

    def project_of(self, company, **values):
        stages = [Command.set((self.open_stage + self.last_stage).ids)]
        return self.env["project.project"].create(
            {
                "name": "Racks",
                "company_id": company.id,
                "type_ids": stages,
                "privacy_visibility": "employees",
                **values,
            }
        )

    def task(self, user=None, **values):
        return (
            self.env["project.task"]
            .with_user(user or self.worker)
            .create(
                {
                    "name": "Fit the racks",
                    "project_id": self.project.id,
                    "stage_id": self.open_stage.id,
                    "partner_id": self.ana.id,
                    "user_ids": [Command.set(self.worker.ids)],
                    **values,
                }
            )
        )

    def dated(self, task):
        return self.rows("project.task", task, "event", "date")

    def test_created_and_closed_by_its_state(self):
        task = self.task()
        created = (
            "created", self.ana.id, 0, NOW, False, "service", "internal", "information", "Fit the racks",
            self.worker.id,
        )  # fmt: skip
        self.assertEqual(self.rows("project.task", task, *VALUES), [created])
        with self.at(TUESDAY):
            task.state = "1_done"
        closed = ("closed", self.ana.id, 0, TUESDAY, *created[4:])
        self.assertEqual(self.rows("project.task", task, *VALUES), [created, closed])
        # What happens to it afterwards does not move the day.
        with self.at(WEDNESDAY):
            task.write({"name": "Fit the racks, hall 2", "priority": "1"})
        self.assertEqual(self.dated(task), [("created", NOW), ("closed", TUESDAY)])
        self.assertEqual(self.rows("project.task", task, "title"), [("Fit the racks, hall 2",)] * 2)
        with self.at(WEDNESDAY):
            task.state = "01_in_progress"
        self.assertEqual(self.dated(task), [("created", NOW)])
        self.assert_exact()

    def test_cancelled(self):
        task = self.task()
        with self.at(TUESDAY):
            task.state = "1_canceled"
        self.assertEqual(self.dated(task), [("created", NOW), ("cancelled", TUESDAY)])
        self.assert_exact()

    def test_closed_by_its_stage(self):
        task = self.task()
        with self.at(TUESDAY):
            task.stage_id = self.last_stage
        self.assertEqual(self.dated(task), [("created", NOW), ("closed", TUESDAY)])
        with self.at(WEDNESDAY):
            task.stage_id = self.open_stage
        self.assertEqual(self.dated(task), [("created", NOW)])
        self.assert_exact()

    def test_imported_as_done(self):
        """Without a log of changes the day it reached its stage counts."""
        task = self.task(user=self.env.user, state="1_done", stage_id=self.last_stage.id)
        task.date_end = "2025-11-05 07:00:00"
        self.assertEqual(self.dated(task), [("closed", moment("2025-11-05 07:00:00")), ("created", NOW)])
        self.assert_exact()

    def test_follows_customer_and_assignee(self):
        task = self.task()
        self.flush()
        task.write({"partner_id": self.cora.id, "user_ids": [Command.set(self.colleague.ids)]})
        self.assertEqual(self.rows("project.task", task, "partner_id", "user_id"), [(self.cora.id, self.colleague.id)])
        task.user_ids = [Command.clear()]
        self.assertEqual(self.rows("project.task", task, "user_id"), [(None,)])
        self.assert_exact()
        task.sudo().unlink()
        self.assertEqual(self.rows("project.task", task), [])

    def test_private_tasks_stay_private(self):
        task = self.task(project_id=False, stage_id=False)
        self.assertEqual(self.rows("project.task", task), [])
        # The to-do becomes a task of the project.
        task.write({"project_id": self.project.id, "partner_id": self.ana.id})
        self.assertEqual(self.dated(task), [("created", NOW)])
        task.write({"project_id": False})
        self.assertEqual(self.rows("project.task", task), [])
        self.assert_exact()

    def test_parts_and_templates_are_left_out(self):
        task = self.task()
        template = self.task(name="Any racks", is_template=True)
        part = self.task(name="Drill holes", parent_id=task.id)
        of_template = self.task(name="Any holes", parent_id=template.id)
        for left_out in (template, part, of_template):
            left_out.partner_id = self.ana
            self.assertEqual(self.rows("project.task", left_out), [], left_out.name)
        # A part that goes its own way is a task of its own.
        part.write({"parent_id": False, "partner_id": self.ana.id})
        self.assertEqual(self.dated(part), [("created", NOW)])
        self.assert_exact()

    def test_project_becomes_a_template(self):
        task = self.task()
        self.assertEqual(len(self.dated(task)), 1)
        self.project.is_template = True
        self.assertEqual(self.dated(task), [])
        self.project.is_template = False
        self.assertEqual(len(self.dated(task)), 1)
        self.assert_exact()

    def test_messages_count_for_the_customer(self):
        task = self.task()
        note = task.message_post(body="Drill is broken", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertEqual(self.rows("mail.message", note), [("note", self.ana.id, 3)])
        task.partner_id = self.ben
        self.assertEqual(self.rows("mail.message", note), [("note", self.ben.id, 3)])
        self.assert_exact()

    def test_readers(self):
        task = self.task()
        plain = self._user("t_plain")
        self.assert_sees(plain, self.alfa, "service", "created")
        # Only who follows such a project may know of its tasks.
        self.project.privacy_visibility = "followers"
        self.assert_sees(plain, self.alfa, "service")
        task.message_subscribe(plain.partner_id.ids)
        self.assert_sees(plain, self.alfa, "service", "created")
        self.assert_sees(self.colleague, self.alfa, "service")
        self.assert_closed_to_portal(self.alfa)

    def test_other_company(self):
        self.project = self.project_of(self.other_company)
        self.task(user=self.env.user)
        seen = [
            len(self.seen(self.worker, self.alfa, "service", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])


@needs("event")
class TestRegistrations(WorkCase):
    """Made, confirmed, attended, cancelled."""

    def setUp(self):
        super().setUp()
        self.desk = self._user("t_desk", "event.group_event_registration_desk")
        self.fair = self.event_of(self.company)

    def event_of(self, company):
        return self.env["event.event"].create(
            {
                "name": "Open day",
                "date_begin": "2026-03-03 07:00:00",
                "date_end": "2026-03-03 15:00:00",
                "company_id": company.id,
                "user_id": self.colleague.id,
            }
        )

    def registration(self, **values):
        return (
            self.env["event.registration"]
            .with_user(self.desk)
            .create({"event_id": self.fair.id, "partner_id": self.ana.id, "state": "draft", **values})
        )

    def dated(self, registration):
        return self.rows("event.registration", registration, "event", "date")

    def test_confirmed_and_attended(self):
        registration = self.registration()
        self.assertEqual(self.rows("event.registration", registration), [], "not confirmed yet")
        with self.at(moment("2026-03-02 18:00:00")):
            registration.action_confirm()
        registered = (
            "registered", self.ana.id, 0, NOW, False, "event", "in", "transaction", "Open day", self.colleague.id,
        )  # fmt: skip
        self.assertEqual(self.rows("event.registration", registration, *VALUES), [registered])
        with self.at(TUESDAY):
            answer = registration.register_attendee(registration.barcode, self.fair.id)
        self.assertEqual(answer["status"], "confirmed_registration")
        attended = ("attended", self.ana.id, 0, TUESDAY, *registered[4:])
        self.assertEqual(self.rows("event.registration", registration, *VALUES), [registered, attended])
        self.assert_exact()

    def test_cancelled_and_back_again(self):
        registration = self.registration(state="open")
        self.flush()
        with self.at(TUESDAY):
            registration.action_cancel()
        self.assertEqual(
            self.rows("event.registration", registration, "event", "date", "direction"),
            [("registered", NOW, "in"), ("cancelled", TUESDAY, "internal")],
        )
        self.assert_exact()
        with self.at(WEDNESDAY):
            registration.action_confirm()
        self.assertEqual(self.dated(registration), [("registered", NOW)])
        with self.at(WEDNESDAY):
            registration.action_cancel()
        self.assertEqual(self.dated(registration), [("registered", NOW), ("cancelled", WEDNESDAY)])
        registration.action_set_draft()
        self.assertEqual(self.dated(registration), [])
        self.assert_exact()

    def test_follows_event_and_customer(self):
        registration = self.registration(state="open")
        self.flush()
        self.fair.write({"name": "Open night", "user_id": self.salesperson.id})
        registration.partner_id = self.cora
        self.assertEqual(
            self.rows("event.registration", registration, "partner_id", "title", "user_id"),
            [(self.cora.id, "Open night", self.salesperson.id)],
        )
        registration.active = False
        self.assertEqual(self.dated(registration), [])
        self.assert_exact()

    def test_messages_count_for_the_customer(self):
        registration = self.registration(state="open")
        note = registration.message_post(
            body="Needs a parking place", message_type="comment", subtype_xmlid="mail.mt_note"
        )
        self.assertEqual(self.rows("mail.message", note), [("note", self.ana.id, 3)])
        registration.partner_id = self.ben
        self.assertEqual(self.rows("mail.message", note), [("note", self.ben.id, 3)])
        self.assert_exact()

    def test_readers(self):
        self.registration(state="open")
        self.assert_sees(self.desk, self.alfa, "event", "registered")
        self.assert_sees(self._user("t_plain"), self.alfa, "event")
        self.assert_closed_to_portal(self.alfa)

    def test_other_company(self):
        self.fair = self.event_of(self.other_company)
        self.registration(state="open")
        seen = [
            len(self.seen(self.desk, self.alfa, "event", allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, [0, 1])
