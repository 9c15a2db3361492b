from collections import Counter
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Date, Datetime
from odoo.tools import SQL


class CrmSegmentPushActivity(models.AbstractModel):
    """An activity for whoever looks after the customer, a few a day and person; the others come on the next days."""

    _name = "crm.segment.push.activity"
    _description = "Push: Activity"

    summary = fields.Char(translate=True)
    note = fields.Html(translate=True)
    days = fields.Integer("Due After Days", default=3)
    cap = fields.Integer("At Most a Day and Person", default=5)

    def _put_activity(self, partners):
        """Plan it for those whose owner still has room today, the longest in the segment first."""
        room, values = self._given_today(), []
        for partner in partners:
            user = self._activity_user(partner)
            if user and room[user.id] < self.cap:
                room[user.id] += 1
                values.append(self._activity_values(partner, user))
        # Without a letter for each: whoever gets them sees them among their activities.
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(values)
        return {activity.res_id: (True, activity.id) for activity in activities}

    def _take_activity(self, items):
        """What nobody did yet is not needed any more; what was done stays in the history."""
        self.env["mail.activity"].browse(items.mapped("res_id")).exists().filtered("active").unlink()

    def _activity_values(self, partner, user):
        # In the language of whoever gets it.
        push = self.with_context(lang=user.lang)
        return {
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": partner.id,
            "activity_type_id": self.target_id,
            "summary": push.summary or push.segment_id.name,
            "note": push.note or False,
            "date_deadline": Date.today() + timedelta(days=self.days),
            "user_id": user.id,
        }

    def _activity_user(self, partner):
        """Who looks after the customer: the owner, the stand-in if the owner is away, else the segment's owner."""
        customer = partner.commercial_partner_id
        owner, stand_in = partner.user_id or customer.user_id, partner.stand_in_user_id or customer.stand_in_user_id
        people = [owner, stand_in, self.segment_id.user_id]
        present = [user for user in people if user and user.active and self.company_id in user.company_ids]
        return next((user for user in present if not self._is_away(user)), present[0] if present else None)

    def _is_away(self, user):
        if user.is_out_of_office:
            return True
        # Of the module for leaves, where it is installed.
        on_leave = getattr(self.env["res.users"], "_get_on_leave_ids", None)
        return bool(on_leave) and user.id in on_leave()

    def _given_today(self):
        """How many activities of this push each person got today: ``{user id: number}``."""
        self.env["mail.activity"].flush_model(["user_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT a.user_id, count(*) FROM crm_segment_push_item i JOIN mail_activity a ON a.id = i.res_id"
                " WHERE i.push_id = %s AND i.put_at >= %s AND a.user_id IS NOT NULL GROUP BY a.user_id",
                self.id,
                Datetime.now().replace(hour=0, minute=0, second=0, microsecond=0),
            )
        )
        return Counter(dict(rows))
