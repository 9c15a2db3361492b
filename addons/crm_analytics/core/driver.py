"""What serving a customer consists of: things that can be counted, and what each of them costs.

Activity-based costing: the cost of an activity divided by how often it can be done (its practical capacity) is its
rate; how often a customer makes us do it, times the rate, is what serving them costs. R. S. Kaplan and S. R. Anderson,
"Time-Driven Activity-Based Costing", Harvard Business Review, November 2004.

Example
-------
Dakota Office Products (Harvard Business School case 9-102-021): ninety per cent of the warehouse staff and the whole of
the rent serve 80,000 cartons.

>>> rate([Pool(2_400_000, 0.9), Pool(2_000_000)], 80_000)
52.0
>>> rate([Pool(450_000)], 75_000)
6.0
>>> rate([Pool(2_400_000, 0.1), Pool(200_000)], 2_000)
220.0
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Driver:
    """One kind of thing done for customers, counted from records of the ERP.

    :param name: stable technical name, stored with counts and rates
    :param label: what people read (a plain or lazily translated string)
    :param model: model of the records that are counted; they open from the count
    :param rows: SQL from ``FROM`` on
    :param partner: SQL of the contact it was done for
    :param company: SQL of the company, may be NULL
    :param date: SQL of the day or moment
    :param domain: which records of the model, for opening them
    :param partner_field: field of the model that names the contact
    :param date_field: field of the model with the day
    :param quantity: SQL of how much of it
    :param requires: further models that must be installed
    """

    name: str
    label: Any
    model: str
    rows: str
    partner: str
    company: str
    date: str
    domain: tuple[Any, ...]
    partner_field: str
    date_field: str
    quantity: str = "1"
    requires: tuple[str, ...] = ()


def counts(driver: Driver) -> str:
    """SQL that counts a driver by customer and month.

    Parameters: ``run``, ``driver``, ``company``, ``main`` (the company of what has none), ``date_from``, ``date_to``.
    """
    return f"""
        INSERT INTO crm_cost_count (run_id, company_id, customer_id, month, driver, quantity)
        SELECT %(run)s, %(company)s, p.commercial_partner_id, date_trunc('month', d.date)::date, %(driver)s,
               sum(d.quantity)
          FROM (SELECT {driver.partner} AS partner_id, {driver.company} AS company_id, {driver.date} AS date,
                       {driver.quantity} AS quantity
                  {driver.rows}) d
          JOIN res_partner p ON p.id = d.partner_id
         WHERE coalesce(d.company_id, p.company_id, %(main)s) = %(company)s
           AND d.date >= %(date_from)s AND d.date < %(date_to)s
         GROUP BY 3, 4
        HAVING sum(d.quantity) <> 0
    """


@dataclass(frozen=True)
class Pool:
    """Money that pays for an activity.

    :param amount: cost of a period, company currency
    :param share: which part of it goes into this activity, 0..1
    """

    amount: float
    share: float = 1.0


def rate(pools: Sequence[Pool], capacity: float) -> float:
    """Cost of doing it once.

    :param capacity: how often it can be done in the period with what the pools pay for
    :raise ValueError: a capacity that is not above zero, or a share outside 0..1
    """
    if not capacity > 0:
        raise ValueError("capacity: more than zero is wanted")
    if any(not 0 <= pool.share <= 1 for pool in pools):
        raise ValueError("share: from 0 to 1")
    return math.fsum(pool.amount * pool.share for pool in pools) / capacity


def idle(pools: Sequence[Pool], capacity: float, used: float) -> float:
    """Cost of what was paid for and not used; negative if more was done than was thought possible.

    >>> idle([Pool(1000)], 100, 80)
    200.0
    """
    return rate(pools, capacity) * (capacity - used)
