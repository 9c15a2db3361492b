"""The rules of :mod:`.dissatisfaction` as statements over all customers of a company at once.

Parameters of all: ``company``, ``as_of`` (last day seen), ``remedy`` (days within which a second complaint says that
the remedy did not help), ``objectors`` and ``tone_objectors`` (selects of ids of people who are left out). One after
the other: :func:`events`, :data:`KNOWN`, :func:`observe` of each signal, :data:`SCORE` and :data:`SIGNALS`; what the
first three make is gone with the transaction. Purchases are those of :mod:`.purchase_days`.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import dissatisfaction as rules
from .purchase_days import TABLE
from .silence_sql import DIALOGUE, OF_YEAR

EVENT, KNOWN_TABLE, SEEN = "crm_dissatisfaction_event", "crm_dissatisfaction_known", "crm_dissatisfaction_seen"
TABLES = (EVENT, KNOWN_TABLE, SEEN)
#: Days of the past that are looked at.
REACH = rules.WINDOW + rules.USUAL
#: Of the ways in which people talk, those that wait for an answer.
AWAITING = "('email', 'sms', 'messenger', 'web', 'letter', 'fax')"
LAST = f"%(as_of)s::date - {rules.WINDOW}"
FIRST = f"%(as_of)s::date - {REACH}"


def events(claims: bool) -> str:
    """What customers and we told each other, and complaints; one row for each, however many took part.

    :param claims: whether there is a table of claims, which say what they are about
    """
    matter = "WHEN t.source = 'crm.claim' THEN c.model_ref_id" if claims else ""
    join = "LEFT JOIN crm_claim c ON t.source = 'crm.claim' AND c.id = t.key_id" if claims else ""
    return f"""
        CREATE TEMPORARY TABLE {EVENT} ON COMMIT DROP AS
        SELECT DISTINCT ON (t.source, t.key_id, t.event, t.commercial_partner_id)
               t.commercial_partner_id AS customer_id, t.date, t.date::date AS day, t.direction, t.nature, t.channel,
               t.all_day IS TRUE AS all_day, t.source, t.key_id,
               CASE {matter} WHEN t.source = 'rating.rating' THEN t.res_model || ',' || t.res_id END AS matter
          FROM crm_touchpoint t {join}
         WHERE (t.company_id IS NULL OR t.company_id = %(company)s)
           AND t.date::date <= %(as_of)s AND t.date::date > {FIRST}
           AND (t.nature = 'complaint'
                OR t.channel IN {DIALOGUE} AND t.direction IN ('in', 'out') AND t.nature NOT IN ('marketing', 'system'))
           AND t.commercial_partner_id NOT IN (%(objectors)s) AND t.partner_id NOT IN (%(objectors)s)
         ORDER BY t.source, t.key_id, t.event, t.commercial_partner_id, t.rank"""


#: For how many of the days before the window a customer has been known.
KNOWN = f"""
    CREATE TEMPORARY TABLE {KNOWN_TABLE} ON COMMIT DROP AS
    SELECT f.customer_id,
           greatest(0, least({rules.USUAL}, {LAST} + 1 - least(min(f.day), min(p.create_date::date)))) AS days
      FROM (SELECT customer_id, min(day) AS day FROM {EVENT} GROUP BY customer_id
            UNION ALL SELECT customer_id, min(day) FROM {TABLE} GROUP BY customer_id
            UNION ALL
            SELECT m.commercial_partner_id, min(m.invoice_date) FROM account_move m
             WHERE m.company_id = %(company)s AND m.state = 'posted' AND m.move_type = 'out_refund'
               AND m.commercial_partner_id NOT IN (%(objectors)s)
             GROUP BY 1) f
      JOIN res_partner p ON p.id = f.customer_id
     GROUP BY f.customer_id"""
SEEN_TABLE = f"""
    CREATE TEMPORARY TABLE {SEEN} (
        customer_id integer, signal varchar, now float8, usual float8, number_now integer, number_before integer,
        last_on date, strength float8, points float8, enough boolean) ON COMMIT DROP"""

COMPLAINT = f"SELECT customer_id, day FROM {EVENT} WHERE nature = 'complaint' AND direction = 'in'"
#: A complaint again, although we had answered the one before or closed it, and not about something else.
UNHELPED = f"""
    SELECT s.customer_id, s.day FROM {EVENT} s
     WHERE s.nature = 'complaint' AND s.direction = 'in' AND EXISTS (
           SELECT FROM {EVENT} f
             JOIN {EVENT} a ON a.customer_id = f.customer_id AND a.date > f.date AND a.date < s.date
              AND (a.direction = 'out' OR a.nature = 'complaint' AND a.direction = 'internal')
            WHERE f.customer_id = s.customer_id AND f.nature = 'complaint' AND f.direction = 'in' AND f.date < s.date
              AND f.date >= s.date - %(remedy)s * interval '1 day'
              AND coalesce(f.matter = s.matter, TRUE))"""
REFUND = f"""
    SELECT m.commercial_partner_id AS customer_id, coalesce(m.invoice_date, m.date) AS day FROM account_move m
     WHERE m.company_id = %(company)s AND m.state = 'posted' AND m.move_type = 'out_refund'
       AND coalesce(m.invoice_date, m.date) > {FIRST} AND coalesce(m.invoice_date, m.date) <= %(as_of)s"""
TONE = """
    SELECT p.commercial_partner_id AS customer_id, n.date::date AS day FROM crm_message_tone n
      JOIN res_partner p ON p.id = n.partner_id
     WHERE n.is_dissatisfied AND n.company_id = %(company)s AND n.partner_id NOT IN (%(tone_objectors)s)"""


def _counts(days: str) -> str:
    """Counts in the window and per window before it, from a select of ``customer_id`` and ``day``."""
    return f"""
        SELECT d.customer_id, count(*) FILTER (WHERE d.day > {LAST})::float8 AS now,
               CASE WHEN k.days >= {rules.KNOWN_FROM}
                    THEN count(*) FILTER (WHERE d.day <= {LAST}) * {rules.WINDOW} / k.days::float8 END AS usual,
               count(*) FILTER (WHERE d.day > {LAST}) AS number_now,
               count(*) FILTER (WHERE d.day <= {LAST}) AS number_before, max(d.day) AS last_on
          FROM ({days}) d JOIN {KNOWN_TABLE} k ON k.customer_id = d.customer_id
         WHERE d.day <= %(as_of)s AND d.day > {LAST} - k.days
         GROUP BY d.customer_id, k.days"""


#: Purchases; where last year is known, no more is usual than there was in the same weeks of it.
ORDER = f"""
    SELECT c.customer_id, c.now,
           CASE WHEN k.days >= {rules.USUAL} THEN least(c.usual, coalesce(y.number, 0)) ELSE c.usual END AS usual,
           c.number_now, c.number_before, c.last_on
      FROM ({_counts(f"SELECT customer_id, day FROM {TABLE}")}) c
      JOIN {KNOWN_TABLE} k ON k.customer_id = c.customer_id
      LEFT JOIN (SELECT customer_id, count(*) AS number FROM {TABLE}
                  WHERE day <= %(as_of)s::date - 364 AND day > {LAST} - 364 GROUP BY customer_id) y
             ON y.customer_id = c.customer_id"""


def _replies(asked: str, answered: str) -> str:
    """Medians of the hours from the first of several letters in one direction to the first answer.

    Where people talk, as in a call or a visit, both are answered, whoever came to whom.

    :param asked: direction (``in`` or ``out``) of what waits for an answer, ``answered`` of the answer
    """
    return f"""
        SELECT h.customer_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY h.hours) FILTER (WHERE h.day > {LAST}) AS now,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY h.hours) FILTER (WHERE h.day <= {LAST}) AS usual,
               count(*) FILTER (WHERE h.day > {LAST}) AS number_now,
               count(*) FILTER (WHERE h.day <= {LAST}) AS number_before, max(h.day) AS last_on
          FROM (SELECT customer_id, day, direction, channel,
                       (extract(epoch FROM lead(date) OVER w - date) / 3600)::float8 AS hours,
                       lead(direction) OVER w AS answer
                  FROM (SELECT *, lag(direction) OVER (PARTITION BY customer_id ORDER BY date, key_id) AS before
                          FROM (SELECT customer_id, date, day, key_id, channel,
                                       CASE WHEN channel IN {AWAITING} THEN direction ELSE '{answered}' END AS direction
                                  FROM {EVENT}
                                 WHERE direction IN ('in', 'out') AND NOT all_day AND channel IN {DIALOGUE}) d) e
                 WHERE e.before IS DISTINCT FROM e.direction
                WINDOW w AS (PARTITION BY customer_id ORDER BY date, key_id)) h
         WHERE h.direction = '{asked}' AND h.answer = '{answered}'
           AND h.hours <= {24 * rules.REPLY_WITHIN}
         GROUP BY h.customer_id"""


RATING = f"""
    SELECT e.customer_id, avg(r.rating) FILTER (WHERE e.day > {LAST})::float8 AS now,
           avg(r.rating) FILTER (WHERE e.day <= {LAST})::float8 AS usual,
           count(*) FILTER (WHERE e.day > {LAST}) AS number_now,
           count(*) FILTER (WHERE e.day <= {LAST}) AS number_before, max(e.day) AS last_on
      FROM (SELECT DISTINCT t.commercial_partner_id AS customer_id, t.date::date AS day, t.key_id FROM crm_touchpoint t
             WHERE t.source = 'rating.rating' AND (t.company_id IS NULL OR t.company_id = %(company)s)
               AND t.date::date <= %(as_of)s AND t.date::date > {FIRST}
               AND t.commercial_partner_id NOT IN (%(objectors)s) AND t.partner_id NOT IN (%(objectors)s)) e
      JOIN rating_rating r ON r.id = e.key_id AND r.rating >= 1
     GROUP BY e.customer_id"""
#: By signal, a select with one row for each customer.
OBSERVED: Mapping[str, str] = {
    "complaint": _counts(COMPLAINT),
    "unhelped": _counts(UNHELPED),
    "our_reply": _replies("in", "out"),
    "their_reply": _replies("out", "in"),
    "rating": RATING,
    "refund": _counts(REFUND),
    "order": ORDER,
    "tone": _counts(TONE),
}
#: Tables that a signal takes and that are not always there.
NEEDS: Mapping[str, str] = {"rating": "rating_rating"}


def _unusual(more: str, less: str) -> str:
    errors = f"2 * (sqrt({more} + {rules.ADDED}) - sqrt({less} + {rules.ADDED}))"
    return f"CASE WHEN {errors} >= {rules.LEAST_ERRORS} THEN least({errors} / {rules.MOST_ERRORS}, 1) ELSE 0 END"


ENOUGH: Mapping[str, str] = {
    rules.MORE: "o.usual IS NOT NULL",
    rules.FEWER: f"o.usual IS NOT NULL AND o.number_before >= {rules.FEWER_FROM}",
    rules.SLOWER: f"o.number_now >= {rules.REPLIES_NOW} AND o.number_before >= {rules.REPLIES_BEFORE}",
    rules.LOWER: f"o.number_now > 0 AND o.number_before >= {rules.RATINGS_BEFORE}",
}
_LOWER_BY = f"(CASE WHEN o.number_before >= {rules.RATINGS_BEFORE} THEN o.usual ELSE {rules.MIDDLE} END - o.now)"
STRENGTH: Mapping[str, str] = {
    rules.MORE: _unusual("o.now", "coalesce(o.usual, 0)"),
    rules.FEWER: (
        f"CASE WHEN {ENOUGH[rules.FEWER]} AND o.now <= {rules.FEWER_PART} * o.usual"
        f" THEN {_unusual('o.usual', 'o.now')} ELSE 0 END"
    ),
    rules.SLOWER: (
        f"CASE WHEN NOT ({ENOUGH[rules.SLOWER]}) OR o.now - o.usual < {rules.LEAST_HOURS}"
        f" OR o.now < {rules.LEAST_TIMES} * o.usual THEN 0 WHEN o.usual > 0"
        f" THEN least(ln(o.now / o.usual) / ln(2::float8) / {rules.MOST_DOUBLINGS}, 1) ELSE 1 END"
    ),
    rules.LOWER: (
        f"CASE WHEN o.number_now > 0 AND {_LOWER_BY} >= {rules.LEAST_POINTS}"
        f" THEN least({_LOWER_BY} / {rules.MOST_POINTS}, 1) ELSE 0 END"
    ),
}


def observe(signal: rules.Signal, observed: str) -> str:
    """SQL that notes what is seen of one signal, and how unusual it is.

    :param observed: select with one row for each customer: ``customer_id``, ``now``, ``usual``, ``number_now``,
        ``number_before``, ``last_on``
    """
    return f"""
        INSERT INTO {SEEN}
        SELECT o.customer_id, '{signal.key}', o.now, o.usual, o.number_now, o.number_before, o.last_on, s.strength,
               s.strength * {signal.weight}, {ENOUGH[signal.family]}
          FROM ({observed}) o CROSS JOIN LATERAL (SELECT ({STRENGTH[signal.family]})::float8 AS strength) s
         WHERE o.customer_id NOT IN (%(objectors)s)"""


#: The score of each customer of whom something is unusual. Further parameters: ``now`` (moment), ``uid``.
SCORE = f"""
    INSERT INTO crm_dissatisfaction_score (company_id, customer_id, as_of, current, score, confidence, judged, unusual,
                                           main, last_on, facts)
    SELECT %(company)s, s.customer_id, %(as_of)s, TRUE, round((100 * (1 - exp(sum(ln(1 - s.points)))))::numeric, 1),
           CASE WHEN count(*) FILTER (WHERE s.enough) >= 3 THEN 'high'
                WHEN count(*) FILTER (WHERE s.enough) = 2 THEN 'medium' ELSE 'low' END,
           count(*) FILTER (WHERE s.enough), count(*) FILTER (WHERE s.points > 0),
           (array_agg(s.signal ORDER BY s.points DESC, s.signal))[1], max(s.last_on),
           jsonb_path_query_array(
               jsonb_agg(jsonb_build_object('signal', s.signal, 'now', s.now,
                                            'usual', CASE WHEN s.enough THEN s.usual END)
                         ORDER BY s.points DESC, s.signal) FILTER (WHERE s.points > 0),
               '$[0 to {rules.MOST - 1}]')
      FROM {SEEN} s JOIN res_partner p ON p.id = s.customer_id AND p.active
     GROUP BY s.customer_id
    HAVING max(s.points) > 0"""
#: What was seen of those who have a score now.
SIGNALS = f"""
    INSERT INTO crm_dissatisfaction_signal (company_id, customer_id, score_id, signal, now, usual, number_now,
                                            number_before, last_on, strength, points, enough)
    SELECT %(company)s, s.customer_id, d.id, s.signal, s.now, s.usual, s.number_now, s.number_before, s.last_on,
           100 * s.strength, 100 * s.points, s.enough
      FROM {SEEN} s
      JOIN crm_dissatisfaction_score d ON d.customer_id = s.customer_id AND d.company_id = %(company)s AND d.current"""
#: Scores as the stream of days that finds the rule of each customer; what they bought in a year is at stake.
STREAM = f"""
    SELECT d.customer_id, 0 AS part, d.as_of AS day, coalesce(b.amount, 0)::float8 AS amount
      FROM crm_dissatisfaction_score d
      LEFT JOIN ({OF_YEAR}) b ON b.customer_id = d.customer_id
     WHERE d.company_id = %(company)s AND d.current AND d.as_of = %(as_of)s AND d.score >= %(least_score)s"""
FIND = """
    SELECT v.rule_id, v.customer_id, NULL::integer, 'dissatisfied', 'facts', %(as_of)s::date, 0, NULL::float8,
           NULL::float8, NULL::integer, greatest(v.amount, 0), NULL::integer, NULL::integer, d.facts
      FROM verdict v
      JOIN crm_dissatisfaction_score d ON d.customer_id = v.customer_id AND d.company_id = %(company)s AND d.current"""
#: The last day of each month is kept, and every day of the last five weeks.
FORGET = """
    DELETE FROM crm_dissatisfaction_score d
     WHERE d.company_id = %(company)s AND d.as_of < %(as_of)s::date - 35
       AND EXISTS (SELECT FROM crm_dissatisfaction_score l WHERE l.company_id = d.company_id AND l.as_of > d.as_of
                      AND date_trunc('month', l.as_of) = date_trunc('month', d.as_of))"""
