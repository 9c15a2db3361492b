from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Date
from odoo.tools import SQL

WEEKS = 12


class CrmSegmentTrend(models.AbstractModel):
    """How many entered and left in each of the last weeks."""

    _name = "crm.segment.trend"
    _description = "Trend of Segments"

    trend = fields.Json("Last Weeks", compute="_compute_trend", help="Entered and left in each of the last 12 weeks.")
    left_count = fields.Integer("Left", compute="_compute_left_count", help="Stays that are over.")

    def _compute_trend(self):
        monday = Date.context_today(self) - timedelta(days=Date.context_today(self).weekday())
        starts = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
        entered, left = self._by_week("entered_at", starts[0]), self._by_week("left_at", starts[0])
        for segment in self:
            segment.trend = [
                {
                    "start": Date.to_string(start),
                    "entered": entered[segment._origin.id, start],
                    "left": left[segment._origin.id, start],
                }
                for start in starts
            ]

    def _by_week(self, name, since):
        # How many, not who; whoever may read the segment may know.
        rows = self.env.execute_query(
            SQL(
                "SELECT segment_id, date_trunc('week', %s)::date, count(*) FROM crm_segment_member"
                " WHERE segment_id = ANY(%s) AND %s >= %s GROUP BY 1, 2",
                SQL.identifier(name),
                self._origin.ids,
                SQL.identifier(name),
                since,
            )
        )
        return defaultdict(int, {(segment, week): count for segment, week, count in rows})

    def _compute_left_count(self):
        rows = self.env.execute_query(
            SQL(
                "SELECT segment_id, count(*) FROM crm_segment_member"
                " WHERE segment_id = ANY(%s) AND left_at IS NOT NULL GROUP BY 1",
                self._origin.ids,
            )
        )
        counts = dict(rows)
        for segment in self:
            segment.left_count = counts.get(segment._origin.id, 0)
