"""Entries of the contact log."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch

_lt = LazyTranslate(__name__)


def contact_log(_documents):
    """What a person or an outside system wrote down; archived entries are taken back."""
    return Source(
        name="crm.contact.log",
        label=_lt("Contact log"),
        model="crm.contact.log",
        key="l.id",
        rows="FROM crm_contact_log l JOIN res_company c ON c.id = l.company_id WHERE l.active AND {scope}",
        columns={
            "event": "l.channel",
            "partner_id": "l.partner_id",
            "date": "l.date",
            "all_day": "coalesce(l.all_day, FALSE)",
            "channel": "l.channel",
            "direction": "l.direction",
            "nature": "l.nature",
            "title": "l.name",
            "amount": "CASE WHEN l.nature = 'need' THEN nullif(l.need_value, 0) END",
            "currency_id": "CASE WHEN l.nature = 'need' THEN c.currency_id END",
            "user_id": "l.user_id",
            "company_id": "l.company_id",
            "sensitivity": "l.sensitivity",
        },
        events={
            "call": _lt("Call"),
            "visit": _lt("Visit"),
            "letter": _lt("Letter"),
            "fax": _lt("Fax"),
            "shop": _lt("At the counter"),
            "email": _lt("E-mail"),
            "messenger": _lt("Message"),
            "sms": _lt("SMS"),
            "chat": _lt("Live chat"),
            "campaign": _lt("Campaign"),
            "event": _lt("Event"),
            "other": _lt("Contact"),
        },
        preview="preview",
        shared="TRUE",
        watch=(
            Watch(
                "res.company",
                "SELECT id FROM crm_contact_log WHERE company_id = ANY(%(ids)s)",
                frozenset({"currency_id"}),
                only_write=True,
            ),
        ),
    )
