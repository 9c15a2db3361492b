"""The kinds of alerts tried on days of the past: whom each would have named, and whether it came true afterwards.

Each statement gives rows ``rule_id``, ``basis``, ``customers`` (who could have been named), ``came_true`` (of them),
``named``, ``named_right``, and the same two of a plain rule beside it. Parameters: those of :mod:`.silence_sql`, and
``horizon`` (days that are looked at afterwards).

========  ======================================================  =====================================================
kind      came true                                               the plain rule
========  ======================================================  =====================================================
silent    bought nothing in the days after                        nothing bought for the fixed days
decline   in the days after bought for a third less than in the   a third less money than in the same half year before,
          same days a year before                                 whether chance explains it or not
dropped   bought other goods in the days after, and none of it    none of it for the fixed days, while other goods are
quiet     neither talked nor bought in the days after             no contact for the fixed days, nothing bought since
========  ======================================================  =====================================================
"""

from __future__ import annotations

from . import silence
from .purchase_days import TABLE
from .silence_sql import DIALOGUE, SILENT, TALK, verdicts

#: Who bought again in the days after.
AGAIN = f"""
    SELECT DISTINCT customer_id FROM {TABLE} WHERE day > %(as_of)s AND day <= %(as_of)s::date + %(horizon)s"""
#: For each rule and basis: how many a rule named at a day of the past, and how many of these bought nothing in the
#: days after; the same for the fixed days. ``horizon`` is a number of days.
BACK_TEST = f"""
    WITH {verdicts()},
    after AS (
        SELECT v.*, {SILENT} AS ours, v.basis <> 'none' AND v.elapsed > v.fixed_days AND NOT v.gone AS fixed_rule,
               a.customer_id IS NULL AS stayed_away
          FROM verdict v LEFT JOIN ({AGAIN}) a ON a.customer_id = v.customer_id
         WHERE v.basis <> 'none' AND NOT v.gone)
    SELECT rule_id, basis, count(*), count(*) FILTER (WHERE stayed_away),
           count(*) FILTER (WHERE ours), count(*) FILTER (WHERE ours AND stayed_away),
           count(*) FILTER (WHERE fixed_rule), count(*) FILTER (WHERE fixed_rule AND stayed_away)
      FROM after GROUP BY rule_id, basis
"""
COUNTS = """
    SELECT rule_id, basis, count(*), count(*) FILTER (WHERE came_true),
           count(*) FILTER (WHERE ours), count(*) FILTER (WHERE ours AND came_true),
           count(*) FILTER (WHERE plain), count(*) FILTER (WHERE plain AND came_true)
      FROM judged GROUP BY rule_id, basis"""
