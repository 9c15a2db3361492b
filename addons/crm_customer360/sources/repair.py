"""Repairs."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source
from .tracked import change_watch, last_change

_lt = LazyTranslate(__name__)


def repair_order(_documents):
    """A repair is registered, and done; the second at the moment of the logged change, else on the planned day."""
    return Source(
        name="repair.order",
        label=_lt("Repairs"),
        model="repair.order",
        key="ro.id",
        rows=(
            "FROM repair_order ro CROSS JOIN LATERAL (VALUES ('registered', ro.create_date),"
            f" ('done', CASE WHEN ro.state = 'done' THEN coalesce({last_change('repair.order', 'ro.id')},"
            " ro.schedule_date) END)) ev(event, date)"
            " WHERE ro.partner_id IS NOT NULL AND ev.date IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "ro.partner_id",
            "date": "ev.date",
            "channel": "'service'",
            "direction": "CASE ev.event WHEN 'registered' THEN 'in' ELSE 'out' END",
            "nature": "CASE ev.event WHEN 'registered' THEN 'inquiry' ELSE 'information' END",
            "title": "ro.name",
            "user_id": "ro.user_id",
            "company_id": "ro.company_id",
        },
        events={"registered": _lt("Repair registered"), "done": _lt("Repair done")},
        watch=(change_watch("repair.order"),),
    )
