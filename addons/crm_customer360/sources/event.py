"""Registrations for events."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .tracked import change_watch, last_change

_lt = LazyTranslate(__name__)


def event_registration(_documents):
    """A customer registered (whether or not it was paid at once), attended, or did not come after all.

    An unconfirmed registration is none yet; confirmed or cancelled, it counts from the day it was made.
    """
    return Source(
        name="event.registration",
        label=_lt("Event registrations"),
        model="event.registration",
        key="er.id",
        rows=(
            "FROM event_registration er JOIN event_event ee ON ee.id = er.event_id"
            " CROSS JOIN LATERAL (VALUES ('registered', er.create_date),"
            " ('attended', CASE WHEN er.state = 'done' THEN er.date_closed END),"
            f" ('cancelled', CASE WHEN er.state = 'cancel' THEN coalesce({last_change('event.registration', 'er.id')},"
            " er.create_date) END)) ev(event, date)"
            " WHERE er.active AND er.state <> 'draft' AND er.partner_id IS NOT NULL AND ev.date IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "er.partner_id",
            "date": "ev.date",
            "channel": "'event'",
            "direction": "CASE ev.event WHEN 'cancelled' THEN 'internal' ELSE 'in' END",
            "nature": "'transaction'",
            # Of a translated name the text Odoo falls back on, whoever reads it.
            "title": "ee.name ->> 'en_US'",
            "user_id": "ee.user_id",
            "company_id": "er.company_id",
        },
        events={
            "registered": _lt("Registered for an event"),
            "attended": _lt("Attended an event"),
            "cancelled": _lt("Registration cancelled"),
        },
        watch=(
            Watch(
                "event.event",
                "SELECT id FROM event_registration WHERE event_id = ANY(%(ids)s)",
                frozenset({"name", "user_id"}),
                only_write=True,
            ),
            change_watch("event.registration"),
        ),
    )