LATER = "b.day > %(as_of)s AND b.day <= %(as_of)s::date + %(horizon)s"
HALF = f"b.day > %(as_of)s::date - {silence.HALF_YEAR} AND b.day <= %(as_of)s"
HALF_BEFORE = (
    f"b.day > %(as_of)s::date - {silence.YEAR + silence.HALF_YEAR} AND b.day <= %(as_of)s::date - {silence.YEAR}"
)
LATER_BEFORE = f"b.day > %(as_of)s::date - {silence.YEAR} AND b.day <= %(as_of)s::date - {silence.YEAR} + %(horizon)s"
DECLINE = f"""
    WITH {verdicts()},
    half AS (
        SELECT b.customer_id, count(*) FILTER (WHERE {HALF}) AS now, count(*) FILTER (WHERE {HALF_BEFORE}) AS before,
               coalesce(sum(b.amount) FILTER (WHERE {HALF}), 0) AS money_now,
               coalesce(sum(b.amount) FILTER (WHERE {HALF_BEFORE}), 0) AS money_before,
               coalesce(sum(b.amount) FILTER (WHERE {LATER}), 0) AS later,
               coalesce(sum(b.amount) FILTER (WHERE {LATER_BEFORE}), 0) AS later_before
          FROM {TABLE} b
         WHERE b.day > %(as_of)s::date - {silence.YEAR + silence.HALF_YEAR}
           AND b.day <= %(as_of)s::date + %(horizon)s
         GROUP BY b.customer_id),
    judged AS (
        SELECT v.rule_id, v.basis, h.money_now < {silence.DECLINE_MONEY} * h.money_before AS plain,
               NOT v.touched AND h.now < h.before AND (h.before - h.now) / sqrt(h.before + h.now) >= v.certainty
               AND h.money_now < {silence.DECLINE_MONEY} * h.money_before AS ours,
               h.later < {silence.DECLINE_MONEY} * h.later_before AS came_true
          FROM verdict v JOIN half h ON h.customer_id = v.customer_id
         WHERE v.basis <> 'none' AND v.elapsed <= v.days_limit
           AND h.before >= {silence.DECLINE_FROM} AND h.now > 0 AND h.later_before > 0)
    {COUNTS}
"""
QUIET = f"""
    WITH {verdicts(TALK)},
    talked AS (
        SELECT DISTINCT t.commercial_partner_id AS customer_id FROM crm_touchpoint t
         WHERE t.channel IN {DIALOGUE} AND t.direction IN ('in', 'out') AND t.nature NOT IN ('marketing', 'system')
           AND (t.company_id IS NULL OR t.company_id = %(company)s)
           AND t.date::date > %(as_of)s AND t.date::date <= %(as_of)s::date + %(horizon)s),
    judged AS (
        SELECT v.rule_id, v.basis, {SILENT} AS ours, v.elapsed > v.fixed_days AS plain,
               t.customer_id IS NULL AND a.customer_id IS NULL AS came_true
          FROM verdict v
          LEFT JOIN talked t ON t.customer_id = v.customer_id
          LEFT JOIN ({AGAIN}) a ON a.customer_id = v.customer_id
         WHERE v.basis = 'rhythm' AND NOT v.gone
           AND NOT EXISTS (SELECT FROM {TABLE} b WHERE b.customer_id = v.customer_id AND b.day > v.last
                              AND b.day <= %(as_of)s))
    {COUNTS}
"""


def dropped(stream: str) -> str:
    """The statement for dropped categories.

    :param stream: purchases of each product category (:func:`.silence_sql.categories`)
    """
    return f"""
    WITH stream AS MATERIALIZED ({stream}),
    {verdicts("SELECT * FROM stream")},
    again AS (SELECT DISTINCT b.customer_id, b.part FROM stream b WHERE {LATER}),
    other AS (
        SELECT v.customer_id, v.part, count(*) FILTER (WHERE b.day <= %(as_of)s) AS since,
               bool_or(b.day > %(as_of)s) AS later
          FROM verdict v JOIN {TABLE} b ON b.customer_id = v.customer_id AND b.day > v.last
           AND b.day <= %(as_of)s::date + %(horizon)s
         WHERE v.basis = 'rhythm' GROUP BY v.customer_id, v.part),
    judged AS (
        SELECT v.rule_id, v.basis, {SILENT} AS ours, v.elapsed > v.fixed_days AS plain,
               o.later AND a.customer_id IS NULL AS came_true
          FROM verdict v
          JOIN other o ON o.customer_id = v.customer_id AND o.part = v.part
          LEFT JOIN again a ON a.customer_id = v.customer_id AND a.part = v.part
         WHERE v.basis = 'rhythm' AND NOT v.gone AND o.since >= {silence.OTHER_PURCHASES})
    {COUNTS}
"""


def trials(categories: str) -> list[tuple[str, int, str]]:
    """``[(kind, on how many days of the past, statement)]``; what takes long is tried on fewer days.

    :param categories: purchases of each product category (:func:`.silence_sql.categories`)
    """
    return [("silent", 4, BACK_TEST), ("decline", 2, DECLINE), ("dropped", 2, dropped(categories)), ("quiet", 2, QUIET)]
