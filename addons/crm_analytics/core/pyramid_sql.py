"""The statements that write a snapshot of the pyramid: the same rules as :mod:`.pyramid`, over all customers at once.

Parameters: ``snapshot``, ``company``, ``run`` (whose facts are read), ``month`` (first day of the last month counted),
``kinds`` (of facts that make the measure), ``active_from`` (first day of the first month that counts as active),
``top``, ``big``, ``medium`` (last ranks), ``climbers`` (part of a layer),
``until`` (whoever is in the file later does not count), ``objectors`` (a select of ids to leave out).
"""

from __future__ import annotations

#: Customers with anything ever bought by then, and what they brought.
SUMS = """
    SELECT f.customer_id,
           coalesce(sum(f.amount) FILTER (
               WHERE f.kind = ANY(%(kinds)s) AND f.month > %(month)s::date - interval '12 months'), 0) AS amount,
           coalesce(sum(f.amount) FILTER (
               WHERE f.kind = ANY(%(kinds)s) AND f.month <= %(month)s::date - interval '12 months'
                 AND f.month > %(month)s::date - interval '24 months'), 0) AS before,
           max(f.month) FILTER (WHERE f.kind = 'revenue') AS last_month,
           min(f.month) FILTER (WHERE f.kind = 'revenue') AS first_month
      FROM crm_profit_fact f
     WHERE f.run_id = %(run)s AND f.customer_id IS NOT NULL AND f.month <= %(month)s
       AND f.customer_id NOT IN (%(objectors)s)
     GROUP BY f.customer_id
    HAVING max(f.month) FILTER (WHERE f.kind = 'revenue') IS NOT NULL
"""

COUNT = f"SELECT count(*) FROM ({SUMS}) s WHERE s.last_month >= %(active_from)s"

#: What the needs and plans they told of within a year are worth, on top of what they buy.
TOLD = """
    SELECT coalesce(p.commercial_partner_id, p.id) AS customer_id, sum(l.need_value)::numeric AS value
      FROM crm_contact_log l JOIN res_partner p ON p.id = l.partner_id
     WHERE l.nature = 'need' AND l.active AND l.need_value > 0 AND (l.company_id IS NULL OR l.company_id = %(company)s)
       AND l.date < %(month)s::date + interval '1 month' AND l.date >= %(month)s::date - interval '11 months'
     GROUP BY 1
"""

#: Active customers get a rank, a layer, the border of the layer above and what a climb would be worth.
ACTIVE = f"""
    WITH sums AS ({SUMS}),
    told AS ({TOLD}),
    ranked AS (
        SELECT s.*, row_number() OVER (ORDER BY s.amount DESC, s.customer_id) AS rank,
               greatest(coalesce((p.yearly_need ->> %(company)s::text)::numeric, 0),
                        CASE WHEN t.value > 0 THEN s.amount + t.value ELSE 0 END) AS need
          FROM sums s
          JOIN res_partner p ON p.id = s.customer_id
          LEFT JOIN told t ON t.customer_id = s.customer_id
         WHERE s.last_month >= %(active_from)s
    ),
    placed AS (
        SELECT r.*,
               greatest(r.amount + least(greatest(CASE WHEN r.before > 0 THEN r.amount - r.before ELSE 0 END, 0),
                                         greatest(r.amount, 0)), r.need) AS expected,
               CASE WHEN r.rank <= %(top)s THEN 1 WHEN r.rank <= %(big)s THEN 2 WHEN r.rank <= %(medium)s THEN 3
                    ELSE 4 END AS level
          FROM ranked r
    ),
    borders AS (SELECT level, min(amount) AS lowest, count(*) AS members FROM placed GROUP BY level),
    judged AS (
        SELECT p.*, coalesce(above.lowest, 0) AS border, own.members,
               above.lowest > 0 AND p.expected >= above.lowest AND p.expected > p.amount AS able
          FROM placed p
          JOIN borders own ON own.level = p.level
          LEFT JOIN borders above ON above.level = p.level - 1
    ),
    named AS (
        SELECT j.*, coalesce(j.able, FALSE) AND row_number() OVER (
                   PARTITION BY j.level, coalesce(j.able, FALSE) ORDER BY j.expected DESC, j.customer_id)
               <= ceil(%(climbers)s::numeric * j.members) AS climbs
          FROM judged j
    )
    INSERT INTO crm_pyramid_position
           (snapshot_id, company_id, month, customer_id, layer, rank, amount, amount_before, first_month, last_month,
            need, border, climbs, potential)
    SELECT %(snapshot)s, %(company)s, %(month)s, n.customer_id, (ARRAY['top', 'big', 'medium', 'small'])[n.level],
           n.rank, n.amount, n.before, n.first_month, n.last_month, n.need, n.border, n.climbs,
           CASE WHEN n.climbs THEN n.expected - n.amount ELSE 0 END
      FROM named n
"""

