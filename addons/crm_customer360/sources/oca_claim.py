"""Claims (crm_claim of OCA)."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source

_lt = LazyTranslate(__name__)


def crm_claim(_documents):
    """Complaints: when they were made and when they were closed."""
    return Source(
        name="crm.claim",
        label=_lt("Complaints"),
        model="crm.claim",
        key="c.id",
        rows=(
            "FROM crm_claim c CROSS JOIN LATERAL (VALUES ('opened', coalesce(c.date, c.create_date)),"
            " ('closed', c.date_closed)) ev(event, date)"
            " WHERE ev.date IS NOT NULL AND c.partner_id IS NOT NULL AND {scope}"
        ),
        columns={
            "event": "ev.event",
            "partner_id": "c.partner_id",
            "date": "ev.date",
            "channel": "'claim'",
            "direction": "CASE ev.event WHEN 'opened' THEN 'in' ELSE 'internal' END",
            "nature": "'complaint'",
            "title": "c.name",
            "user_id": "c.user_id",
            "company_id": "c.company_id",
        },
        events={"opened": _lt("Complaint"), "closed": _lt("Complaint closed")},
    )
