from functools import reduce

from odoo import api, models
from odoo.fields import Date, Domain
from odoo.tools import SQL

from .customer360_matters import ROWS

#: Activities looked at for one customer; nobody works through more from one page.
ACTIVITY_CAP = 500


class Customer360Activities(models.AbstractModel):
    """What was planned with a customer: activities on the customer and on the customer's documents."""

    _name = "crm.customer360.activities"
    _description = "Open Activities of a Customer"

    @api.model
    def _group(self, matters, scope):
        activity_model = self.env["mail.activity"]
        # Odoo's search would also drop those on documents the reader may read but not change, though the chatter shows
        # them: a promise counts for the warehouse too.
        activities = activity_model.browse(self._candidates(matters, scope))._filtered_access("read")
        if not activities:
            return False
        today = Date.context_today(self)
        late = activities.filtered(lambda activity: activity.date_deadline < today)
        return {
            "key": "activity",
            "label": self.env._("Promises and activities"),
            "icon": "fa-clock-o",
            "count": len(activities),
            "amounts": [],
            "alert": bool(late),
            "late": len(late),
            "late_amounts": [],
            "rows": [self._row(activity, activity in late) for activity in activities[:ROWS]],
            "action": {"res_model": "mail.activity", "domain": [["id", "in", activities.ids]]},
        }

    def _candidates(self, matters, scope):
        """Ids of open activities, earliest first: one statement, each part found through the customer's records."""
        paths = {(matter.model, matter.partner) for matter in matters}
        selects = [
            SQL(
                "SELECT a.id, a.date_deadline FROM mail_activity a"
                " WHERE a.active AND a.res_model = %s AND a.res_id IN %s",
                model,
                self._documents(model, scope.domain(path)),
            )
            for model, path in sorted(paths)
        ]
        own = [("commercial_partner_id" if scope.whole else "id", "=", scope.partner_id)]
        selects.append(
            SQL(
                "SELECT a.id, a.date_deadline FROM mail_activity a"
                " WHERE a.active AND a.res_model = 'res.partner' AND a.res_id IN %s",
                self._documents("res.partner", own),
            )
        )
        union = reduce(lambda one, other: SQL("%s UNION ALL %s", one, other), selects)
        self.env["mail.activity"].flush_model(["active", "res_model", "res_id", "date_deadline"])
        rows = self.env.execute_query(SQL("%s ORDER BY date_deadline, id LIMIT %s", union, ACTIVITY_CAP))
        return [row[0] for row in rows]

    def _documents(self, model, domain):
        """Ids of those documents the reader may read, as a part of a statement."""
        return self.env[model].with_context(active_test=False)._search(Domain(domain)).subselect()

    def _row(self, activity, alert):
        kind, summary = activity.activity_type_id.name, activity.summary
        document = activity.res_model != "res.partner" and activity.res_name
        return {
            "title": ": ".join(filter(None, (kind, summary))) or activity.display_name,
            "detail": " · ".join(filter(None, (document, activity.user_id.name))),
            "date": Date.to_string(activity.date_deadline),
            "amount": False,
            "currency": False,
            "alert": alert,
            "promise": activity.activity_category == "phonecall",
            "res_model": activity.res_model or activity._name,
            "res_id": activity.res_id or activity.id,
        }