INACTIVE = f"""
    INSERT INTO crm_pyramid_position
           (snapshot_id, company_id, month, customer_id, layer, rank, amount, amount_before, first_month, last_month,
            need, border, climbs, potential)
    SELECT %(snapshot)s, %(company)s, %(month)s, s.customer_id, 'inactive', NULL, s.amount, s.before, s.first_month,
           s.last_month, 0, 0, FALSE, 0
      FROM ({SUMS}) s
     WHERE s.last_month < %(active_from)s
"""

#: Who never bought: a prospect with an opportunity, a quotation or an order in hand, else a suspect. Own people,
#: companies of ours and those we only buy from are none.
OTHERS = """
    WITH promising AS (
        SELECT coalesce(c.commercial_partner_id, c.id) AS id
          FROM crm_lead l JOIN res_partner c ON c.id = l.partner_id
         WHERE l.type = 'opportunity' AND (l.company_id IS NULL OR l.company_id = %(company)s)
           AND l.create_date < %(until)s
           AND (l.active OR l.date_closed IS NOT NULL)
           AND (l.date_closed IS NULL OR l.date_closed >= %(month)s::date + interval '1 month')
         UNION
        SELECT coalesce(c.commercial_partner_id, c.id)
          FROM sale_order o JOIN res_partner c ON c.id = o.partner_id
         WHERE o.company_id = %(company)s AND o.state IN ('draft', 'sent', 'sale')
           AND o.create_date < %(until)s
    )
    INSERT INTO crm_pyramid_position
           (snapshot_id, company_id, month, customer_id, layer, rank, amount, amount_before, need, border, climbs,
            potential)
    SELECT %(snapshot)s, %(company)s, %(month)s, p.id,
           CASE WHEN p.id IN (SELECT id FROM promising) THEN 'prospect' ELSE 'suspect' END, NULL, 0, 0, 0, 0, FALSE, 0
      FROM res_partner p
     WHERE p.active AND p.partner_share AND coalesce(p.commercial_partner_id, p.id) = p.id
       AND (p.company_id IS NULL OR p.company_id = %(company)s)
       AND p.create_date < %(until)s
       AND NOT (p.supplier_rank > 0 AND p.customer_rank = 0)
       AND NOT EXISTS (SELECT FROM res_company y WHERE y.partner_id = p.id)
       AND NOT EXISTS (SELECT FROM crm_pyramid_position q WHERE q.snapshot_id = %(snapshot)s AND q.customer_id = p.id)
       AND p.id NOT IN (%(objectors)s)
"""

TOTALS = """
    INSERT INTO crm_pyramid_layer
           (snapshot_id, company_id, month, layer, sequence, customers, amount, climbers, potential)
    SELECT %(snapshot)s, %(company)s, %(month)s, l.layer, l.sequence, count(p.id), coalesce(sum(p.amount), 0),
           count(p.id) FILTER (WHERE p.climbs), coalesce(sum(p.potential), 0)
      FROM unnest(ARRAY['top', 'big', 'medium', 'small', 'inactive', 'prospect', 'suspect'])
           WITH ORDINALITY l(layer, sequence)
      LEFT JOIN crm_pyramid_position p ON p.snapshot_id = %(snapshot)s AND p.layer = l.layer
     GROUP BY l.layer, l.sequence
"""

#: From where to where between two snapshots, with the money of both years. Customers in one of them only are
#: ``none`` in the other; whose position nobody knows any more (erased) is left out.
MOVES = """
    WITH a AS (SELECT DISTINCT ON (customer_id) customer_id, layer, amount FROM crm_pyramid_position
                WHERE snapshot_id = %(before)s AND customer_id IS NOT NULL
                ORDER BY customer_id, rank NULLS LAST, id),
         b AS (SELECT DISTINCT ON (customer_id) customer_id, layer, amount FROM crm_pyramid_position
                WHERE snapshot_id = %(after)s AND customer_id IS NOT NULL
                ORDER BY customer_id, rank NULLS LAST, id)
    SELECT coalesce(a.layer, 'none'), coalesce(b.layer, 'none'), count(*),
           coalesce(sum(a.amount), 0)::float, coalesce(sum(b.amount), 0)::float
      FROM a FULL JOIN b ON a.customer_id = b.customer_id
     GROUP BY 1, 2
"""
