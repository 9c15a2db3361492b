"""From text to a purchase, or to the reasons why not.

A row is a customer, a date and an amount, with a name and a quantity where the file has them.

Rules
-----
- customer: not empty, at most 64 characters, no control characters. Leading zeros count.
- date: in the format asked for, a real day, not before `Rules.earliest`, not after `Rules.today`. A time of day is
  kept, as UTC.
- amount: a plain number with at most two decimals, from 0 to 1,000,000,000,000. Zero is a purchase (a gift, a fully
  used voucher); a negative amount is a refund and no purchase.
- quantity: a plain number above 0, at most 1,000,000, three decimals; 1 where the file has no quantity.

Every reason of a row is reported, not the first alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from rpclib.errors import Rejection

LONGEST_CUSTOMER = 64
LONGEST_NAME = 200
LARGEST_AMOUNT = Decimal(10) ** 12
LARGEST_QUANTITY = Decimal(10) ** 6
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
# 1.234,50 and 1 234,50; but 29.33 is an error: read with a decimal comma it would silently become 2933.
NUMBER_WITH_COMMA = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}([ .\u00a0\u202f][0-9]{3})+)(,[0-9]+)?")
THOUSANDS = str.maketrans({" ": None, ".": None, "\u00a0": None, "\u202f": None, ",": "."})
NOT_FINITE = frozenset({"nan", "inf", "infinity"})
NEVER = datetime(1970, 1, 1, tzinfo=timezone.utc)

Value = TypeVar("Value")


@dataclass(frozen=True)
class Columns:
    """The columns to read: names in the header, or numbers from 1 in a file without one."""

    customer: str
    date: str
    amount: str
    name: str | None = None
    quantity: str | None = None

    def used(self) -> tuple[str, ...]:
        """Return the columns that the file must have."""
        return tuple(column for column in (self.customer, self.date, self.amount, self.name, self.quantity) if column)


@dataclass(frozen=True)
class RawRow:
    """The cells of one row as text; `line` is the last line of the file that the row stands on."""

    line: int
    customer: str
    date: str
    amount: str
    name: str = ""
    quantity: str = ""


@dataclass(frozen=True)
class Row:
    """A valid purchase: amount in cents of the company's currency, moment in UTC (midnight: only the day is known)."""

    line: int
    customer: str
    moment: datetime
    cents: int
    name: str = ""
    quantity: Decimal = Decimal(1)


@dataclass(frozen=True)
class Rules:
    """What is accepted besides the fixed rules above."""

    columns: Columns
    today: date
    earliest: date
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    decimal_comma: bool = False


def clean_text(text: str, longest: int) -> str:
    """Return the text without blanks around it.

    :raise ValueError: wrong encoding, control characters, too long
    """
    value = text.strip()
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("not in the encoding of the file; name the right one with --encoding")
    if not value.isprintable():
        raise ValueError("holds control characters")
    if len(value) > longest:
        raise ValueError(f"longer than {longest} characters")
    return value


def parse_customer(text: str) -> str:
    """Return the customer's key.

    :raise ValueError: empty or not usable as a key
    """
    value = clean_text(text, LONGEST_CUSTOMER)
    if not value:
        raise ValueError("no customer")
    return value


@lru_cache(maxsize=8192)
def parse_moment(text: str, formats: tuple[str, ...], earliest: date, today: date) -> datetime:
    """Return the moment of a purchase.

    :raise ValueError: not in one of the formats, or not a day on which a purchase can have been made
    """
    value = text.strip()
    if not value:
        raise ValueError("no date")
    for wanted in formats:
        try:
            moment = datetime.strptime(value, wanted).replace(tzinfo=timezone.utc, microsecond=0)
        except ValueError:
            continue
        if moment.date() > today:
            raise ValueError("a date in the future")
        if moment.date() < earliest:
            raise ValueError(f"earlier than {earliest:%Y-%m-%d}")
        return moment
    raise ValueError(f"not a date of the format {formats[0]}")


def parse_number(text: str, decimals: int, decimal_comma: bool) -> Decimal:
    """Return a plain number.

    :raise ValueError: no number, not finite, or more decimals than allowed
    """
    value = text.strip()
    if value.lstrip("+-").lower() in NOT_FINITE:
        raise ValueError("not a finite number")
    if not value:
        raise ValueError("empty")
    if not (NUMBER_WITH_COMMA if decimal_comma else NUMBER).fullmatch(value):
        raise ValueError("not a number" + (" with a decimal comma" if decimal_comma else ""))
    if decimal_comma:
        value = value.translate(THOUSANDS)
    _whole, _point, fraction = value.partition(".")
    if len(fraction.rstrip("0")) > decimals:
        raise ValueError(f"more than {decimals} decimals")
    return Decimal(value)


def parse_cents(text: str, decimal_comma: bool) -> int:
    """Return an amount in cents.

    :raise ValueError: not an amount of a purchase
    """
    amount = parse_number(text, 2, decimal_comma)
    if amount < 0:
        raise ValueError("a negative amount; refunds are no purchases")
    if amount > LARGEST_AMOUNT:
        raise ValueError(f"above {LARGEST_AMOUNT:,}")
    return int(amount * 100)


def parse_quantity(text: str, decimal_comma: bool) -> Decimal:
    """Return a quantity.

    :raise ValueError: not above zero, or too large
    """
    quantity = parse_number(text, 3, decimal_comma)
    if quantity <= 0:
        raise ValueError("a quantity must be above 0")
    if quantity > LARGEST_QUANTITY:
        raise ValueError(f"above {LARGEST_QUANTITY:,}")
    return quantity


def check_row(raw: RawRow, rules: Rules) -> Row | tuple[Rejection, ...]:
    """Return the purchase in a row, or every reason why it is none."""
    columns, rejections = rules.columns, list[Rejection]()

    def attempt(column: str | None, text: str, parse: Callable[[str], Value], otherwise: Value) -> Value:
        if column is None:
            return otherwise
        try:
            return parse(text)
        except ValueError as error:
            shown = text.encode("utf-8", "backslashreplace").decode("utf-8")
            rejections.append(Rejection(raw.line, column, shown[:LONGEST_NAME], str(error)))
            return otherwise

    row = Row(
        line=raw.line,
        customer=attempt(columns.customer, raw.customer, parse_customer, ""),
        moment=attempt(
            columns.date,
            raw.date,
            lambda text: parse_moment(text, rules.date_formats, rules.earliest, rules.today),
            NEVER,
        ),
        cents=attempt(columns.amount, raw.amount, lambda text: parse_cents(text, rules.decimal_comma), 0),
        name=attempt(columns.name, raw.name, lambda text: clean_text(text, LONGEST_NAME), ""),
        quantity=attempt(
            columns.quantity, raw.quantity, lambda text: parse_quantity(text, rules.decimal_comma), Decimal(1)
        ),
    )
    return tuple(rejections) or row
