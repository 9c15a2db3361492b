"""The process of parting: the table against a second writing of it, and random walks through it."""

from __future__ import annotations

import datetime as dt
import doctest

import pytest
from crm_offboarding.core import blocking, dates, evidence, figures, gates, holidays, letters, process, rules
from crm_offboarding.core.gates import Facts, Person
from hypothesis import given
from hypothesis import strategies as st

#: Written down from the design by hand, not read from the table: what may be done where, and where it leads.
MAY = {
    "candidate": {"assess": "assessment", "dismiss": "dismissed", "leave": "settlement"},
    "assessment": {"read_history": "assessment", "hear": "hearing", "retain": "retained"},
    "hearing": {"consider": "alternatives"},
    "alternatives": {"check_legal": "alternatives", "submit": "approval", "retain": "retained"},
    "approval": {"approve": "notice", "reject": "alternatives", "withdraw": "alternatives"},
    "notice": {
        "serve": "notice",
        "ask_shorter": "notice",
        "grant_shorter": "notice",
        "appeal": "notice",
        "deny_appeal": "notice",
        "uphold_appeal": "retained",
        "retain": "retained",
        "settle": "settlement",
    },
    "settlement": {"restrict": "restricted"},
    "restricted": {"reopen": "reopened", "win_back": "reopened"},
    "dismissed": {},
    "retained": {},
    "reopened": {},
}
TAKES_APPROVER = {
    *{("approval", act) for act in ("approve", "reject")},
    *{("notice", act) for act in ("grant_shorter", "deny_appeal", "uphold_appeal", "retain")},
    *{("restricted", act) for act in ("reopen", "win_back")},
}


