"""What happens to customers in an ERP, one step at a time, chosen by two whole numbers.

``guarded`` marks steps the ERP may refuse (a contact with invoices is not deleted): those run in a savepoint, as a
request that is refused would roll back.
"""

import psycopg2

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import mute_logger

MUTED = (
    "odoo.sql_db",
    "odoo.models.unlink",
    "odoo.addons.base.models.ir_mail_server",
    "odoo.addons.mail.models.mail_mail",
)
REFUSED = (UserError, RedirectWarning, psycopg2.IntegrityError)


def guarded(method):
    """Mark a step the ERP may refuse."""
    method.guarded = True
    return method


class Steps:
    """Base of the steps: the records they work on, and how one is taken."""

    def __init__(self, case):
        self.case = case
        self.env = case.env
        self.done = 0
        self.refused = 0
        self.records = {}

    @classmethod
    def names(cls):
        """Names of all steps, sorted."""
        return sorted(name[3:] for name in dir(cls) if name.startswith("do_"))

    def run(self, name, a, b):
        """Take a step; a refused one leaves nothing behind."""
        step = getattr(self, f"do_{name}")
        with mute_logger(*MUTED):
            if getattr(step, "guarded", False):
                try:
                    with self.env.cr.savepoint():
                        step(a, b)
                except REFUSED:
                    self.refused += 1
            else:
                step(a, b)
        self.done += 1

    def keep(self, kind, records):
        """Remember records for later steps; returns them."""
        self.records[kind] = self.alive(kind, records.browse()) | records
        return records

    def alive(self, kind, empty):
        """The remembered records of a kind that still exist."""
        return self.records.get(kind, empty).exists()

    def one(self, kind, number, make=None):
        """One remembered record, made first if there is none."""
        found = self.alive(kind, self.env["base"])
        if not found:
            found = self.keep(kind, make())
        return found[number % len(found)]


class PartnerSteps(Steps):
    """Contacts: new, moved between companies, deleted, merged; their users."""

    def __init__(self, case):
        super().__init__(case)
        self.keep("partner", case.alfa + case.beta + case.ana + case.ben + case.cora + case.dora)
        self.keep("user", case.salesperson + case.colleague + case.agent + case.portal)

    def partner(self, number):
        return self.one("partner", number, lambda: self.env["res.partner"].create({"name": f"Contact {number}"}))

    def user(self, number):
        return self.one("user", number)

    def some_partners(self, number):
        """None to three customers."""
        return self.env["res.partner"].union(*(self.partner(number + i * 7) for i in range(number % 4)))

    def do_partner_new(self, a, b):
        parent = self.partner(b) if a % 3 else self.env["res.partner"]
        values = {
            "name": f"Contact {a}",
            "parent_id": parent.id,
            "email": f"c{a}@example.com",
            "is_company": a % 5 == 0,
        }
        self.keep("partner", self.env["res.partner"].create(values))

    @guarded
    def do_partner_moved(self, a, b):
        parent = self.partner(b) if b % 4 else self.env["res.partner"]
        self.partner(a).parent_id = parent

    @guarded
    def do_partner_company_switch(self, a, b):
        partner = self.partner(a)
        partner.is_company = not partner.is_company

    def do_partner_archived(self, a, b):
        partner = self.partner(a)
        if not partner.user_ids:
            partner.active = not partner.active

    @guarded
    def do_partner_deleted(self, a, b):
        partner = self.partner(a)
        self.env.cr.flush()
        partner.unlink()

    @guarded
    def do_partner_merged(self, a, b):
        partners = self.partner(a) | self.partner(b) | self.partner(a + b)
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(partners.ids, self.partner(a))

    @guarded
    def do_user_switched(self, a, b):
        """A user becomes a portal user or an employee."""
        user = self.user(a)
        group = self.env.ref("base.group_user" if user.share else "base.group_portal")
        user.group_ids = [Command.set(group.ids)]

    @guarded
    def do_user_archived(self, a, b):
        user = self.user(a)
        user.active = not user.active

    @guarded
    def do_user_new(self, a, b):
        """A customer gets a portal or employee user."""
        partner = self.partner(a)
        if partner.with_context(active_test=False).user_ids:
            return
        group = self.env.ref("base.group_user" if b % 2 else "base.group_portal")
        values = {"login": f"u{a}_{partner.id}", "partner_id": partner.id, "group_ids": [Command.set(group.ids)]}
        self.keep("user", self.env["res.users"].create(values))


