"""The inside of the contact history in Chromium: a mail opened in place and answered, one contact, a jump to a day."""

import datetime as dt

from odoo.fields import Command, Datetime
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTimelineInside(HttpCase):
    # Who looks at a customer is noted, beside the reading request; a test has one cursor for both.
    _registry_readonly_enabled = False

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "base.group_user,base.group_partner_manager"
        cls.writer = new_test_user(cls.env, login="c360_writer", groups=groups, email="writer@example.com")
        cls.company = cls.env["res.partner"].create({"name": "Rack Buyers", "is_company": True})
        cls.buyer, cls.payer = cls.env["res.partner"].create(
            [
                {"name": "Ona Buyer", "email": "ona@example.com", "parent_id": cls.company.id},
                {"name": "Petras Payer", "email": "petras@example.com", "parent_id": cls.company.id},
            ]
        )
        now = Datetime.now()
        file = {"name": "racks.txt", "raw": b"ten", "res_model": "res.partner", "res_id": cls.buyer.id}
        for hours, subject, values in (
            (5, "Racks", {"attachment_ids": [Command.create(file)]}),
            (4, "Re: Racks", {}),
            (3, "Re: Racks", {}),
        ):
            cls._letter(cls.buyer, subject, now - dt.timedelta(hours=hours), **values)
        for number in range(12):
            cls._letter(cls.payer, f"Bill {number:02}", dt.datetime(2024, 4, 20) - dt.timedelta(days=4 * number))
        # Touchpoints are written when the transaction is flushed.
        cls.env.cr.flush()

    @classmethod
    def _letter(cls, contact, subject, date, **values):
        return cls.env["mail.message"].create(
            {
                "model": "res.partner",
                "res_id": contact.id,
                "message_type": "email",
                "subtype_id": cls.env.ref("mail.mt_comment").id,
                "author_id": contact.id,
                "email_from": contact.email_formatted,
                "subject": subject,
                "body": "<p>Where are the racks?</p>",
                "date": date,
                **values,
            }
        )

    def test_open_answer_filter_and_jump(self):
        url = f"/odoo/res.partner/{self.company.id}"
        self.start_tour(url, "crm_customer360_timeline_inside", login=self.writer.login)
        answer = self.env["mail.message"].search(
            [("model", "=", "res.partner"), ("res_id", "=", self.buyer.id)], limit=1
        )
        self.assertEqual((answer.subject, answer.partner_ids), ("Re: Racks", self.buyer))
        self.assertEqual(answer.parent_id.subject, "Racks")
