"""The one SQL statement of a touchpoint source, for capture, back-fill and repair.

How it works
============
``want`` is what the source says about the rows in scope; ``gone`` deletes the touchpoints of the scope that ``want``
no longer holds (by absence, never by id, so it is right after a rollback too); the insert adds new ones and rewrites
those that differ. A row that did not change is not touched. Running it twice changes nothing.
"""

from __future__ import annotations

from .source import DEFAULTS, REQUIRED, SCOPE, Source

TABLE = "crm_touchpoint"
#: One row a source, with what the administrator set.
SETTINGS = "crm_touchpoint_source"
TITLE_LENGTH = 160
#: What identifies a touchpoint; a unique index stands on it.
IDENTITY = ("source", "key_id", "event", "partner_id")
VALUES = (
    "date",
    "rank",
    "all_day",
    "channel",
    "direction",
    "nature",
    "title",
    "amount",
    "currency_id",
    "user_id",
    "company_id",
    "sensitivity",
    "res_model",
    "res_id",
    "commercial_partner_id",
)
SCOPE_IDS = "{key} = ANY(%(ids)s)"
SCOPE_RANGE = "{key} > %(low)s AND {key} <= %(high)s"
SCOPE_REST = "{key} > %(low)s"


def want(source: Source, scope: str) -> str:
    """SQL of the rows the source yields within ``scope`` (one of the ``SCOPE_*`` patterns)."""
    columns = {**DEFAULTS, "res_id": source.key, **source.columns}
    selected = ", ".join(f"{columns[name]} AS {name}" for name in (*REQUIRED, *DEFAULTS, "res_id"))
    rows = source.rows.replace(SCOPE, scope.format(key=source.key))
    return (
        f"SELECT %(source)s::varchar AS source, s.key_id, s.event, s.partner_id, s.date, s.rank, s.all_day, s.channel,"
        f" s.direction, s.nature, left(coalesce(s.title, ''), {TITLE_LENGTH}) AS title, s.amount, s.currency_id,"
        f" s.user_id, s.company_id, s.sensitivity, %(res_model)s::varchar AS res_model, s.res_id,"
        f" coalesce(rp.commercial_partner_id, rp.id) AS commercial_partner_id"
        f" FROM (SELECT {source.key} AS key_id, {selected} {rows}) s"
        f" JOIN res_partner rp ON rp.id = s.partner_id WHERE s.date IS NOT NULL AND NOT EXISTS ({_unwanted()})"
    )


def synchronise(source: Source, scope: str = SCOPE_IDS) -> str:
    """SQL that makes the touchpoints within ``scope`` equal to ``want`` and returns (inserted, updated, deleted).

    Parameters: those of ``scope`` (``ids``, or ``low`` and ``high``, or ``low``), ``source``, ``res_model``.
    """
    stored = ", ".join((*IDENTITY, *VALUES))
    assigned = ", ".join(f"{name} = EXCLUDED.{name}" for name in VALUES)
    return (
        f"WITH want AS MATERIALIZED ({want(source, scope)}), "
        f"{'' if source.keep else _gone(scope)}"
        f"put AS (INSERT INTO {TABLE} AS t ({stored}) SELECT {stored} FROM want w WHERE NOT EXISTS ({_same()})"
        f" ON CONFLICT ({', '.join(IDENTITY)}) DO UPDATE SET {assigned} RETURNING (t.xmax = 0) AS inserted)"
        f" SELECT count(*) FILTER (WHERE inserted), count(*) FILTER (WHERE NOT inserted),"
        f" {'0' if source.keep else '(SELECT count(*) FROM gone)'} FROM put"
    )


def _unwanted() -> str:
    """SQL of the administrator's setting that keeps ``s`` out: its source is off, or the row is older than wanted.

    Asked in the statement itself, so that a changed setting holds in every process from its commit on.
    """
    return f"SELECT FROM {SETTINGS} c WHERE c.name = %(source)s AND (NOT c.enabled OR s.date < c.start_date)"


def _same() -> str:
    """SQL of the stored row that says all that ``w`` says.

    Rows that are right already have to be left out before the insert, not in its conflict clause: each row proposed to
    an insert takes a number from the sequence, and nightly repairs of a large table would use up the ids.
    """
    identity = " AND ".join(f"t.{name} = w.{name}" for name in IDENTITY)
    old = ", ".join(f"t.{name}" for name in VALUES)
    new = ", ".join(f"w.{name}" for name in VALUES)
    return f"SELECT FROM {TABLE} t WHERE {identity} AND ({old}) IS NOT DISTINCT FROM ({new})"


def _gone(scope: str) -> str:
    return (
        f"gone AS (DELETE FROM {TABLE} t WHERE t.source = %(source)s AND {scope.format(key='t.key_id')}"
        f" AND NOT EXISTS (SELECT FROM want w WHERE w.key_id = t.key_id AND w.event = t.event"
        f" AND w.partner_id = t.partner_id) RETURNING t.id), "
    )
