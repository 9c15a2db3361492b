"""Repairs."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source
from .tracked import change_watch, last_change

_lt = LazyTranslate(__name__)


def repair_order(_documents):
    """A repair is registered, and done or called off.

    The end has the moment of the logged change; one that came with an import has the planned day, and was not
    registered after it.
    """
    return Source(
        name="repair.order",
        label=_lt("Repairs"),
        model="repair.order",
        key="ro.id",
        rows=(
            "FROM repair_order ro CROSS JOIN LATERAL (SELECT CASE WHEN ro.state IN ('done', 'cancel') THEN"
            f" coalesce({last_change('repair.order', 'ro.id')}, ro.schedule_date) END AS date OFFSET 0) ended"
            " CROSS JOIN LATERAL (VALUES ('registered', least(ro.create_date, ended.date)),"
            " (CASE ro.state WHEN 'done' THEN 'done' ELSE 'cancelled' END, ended.date)) ev(event, date)"
            " WHERE ro.partner_id IS NOT NULL AND ev.date IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "ro.partner_id",
            "date": "ev.date",
            "channel": "'service'",
            "direction": "CASE ev.event WHEN 'registered' THEN 'in' WHEN 'done' THEN 'out' ELSE 'internal' END",
            "nature": "CASE ev.event WHEN 'registered' THEN 'inquiry' ELSE 'information' END",
            "title": "ro.name",
            "user_id": "ro.user_id",
            "company_id": "ro.company_id",
        },
        events={
            "registered": _lt("Repair registered"),
            "done": _lt("Repair done"),
            "cancelled": _lt("Repair cancelled"),
        },
        watch=(change_watch("repair.order"),),
    )
