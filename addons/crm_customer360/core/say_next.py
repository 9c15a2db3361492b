"""What to say next to a customer: cautious rules over plain facts, each advice with the record it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

#: Ways in which people talk with each other, as against documents and what the machinery notes.
DIALOGUE = ("email", "call", "meeting", "visit", "sms", "chat", "messenger", "web", "letter", "fax", "other")
#: Of these, the ones that wait for an answer. A call or a chat was answered when it took place.
AWAITING_ANSWER = ("email", "sms", "messenger", "web", "letter", "fax")
DANGER, WARNING, INFO = "danger", "warning", "info"
_SEVERITIES = (DANGER, WARNING, INFO)
MAX_ADVICE = 4
#: Days after which an unpaid invoice, or a message without answer, is more than a reminder.
LONG_OVERDUE = 30
LONG_UNANSWERED = 3
#: Days before a quotation runs out, and after, in which it is worth a word.
EXPIRES_SOON = 7
NEVER = 10**9
#: By kind, the days after its date from which on it is urgent; the others stay a warning.
_DANGER_AFTER = {"promise": 0, "claim": 0, "delivery": 0, "message": LONG_UNANSWERED, "invoice": LONG_OVERDUE}
#: A complaint wants an answer whether or not anybody set a day for it, what is wrong about a customer can be asked
#: for at any time, and so can what went wrong for them; the others are only urgent by their date.
_WITHOUT_DATE = {"claim": WARNING, "contact_data": INFO, "dissatisfaction": WARNING}
#: How urgent it is on its very day; a complaint before it, too.
_NOT_YET = {"promise": WARNING, "claim": WARNING, "complaint": WARNING, "message": INFO}


@dataclass(frozen=True)
class Fact:
    """One kind of open matter, by its most urgent record.

    ``count`` counts the records that need somebody (not all that are open); ``date`` is the day the first of them was
    due or, for a message, the day it came. ``severity`` is for what is as urgent on every day: it is said first among
    what is equally urgent.
    """

    kind: str
    count: int
    date: dt.date | None
    title: str
    res_model: str
    res_id: int
    severity: str = ""


@dataclass(frozen=True)
class Advice:
    """``kind`` names the sentence, ``days`` how long it has been so (negative: days still to go)."""

    kind: str
    severity: str
    days: int
    fact: Fact


def advise(facts: Iterable[Fact], today: dt.date) -> list[Advice]:
    """At most :data:`MAX_ADVICE` pieces of advice, the most urgent first.

    Facts of the same urgency keep the order they came in, after those that say their urgency themselves.

    >>> day = dt.date(2026, 3, 2)
    >>> [found] = advise([Fact("invoice", 1, dt.date(2026, 2, 21), "INV/7", "account.move", 7)], day)
    >>> found.severity, found.days
    ('warning', 9)
    """
    found = [advice for fact in facts if (advice := _judge(fact, today))]
    return sorted(found, key=lambda one: (_SEVERITIES.index(one.severity), not one.fact.severity))[:MAX_ADVICE]


def _judge(fact: Fact, today: dt.date) -> Advice | None:
    if fact.date is None or fact.count < 1:
        return _without_date(fact)
    days = (today - fact.date).days
    severity = fact.severity or _severity(fact.kind, days)
    return Advice(fact.kind, severity, days, fact) if severity else None


def _without_date(fact: Fact) -> Advice | None:
    severity = fact.severity or _WITHOUT_DATE.get(fact.kind)
    return Advice(fact.kind, severity, 0, fact) if severity and fact.count else None


def _severity(kind: str, days: int) -> str:
    """How urgent it is ``days`` after its date; empty when there is nothing to say."""
    if kind == "quotation":
        return INFO if -EXPIRES_SOON <= days <= LONG_OVERDUE else ""
    if days <= 0:
        return _NOT_YET.get(kind, "") if days == 0 or kind == "claim" else ""
    return DANGER if days > _DANGER_AFTER.get(kind, NEVER) else WARNING
