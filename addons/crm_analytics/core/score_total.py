"""One score for several companies: the statement that adds up what each of them knows of a customer.

Money is added up in one currency (``rates``). Who is a customer of two companies is as much a customer as of the one
where that is likelier: it takes no assumption how far the two hang together. Places and layers are decided anew, among
the customers of all these companies, by the same rules as in one: ranks, cuts rounded up, each layer with at least one
(:mod:`.pyramid`). Who is active in no company stands in the highest layer they have in any.

The cuts are computed once and not for each customer, for whom PostgreSQL would do so again wherever they are used.

Parameters: ``companies``, ``rates`` (what one of a company's currency is in the one shown), ``by_value`` (whether
customers are put in order by lifetime value; else by revenue), ``top``, ``big``, ``medium`` (cuts, percent).
"""

from __future__ import annotations

from .pyramid import LAYERS

ORDER = ", ".join(f"'{layer}'" for layer in LAYERS)
TOTAL = f"""
    WITH rate AS (SELECT * FROM unnest(%(companies)s::integer[], %(rates)s::float8[]) r(company_id, rate)),
    score AS (
        SELECT s.customer_id, count(*) AS companies, min(u.as_of) AS as_of, sum(s.purchases)::integer AS purchases,
               min(s.first_purchase) AS first_purchase, max(s.last_purchase) AS last_purchase,
               sum(s.revenue::float8 * r.rate) AS revenue, max(s.p_alive) AS p_alive, sum(s.expected) AS expected,
               sum(s.value::float8 * r.rate) AS value, sum(s.value_low::float8 * r.rate) AS value_low,
               sum(s.value_high::float8 * r.rate) AS value_high
          FROM crm_customer_score s
          JOIN crm_score_run u ON u.id = s.run_id AND u.current
          JOIN rate r ON r.company_id = s.company_id
         GROUP BY s.customer_id),
    placed AS (
        SELECT *, 100 * cume_dist() OVER (
                   ORDER BY CASE WHEN %(by_value)s THEN value ELSE revenue END NULLS FIRST) AS place
          FROM score),
    stood AS (
        SELECT p.customer_id, min(array_position(ARRAY[{ORDER}], p.layer::text)) AS best,
               bool_or(p.rank IS NOT NULL) AS active, sum(p.amount::float8 * r.rate) AS amount
          FROM crm_pyramid_position p
          JOIN rate r ON r.company_id = p.company_id
         WHERE p.customer_id IS NOT NULL AND p.layer <> 'suspect' AND p.snapshot_id IN (
               SELECT DISTINCT ON (company_id) id FROM crm_pyramid_snapshot
                WHERE company_id = ANY(%(companies)s) ORDER BY company_id, month DESC)
         GROUP BY p.customer_id),
    ranked AS (
        SELECT *, CASE WHEN active THEN row_number() OVER (
                   PARTITION BY active ORDER BY amount DESC, customer_id) END::integer AS rank
          FROM stood),
    active AS (SELECT count(*) AS number FROM stood WHERE active),
    top AS (SELECT *, least(number, greatest(ceil(%(top)s::numeric * number / 100), 1)) AS top_end FROM active),
    big AS (SELECT *, least(number, greatest(ceil(%(big)s::numeric * number / 100), top_end + 1)) AS big_end FROM top),
    cut AS MATERIALIZED (
        SELECT top_end::integer AS top_end, big_end::integer AS big_end,
               least(number, greatest(ceil(%(medium)s::numeric * number / 100), big_end + 1))::integer AS medium_end
          FROM big),
    layered AS (
        SELECT r.*, CASE WHEN r.rank IS NULL THEN (ARRAY[{ORDER}])[r.best] WHEN r.rank <= c.top_end THEN 'top'
                         WHEN r.rank <= c.big_end THEN 'big' WHEN r.rank <= c.medium_end THEN 'medium'
                         ELSE 'small' END AS layer
          FROM ranked r CROSS JOIN cut c)
    SELECT coalesce(s.customer_id, l.customer_id) AS id, coalesce(s.customer_id, l.customer_id) AS customer_id,
           c.user_id, s.companies::integer AS companies, s.as_of, s.purchases, s.first_purchase, s.last_purchase,
           s.revenue, s.p_alive, s.expected, s.value, s.value_low, s.value_high, s.place,
           CASE WHEN s.purchases < 2 THEN 'low' WHEN s.purchases < 4 THEN 'medium' WHEN s.purchases > 3 THEN 'high' END
           AS confidence, l.layer, l.rank, l.amount
      FROM placed s
      FULL JOIN layered l ON l.customer_id = s.customer_id
      JOIN res_partner c ON c.id = coalesce(s.customer_id, l.customer_id)
"""
