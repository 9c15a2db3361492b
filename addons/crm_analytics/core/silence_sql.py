"""The rules of :mod:`.silence` as statements over all customers of a company at once.

A *stream* is a table of days, ``customer_id``, ``day``, ``amount``: purchases (:mod:`.purchase_days`), purchases of a
product category (with ``part``, the category) or contacts. Parameters: ``company``, ``as_of`` (last day seen).

What is usual in a segment stands with its rule (``prior_median``, ``prior_spread`` of ``crm_silence_rule``) and is
measured by :data:`PRIORS` before anybody is judged.
"""

from __future__ import annotations

from . import purchase_shop, silence
from .purchase_days import INVOICES, TABLE
from .purchase_shop import Shop

#: What customers bought in a year.
OF_YEAR = f"""
    SELECT customer_id, sum(amount) AS amount FROM {TABLE}
     WHERE day <= %(as_of)s AND day > %(as_of)s::date - {silence.YEAR} GROUP BY customer_id"""
#: Ways in which people talk with each other; what a campaign sends to many is no contact.
DIALOGUE = "('email', 'call', 'meeting', 'visit', 'sms', 'chat', 'messenger', 'web', 'letter', 'fax', 'other')"
PURCHASES = f"SELECT customer_id, 0 AS part, day, amount::float8 AS amount FROM {TABLE}"
TALK = f"""
    SELECT t.commercial_partner_id AS customer_id, 0 AS part, t.date::date AS day, 0::float8 AS amount
      FROM crm_touchpoint t
     WHERE t.channel IN {DIALOGUE} AND t.direction IN ('in', 'out') AND t.nature NOT IN ('marketing', 'system')
       AND (t.company_id IS NULL OR t.company_id = %(company)s)
       AND t.date::date <= %(as_of)s AND t.date::date > %(as_of)s::date - {silence.LOOK_BACK}
     GROUP BY 1, 3"""
#: Days on which something of a product category was bought: of orders and, where a purchase is an invoice, of these.
ORDERED = """
    SELECT coalesce(p.commercial_partner_id, p.id) AS customer_id, t.categ_id AS part,
           (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(timezone)s)::date AS day,
           sum(l.price_subtotal / coalesce(nullif(o.currency_rate, 0), 1))::float8 AS amount
      FROM sale_order o
      JOIN res_partner p ON p.id = o.partner_id
      JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL AND l.is_downpayment IS NOT TRUE
      JOIN product_product g ON g.id = l.product_id
      JOIN product_template t ON t.id = g.product_tmpl_id
     WHERE o.state = 'sale' AND o.company_id = %(company)s AND t.categ_id IS NOT NULL
     GROUP BY 1, 2, 3
    HAVING sum(l.price_subtotal) > 0"""
INVOICED = """
    SELECT coalesce(p.commercial_partner_id, p.id) AS customer_id, t.categ_id AS part,
           coalesce(m.invoice_date, m.date) AS day, sum(-l.balance)::float8 AS amount
      FROM account_move m
      JOIN res_partner p ON p.id = m.partner_id
      JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product' AND l.is_downpayment IS NOT TRUE
      JOIN product_product g ON g.id = l.product_id
      JOIN product_template t ON t.id = g.product_tmpl_id
     WHERE m.state = 'posted' AND m.move_type IN ('out_invoice', 'out_receipt') AND m.company_id = %(company)s
       AND t.categ_id IS NOT NULL{alone}
     GROUP BY 1, 2, 3
    HAVING sum(-l.balance) > 0"""
ALONE = """
       AND NOT EXISTS (SELECT FROM account_move_line i JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = i.id
                        WHERE i.move_id = m.id)"""


def categories(basis: str, shop: Shop | None = None) -> str:
    """The stream of product categories.

    :param basis: what counts as a purchase (:data:`.purchase_days.BASES`)
    :param shop: the point of sale, if it is installed
    """
    till = purchase_shop.NOT_OF_TILL if shop else ""
    parts = {
        "order": [ORDERED],
        "invoice": [INVOICED.format(alone=till)],
        "both": [ORDERED, INVOICED.format(alone=till + ALONE)],
    }[basis]
    if shop:
        parts.append(purchase_shop.categories(shop, basis != INVOICES))
    union = " UNION ALL ".join(f"({part})" for part in parts)
    # Days on which nothing was left of the purchase are no purchase of the category either.
    return (
        "SELECT c.customer_id, c.part, c.day, sum(c.amount) AS amount"
        f" FROM ({union}) c JOIN {TABLE} b ON b.customer_id = c.customer_id AND b.day = c.day"
        " GROUP BY c.customer_id, c.part, c.day"
    )


