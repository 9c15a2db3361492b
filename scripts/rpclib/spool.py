"""Holds the valid rows of a file in a temporary database on disk, so that a file of any length fits.

Two rows are the same purchase if customer, moment and amount are equal. The first is number 1, the next one number 2,
in the order of the file; what becomes of numbers above 1 is the caller's decision.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType

from rpclib.errors import Rejection
from rpclib.rows import Row

SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE line (
    line INTEGER PRIMARY KEY, customer TEXT NOT NULL, name TEXT NOT NULL, moment TEXT NOT NULL, cents INTEGER NOT NULL,
    quantity TEXT NOT NULL
);
CREATE TABLE partner (
    customer INTEGER NOT NULL, position INTEGER NOT NULL, partner INTEGER NOT NULL, PRIMARY KEY (customer, position)
) WITHOUT ROWID;
"""
FINISH = """
-- SQLite takes the columns beside min() from the row that holds the minimum.
CREATE TABLE customer AS
    WITH named AS (SELECT customer, name, min(line) FROM line WHERE name <> '' GROUP BY customer)
    SELECT row_number() OVER (ORDER BY min(line)) AS number, line.customer AS value, coalesce(named.name, '') AS name
    FROM line LEFT JOIN named ON named.customer = line.customer GROUP BY line.customer;
CREATE UNIQUE INDEX customer_value ON customer (value);
CREATE UNIQUE INDEX customer_number ON customer (number);
CREATE TABLE purchase AS
    SELECT row_number() OVER (ORDER BY line.moment, line.line) AS place, line.line, customer.number AS customer,
           row_number() OVER same AS occurrence, first_value(line.line) OVER same AS first_line,
           line.moment, line.cents, line.quantity
    FROM line JOIN customer ON customer.value = line.customer
    WINDOW same AS (PARTITION BY line.customer, line.moment, line.cents ORDER BY line.line);
CREATE UNIQUE INDEX purchase_place ON purchase (place);
"""


@dataclass(frozen=True)
class Customer:
    """A customer of the file, numbered from 1 in the order of first appearance."""

    number: int
    value: str
    name: str


@dataclass(frozen=True)
class Purchase:
    """A row of the file, and which of several equal ones it is."""

    line: int
    customer: Customer
    moment: datetime
    cents: int
    quantity: Decimal
    occurrence: int


class Spool:
    """Valid rows on disk: `add` all, `finish`, then read them in batches."""

    def __init__(self) -> None:
        self._folder = TemporaryDirectory(prefix="import-", ignore_cleanup_errors=True)
        self._base = sqlite3.connect(Path(self._folder.name) / "rows.sqlite", isolation_level=None)
        self._base.executescript(SCHEMA)

    def __enter__(self) -> Spool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._base.close()
        self._folder.cleanup()

    def add(self, rows: Iterable[Row]) -> None:
        """Keep valid rows."""
        values = (
            (row.line, row.customer, row.name, row.moment.isoformat(sep=" "), row.cents, str(row.quantity))
            for row in rows
        )
        self._base.execute("BEGIN")
        self._base.executemany("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", values)
        self._base.execute("COMMIT")

    def finish(self) -> None:
        """Number customers and equal purchases; call it once, after the last `add`."""
        self._base.executescript(FINISH)

    def drop_repeated(self) -> None:
        """Forget every purchase that is equal to an earlier one."""
        self._base.execute("DELETE FROM purchase WHERE occurrence > 1")

    def repeated(self) -> Iterator[Rejection]:
        """Yield every purchase that is equal to an earlier one."""
        query = (
            "SELECT purchase.line, value, moment, first_line FROM purchase JOIN customer ON number = customer "
            "WHERE occurrence > 1 ORDER BY purchase.line"
        )
        for line, value, moment, first in self._base.execute(query):
            text = f"{value} {moment.removesuffix('+00:00').removesuffix(' 00:00:00')}"
            yield Rejection(line, "", text, f"the same customer, date and amount as row {first}")

    def count(self) -> int:
        """Return the number of purchases."""
        return self._number("SELECT count(*) FROM purchase")

    def count_customers(self) -> int:
        """Return the number of customers with a purchase."""
        return self._number("SELECT count(*) FROM customer")

    def first_day(self) -> date:
        """Return the day of the first purchase."""
        return self._day("SELECT min(moment) FROM purchase")

    def last_day(self) -> date:
        """Return the day of the last purchase."""
        return self._day("SELECT max(moment) FROM purchase")

    def customers(self, size: int) -> Iterator[list[Customer]]:
        """Yield the customers in batches."""
        rows = self._base.execute("SELECT number, value, name FROM customer ORDER BY number")
        while batch := [Customer(*row) for row in islice(rows, size)]:
            yield batch

    def purchases(self, size: int) -> Iterator[list[Purchase]]:
        """Yield the purchases in batches, oldest first."""
        query = (
            "SELECT purchase.line, number, value, name, moment, cents, quantity, occurrence "
            "FROM purchase JOIN customer ON number = customer ORDER BY place"
        )
        rows = self._base.execute(query)
        while batch := [read_purchase(row) for row in islice(rows, size)]:
            yield batch

    def keep_partners(self, partners: Mapping[int, Sequence[int]]) -> None:
        """Remember the server's ids of customers and their contacts, by the customer's number."""
        values = [(number, place, partner) for number, ids in partners.items() for place, partner in enumerate(ids)]
        self._base.executemany("INSERT OR REPLACE INTO partner VALUES (?, ?, ?)", values)

    def partners(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """Return the ids of customers and their contacts, the customer first."""
        found: dict[int, list[int]] = {}
        for number in set(numbers):
            rows = self._base.execute("SELECT partner FROM partner WHERE customer = ? ORDER BY position", (number,))
            found[number] = [partner for (partner,) in rows]
        return found

    def _day(self, query: str) -> date:
        with closing(self._base.execute(query)) as cursor:
            return datetime.fromisoformat(cursor.fetchone()[0]).date()

    def _number(self, query: str) -> int:
        with closing(self._base.execute(query)) as cursor:
            return int(cursor.fetchone()[0])


def read_purchase(row: tuple[int, int, str, str, str, int, str, int]) -> Purchase:
    """Return the purchase in a row of the database."""
    line, number, value, name, moment, cents, quantity, occurrence = row
    customer = Customer(number, value, name)
    return Purchase(line, customer, datetime.fromisoformat(moment), cents, Decimal(quantity), occurrence)