class MessageSteps(PartnerSteps):
    """E-mails, notes, notifications and activities, on customers and on their documents."""

    def documents(self):
        """Records messages hang on; the later steps add theirs."""
        return [self.alive("partner", self.env["res.partner"])]

    def document(self, number):
        kinds = [records for records in self.documents() if records]
        records = kinds[number % len(kinds)]
        return records[number % len(records)]

    def message(self, number):
        return self.one("message", number, lambda: self.partner(number).message_post(body="Hello"))

    def do_message_sent(self, a, b):
        user = self.user(b)
        message = self.document(a).message_post(
            body="Offer", subject=f"Subject {a}", partner_ids=self.some_partners(b).ids, author_id=user.partner_id.id,
            message_type="comment", subtype_xmlid="mail.mt_comment",
        )  # fmt: skip
        self.keep("message", message)

    def do_message_received(self, a, b):
        message = self.document(a).message_post(
            body="Question", author_id=self.partner(b).id, message_type="email" if a % 2 else "comment",
            subtype_xmlid="mail.mt_comment", partner_ids=self.some_partners(a).ids,
        )  # fmt: skip
        self.keep("message", message)

    def do_message_note(self, a, b):
        message = self.document(a).message_post(
            body="Call back",
            partner_ids=self.some_partners(b).ids,
            message_type=("comment", "notification")[b % 2],
        )
        self.keep("message", message)

    def do_message_notify(self, a, b):
        message = self.document(a).message_notify(
            body="Look", subject="Assigned", partner_ids=(self.some_partners(b) | self.partner(a)).ids
        )
        self.keep("message", message)

    def do_message_edited(self, a, b):
        self.message(a).write({"body": f"Edited {b}", "subject": f"Edited {b}"})

    def do_message_recipients(self, a, b):
        self.message(a).partner_ids = [Command.set(self.some_partners(b).ids)]

    def do_message_author(self, a, b):
        self.message(a).author_id = self.partner(b) if b % 2 else self.user(b).partner_id

    def do_message_subtype(self, a, b):
        subtype = self.env.ref("mail.mt_note" if b % 2 else "mail.mt_comment")
        self.message(a).write({"subtype_id": subtype.id, "is_internal": b % 4 == 1})

    def do_message_elsewhere(self, a, b):
        document = self.document(b)
        self.message(a).write({"model": document._name, "res_id": document.id})

    def do_message_deleted(self, a, b):
        self.message(a).unlink()

    @guarded
    def do_notification_new(self, a, b):
        self.env["mail.notification"].create(
            {
                "mail_message_id": self.message(a).id,
                "res_partner_id": self.partner(b).id,
                "notification_type": "email",
                "notification_status": "sent",
            }
        )

    def do_notification_deleted(self, a, b):
        self.message(a).notification_ids[:1].unlink()

    def activity_type(self, number):
        return self.env.ref(("mail.mail_activity_data_call", "mail.mail_activity_data_todo")[number % 2])

    def do_activity_planned(self, a, b):
        activity = self.document(a).activity_schedule(
            activity_type_id=self.activity_type(b).id, summary=f"Do {a}", user_id=self.env.uid
        )
        self.keep("activity", activity)

    def activity(self, number):
        return self.one(
            "activity", number, lambda: self.partner(number).activity_schedule("mail.mail_activity_data_call")
        )

    def do_activity_done(self, a, b):
        activity = self.activity(a)
        if activity.active:
            activity.action_feedback(feedback="Reached")

    def do_activity_changed(self, a, b):
        self.activity(a).write({"activity_type_id": self.activity_type(b).id, "summary": f"Changed {b}"})

    def do_activity_reopened(self, a, b):
        activity = self.activity(a)
        activity.active = not activity.active

    def do_activity_deleted(self, a, b):
        self.activity(a).unlink()

    def do_activity_type_category(self, a, b):
        activity_type = self.activity_type(1)
        activity_type.category = "default" if activity_type.category == "phonecall" else "phonecall"