#: The gaps of a stream, and what they say of each customer: sorted once, added up once.
GAPS = f"""
    day AS MATERIALIZED (
        SELECT d.customer_id, d.part, d.day, d.amount, lag(d.day) OVER w AS before, lag(d.day, 2) OVER w AS earlier,
               max(d.day) OVER (PARTITION BY d.customer_id, d.part) AS last
          FROM ({{stream}}) d
         WHERE d.day <= %(as_of)s AND d.day > %(as_of)s::date - {silence.LOOK_BACK}
        WINDOW w AS (PARTITION BY d.customer_id, d.part ORDER BY d.day)),
    known AS MATERIALIZED (
        SELECT customer_id, part, max(last) AS last, min(day) AS first,
               sum(amount) FILTER (WHERE day > last - {silence.YEAR}) AS amount, count(before) AS gaps,
               percentile_cont(0.5) WITHIN GROUP (ORDER BY day - before) AS median, count(earlier) AS pairs,
               coalesce(sum(((before - earlier)::float8 / (day - earlier) - 0.5) ^ 2), 0) AS squares
          FROM day GROUP BY customer_id, part)"""
#: The rule of each customer: the first whose segment they are in, else the one for everybody.
RULED = """
    ruled AS MATERIALIZED (
        SELECT DISTINCT ON (k.customer_id) k.customer_id, u.id AS rule_id, u.fixed_days, u.min_gaps,
               u.certainty::float8 AS certainty, u.touch_days, u.prior_median::float8 AS prior_median,
               u.prior_spread::float8 AS prior_spread, u.thin, u.user_id
          FROM (SELECT DISTINCT customer_id FROM known) k
          JOIN crm_silence_rule u ON u.company_id = %(company)s AND u.active
           AND (u.segment_id IS NULL OR EXISTS (
                SELECT FROM crm_segment_member m
                 WHERE m.segment_id = u.segment_id AND m.partner_id = k.customer_id AND m.left_at IS NULL))
         ORDER BY k.customer_id, u.segment_id IS NULL, u.sequence, u.id)"""
#: Somebody talked with the customer in the last days; asked by the customer, of whom the newest are found at once.
TOUCHED = f"""EXISTS (
                   SELECT FROM crm_touchpoint t
                    WHERE t.commercial_partner_id = l.customer_id
                      AND t.date >= %(as_of)s::date - l.touch_days AND t.date < %(as_of)s::date + 1
                      AND t.channel IN {DIALOGUE} AND t.direction IN ('in', 'out')
                      AND t.nature NOT IN ('marketing', 'system')
                      AND (t.company_id IS NULL OR t.company_id = %(company)s))"""


def _same_weeks(ago: int) -> str:
    """Whether the gap ``g`` was a pause in the same weeks so many years ago (:func:`.silence.paused`)."""
    return (
        f"(g.before <= l.last - {silence.YEAR * ago} + least(l.days_limit / 2, l.elapsed / 2)"
        f" AND g.day > %(as_of)s::date - {silence.YEAR * ago})"
    )


JUDGED = f"""
    spread AS (
        SELECT k.customer_id, k.part, k.last, k.first, k.amount, k.gaps, k.median AS own_median,
               r.rule_id, r.fixed_days, r.min_gaps, r.certainty, r.touch_days, r.prior_median, r.thin, r.user_id,
               %(as_of)s::date - k.last AS elapsed,
               least(greatest((k.squares + {silence.PRIOR_PAIRS} * r.prior_spread)
                              / (k.pairs + {silence.PRIOR_PAIRS}), {silence.LEAST_SPREAD}),
                     {silence.GREATEST_SPREAD}) AS v
          FROM known k
          JOIN ruled r ON r.customer_id = k.customer_id),
    shaped AS (
        SELECT s.*, (1 - 4 * s.v) / (8 * s.v) AS shape,
               CASE WHEN s.gaps >= s.min_gaps THEN s.own_median ELSE s.prior_median END AS median,
               CASE WHEN s.gaps = 0 THEN 'none' WHEN s.gaps < s.min_gaps THEN 'thin'
                    WHEN (1 - 4 * s.v) / (8 * s.v) >= {silence.GATE} THEN 'rhythm' ELSE 'fixed' END AS basis
          FROM spread s),
    reach AS (
        SELECT s.*, CASE WHEN s.gaps > 0 THEN floor(s.median * (
                   (1 - 1 / (9 * s.shape) + s.certainty * sqrt((1 + 1 / s.gaps::float8) / (9 * s.shape)))
                   / (1 - 1 / (9 * s.shape))) ^ 3 + 1e-9) END AS own_limit
          FROM shaped s),
    limited AS MATERIALIZED (
        SELECT r.*, CASE r.basis WHEN 'rhythm' THEN r.own_limit WHEN 'thin' THEN greatest(r.fixed_days, r.own_limit)
                         ELSE r.fixed_days END::integer AS days_limit
          FROM reach r),
    season AS (
        SELECT p.customer_id, p.part
          FROM (SELECT l.customer_id, l.part, l.basis, g.day - g.before < {silence.YEAR} AS short,
                       {_same_weeks(1)} AS one, {_same_weeks(2)} AS two
                  FROM limited l JOIN day g ON g.customer_id = l.customer_id AND g.part = l.part
                 WHERE l.basis IN ('rhythm', 'fixed') AND l.elapsed > l.days_limit
                   AND g.day - g.before > l.days_limit) p
         GROUP BY p.customer_id, p.part, p.basis
        HAVING CASE p.basis WHEN 'rhythm' THEN bool_or(p.one)
                    ELSE bool_or(p.one) AND bool_or(p.two) AND bool_and(p.short AND (p.one OR p.two)) END),
    verdict AS MATERIALIZED (
        SELECT l.customer_id, l.part, l.rule_id, l.basis, l.last, l.first, l.elapsed, l.gaps, l.median, l.shape,
               l.days_limit, l.amount, l.certainty, l.thin, l.user_id, l.fixed_days,
               s.customer_id IS NOT NULL AS seasonal,
               l.elapsed > greatest({silence.GONE}, 2 * l.days_limit) AS gone,
               {TOUCHED} AS touched
          FROM limited l
          LEFT JOIN season s ON s.customer_id = l.customer_id AND s.part = l.part)"""
