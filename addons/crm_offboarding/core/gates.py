"""What must hold before a case goes on: each gate one question to plain facts.

>>> missing(("owner", "evidence"), Facts(owner=True))
['evidence']
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

#: Attempts to hear the customer that stand for a statement, once the time to answer is over.
ATTEMPTS = 2
#: Classes of reasons.
COMPLAINTS, PROFIT, VALUES, OWN, DORMANT, CUSTOMER = "complaints", "profit", "values", "own", "dormant", "customer"
REASON_CLASSES = (COMPLAINTS, PROFIT, VALUES, OWN, DORMANT, CUSTOMER)


@dataclass(frozen=True)
class Facts:
    """What is known of a case, and of whoever acts, at one moment (``now`` in UTC).

    ``involved``: whoever acts asked for the parting or prepared it; ``decided``: they decided on it already.
    """

    now: dt.datetime = dt.datetime(1970, 1, 1)
    today: dt.date = dt.date(1970, 1, 1)
    reason_class: str = ""
    owner: bool = False
    evidence: bool = False
    until: dt.date | None = None
    identity: bool = False
    history: bool = False
    statements: int = 0
    attempts: int = 0
    answer_by: dt.date | None = None
    offers: int = 0
    offers_unanswered: int = 0
    none_possible: bool = False
    legal: bool = False
    involved: bool = True
    decided: bool = True
    asked_shorter_self: bool = True
    asked_shorter: bool = False
    served_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    appeal: bool = False
    obligations_open: int = 0


def _heard(facts: Facts) -> bool:
    if facts.statements:
        return True
    return facts.attempts >= ATTEMPTS and facts.answer_by is not None and facts.answer_by < facts.today


def _alternatives(facts: Facts) -> bool:
    return facts.none_possible or (facts.offers > 0 and not facts.offers_unanswered)


def _notice_over(facts: Facts) -> bool:
    return facts.ends_at is not None and facts.ends_at <= facts.now


GATES: dict[str, Callable[[Facts], bool]] = {
    "owner": lambda facts: facts.owner,
    "evidence": lambda facts: facts.evidence,
    "until": lambda facts: facts.until is not None and facts.until > facts.today,
    "customer_leaves": lambda facts: facts.reason_class == CUSTOMER,
    "identity": lambda facts: facts.identity,
    "history": lambda facts: facts.history,
    "heard": _heard,
    "alternatives": _alternatives,
    "legal": lambda facts: facts.legal,
    "apart": lambda facts: not facts.involved,
    "once": lambda facts: not facts.decided,
    "not_served": lambda facts: facts.served_at is None,
    "served": lambda facts: facts.served_at is not None,
    "asked_shorter": lambda facts: facts.asked_shorter,
    "apart_shorter": lambda facts: not facts.asked_shorter_self and not facts.involved,
    "no_appeal": lambda facts: not facts.appeal,
    "appeal": lambda facts: facts.appeal,
    "notice_over": _notice_over,
    "settled": lambda facts: facts.obligations_open == 0,
}


def missing(gates: Iterable[str], facts: Facts) -> list[str]:
    """Keys of the gates that are closed, in their order."""
    return [gate for gate in gates if not GATES[gate](facts)]


def approvals_needed(value: float, single_below: float, reason_class: str) -> int:
    """How many people have to approve.

    One below a value set by the company; two otherwise, and always where the customer is parted with for their
    values.

    >>> approvals_needed(900.0, 1000.0, "profit"), approvals_needed(1000.0, 1000.0, "profit")
    (1, 2)
    >>> approvals_needed(0.0, 1000.0, "values")
    2
    """
    return 1 if value < single_below and reason_class != VALUES else 2


def is_approved(approvers: Iterable[bool], needed: int, reason_class: str) -> bool:
    """Whether the approvals are enough; each says whether it came from an ethics approver.

    >>> is_approved([False, False], 2, "values"), is_approved([True, False], 2, "values")
    (False, True)
    """
    given = list(approvers)
    return len(given) >= needed and (reason_class != VALUES or any(given))


def same_person(one: Person, other: Person) -> bool:
    """Whether two logins are one human being: the same user, contact or e-mail address.

    >>> same_person(Person(1, 5, "A@x.lt"), Person(2, 6, "a@x.lt ")), same_person(Person(1, 5, ""), Person(2, 6, ""))
    (True, False)
    """
    mail = one.email.strip().lower()
    return (
        one.user == other.user or one.partner == other.partner or (bool(mail) and mail == other.email.strip().lower())
    )


@dataclass(frozen=True)
class Person:
    """A login: its user, its contact, its e-mail address."""

    user: int
    partner: int
    email: str
