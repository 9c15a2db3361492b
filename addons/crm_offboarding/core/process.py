"""The process of parting with a customer as one table: in which state, by which act, to which, who, what must hold.

Everything that may ever happen to a case stands here. A new act is one more row; nothing else decides.

>>> transition("candidate", "assess").to
'assessment'
>>> transition("assessment", "approve") is None
True
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

#: Who may do something. Each of the first two may do what the one before may; ethics is a right of its own.
WORKER, APPROVER, ETHICS, OFFICER = "worker", "approver", "ethics", "officer"

CANDIDATE, ASSESSMENT, HEARING, ALTERNATIVES = "candidate", "assessment", "hearing", "alternatives"
APPROVAL, NOTICE, SETTLEMENT, RESTRICTED = "approval", "notice", "settlement", "restricted"
DISMISSED, RETAINED, REOPENED = "dismissed", "retained", "reopened"
#: In the order of the process; those in which it is over come last.
STATES = (
    CANDIDATE, ASSESSMENT, HEARING, ALTERNATIVES, APPROVAL, NOTICE, SETTLEMENT, RESTRICTED,
    DISMISSED, RETAINED, REOPENED,
)  # fmt: skip
#: States after which the case is history and a new one may be opened.
OVER = frozenset({DISMISSED, RETAINED, REOPENED})
STANDING = tuple(state for state in STATES if state not in OVER)
#: Acts of a process that is not there yet. They are known by name, so that the refusal can say so.
LATER = {"hand_over": SETTLEMENT, "erase": RESTRICTED}
#: The act by which a case goes on from each state, on the way of a parting that we ask for.
FORWARD = {
    CANDIDATE: "assess", ASSESSMENT: "hear", HEARING: "consider", ALTERNATIVES: "submit", APPROVAL: "approve",
    NOTICE: "settle", SETTLEMENT: "restrict",
}  # fmt: skip
#: Acts that prepare a parting: whoever did one of them does not decide on it.
PREPARES = frozenset({"open", "assess", "leave", "hear", "consider", "check_legal", "submit"})

#: How far business is closed to the customer.
OPEN, NO_NEW_BUSINESS, CLOSED = "open", "no_new_business", "restricted"
_CLOSED_IN = {NOTICE: NO_NEW_BUSINESS, SETTLEMENT: NO_NEW_BUSINESS, RESTRICTED: CLOSED}


@dataclass(frozen=True)
class Transition:
    """One row of the table.

    :param act: name of the act; the method of the case is ``action_<act>``
    :param state: in which state it may be done
    :param to: state it leads to; the same for an act that only notes something
    :param who: the least right it takes
    :param gates: keys of what must hold (:mod:`.gates`)
    :param note: whether it takes words of explanation
    """

    act: str
    state: str
    to: str
    who: str = WORKER
    gates: tuple[str, ...] = ()
    note: bool = False


def _within(act: str, state: str, who: str = WORKER, *gates: str, note: bool = False) -> Transition:
    return Transition(act, state, state, who, gates, note)


TRANSITIONS: tuple[Transition, ...] = (
    Transition("assess", CANDIDATE, ASSESSMENT, WORKER, ("owner", "evidence")),
    Transition("dismiss", CANDIDATE, DISMISSED, WORKER, ("until",), note=True),
    Transition("leave", CANDIDATE, SETTLEMENT, WORKER, ("owner", "customer_leaves", "identity"), note=True),
    _within("read_history", ASSESSMENT),
    Transition("hear", ASSESSMENT, HEARING, WORKER, ("history",)),
    Transition("retain", ASSESSMENT, RETAINED, WORKER, note=True),
    Transition("consider", HEARING, ALTERNATIVES, WORKER, ("heard",)),
    _within("check_legal", ALTERNATIVES, note=True),
    Transition("submit", ALTERNATIVES, APPROVAL, WORKER, ("alternatives", "legal")),
    Transition("retain", ALTERNATIVES, RETAINED, WORKER, note=True),
    Transition("approve", APPROVAL, NOTICE, APPROVER, ("apart", "once")),
    Transition("reject", APPROVAL, ALTERNATIVES, APPROVER, ("apart", "once"), note=True),
    Transition("withdraw", APPROVAL, ALTERNATIVES, WORKER, note=True),
    _within("serve", NOTICE, WORKER, "not_served"),
    _within("ask_shorter", NOTICE, WORKER, "served", note=True),
    _within("grant_shorter", NOTICE, APPROVER, "asked_shorter", "apart_shorter"),
    _within("appeal", NOTICE, WORKER, "served", "no_appeal", note=True),
    _within("deny_appeal", NOTICE, APPROVER, "appeal", "apart", note=True),
    Transition("uphold_appeal", NOTICE, RETAINED, APPROVER, ("appeal", "apart"), note=True),
    Transition("retain", NOTICE, RETAINED, APPROVER, note=True),
    Transition("settle", NOTICE, SETTLEMENT, WORKER, ("served", "no_appeal", "notice_over")),
    Transition("restrict", SETTLEMENT, RESTRICTED, WORKER, ("settled",)),
    Transition("reopen", RESTRICTED, REOPENED, APPROVER, note=True),
    Transition("win_back", RESTRICTED, REOPENED, APPROVER, note=True),
)
_BY_KEY = {(one.state, one.act): one for one in TRANSITIONS}
ACTS = tuple(dict.fromkeys(one.act for one in TRANSITIONS))


def transition(state: str, act: str) -> Transition | None:
    """The row for an act in a state, or None where it may not be done."""
    return _BY_KEY.get((state, act))


def open_in(act: str) -> tuple[str, ...]:
    """States in which an act may be done.

    >>> open_in("retain")
    ('assessment', 'alternatives', 'notice')
    """
    return tuple(one.state for one in TRANSITIONS if one.act == act)


def closed_to(state: str) -> str:
    """How far business is closed to a customer whose case is in a state.

    >>> closed_to("approval"), closed_to("notice"), closed_to("restricted")
    ('open', 'no_new_business', 'restricted')
    """
    return _CLOSED_IN.get(state, OPEN)


def states_that_close() -> tuple[str, ...]:
    """States in which anything is closed."""
    return tuple(_CLOSED_IN)


def matrix() -> Iterator[tuple[str, str, Transition | None]]:
    """Every state with every act, and the row that allows it."""
    for state in STATES:
        for act in (*ACTS, *LATER):
            yield state, act, transition(state, act)


def is_allowed(who: str, held: frozenset[str]) -> bool:
    """Whether somebody who holds these rights may do what takes ``who``.

    >>> is_allowed("worker", frozenset({"approver"})), is_allowed("approver", frozenset({"worker"}))
    (True, False)
    """
    return who in held or (who == WORKER and APPROVER in held)
