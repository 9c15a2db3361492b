"""How a customer usually buys, for all customers at once: RFM quintiles, interval, regularity, trend.

*RFM*: customers stand in the order of their last purchase, of the number of purchases and of revenue, and are cut into
fifths, 5 being the most recent, frequent, and spending. Equal values get the same fifth, by the lowest of their places:
where most bought once, these all have 1 for frequency. A. M. Hughes, "Strategic Database Marketing", 1994.

*Regularity* is the square of the mean interval over its variance: the shape of the Erlang distribution with these
moments. 1 is chance, above 2 is a rhythm. It takes three intervals.

*Trend* compares the money of the last 365 days with that of the 365 before.
"""

from __future__ import annotations

RFM_COLUMNS = ("rfm_recency", "rfm_frequency", "rfm_revenue", "rfm")
HABIT_COLUMNS = ("usual_days", "regularity", "recent_revenue", "previous_revenue", "trend")


def fifth(order: str) -> str:
    """SQL of the fifth, 1 to 5, of a row in an order; ties share the lowest place."""
    return f"(1 + (rank() OVER (ORDER BY {order}) - 1) * 5 / count(*) OVER ())"


RFM = f"""
    SELECT customer_id, r AS rfm_recency, f AS rfm_frequency, m AS rfm_revenue, r + f + m AS rfm
      FROM (SELECT customer_id, {fifth("last_purchase")} AS r, {fifth("purchases")} AS f, {fifth("revenue")} AS m
              FROM crm_score_customer) q
"""
#: Parameter: ``as_of``.
HABIT = """
    SELECT h.customer_id, h.usual_days, h.regularity, h.recent_revenue, h.previous_revenue,
           CASE WHEN h.first_day > %(as_of)s::date - 365 THEN 'new'
                WHEN h.recent_revenue <= 0 THEN 'gone'
                WHEN h.previous_revenue <= 0 THEN 'back'
                WHEN h.recent_revenue > 1.2 * h.previous_revenue THEN 'up'
                WHEN h.recent_revenue < 0.8 * h.previous_revenue THEN 'down'
                ELSE 'steady' END AS trend
      FROM (SELECT g.customer_id, min(g.day) AS first_day,
                   percentile_cont(0.5) WITHIN GROUP (ORDER BY g.gap) AS usual_days,
                   CASE WHEN count(g.gap) > 2 THEN least(avg(g.gap) ^ 2 / nullif(var_samp(g.gap), 0), 1000) END::float8
                   AS regularity,
                   coalesce(sum(g.amount) FILTER (WHERE g.day > %(as_of)s::date - 365), 0) AS recent_revenue,
                   coalesce(sum(g.amount) FILTER (WHERE g.day <= %(as_of)s::date - 365
                                                    AND g.day > %(as_of)s::date - 730), 0) AS previous_revenue
              FROM (SELECT customer_id, day, amount,
                           day - lag(day) OVER (PARTITION BY customer_id ORDER BY number) AS gap
                      FROM crm_score_purchase) g
             GROUP BY g.customer_id) h
"""
