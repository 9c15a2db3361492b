"""Cost to serve before and after a parting was decided, or the customer kept: months compared.

The month of the end itself belongs to neither. At most twelve months on each side count, and only those that the run of
the analysis has as a whole.
"""

#: One row a case. Parameter: ``months``, how many on each side.
FIGURE = """
    SELECT k.id, k.id AS case_id, k.company_id, k.partner_id, k.user_id, k.reason_class, k.state, k.outcome,
           k.create_date::date AS opened_on, k.served_at::date AS served_on, k.ended_on,
           CASE WHEN k.ended_on IS NOT NULL THEN k.days END AS days, 1 AS cases,
           CASE k.outcome WHEN 'kept' THEN 100.0 WHEN 'parted' THEN 0.0 END AS kept_share,
           k.refused_count, CASE WHEN k.won_back THEN 1 ELSE 0 END AS won_back,
           (SELECT count(DISTINCT (t.source, t.key_id)) FROM crm_touchpoint t
             WHERE t.commercial_partner_id = k.partner_id AND t.date >= k.served_at AND t.nature = 'complaint'
               AND t.direction IS DISTINCT FROM 'out' AND (t.company_id IS NULL OR t.company_id = k.company_id)
           ) AS complaints,
           s.before / nullif(m.before, 0) AS service_before, s.after / nullif(m.after, 0) AS service_after,
           s.after / nullif(m.after, 0) - s.before / nullif(m.before, 0) AS service_change, m.after AS months_after
      FROM crm_offboarding_case k
      LEFT JOIN crm_score_run r ON r.company_id = k.company_id AND r.current
     CROSS JOIN LATERAL (SELECT date_trunc('month', coalesce(k.ended_on, k.served_at))::date AS turn) e
     CROSS JOIN LATERAL (
        SELECT (e.turn - %(months)s * interval '1 month')::date AS first,
               least(e.turn + %(months)s * interval '1 month',
                     date_trunc('month', r.as_of + 1) - interval '1 month')::date AS last
     ) d
     CROSS JOIN LATERAL (
        SELECT count(*) FILTER (WHERE n::date < e.turn) AS before, count(*) FILTER (WHERE n::date > e.turn) AS after
          FROM generate_series(date_trunc('month', r.date_from)::timestamp, r.as_of::timestamp, interval '1 month') n
         WHERE n::date BETWEEN d.first AND d.last
     ) m
     CROSS JOIN LATERAL (
        SELECT -coalesce(sum(f.amount) FILTER (WHERE f.month < e.turn), 0) AS before,
               -coalesce(sum(f.amount) FILTER (WHERE f.month > e.turn), 0) AS after
          FROM crm_profit_fact f
         WHERE f.run_id = r.id AND f.customer_id = k.partner_id AND f.kind = 'service'
           AND f.month BETWEEN d.first AND d.last
     ) s
"""
#: One row for each state a case has been in, with the days until it left it.
STAGE = """
    SELECT s.id, s.case_id, k.company_id, k.partner_id, k.user_id, k.reason_class, k.outcome, s.after AS state,
           s.date AS entered_at, s.left_at,
           round((extract(epoch FROM s.left_at - s.date) / 86400)::numeric, 2)::float8 AS days, 1 AS times
      FROM (
        SELECT id, case_id, after, date, lead(date) OVER (PARTITION BY case_id ORDER BY id) AS left_at
          FROM crm_offboarding_step WHERE after IS DISTINCT FROM before
      ) s
      JOIN crm_offboarding_case k ON k.id = s.case_id
"""
