"""The steps of work for customers: tasks and their ratings, events and registrations."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields

from .common import NOW
from .steps import MessageSteps, guarded

STATES = ("01_in_progress", "02_changes_requested", "1_done", "1_canceled")


class WorkSteps(MessageSteps):
    """Tasks, ratings and registrations, with the messages on them."""

    def __init__(self, case):
        super().__init__(case)
        self.stages = self.env["project.task.type"].create([{"name": "Doing"}, {"name": "Done", "fold": True}])
        self.projects = self.env["project.project"].create(
            [
                {"name": f"Project {company.id}", "company_id": company.id, "type_ids": [Command.set(self.stages.ids)]}
                for company in case.company + case.other_company
            ]
        )
        self.fairs = self.env["event.event"].create(
            [
                {"name": name, "date_begin": "2026-03-03 07:00:00", "date_end": "2026-03-03 15:00:00"}
                for name in ("Open day", "Fair")
            ]
        )

    def run(self, name, a, b):
        """Each step on a day of its own, wherever Odoo's methods ask for the time themselves: a date taken from the
        wrong place shows."""
        today = NOW + timedelta(days=self.done)
        with patch.object(fields.Datetime, "now", staticmethod(lambda *_args: today)):
            return super().run(name, a, b)

    def documents(self):
        found = [self.alive("task", self.env["project.task"])]
        found.append(self.alive("registration", self.env["event.registration"]))
        return [*super().documents(), *found]

    # Tasks

    def new_task(self, a, b):
        values = {
            "name": f"Task {a}",
            "project_id": self.projects[a % 2].id if b % 5 else False,
            "partner_id": self.partner(b).id if b % 4 else False,
            "user_ids": [Command.set(self.case.salesperson.ids if a % 3 else [])],
        }
        return self.keep("task", self.env["project.task"].create(values))

    def task(self, number):
        return self.one("task", number, lambda: self.new_task(number, number))

    @guarded
    def do_task_new(self, a, b):
        self.new_task(a, b)

    @guarded
    def do_task_state(self, a, b):
        self.task(a).state = STATES[b % len(STATES)]

    @guarded
    def do_task_stage(self, a, b):
        self.task(a).stage_id = self.stages[b % 2]

    @guarded
    def do_task_customer(self, a, b):
        self.task(a).partner_id = self.partner(b) if b % 4 else False

    @guarded
    def do_task_values(self, a, b):
        users = (self.case.salesperson + self.case.colleague)[b % 3 :]
        self.task(a).write({"name": f"Renamed {b}", "user_ids": [Command.set(users.ids)]})

    @guarded
    def do_task_project(self, a, b):
        self.task(a).project_id = self.projects[b % 2] if b % 3 else False

    @guarded
    def do_task_part(self, a, b):
        self.task(a).parent_id = self.task(b) if b % 3 else False

    @guarded
    def do_task_template(self, a, b):
        task = self.task(a)
        task.is_template = not task.is_template

    @guarded
    def do_project_template(self, a, b):
        project = self.projects[a % 2]
        project.is_template = not project.is_template

    @guarded
    def do_task_deleted(self, a, b):
        self.task(a).unlink()

    # Ratings

    def asked(self, number):
        """A rating of a task, asked for if there is none that nobody gave."""
        task = self.task(number)
        token = task._rating_get_access_token()
        return self.keep("rating", self.env["rating.rating"].search([("access_token", "=", token)]))

    def rating(self, number):
        return self.one("rating", number, lambda: self.asked(number))

    @guarded
    def do_rating_asked(self, a, b):
        self.asked(a)

    @guarded
    def do_rating_given(self, a, b):
        rating = self.asked(a) if b % 2 else self.rating(a)
        task = self.env["project.task"].browse(rating.res_id)
        task.rating_apply((1, 3, 5)[b % 3], rating=rating, feedback=("", f"Words {b}")[a % 2])

    @guarded
    def do_rating_taken_back(self, a, b):
        self.rating(a).reset()

    @guarded
    def do_rating_deleted(self, a, b):
        self.rating(a).unlink()

    # Registrations

    def new_registration(self, a, b):
        values = {
            "event_id": self.fairs[a % 2].id,
            "partner_id": self.partner(b).id if b % 5 else False,
            "state": ("draft", "open")[a % 2],
        }
        return self.keep("registration", self.env["event.registration"].create(values))

    def registration(self, number):
        return self.one("registration", number, lambda: self.new_registration(number, number))

    def do_registration_new(self, a, b):
        self.new_registration(a, b)

    @guarded
    def do_registration_state(self, a, b):
        registration = self.registration(a)
        steps = ("action_confirm", "action_set_done", "action_cancel", "action_set_draft")
        getattr(registration, steps[b % 4])()

    @guarded
    def do_registration_values(self, a, b):
        self.registration(a).write({"partner_id": self.partner(b).id, "active": bool(b % 4)})

    @guarded
    def do_registration_event(self, a, b):
        self.registration(a).event_id = self.fairs[b % 2]

    def do_event_values(self, a, b):
        company = (self.case.company, self.case.other_company)[b % 2]
        user = (self.case.salesperson, self.case.colleague)[a % 2]
        self.fairs[a % 2].write({"name": f"Fair {b}", "user_id": user.id, "company_id": company.id})

    @guarded
    def do_registration_deleted(self, a, b):
        self.registration(a).unlink()
