"""Who of those who came in one period still buys in later ones: SQL over the purchase days of a run.

A cohort are the customers whose first purchase fell into a month (or quarter). ``later`` counts periods since then;
0 is the period of the first purchase. ``customers`` bought in that period, ``size`` are all of the cohort. Periods in
which nobody of a cohort bought have a row, too, so that a gap is a zero; the last period may not be over yet.
"""

from __future__ import annotations

GRAINS = {"month": 1, "quarter": 3}
#: Periods looked back, by grain.
BACK = {"month": 36, "quarter": 20}


def _grain(grain: str) -> str:
    months = GRAINS[grain]

    def number(day: str) -> str:
        return f"((extract(year FROM {day}) * 12 + extract(month FROM {day}) - 1)::int / {months})"

    start = f"date_trunc('{grain}', f.first)::date"
    return f"""
        SELECT '{grain}' AS grain, s.cohort, s.later, s.size, coalesce(b.customers, 0) AS customers,
               coalesce(b.amount, 0) AS amount
          FROM (SELECT c.cohort, c.size, o.later
                  FROM (SELECT {start} AS cohort, count(*) AS size FROM first f GROUP BY 1) c
                 CROSS JOIN LATERAL generate_series(0, {number("%(as_of)s::date")} - {number("c.cohort")}) o(later)) s
          LEFT JOIN (SELECT {start} AS cohort, {number("p.day")} - {number("f.first")} AS later,
                            count(DISTINCT p.customer_id) AS customers, sum(p.amount) AS amount
                       FROM crm_score_purchase p JOIN first f ON f.customer_id = p.customer_id
                      GROUP BY 1, 2) b ON b.cohort = s.cohort AND b.later = s.later
         WHERE s.cohort >= date_trunc('{grain}', %(as_of)s::date) - interval '{months * BACK[grain]} months'
    """


INSERT = f"""
    WITH first AS MATERIALIZED (SELECT customer_id, day AS first FROM crm_score_purchase WHERE number = 1)
    INSERT INTO crm_retention_cohort (run_id, company_id, grain, cohort, later, size, customers, amount)
    SELECT %(run)s, %(company)s, c.* FROM ({" UNION ALL ".join(_grain(grain) for grain in GRAINS)}) c
"""
#: Customers who bought in the year before the last one, those of them who bought in the last one, the money of both,
#: the customers new in the last year, and the revenue and customers of the last year.
YEARS = """
    SELECT count(*) FILTER (WHERE y.before > 0) AS before, count(*) FILTER (WHERE y.before > 0 AND y.last > 0) AS kept,
           coalesce(sum(y.before_amount) FILTER (WHERE y.before > 0), 0) AS before_amount,
           coalesce(sum(y.last_amount) FILTER (WHERE y.before > 0), 0) AS kept_amount,
           count(*) FILTER (WHERE y.is_new) AS new, count(*) FILTER (WHERE y.last > 0) AS active,
           coalesce(sum(y.last_amount), 0) AS active_amount
      FROM (SELECT customer_id, count(*) FILTER (WHERE day > %(as_of)s::date - 365) AS last,
                   count(*) FILTER (WHERE day <= %(as_of)s::date - 365) AS before,
                   sum(amount) FILTER (WHERE day > %(as_of)s::date - 365) AS last_amount,
                   sum(amount) FILTER (WHERE day <= %(as_of)s::date - 365) AS before_amount,
                   bool_or(number = 1 AND day > %(as_of)s::date - 365) AS is_new
              FROM crm_score_purchase
             WHERE day > %(as_of)s::date - 730
             GROUP BY customer_id) y
"""
