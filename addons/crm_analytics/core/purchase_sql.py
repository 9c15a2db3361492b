"""The purchase and spend models of :mod:`.purchase` and :mod:`.spend` as SQL over all customers at once.

Expected purchases are a mean over what is known of a customer's probability to leave, a sum over the points of
``purchase.nodes``; it depends on repeats and age only, so customers who have these in common are computed once.
PostgreSQL refuses results too large or too small for a float, so exponents are kept within bounds that change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .purchase import Purchase, nodes, nodes_needed
from .spend import Spend

#: Weeks of a year.
YEAR = 365.25 / 7
ALIVE = """
    1 / (1 + CASE WHEN c.repeats + %(shift)s = 0 THEN 0 ELSE %(a)s / (%(b)s + c.repeats + %(shift)s - 1)
                  * exp(least((%(r)s + c.repeats) * (ln(%(alpha)s + c.age) - ln(%(alpha)s + c.recency)), 600)) END)"""
#: Of small u, the series: the difference of two numbers near 1 would lose its digits.
GROWTH = """
    sum(n.weight / n.point * CASE
        WHEN k.k * (n.point * {weeks} / k.base) < 1e-5
        THEN k.k * (n.point * {weeks} / k.base) * (1 - (k.k + 1) * (n.point * {weeks} / k.base) / 2
             + (k.k + 1) * (k.k + 2) * (n.point * {weeks} / k.base) ^ 2 / 6)
        ELSE 1 - exp(greatest(-k.k * ln(1 + n.point * {weeks} / k.base), -700)) END)"""
#: Mean of N (N - 1) of a living customer's N purchases: how far these scatter, leaving included.
PAIRS = """
    sum(n.weight * 2 * (1 - n.point) / n.point ^ 2 * CASE
        WHEN k.k * (n.point * {weeks} / k.base) < 1e-3
        THEN k.k * (k.k + 1) * (n.point * {weeks} / k.base) ^ 2 / 2
             * (1 - 2 * (k.k + 2) * (n.point * {weeks} / k.base) / 3)
        ELSE 1 - exp(greatest(-k.k * ln(1 + n.point * {weeks} / k.base), -700))
             * (1 + k.k * (n.point * {weeks} / k.base) / (1 + n.point * {weeks} / k.base)) END)"""
#: The mean of what the next purchases come to; without a model, of all purchases of the customer.
SPEND = """
    %(p)s * (%(v)s + CASE WHEN c.repeat_spend > 0 THEN c.repeats * c.repeat_spend ELSE 0 END)
    / (%(p)s * CASE WHEN c.repeat_spend > 0 THEN c.repeats ELSE 0 END + %(q)s - 1)"""


def discounts(years: int, rate: float) -> list[float]:
    """Weights of the purchases expected up to the end of each year; money of a year counts as if it came in its middle.

    >>> [round(weight, 4) for weight in discounts(3, 0.1)]
    [0.0867, 0.0788, 0.788]
    """
    middle = [(1 + rate) ** -(year + 0.5) for year in range(years)]
    return [one - later for one, later in zip(middle, [*middle[1:], 0.0], strict=True)]


def value(table: str, years: int, has_spend: bool) -> str:
    """SQL of ``p_alive``, ``expected``, ``expected_spend``, ``value``, ``value_low`` and ``value_high`` per customer.

    :param table: the customers: ``customer_id``, ``repeats``, ``recency``, ``age``, ``spend``, ``repeat_spend``
    """
    growth = ", ".join(
        f"{GROWTH.format(weeks=weeks)} AS g{number}"
        for number, weeks in enumerate(["%(weeks)s", *(f"%(year)s * {year}" for year in range(1, years + 1))])
    )
    growth += f", {PAIRS.format(weeks=f'%(year)s * {years}')} AS pairs"
    discounted = " + ".join(f"%(discount{year})s * g.g{year}" for year in range(1, years + 1))
    return f"""
        SELECT v.customer_id, v.p_alive, v.p_alive * v.g0 AS expected, v.spend AS expected_spend,
               v.money AS value, v.money * greatest(0, 1 - v.away) AS value_low, v.money * (1 + v.away) AS value_high
          FROM (SELECT w.*, w.p_alive * w.discounted * w.spend * %(margin)s AS money,
                       sqrt(greatest(0, (w.pairs + w.whole) / (w.p_alive * w.whole ^ 2) - 1)) AS away
                  FROM (SELECT c.customer_id, c.repeats, {ALIVE} AS p_alive,
                               {SPEND if has_spend else "c.spend"} AS spend,
                               g.g0, g.g{years} AS whole, g.pairs, {discounted} AS discounted
                          FROM {table} c
                          JOIN (SELECT k.repeats, k.age, {growth}
                                  FROM (SELECT repeats, age, %(r)s + repeats AS k, %(alpha)s + age AS base
                                          FROM (SELECT DISTINCT repeats, age FROM {table}) d) k
                                  JOIN unnest(%(node_repeats)s::bigint[], %(node_points)s::float8[],
                                              %(node_weights)s::float8[]) n(repeats, point, weight)
                                    ON n.repeats = k.repeats
                                 GROUP BY k.repeats, k.age) g ON g.repeats = c.repeats AND g.age = c.age) w) v
    """


def parameters(
    model: Purchase,
    spend: Spend | None,
    repeats: Iterable[int],
    weeks: float,
    years: int,
    rate: float,
    margin: float,
) -> dict[str, Any]:
    """Values of the parameters of :func:`value`.

    :param repeats: every number of repeats there is in the table
    :param weeks: how far ahead purchases are counted
    :param years: how far ahead money is counted
    :param rate: discount rate of a year, 0.1 for 10 %
    :param margin: what of the spend is left, 0..1
    """
    number = nodes_needed(model, max(weeks, years * YEAR))
    rules = [(count, *nodes(model, count, number)) for count in sorted(set(repeats))]
    found: dict[str, Any] = {
        **model.parameters,
        **(spend.parameters if spend else {}),
        "shift": model.shift,
        "weeks": weeks,
        "year": YEAR,
        "margin": margin,
        "node_repeats": [count for count, points, _weights in rules for _point in points],
        "node_points": [float(point) for _count, points, _weights in rules for point in points],
        "node_weights": [float(weight) for _count, _points, weights in rules for weight in weights],
    }
    found.update({f"discount{year}": weight for year, weight in enumerate(discounts(years, rate), 1)})
    return found