@pytest.mark.parametrize("module", [blocking, dates, evidence, figures, gates, holidays, letters, process, rules])
def test_documented_examples_hold(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_matrix():
    found = {state: {} for state in MAY}
    for state, act, row in process.matrix():
        if row:
            found[state][act] = row.to
            assert (row.who == process.APPROVER) == ((state, act) in TAKES_APPROVER), (state, act)
    assert found == MAY


def test_every_gate_is_known():
    used = {gate for row in process.TRANSITIONS for gate in row.gates}
    assert used == set(gates.GATES)


def test_later_states_have_no_way_in():
    assert not {row.to for row in process.TRANSITIONS} & {"handover", "erased"}
    assert all(process.transition(state, act) is None for state in process.STATES for act in process.LATER)


#: On every way from the beginning to the notice these acts lie, in this order; nobody gets there without them.
NEEDED = ["assess", "hear", "consider", "submit", "approve"]


@given(st.lists(st.sampled_from(process.ACTS), max_size=40))
def test_random_walks(acts):
    """However acts are strung together, notice comes only after a hearing, alternatives and an approval."""
    state, done = process.CANDIDATE, []
    for act in acts:
        row = process.transition(state, act)
        if row is None:
            continue
        state = row.to
        done.append(act)
        if state == process.NOTICE:
            position = 0
            for act_done in done:
                position += position < len(NEEDED) and act_done == NEEDED[position]
            assert position == len(NEEDED), done
        if state == process.RESTRICTED:
            assert "settle" in done or "leave" in done
    assert (state in process.OVER) == (not MAY[state])


NOW = dt.datetime.fromisoformat("2026-03-02 10:00")
TODAY = NOW.date()


@pytest.mark.parametrize(
    ("gate", "closed", "opened"),
    [
        ("until", {"until": TODAY}, {"until": TODAY + dt.timedelta(days=1)}),
        ("heard", {"attempts": 2, "answer_by": TODAY}, {"attempts": 2, "answer_by": TODAY - dt.timedelta(days=1)}),
        ("heard", {"attempts": 1, "answer_by": dt.date(2026, 1, 1)}, {"statements": 1}),
        ("alternatives", {"offers": 2, "offers_unanswered": 1}, {"offers": 2}),
        ("alternatives", {}, {"none_possible": True}),
        ("notice_over", {"ends_at": NOW + dt.timedelta(seconds=1)}, {"ends_at": NOW}),
        ("notice_over", {}, {"ends_at": NOW}),
        ("apart", {"involved": True}, {"involved": False}),
        (
            "apart_shorter",
            {"asked_shorter_self": False, "involved": True},
            {"asked_shorter_self": False, "involved": False},
        ),
        ("once", {"decided": True}, {"decided": False}),
        ("settled", {"obligations_open": 1}, {"obligations_open": 0}),
    ],
)
def test_gates(gate, closed, opened):
    assert gates.missing([gate], Facts(now=NOW, today=TODAY, **closed)) == [gate]
    assert gates.missing([gate], Facts(now=NOW, today=TODAY, **opened)) == []


def test_the_way_forward_is_in_the_table():
    """From each state but the ends, one act leads on; whoever prepares is told apart from who decides."""
    assert set(process.FORWARD) == set(process.STANDING) - {process.RESTRICTED}
    for state, act in process.FORWARD.items():
        row = process.transition(state, act)
        assert process.STATES.index(row.to) > process.STATES.index(state)
        assert (act in process.PREPARES) == (row.who == process.WORKER and state in WHILE_PREPARING)


WHILE_PREPARING = ("candidate", "assessment", "hearing", "alternatives")
#: Written down by hand: where each letter may be sent.
LETTERS_IN = {
    "hearing": {"assessment", "hearing"},
    "alternatives": {"alternatives"},
    "notice": {"notice"},
    "appeal": {"notice"},
    "appeal_decided": {"notice", "retained"},
    "settlement": {"settlement"},
    "farewell": {"settlement"},
    "kept": {"retained", "reopened"},
    "erasure": set(process.STANDING),
}


def test_a_letter_is_for_its_states():
    """However true the rest is, in another state it is refused; and with nothing known, all that claims something."""
    all_true = letters.Facts(
        offers_waiting=1, served=True, appeal_answer=letters.DENIED, obligations_open=0, erasure_waits=True
    )
    for kind, states in LETTERS_IN.items():
        facts = letters.Facts(appeal=True) if kind == "appeal" else all_true
        assert {state for state in process.STATES if not letters.untrue(kind, state, facts)} == states, kind
    assert set(LETTERS_IN) == set(letters.LETTERS)
    nothing = [kind for kind, states in LETTERS_IN.items() if not letters.untrue(kind, min(states), letters.Facts())]
    assert nothing == ["hearing", "settlement", "kept"]


@pytest.mark.parametrize(
    ("kind", "state", "facts", "wrong"),
    [
        ("hearing", "hearing", {"answer_by": dt.date(2026, 3, 1)}, ["answer_by"]),
        ("hearing", "hearing", {"answer_by": dt.date(2026, 3, 2)}, []),
        ("appeal_decided", "notice", {"appeal_answer": "denied", "appeal": True}, ["appeal_answered"]),
        ("farewell", "settlement", {"obligations_open": 1}, ["settled"]),
    ],
)
def test_untrue(kind, state, facts, wrong):
    assert letters.untrue(kind, state, letters.Facts(today=dt.date(2026, 3, 2), **facts)) == wrong


def test_nothing_known_opens_nothing_that_decides():
    """A case of which nothing is known passes no gate on the way to the notice."""
    for act, state in zip(NEEDED, ("candidate", "assessment", "hearing", "alternatives", "approval"), strict=True):
        row = process.transition(state, act)
        assert gates.missing(row.gates, Facts()) == list(row.gates)


def test_one_human_being_under_two_logins():
    me = Person(7, 70, "Ona@Example.com")
    assert gates.same_person(me, Person(7, 70, ""))
    assert gates.same_person(me, Person(8, 70, ""))
    assert gates.same_person(me, Person(8, 80, " ona@example.COM"))
    assert not gates.same_person(me, Person(8, 80, "jonas@example.com"))


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.sampled_from(gates.REASON_CLASSES), st.lists(st.booleans(), max_size=4))
def test_approvals(value, below, reason, given_by):
    needed = gates.approvals_needed(value, below, reason)
    assert needed == 2 or (value < below and reason != "values")
    if gates.is_approved(given_by, needed, reason):
        assert len(given_by) >= 1
        assert reason != "values" or (len(given_by) >= 2 and any(given_by))


def test_business_closes_step_by_step():
    """What is refused is refused in all later stages; what settles never is."""
    for what in blocking.NEW | blocking.OLD | blocking.SETTLES:
        open_, notice, closed = (
            blocking.is_refused(stage, what) for stage in ("open", "no_new_business", "restricted")
        )
        assert not open_
        assert closed or not notice
        assert closed == (what not in blocking.SETTLES)


@pytest.mark.parametrize(
    "path",
    [
        "res_partner.lang", "res_partner.birthdate_date", "hr_employee.gender", "res_partner.country_id",
        "res_partner.title", "res_partner.nationality_id", "res_partner.category_id", "res_partner.zip",
        "res_partner.name",
        "x.religion", "x.disability",
    ],
)  # fmt: skip
def test_no_rule_looks_at_the_person(path):
    assert rules.is_protected(path)
    with pytest.raises(rules.RuleError):
        rules.Kind("new", "own", (path,), {})
    with pytest.raises(rules.RuleError):
        rules.Kind("new", "own", ("account_move.amount", path), {})


def test_what_rules_may_read_is_not_protected():
    assert [path for path in rules.READS if rules.is_protected(path)] == []
