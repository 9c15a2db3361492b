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

#: What a rate is for: one of it, a minute, an hour, or a year of what a customer owes (per cent).
EACH, MINUTE, HOUR, YEAR = "each", "minute", "hour", "year"
#: The days of a year in the cost of credit, leap years too (the convention "actual/365").
YEAR_DAYS = 365


@dataclass(frozen=True)
class Driver:
    """One kind of thing done for customers.

    :param name: stable technical name, stored with counts and rates
    :param label: what people read (a plain or lazily translated string)
    :param when: SQL: which rows of its source are counted
    :param quantity: SQL of how much of it a row is
    :param unit: what its rate is for
    :param part_of: name of a driver that counts the same things too; a rate on both is paid twice
    """

    name: str
    label: Any
    when: str = "TRUE"
    quantity: str = "1"
    unit: str = EACH
    part_of: str = ""


@dataclass(frozen=True)
class Source:
    """Records of the ERP that drivers are counted from, all of them in one pass.

    :param model: model of the records; they open from the count
    :param rows: SQL, ``FROM`` with its joins
    :param where: SQL: which rows at all
    :param partner: SQL of the contact it was done for
    :param company: SQL of the company
    :param date: SQL of the day or moment
    :param record: SQL of the record's id
    :param drivers: what is counted
    :param shared: whether the company may be NULL: then it is that of the contact, or the first one
    :param key: SQL of a driver's name, where the rows say it themselves
    :param requires: further models that must be installed
    :param counted: SQL yielding customer_id, month, driver, quantity, where adding up rows is not enough
    """

    model: str
    rows: str
    where: str
    partner: str
    company: str
    date: str
    record: str
    drivers: tuple[Driver, ...]
    shared: bool = False
    key: str = ""
    requires: tuple[str, ...] = ()
    counted: str = ""


#: The customers a statement is limited to, if it is: those of the parameter ``customers``.
OF_CUSTOMERS = "SELECT id FROM res_partner WHERE commercial_partner_id = ANY(%(customers)s)"


def counts(source: Source, only: bool = False) -> str:
    """SQL that counts the drivers of a source by customer and month.

    Parameters: ``run``, ``company``, ``main`` (the company of what has none), ``date_from``, ``date_to``, those the
    source names, and ``customers`` with ``only``.

    Each row is looked at once, whatever the number of drivers; what is not counted at all is not looked at. Sorted by
    customer they are written into the index of customers one beside the other.
    """
    return f"""
        INSERT INTO crm_cost_count (run_id, company_id, customer_id, month, driver, quantity)
        SELECT %(run)s, %(company)s, c.customer_id, c.month, c.driver, c.quantity
          FROM ({_counted(source, only)}) c
         ORDER BY c.customer_id
    """


def _counted(source: Source, only: bool) -> str:
    if source.counted:
        limit = f"AND l.partner_id IN ({OF_CUSTOMERS})" if only else ""
        return source.counted.format(limit=limit)
    rows = f"{_rows(source, whose=True)} AND {source.date} >= %(date_from)s AND {source.date} < %(date_to)s"
    if only:
        rows += f" AND {source.partner} IN ({OF_CUSTOMERS})"
    # As a moment without a time zone: a day is not turned into one and back again.
    month = f"date_trunc('month', ({source.date})::timestamp)::date"
    first = source.drivers[0]
    if source.key or len(source.drivers) == 1:
        return f"""
        SELECT w.commercial_partner_id AS customer_id, {month} AS month, {source.key or f"'{first.name}'"} AS driver,
               sum({first.quantity})::float8 AS quantity
          {rows}
         GROUP BY 1, 2, 3 HAVING sum({first.quantity}) <> 0
    """
    sums = [f"sum({one.quantity}) FILTER (WHERE {one.when}) AS q{at}" for at, one in enumerate(source.drivers)]
    values = [f"('{one.name}', d.q{at}::float8)" for at, one in enumerate(source.drivers)]
    return f"""
        SELECT d.customer_id, d.month, v.driver, v.quantity
          FROM (SELECT w.commercial_partner_id AS customer_id, {month} AS month, {", ".join(sums)}
                  {rows}
                 GROUP BY 1, 2) d
         CROSS JOIN LATERAL (VALUES {", ".join(values)}) v(driver, quantity)
         WHERE v.quantity <> 0
    """


