"""SQL of the summary: how many touchpoints each customer has, by channel and month, as every reader may know.

How it works
============
Only rows of a source's ``shared`` condition (or of a source an administrator opened) are counted, private ones never.
An event that concerns several contacts of a company counts once. ``refresh`` makes the summary of some customers equal
to that: it adds, rewrites and deletes, and touches no row that is right already.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .source import Source

TABLE = "crm_touchpoint_summary"
IDENTITY = ("commercial_partner_id", "company_id", "channel", "month")
COUNTS = ("incoming", "outgoing", "internal")
VALUES = (*COUNTS, "last_in", "last_out")
#: A contact is an exchange with the customer; what a mailing or a booking leaves behind is none.
CONTACT = "e.nature NOT IN ('system', 'transaction') AND e.channel <> 'campaign'"
SCOPE_IDS = "= ANY(%(ids)s)"
SCOPE_RANGE = "BETWEEN %(low)s AND %(high)s"


def counted(sources: Iterable[Source], choices: Mapping[str, str]) -> str:
    """SQL condition on ``t``: the touchpoints that count.

    :param choices: what an administrator chose for a source: ``none``, ``shared`` (also if missing) or ``all``
    """
    conditions = {
        source.name: {"none": "", "all": "TRUE"}.get(choices.get(source.name, ""), source.shared) for source in sources
    }
    parts = [f"t.source = '{name}' AND ({condition})" for name, condition in sorted(conditions.items()) if condition]
    return " OR ".join(f"({part})" for part in parts) or "FALSE"


def refresh(condition: str, scope: str) -> str:
    """SQL that brings the summary of the customers in ``scope`` up to date; returns (put, deleted).

    Parameters: ``ids``, or ``low`` and ``high``; ``now`` (UTC): what lies ahead is not counted yet.
    """
    stored = ", ".join((*IDENTITY, *VALUES))
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM w.{name}" for name in VALUES)
    # Equations, so that PostgreSQL may hash: with IS NOT DISTINCT FROM it compares each row with each.
    key = " AND ".join(f"{_comparable('o', name)} = {_comparable('w', name)}" for name in IDENTITY)
    assigned = ", ".join(f"{name} = w.{name}" for name in VALUES)
    return (
        f"WITH want AS MATERIALIZED ({_want(condition, scope)}),"
        f" gone AS (DELETE FROM {TABLE} o WHERE o.commercial_partner_id {scope}"
        f" AND NOT EXISTS (SELECT FROM want w WHERE {key}) RETURNING o.id),"
        f" changed AS (UPDATE {TABLE} o SET {assigned} FROM want w WHERE {key} AND NOT ({same}) RETURNING o.id),"
        f" added AS (INSERT INTO {TABLE} ({stored}) SELECT {stored} FROM want w"
        f" WHERE NOT EXISTS (SELECT FROM {TABLE} o WHERE {key}) RETURNING id)"
        " SELECT (SELECT count(*) FROM added) + (SELECT count(*) FROM changed), (SELECT count(*) FROM gone)"
    )


def _comparable(table: str, name: str) -> str:
    """SQL of a part of the identity; only the company may be missing."""
    column = f"{table}.{name}"
    return f"coalesce({column}, 0)" if name == "company_id" else column


def _want(condition: str, scope: str) -> str:
    """SQL of the rows the summary should have."""
    counts = ", ".join(
        f"(count(*) FILTER (WHERE e.direction = '{direction}'))::integer AS {name}"
        for direction, name in zip(("in", "out", "internal"), COUNTS, strict=True)
    )
    return (
        f"SELECT e.commercial_partner_id, e.company_id, e.channel, date_trunc('month', e.date)::date AS month,"
        f" {counts},"
        f" max(e.date) FILTER (WHERE e.direction = 'in' AND {CONTACT}) AS last_in,"
        f" max(e.date) FILTER (WHERE e.direction = 'out' AND {CONTACT}) AS last_out"
        " FROM (SELECT DISTINCT ON (t.commercial_partner_id, t.source, t.key_id, t.event) t.*"
        f" FROM crm_touchpoint t WHERE t.commercial_partner_id {scope} AND t.sensitivity <> 'private'"
        f" AND t.date <= %(now)s AND ({condition})"
        " ORDER BY t.commercial_partner_id, t.source, t.key_id, t.event, t.rank, t.partner_id) e"
        " GROUP BY e.commercial_partner_id, e.company_id, e.channel, date_trunc('month', e.date)::date"
    )
