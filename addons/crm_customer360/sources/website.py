"""Visits to the website."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source

_lt = LazyTranslate(__name__)

#: The page without its host, and without what follows a question mark: links out of e-mails carry keys there.
PAGE = "regexp_replace(split_part(split_part(t.url, '?', 1), '#', 1), '^[a-z]+://[^/]+', '')"


def website_track(_documents):
    """A visit of a known visitor: one row a day, under the first page they looked at.

    The website inserts and deletes its tracks in plain SQL, so the repair of the night finds them. A visitor who is
    recognised later brings earlier pages along: the row a day has stays.
    """
    return Source(
        name="website.track",
        label=_lt("Website visits"),
        model="website.track",
        # What is left when the visitor was purged; that somebody looked at us is for those who may see visitors.
        record_model="res.partner",
        access=("website.visitor",),
        requires=("website.visitor",),
        key="t.id",
        rows=(
            "FROM website_track t JOIN website_visitor v ON v.id = t.visitor_id"
            " JOIN res_partner wp ON wp.id = v.partner_id AND wp.partner_share"
            " WHERE NOT EXISTS (SELECT FROM website_track o WHERE o.visitor_id = t.visitor_id"
            " AND o.visit_datetime::date = t.visit_datetime::date"
            " AND (o.visit_datetime, o.id) < (t.visit_datetime, t.id))"
            " AND NOT EXISTS (SELECT FROM crm_touchpoint k WHERE k.source = 'website.track' AND k.key_id <> t.id"
            " AND k.partner_id = v.partner_id AND k.date >= date_trunc('day', t.visit_datetime)"
            " AND k.date < date_trunc('day', t.visit_datetime) + interval '1 day')"
            " AND {scope}"
        ),
        columns={
            "event": "'visit'",
            "partner_id": "v.partner_id",
            "date": "t.visit_datetime",
            "channel": "'web'",
            "direction": "'in'",
            "title": PAGE,
            "company_id": "wp.company_id",
            "res_id": "v.partner_id",
        },
        events={"visit": _lt("Website visit")},
        keep=True,
    )
