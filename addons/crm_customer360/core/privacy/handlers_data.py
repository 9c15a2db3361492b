"""What this suite keeps to have customers' data right: checks, duplicates, merges, imports, segments, consents.

A declaration whose model is not there is not active.
"""

from .handler import DELETE, KEEP, Erasure, Handler, Path, Record

#: Rows that are made anew from what is left, or that nobody may delete by hand.
_GO = Erasure(DELETE, raw=True)

HANDLERS = (
    Handler("crm.quality.finding", "quality", (Path("partner_id"),), date="since", erasure=_GO, own=True),
    Handler("crm.quality.score", "quality", (Path("partner_id"),), date="date", erasure=_GO, own=True),
    Handler(
        "crm.duplicate",
        "quality",
        (Path("partner_id"), Path("other_id")),
        # It compares with somebody else's data.
        hidden=frozenset({"evidence"}),
        date="found_on",
        erasure=_GO,
        own=True,
    ),
    Handler("crm.duplicate.state", "quality", (Path("partner_id"),), erasure=_GO, own=True),
    # What an un-merge would bring back goes with the person it was about, whichever of those merged they were.
    Handler(
        "crm.merge",
        "quality",
        (Path("survivor_id"), Path("contact_ids.partner_id")),
        # Names and values of the others; those of the person stand with their contact in the merge.
        hidden=frozenset({"accepted_before", "choices", "pairs_before", "pushes_before", "report", "source_names"}),
        date="date",
        erasure=_GO,
        own=True,
    ),
    Handler("crm.merge.contact", "quality", (Path("partner_id"),), date="merge_id.date", erasure=_GO, own=True),
    Handler("crm.merge.value", "quality", (Path("partner_id"),), date="merge_id.date", erasure=_GO, own=True),
    Handler(
        "crm.merge.row",
        "quality",
        (Record("move_id.target", "old_id"),),
        # Whole rows of other tables, keys and tokens among them.
        hidden=frozenset({"removed"}),
        date="move_id.merge_id.date",
        erasure=_GO,
        own=True,
    ),
    Handler(
        "crm.import.row",
        "quality",
        (Path("partner_id"), Path("chosen_id")),
        hidden=frozenset({"candidates"}),
        date="batch_id.started",
        erasure=_GO,
        own=True,
    ),
    Handler("crm.external.id", "quality", (Path("partner_id"),), erasure=_GO, own=True),
    Handler(
        "crm.field.origin",
        "quality",
        (Path("partner_id"),),
        hidden=frozenset({"digest"}),
        date="date",
        erasure=_GO,
        own=True,
    ),
    Handler("crm.segment.member", "marketing", (Path("partner_id"),), date="entered_at", erasure=_GO, own=True),
    Handler("crm.segment.push.item", "marketing", (Path("partner_id"),), date="put_at", erasure=_GO, own=True),
    # Whoever asks for mailings to end must not get them again, and a consent has to be proved.
    Handler(
        "crm.consent",
        "objection",
        (Path("partner_id"),),
        date="date",
        erasure=Erasure(KEEP, reason="evidence"),
        own=True,
    ),
)
