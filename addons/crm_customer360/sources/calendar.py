"""Meetings."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import NOON

_lt = LazyTranslate(__name__)


def calendar_event(_documents):
    """Meetings, one row for each outside participant; planned ones too."""
    private = "coalesce(e.privacy, us.calendar_default_privacy) = 'private'"
    return Source(
        name="calendar.event",
        label=_lt("Meetings"),
        model="calendar.event",
        key="e.id",
        rows=(
            "FROM calendar_event e JOIN calendar_event_res_partner_rel r ON r.calendar_event_id = e.id"
            " JOIN res_partner wp ON wp.id = r.res_partner_id AND wp.partner_share"
            " LEFT JOIN res_users_settings us ON us.user_id = e.user_id"
            " WHERE e.active AND {scope}"
        ),
        columns={
            "event": "'meeting'",
            "partner_id": "r.res_partner_id",
            "date": f"CASE WHEN e.allday THEN e.start_date {NOON} ELSE e.start END",
            "all_day": "coalesce(e.allday, FALSE)",
            "channel": "'meeting'",
            # It stands in our calendar: we met the customer, whoever asked for it.
            "direction": "'out'",
            "title": "e.name",
            "user_id": "e.user_id",
            "sensitivity": f"CASE WHEN {private} THEN 'private' ELSE 'normal' END",
        },
        events={"meeting": _lt("Meeting")},
        watch=(
            Watch(
                "calendar.attendee",
                "SELECT event_id FROM calendar_attendee WHERE id = ANY(%(ids)s)",
                key=lambda attendee: attendee.event_id.id,
            ),
            Watch(
                "res.users.settings",
                "SELECT e.id FROM calendar_event e JOIN res_users_settings us ON us.user_id = e.user_id"
                " WHERE us.id = ANY(%(ids)s)",
                frozenset({"calendar_default_privacy"}),
                only_write=True,
            ),
            Watch(
                "res.partner",
                "SELECT calendar_event_id FROM calendar_event_res_partner_rel WHERE res_partner_id = ANY(%(ids)s)",
                frozenset({"partner_share"}),
                fresh=True,
            ),
            Watch(
                "res.partner",
                "SELECT calendar_event_id FROM calendar_event_res_partner_rel WHERE res_partner_id = ANY(%(ids)s)",
                frozenset({"meeting_ids"}),
            ),
        ),
        shared="t.sensitivity <> 'private'",
    )