SILENT = "v.basis <> 'none' AND v.elapsed > v.days_limit AND NOT (v.seasonal OR v.gone OR v.touched)"


def verdicts(stream: str = PURCHASES) -> str:
    """The common table expressions up to ``verdict``: one row per customer (and part) of a stream."""
    return f"{GAPS.format(stream=stream)},{RULED},{JUDGED}"


#: What is usual among the customers of each rule. Thirty pairs are wanted before it counts.
PRIORS = f"""
    WITH {GAPS.format(stream=PURCHASES)},{RULED}
    UPDATE crm_silence_rule u SET prior_median = p.median, prior_spread = p.spread, prior_customers = p.customers
      FROM (SELECT r.rule_id, percentile_cont(0.5) WITHIN GROUP (ORDER BY k.median) AS median,
                   CASE WHEN sum(k.pairs) >= 30 THEN sum(k.squares) / sum(k.pairs) ELSE {silence.CHANCE} END AS spread,
                   count(*) AS customers
              FROM known k JOIN ruled r ON r.customer_id = k.customer_id
             WHERE k.gaps > 0
             GROUP BY r.rule_id) p
     WHERE p.rule_id = u.id
"""
#: Columns of a finding, in the order of the table.
COLUMNS = (
    "rule_id",
    "customer_id",
    "categ_id",
    "kind",
    "basis",
    "since",
    "gaps",
    "median_days",
    "shape",
    "limit_days",
    "amount",
    "number_now",
    "number_before",
    "facts",
)
FIND_SILENT = f"""
    SELECT v.rule_id, v.customer_id, NULL::integer AS categ_id, 'silent' AS kind, v.basis, v.last AS since, v.gaps,
           v.median AS median_days, v.shape, v.days_limit AS limit_days, greatest(v.amount, 0) AS amount,
           NULL::integer AS number_now, NULL::integer AS number_before, NULL::jsonb AS facts
      FROM verdict v
     WHERE {SILENT} AND (v.basis <> 'thin' OR v.thin)"""
#: Fewer purchases than in the same half a year before, of customers who are not silent.
FIND_DECLINE = f"""
    SELECT v.rule_id, v.customer_id, NULL::integer, 'decline', v.basis, date_trunc('month', %(as_of)s::date)::date,
           v.gaps, v.median, v.shape, v.days_limit,
           least(2 * (h.money_before - h.money_now), h.money_year), h.now, h.before, NULL::jsonb
      FROM verdict v
      JOIN (SELECT customer_id,
                   count(*) FILTER (WHERE day > %(as_of)s::date - {silence.HALF_YEAR}) AS now,
                   count(*) FILTER (WHERE day <= %(as_of)s::date - {silence.YEAR}
                                      AND day > %(as_of)s::date - {silence.YEAR + silence.HALF_YEAR}) AS before,
                   coalesce(sum(amount) FILTER (WHERE day > %(as_of)s::date - {silence.HALF_YEAR}), 0) AS money_now,
                   coalesce(sum(amount) FILTER (
                       WHERE day <= %(as_of)s::date - {silence.YEAR}
                         AND day > %(as_of)s::date - {silence.YEAR + silence.HALF_YEAR}), 0) AS money_before,
                   coalesce(sum(amount) FILTER (
                       WHERE day <= %(as_of)s::date - {silence.HALF_YEAR}
                         AND day > %(as_of)s::date - {silence.YEAR + silence.HALF_YEAR}), 0) AS money_year
              FROM day GROUP BY customer_id) h ON h.customer_id = v.customer_id
     WHERE NOT v.touched AND NOT (v.basis <> 'none' AND v.elapsed > v.days_limit)
       AND h.before >= {silence.DECLINE_FROM} AND h.now > 0 AND h.now < h.before
       AND (h.before - h.now) / sqrt(h.before + h.now) >= v.certainty
       AND h.money_now < {silence.DECLINE_MONEY} * h.money_before"""
