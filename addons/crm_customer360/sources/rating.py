"""Ratings customers gave."""

from odoo.tools.translate import LazyTranslate

from ..core.source import Source, Watch
from .parts import of_document

_lt = LazyTranslate(__name__)


def rating_rating(documents):
    """Ratings of a customer's document, with the words they came with; who may read the document sees them.

    A face clicked on is a measurement. Only with words beside it has the customer said something: a complaint with
    the unhappy face, praise with the happy one; of five stars, as Odoo draws the faces, below three and from four on.
    The message Odoo writes on the document says the same once more.
    """
    given = "{alias}.consumed AND {alias}.rated_on IS NOT NULL AND {alias}.partner_id IS NOT NULL"
    words = "nullif(btrim(rr.feedback), '') IS NOT NULL"
    return Source(
        name="rating.rating",
        label=_lt("Ratings"),
        model="rating.rating",
        key="rr.id",
        rows=f"FROM rating_rating rr WHERE {given.format(alias='rr')} AND {{scope}}",
        columns={
            "event": "'rating'",
            "partner_id": "rr.partner_id",
            "date": "rr.rated_on",
            "channel": "'rating'",
            "direction": "'in'",
            "nature": (
                f"CASE WHEN {words} AND rr.rating >= 4 THEN 'praise'"
                f" WHEN {words} AND rr.rating >= 1 AND rr.rating < 3 THEN 'complaint' ELSE 'information' END"
            ),
            "title": "concat(trim_scale(round(rr.rating::numeric, 1)), '/5 · ', rr.res_name)",
            # Only a colleague is ever rated; whether they still are one changes nothing.
            "user_id": "(SELECT min(u.id) FROM res_users u WHERE u.partner_id = rr.rated_partner_id)",
            "company_id": of_document(documents, "rr.res_model", "rr.res_id", "company"),
        },
        events={"rating": _lt("Rating")},
        target=("res_model", "res_id"),
        preview="feedback",
        watch=(
            # PostgreSQL deletes a rating with its message, and a document's messages go first.
            Watch(
                "mail.message",
                "SELECT id FROM rating_rating WHERE message_id = ANY(%(ids)s)",
                frozenset({"rating_ids"}),
                key=lambda _message: False,
            ),
            *_document_watches(documents),
        ),
        when=lambda rating: bool(rating.consumed),
        covers={
            "mail.message": (
                "EXISTS (SELECT FROM rating_rating given WHERE given.message_id = m.id"
                f" AND {given.format(alias='given')})"
            )
        },
    )


def _document_watches(documents):
    """A document that changes its company takes its ratings along."""
    return tuple(
        Watch(
            name,
            f"SELECT id FROM rating_rating WHERE res_model = '{name}' AND res_id = ANY(%(ids)s) AND consumed",
            frozenset({"company_id"}),
            only_write=True,
            fresh=True,
        )
        for name in ("res.partner", *sorted(documents))
    )
