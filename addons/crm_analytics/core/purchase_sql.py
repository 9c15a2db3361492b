"""The purchase and spend models of :mod:`.purchase` and :mod:`.spend` as SQL over all customers at once.

Expected purchases are a mean over what is known of a customer's probability to leave, a sum over the points of
``purchase.nodes``. It depends on repeats and age only, so :func:`grown` computes it once for customers who have these
in common, and the statement looks it up. PostgreSQL refuses results too large or too small for a float, so exponents
are kept within bounds that change nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .purchase import Purchase, nodes, nodes_needed
from .spend import Spend

#: Weeks of a year.
YEAR = 365.25 / 7
ALIVE = """
    1 / (1 + CASE WHEN c.repeats + %(shift)s = 0 THEN 0 ELSE %(a)s / (%(b)s + c.repeats + %(shift)s - 1)
                  * exp(least((%(r)s + c.repeats) * (ln(%(alpha)s + c.age) - ln(%(alpha)s + c.recency)), 600)) END)"""
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
    names = ", ".join(("repeats", "age", *(f"g{number}" for number in range(years + 1)), "pairs"))
    lists = ", ".join(f"%(grown{number})s::float8[]" for number in range(years + 4))
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
                          JOIN unnest({lists}) g({names})
                            ON g.repeats = c.repeats AND g.age = c.age) w) v
    """


def grown(model: Purchase, known: Iterable[tuple[int, float]], spans: Sequence[float]) -> list[list[float]]:
    """What living customers buy within some spans of time, for every number of repeats and age.

    :param known: pairs of repeats and age in weeks
    :param spans: in weeks; the last one is that of the money
    :return: columns: repeats, age, purchases to expect within each span, and the mean of N (N - 1) of the N purchases
        within the last one (:func:`.purchase.scatter`)
    """
    pairs = np.array(sorted(set(known)), dtype=float).reshape(-1, 2)
    found = np.zeros((len(spans) + 1, len(pairs)))
    number = nodes_needed(model, max(spans))
    for count in np.unique(pairs[:, 0]):
        here = pairs[:, 0] == count
        points, weights = nodes(model, int(count), number)
        k, reach = model.r + count, np.multiply.outer(1 / (model.alpha + pairs[here, 1]), points)
        for row, weeks in enumerate(spans):
            found[row, here] = -np.expm1(-k * np.log1p(reach * weeks)) @ (weights / points)
        u = reach * spans[-1]
        exact = 1 - np.exp(-k * np.log1p(u)) * (1 + k * u / (1 + u))
        series = k * (k + 1) * u**2 / 2 * (1 - 2 * (k + 2) * u / 3)
        found[-1, here] = np.where(k * u < 1e-3, series, exact) @ (weights * 2 * (1 - points) / points**2)
    return [column.tolist() for column in (*pairs.T, *found)]


def parameters(
    model: Purchase,
    spend: Spend | None,
    known: Iterable[tuple[int, float]],
    weeks: float,
    years: int,
    rate: float,
    margin: float,
) -> dict[str, Any]:
    """Values of the parameters of :func:`value`.

    :param known: every number of repeats and age there is in the table
    :param weeks: how far ahead purchases are counted
    :param years: how far ahead money is counted
    :param rate: discount rate of a year, 0.1 for 10 %
    :param margin: what of the spend is left, 0..1
    """
    found: dict[str, Any] = {
        **model.parameters,
        **(spend.parameters if spend else {}),
        "shift": model.shift,
        "weeks": weeks,
        "margin": margin,
    }
    columns = grown(model, known, [weeks, *(YEAR * year for year in range(1, years + 1))])
    # As text: the database reads a hundred thousand numbers of a list at once, not as so many expressions.
    found.update({f"grown{at}": f"{{{','.join(map(repr, column))}}}" for at, column in enumerate(columns)})
    found.update({f"discount{year}": weight for year, weight in enumerate(discounts(years, rate), 1)})
    return found