#: A category bought no more, of customers who went on buying.
FIND_DROPPED = f"""
    SELECT v.rule_id, v.customer_id, v.part, 'dropped', v.basis, v.last, v.gaps, v.median, v.shape, v.days_limit,
           greatest(v.amount, 0), count(b.day)::integer, NULL::integer, NULL::jsonb
      FROM verdict v
      JOIN {TABLE} b ON b.customer_id = v.customer_id AND b.day > v.last AND b.day <= %(as_of)s
     WHERE {SILENT} AND v.basis = 'rhythm'
     GROUP BY v.rule_id, v.customer_id, v.part, v.basis, v.last, v.gaps, v.median, v.shape, v.days_limit, v.amount
    HAVING count(b.day) >= {silence.OTHER_PURCHASES}"""
#: Customers who used to talk with us and bought nothing since: a rhythm of contacts that broke off.
FIND_QUIET = f"""
    SELECT v.rule_id, v.customer_id, NULL::integer, 'quiet', v.basis, v.last, v.gaps, v.median, v.shape, v.days_limit,
           coalesce(y.amount, 0), NULL::integer, NULL::integer, NULL::jsonb
      FROM verdict v LEFT JOIN ({OF_YEAR}) y ON y.customer_id = v.customer_id
     WHERE {SILENT} AND v.basis = 'rhythm'
       AND NOT EXISTS (SELECT FROM {TABLE} b WHERE b.customer_id = v.customer_id AND b.day > v.last
                          AND b.day <= %(as_of)s)"""
#: The rhythm as columns of a customer's score.
SCORE = f"""
    WITH {verdicts()}
    SELECT v.customer_id, v.basis AS rhythm_basis, v.gaps AS rhythm_gaps,
           CASE WHEN v.basis <> 'none' THEN v.median END AS rhythm_days,
           CASE WHEN v.basis <> 'none' THEN v.days_limit END AS rhythm_limit
      FROM verdict v
"""
SCORE_COLUMNS = ("rhythm_basis", "rhythm_gaps", "rhythm_days", "rhythm_limit")


def insert(find: str, stream: str = PURCHASES) -> str:
    """SQL that writes the alerts of one kind; a silence that has one gets no second, whatever became of it.

    Further parameters: ``currency``, ``now`` (moment, UTC), ``objectors`` (select of ids left out).
    """
    return f"""
        WITH {verdicts(stream)},
        found ({", ".join(COLUMNS)}) AS ({find})
        INSERT INTO crm_silence_alert ({", ".join(COLUMNS)}, company_id, currency_id, state, found_on, user_id,
                                       create_uid, write_uid, create_date, write_date)
        SELECT {", ".join(f"f.{column}" for column in COLUMNS)}, %(company)s, %(currency)s, 'waiting', %(as_of)s,
               coalesce(p.user_id, u.user_id), %(uid)s, %(uid)s, %(now)s, %(now)s
          FROM found f
          JOIN res_partner p ON p.id = f.customer_id AND p.active
          JOIN crm_silence_rule u ON u.id = f.rule_id
         WHERE f.customer_id NOT IN (%(objectors)s)
           AND NOT EXISTS (SELECT FROM crm_silence_alert a
                            WHERE a.company_id = %(company)s AND a.customer_id = f.customer_id AND a.kind = f.kind
                              AND coalesce(a.categ_id, 0) = coalesce(f.categ_id, 0)
                              AND (a.state IN ('waiting', 'told', 'snoozed') OR a.since = f.since
                                   OR f.kind = 'decline' AND a.since > f.since - {silence.HALF_YEAR}
                                   OR f.kind = 'dissatisfied' AND a.since > f.since - {silence.AGAIN}))
           AND (f.kind <> 'quiet' OR NOT EXISTS (
                SELECT FROM crm_silence_alert a
                 WHERE a.company_id = %(company)s AND a.customer_id = f.customer_id AND a.kind = 'silent'
                   AND a.state IN ('waiting', 'told', 'snoozed')))
            ON CONFLICT DO NOTHING
    """
