"""Parting with a customer over RPC: every role tries every step in every state, and what is written by hand."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
import xmlrpc.client
from collections.abc import Mapping
from typing import Any

import pytest
from crm_offboarding.core import process
from test_timeline_rpc import PASSWORD, Session, make_user

pytestmark = pytest.mark.rpc

CASE = "crm.offboarding.case"
ROLES: Mapping[str, tuple[str, ...]] = {
    "portal": ("base.group_portal",),
    "employee": ("base.group_user",),
    "seller": ("sales_team.group_sale_manager", "crm_customer360.group_manager"),
    "officer": ("base.group_user", "crm_customer360.group_data_protection_officer"),
    "worker": ("crm_offboarding.group_case_worker",),
    "approver": ("crm_offboarding.group_approver",),
    "second": ("crm_offboarding.group_approver",),
    # The duty alone gives no right.
    "ethics": ("base.group_user", "crm_offboarding.group_ethics_approver"),
}
#: States a case gets to in an afternoon: the notice of a whole day cannot be waited for.
REACHED = ("candidate", "assessment", "hearing", "alternatives", "approval", "notice", "settlement", "restricted")
#: Those in which a case is over.
ENDS = ("dismissed", "retained", "reopened")
#: Steps beside the table, with what they take: for case workers alone.
BESIDE: Mapping[str, list[Any]] = {
    "action_ask_erasure": ["By letter"],
    "action_answer_erasure": ["letter"],
    "action_send_letter": ["kept", "letter"],
    "action_refresh_obligations": [],
}
#: What each act takes besides the case, so that it is refused or done for what it is.
ARGUMENTS: Mapping[str, list[Any]] = {
    **{row.act: ["Because"] for row in process.TRANSITIONS if row.note},
    "dismiss": ["Because", "2099-01-01"],
    "ask_shorter": ["Because", "2020-01-01"],
}
#: Allowed in the state, and yet closed by a gate in these small cases: words of the refusal.
GATED = {
    ("candidate", "leave"): "own wish",
    ("assessment", "hear"): "Read the history",
    ("hearing", "consider"): "not been heard",
    ("notice", "settle"): "not been served",
    ("notice", "ask_shorter"): "not been served",
    ("notice", "grant_shorter"): "Nobody asked",
    ("notice", "appeal"): "not been served",
    ("notice", "deny_appeal"): "no open appeal",
    ("notice", "uphold_appeal"): "no open appeal",
}
#: Fault codes of errors meant for the user; another one is a traceback.
FOR_USERS = (2, 3, 4)
number = itertools.count()


@pytest.fixture(scope="module")
def sessions(server_url: str, server_database: str) -> dict[str, Session]:
    admin = Session(server_url, server_database, "admin", "admin")
    for role, groups in ROLES.items():
        make_user(admin, f"rpc_parting_{role}", *groups)
    made = {role: Session(server_url, server_database, f"rpc_parting_{role}", PASSWORD) for role in ROLES}
    return {"admin": admin, **made}


def make(sessions: Mapping[str, Session], state: str) -> int:
    """A case of the worker in a state, by the way everybody has to go."""
    admin, worker = sessions["admin"], sessions["worker"]
    name = f"Parting {uuid.uuid4().hex[:8]} {next(number)}"
    leaves = state in ("settlement", "restricted", "reopened")
    values = {
        "partner_id": admin("res.partner", "create", {"name": name, "is_company": True}),
        "user_id": worker.uid,
        "reason_class": "customer" if leaves else "complaints",
        "grounds": "What happened",
        "identity_note": "Called back" if leaves else False,
    }
    case = int(worker(CASE, "create", values))
    if leaves:
        worker(CASE, "action_leave", [case], "They said so")
        if state != "settlement":
            worker(CASE, "action_restrict", [case])
        if state == "reopened":
            sessions["approver"](CASE, "action_reopen", [case], "A mistake")
        return case
    if state == "dismissed":
        worker(CASE, "action_dismiss", [case], "A misunderstanding", "2099-01-01")
        return case
    last = "assessment" if state == "retained" else state
    for name in REACHED[1 : REACHED.index(last) + 1]:
        forward(sessions, case, name)
    if state == "retained":
        worker(CASE, "action_retain", [case], "They stay")
    return case


def forward(sessions: Mapping[str, Session], case: int, state: str) -> None:
    worker = sessions["worker"]
    if state == "assessment":
        worker(CASE, "action_assess", [case])
    elif state == "hearing":
        worker(CASE, "action_read_history", [case])
        worker(CASE, "action_hear", [case])
    elif state == "alternatives":
        worker(CASE, "write", [case], {"hearing_ids": [[0, 0, {"text": "They disagree"}]], "none_possible": "Tried"})
        worker(CASE, "action_consider", [case])
        worker(CASE, "write", [case], {"legal_contract": "-", "legal_public": "-", "legal_dominance": "-"})
        worker(CASE, "action_check_legal", [case], "Fine")
    elif state == "approval":
        worker(CASE, "action_submit", [case])
    else:
        sessions["approver"](CASE, "action_approve", [case])
        sessions["second"](CASE, "action_approve", [case])


def refusal(session: Session, method: str, *arguments: Any) -> str:
    """Words of the refusal; empty if it was done."""
    code, words = fault_of(session, method, *arguments)
    assert code in (0, *FOR_USERS), words[-500:]
    return words


def fault_of(session: Session, method: str, *arguments: Any) -> tuple[int, str]:
    try:
        session(CASE, method, *arguments)
    except xmlrpc.client.Fault as fault:
        return int(fault.faultCode), str(fault.faultString)
    return 0, ""


def state_of(sessions: Mapping[str, Session], case: int) -> str:
    return str(sessions["worker"](CASE, "read", [case], ["state"])[0]["state"])


def held(role: str) -> frozenset[str]:
    return frozenset({"worker": {"worker"}, "approver": {"approver"}, "second": {"approver"}}.get(role, set()))


@pytest.mark.parametrize("state", [*REACHED, *ENDS])
def test_whatever_is_not_in_the_table_is_refused(sessions: dict[str, Session], state: str) -> None:
    case = make(sessions, state)
    for role, act in itertools.product(ROLES, (*process.ACTS, *process.LATER)):
        row = process.transition(state, act)
        if row and process.is_allowed(row.who, held(role)):
            continue
        assert refusal(sessions[role], f"action_{act}", [case], *ARGUMENTS.get(act, [])), (role, act)
    for role, (method, arguments) in itertools.product(ROLES, BESIDE.items()):
        if not held(role):
            assert refusal(sessions[role], method, [case], *arguments), (role, method)
    assert state_of(sessions, case) == state
    assert set(REACHED) | set(ENDS) == set(process.STATES)


@pytest.mark.parametrize(
    ("state", "act"), [(row.state, row.act) for row in process.TRANSITIONS if row.state in REACHED]
)
def test_what_is_in_the_table_is_done(sessions: dict[str, Session], state: str, act: str) -> None:
    """By the lowest role that may, and by nobody lower."""
    row = process.transition(state, act)
    assert row
    case = make(sessions, state)
    role = "approver" if row.who == process.APPROVER else "worker"
    words = refusal(sessions[role], f"action_{act}", [case], *ARGUMENTS.get(act, []))
    if (state, act) in GATED:
        assert GATED[state, act] in words
        assert state_of(sessions, case) == state
    else:
        assert words == ""
        # One of two approvals leaves it where it is.
        assert state_of(sessions, case) == (state if act == "approve" else row.to)


def test_a_running_notice(sessions: dict[str, Session]) -> None:
    """Served, appealed against, and shortened: each step by the lowest role that may, by nobody else, in its turn."""
    case, worker, approver = make(sessions, "notice"), sessions["worker"], sessions["approver"]

    def only(role: str, act: str, *arguments: Any) -> None:
        row = process.transition("notice", act)
        for other in ROLES:
            if not (row and process.is_allowed(row.who, held(other))):
                assert refusal(sessions[other], f"action_{act}", [case], *arguments), (other, act)
        assert not refusal(sessions[role], f"action_{act}", [case], *arguments), act

    def days() -> list[Any]:
        told = worker(CASE, "read", [case], ["state", "notice_last_day", "appeal_at", "shorter_day"])[0]
        return [told[name] for name in ("state", "notice_last_day", "appeal_at", "shorter_day")]

    only("worker", "serve")
    state, last, *_none = days()
    assert state == "notice"
    for role in ROLES:
        assert refusal(sessions[role], "action_settle", [case]), "the notice runs"
    only("worker", "appeal", "They disagree")
    assert days()[2], "it is written down"
    assert refusal(worker, "action_settle", [case])
    only("approver", "deny_appeal", "We stay with it")
    state, after, appeal, _shorter = days()
    assert (state, appeal) == ("notice", False)
    assert after >= last
    day = dt.date.fromisoformat(after) - dt.timedelta(days=7)
    # Public holidays do not count.
    while refusal(worker, "action_ask_shorter", [case], "They asked for it", str(day)):
        day -= dt.timedelta(days=1)
        assert day > dt.date.fromisoformat(after) - dt.timedelta(days=20)
    assert days()[3] == str(day)
    only("approver", "grant_shorter")
    assert days()[:2] == ["notice", str(day)]
    only("worker", "appeal", "Again")
    assert refusal(worker, "action_uphold_appeal", [case], "They are right")
    assert not refusal(approver, "action_uphold_appeal", [case], "They are right")
    assert state_of(sessions, case) == "retained"


@pytest.mark.parametrize("role", ROLES)
def test_nothing_by_hand(sessions: dict[str, Session], role: str) -> None:
    case = make(sessions, "approval")
    session = sessions[role]
    for values in (
        {"state": "restricted"},
        {"requester_id": session.uid},
        {"approvals_needed": 0},
        {"approval_ids": []},
    ):
        assert refusal(session, "write", [case], values), values
    partner = sessions["admin"]("res.partner", "create", {"name": f"By hand {uuid.uuid4().hex[:8]}"})
    assert refusal(session, "create", {"partner_id": partner, "reason_class": "own", "state": "notice"})
    assert refusal(session, "copy", [case])
    assert refusal(session, "unlink", [case])
    for model in ("crm.offboarding.step", "crm.offboarding.approval", "crm.offboarding.obligation"):
        with pytest.raises(xmlrpc.client.Fault):
            session(model, "create", {"case_id": case})
    assert state_of(sessions, case) == "approval"


def test_import(sessions: dict[str, Session]) -> None:
    partner = sessions["admin"]("res.partner", "create", {"name": f"Imported {uuid.uuid4().hex[:8]}"})
    found = sessions["worker"](
        CASE, "load", ["partner_id/.id", "reason_class", "state"], [[str(partner), "own", "notice"]]
    )
    assert not found["ids"]
    assert "changes only by the steps" in found["messages"][0]["message"]


@pytest.mark.parametrize("role", ["worker", "approver"])
def test_import_over_a_case(sessions: dict[str, Session], role: str) -> None:
    case = make(sessions, "notice")
    for name, value in (
        ("state", "settlement"),
        ("notice_ends_at", "2020-01-01 00:00:00"),
        ("served_at", "2020-01-01"),
    ):
        found = sessions[role](CASE, "load", [".id", name], [[str(case), value]])
        assert not found["ids"]
        assert "changes only by the steps" in found["messages"][0]["message"], name
    [row] = sessions["worker"](CASE, "read", [case], ["state", "served_at", "notice_ends_at"])
    assert (row["state"], row["served_at"], row["notice_ends_at"]) == ("notice", False, False)


def test_whoever_prepared_it_does_not_approve(sessions: dict[str, Session]) -> None:
    """Neither by a group got meanwhile, nor after handing the case over, nor as the owner."""
    case = make(sessions, "alternatives")
    sessions["approver"](CASE, "action_check_legal", [case], "I have looked at it, too")
    sessions["worker"](CASE, "action_submit", [case])
    assert "does not decide" in refusal(sessions["approver"], "action_approve", [case])
    sessions["worker"](CASE, "write", [case], {"user_id": sessions["second"].uid})
    assert "does not decide" in refusal(sessions["second"], "action_approve", [case])
    sessions["worker"](CASE, "write", [case], {"user_id": sessions["worker"].uid})
    assert refusal(sessions["second"], "action_approve", [case]) == ""
    assert "decided already" in refusal(sessions["second"], "action_approve", [case])
    assert state_of(sessions, case) == "approval"


def test_a_default_of_the_context_changes_nothing(sessions: dict[str, Session]) -> None:
    partner = sessions["admin"]("res.partner", "create", {"name": f"Context {uuid.uuid4().hex[:8]}"})
    context = {"default_state": "restricted", "default_requester_id": sessions["second"].uid}
    worker = sessions["worker"]
    case = worker(CASE, "create", {"partner_id": partner, "reason_class": "own"}, context=context)
    [row] = worker(CASE, "read", [case], ["state", "requester_id"])
    assert (row["state"], row["requester_id"][0]) == ("candidate", worker.uid)