def _rows(source: Source, whose: bool = False) -> str:
    """Rows of a source in one company; where every driver has a condition, only those that fulfil one.

    :param whose: with the contact ``w``
    """
    wanted = {driver.when for driver in source.drivers}
    where = f"({source.where})"
    if not source.key and "TRUE" not in wanted:
        where += " AND (" + " OR ".join(sorted(f"({one})" for one in wanted)) + ")"
    contact = f" JOIN res_partner w ON w.id = {source.partner}" if whose or source.shared else ""
    company = f"coalesce({source.company}, w.company_id, %(main)s)" if source.shared else source.company
    return f"{source.rows}{contact} WHERE {where} AND {company} = %(company)s"


def records(source: Source, driver: Driver) -> str:
    """SQL of the records behind one customer's count of a driver: the rows that :func:`counts` adds up.

    Parameters: those of :func:`counts`, ``customers`` with the one customer.
    """
    when = f"{source.key} = '{driver.name}'" if source.key else driver.when
    return f"""
        SELECT DISTINCT {source.record} {_rows(source)} AND {source.partner} IN ({OF_CUSTOMERS})
           AND {source.date} >= %(date_from)s AND {source.date} < %(date_to)s AND ({when})
    """


#: What customers owe, day by day, as amount times days: the balance of their receivable items at the end of each day.
#: An invoice adds from its day on, a payment takes away from its day on; so reconciliation need not be asked. A month
#: in which a customer has paid ahead, all in all, counts nothing.
OWED = """
    WITH month AS (
        SELECT m::date AS month, greatest(m::date, %(date_from)s) AS first,
               least((m + interval '1 month')::date, %(date_to)s) AS next
          FROM generate_series(date_trunc('month', %(date_from)s::timestamp), %(date_to)s::timestamp - interval '1 day',
                               interval '1 month') m
    ), item AS (
        SELECT p.commercial_partner_id AS customer_id, greatest(l.date, %(date_from)s) AS date,
               sum(l.balance) AS balance
          FROM account_move_line l
          JOIN account_account a ON a.id = l.account_id AND a.account_type = 'asset_receivable'
          JOIN res_partner p ON p.id = l.partner_id
         WHERE l.company_id = %(company)s AND l.parent_state = 'posted' AND l.date < %(date_to)s {limit}
         GROUP BY 1, 2
    ), change AS (
        SELECT i.customer_id, m.month, sum(i.balance) AS balance, sum(i.balance * (m.next - i.date)) AS inside
          FROM item i JOIN month m ON i.date >= m.first AND i.date < m.next
         WHERE i.balance <> 0
         GROUP BY 1, 2
    ), after AS (
        SELECT customer_id, month, inside, sum(balance) OVER told AS balance, lead(month) OVER told AS following
          FROM change WINDOW told AS (PARTITION BY customer_id ORDER BY month)
    ), part AS (
        SELECT customer_id, month, inside AS quantity FROM after
         UNION ALL
        SELECT a.customer_id, m.month, a.balance * (m.next - m.first)
          FROM after a JOIN month m ON m.month > a.month AND (a.following IS NULL OR m.month <= a.following)
         WHERE a.balance <> 0
    )
    SELECT customer_id, month, 'credit_day' AS driver, sum(quantity)::float8 AS quantity
      FROM part GROUP BY 1, 2 HAVING sum(quantity) > 0
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


def practical_capacity(people: float, hours: float, minutes: float, share: float = 0.8) -> float:
    """How often something can be done: paid hours without breaks, training and talk, by the minutes one takes.

    Kaplan and Anderson take 80 to 85 per cent of the theoretical capacity of people.

    :param people: how many do it
    :param hours: paid hours of each in the period
    :param minutes: how long one takes
    :param share: which part of the paid time can be worked, 0..1

    >>> practical_capacity(2, 100, 8)
    1200.0
    """
    if not minutes > 0:
        raise ValueError("minutes: more than zero is wanted")
    return people * hours * 60 * share / minutes


def credit(owed_days: float, percent: float) -> float:
    """Cost of what a customer owes: amount times days, at so many per cent a year.

    Dakota's customer B owes 30,000 on average through a year, at 10 %:

    >>> credit(30_000 * 365, 10)
    3000.0
    """
    return owed_days * percent / 100 / YEAR_DAYS
