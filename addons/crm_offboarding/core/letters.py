"""When each letter would be true: the states it is for, and what must hold so that no sentence in it is wrong.

>>> untrue("appeal", "notice", Facts(appeal=True)), untrue("appeal", "notice", Facts())
([], ['appeal'])
>>> untrue("farewell", "notice", Facts(obligations_open=0))
['state']
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .process import ALTERNATIVES, ASSESSMENT, HEARING, NOTICE, REOPENED, RETAINED, SETTLEMENT, STANDING

#: How the last appeal was answered.
DENIED, UPHELD = "denied", "upheld"


@dataclass(frozen=True)
class Facts:
    """What is known of a case when a letter is to be written."""

    today: dt.date = dt.date(1970, 1, 1)
    answer_by: dt.date | None = None
    offers_waiting: int = 0
    served: bool = False
    appeal: bool = False
    appeal_answer: str = ""
    obligations_open: int = 1
    erasure_waits: bool = False


#: By key, what must hold.
TRUTHS: Mapping[str, Callable[[Facts], bool]] = {
    "answer_by": lambda facts: facts.answer_by is None or facts.answer_by >= facts.today,
    "offers": lambda facts: facts.offers_waiting > 0,
    "served": lambda facts: facts.served,
    "appeal": lambda facts: facts.appeal,
    "appeal_answered": lambda facts: facts.appeal_answer != "" and not facts.appeal,
    "settled": lambda facts: facts.obligations_open == 0,
    "erasure": lambda facts: facts.erasure_waits,
}


@dataclass(frozen=True)
class Letter:
    """A kind of letter: in which states it may be sent, and keys of what must hold."""

    states: tuple[str, ...]
    truths: tuple[str, ...] = ()


LETTERS: Mapping[str, Letter] = {
    "hearing": Letter((ASSESSMENT, HEARING), ("answer_by",)),
    "alternatives": Letter((ALTERNATIVES,), ("offers",)),
    "notice": Letter((NOTICE,), ("served",)),
    "appeal": Letter((NOTICE,), ("appeal",)),
    "appeal_decided": Letter((NOTICE, RETAINED), ("appeal_answered",)),
    "settlement": Letter((SETTLEMENT,)),
    "farewell": Letter((SETTLEMENT,), ("settled",)),
    "kept": Letter((RETAINED, REOPENED)),
    "erasure": Letter(STANDING, ("erasure",)),
}
#: Sent by what brings it about, not by hand: the notice by serving it, the answer on erasure by answering.
BY_ACT = ("notice", "erasure")


def untrue(kind: str, state: str, facts: Facts) -> list[str]:
    """Keys of what would be wrong in a letter; ``state`` if it is not for the state the case is in.

    :raises KeyError: there is no such letter
    """
    letter = LETTERS[kind]
    if state not in letter.states:
        return ["state"]
    return [key for key in letter.truths if not TRUTHS[key](facts)]


def appeal_answer(acts: list[str]) -> str:
    """How the last appeal was answered, by the acts of a case in their order; empty while none is or it waits.

    >>> appeal_answer(["serve", "appeal", "deny_appeal"]), appeal_answer(["appeal", "deny_appeal", "appeal"])
    ('denied', '')
    """
    answers = {"deny_appeal": DENIED, "uphold_appeal": UPHELD, "appeal": ""}
    last = [answers[act] for act in acts if act in answers]
    return last[-1] if last else ""
