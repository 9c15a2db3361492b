"""Phone calls (crm_phonecall of OCA)."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source

_lt = LazyTranslate(__name__)


def crm_phonecall(_documents):
    """Calls that were held, either way. Planned for later but held already: when it was closed is when it was."""
    return Source(
        name="crm.phonecall",
        label=_lt("Phone calls"),
        model="crm.phonecall",
        key="c.id",
        rows="FROM crm_phonecall c WHERE c.state = 'done' AND c.partner_id IS NOT NULL AND {scope}",
        columns={
            "event": "CASE c.direction WHEN 'in' THEN 'received' ELSE 'made' END",
            "partner_id": "c.partner_id",
            "date": "coalesce(least(c.date, c.date_closed), c.create_date)",
            "channel": "'call'",
            "direction": "CASE c.direction WHEN 'in' THEN 'in' ELSE 'out' END",
            "title": "c.name",
            "user_id": "c.user_id",
            "company_id": "c.company_id",
        },
        events={"received": _lt("Call received"), "made": _lt("Call made")},
        # Every employee may read the calls.
        shared="TRUE",
    )
