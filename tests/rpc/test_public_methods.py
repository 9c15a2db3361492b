"""Every public method against what nobody should send: an error in words or a plain answer, never a traceback."""

from __future__ import annotations

import xmlrpc.client
from pathlib import Path
from typing import Any

import pytest
from hostile import FOR_USERS, HOSTILE, HOSTILE_JSON, HOSTILE_JSON_WITHIN, HOSTILE_WITHIN, json_error, spoilt
from public_calls import CALLED_ON, CALLS, ROLES, UP_TO_AGENT, World, make_world
from public_methods import public_methods
from test_timeline_rpc import PASSWORD, Session, make_user

pytestmark = pytest.mark.rpc

#: Fault codes of Odoo's XML-RPC: an error meant for the user, no log-in, no right. Another one is a traceback.
FAULTS_FOR_USERS = (2, 3, 4)
FOUND = {
    (model, name): arguments
    for model, name, arguments in public_methods(Path(__file__).resolve().parents[2] / "addons")
}
every_method = pytest.mark.parametrize(("model", "method"), sorted(CALLS))


@pytest.fixture(scope="module")
def sessions(server_url: str, server_database: str) -> dict[str, Session]:
    admin = Session(server_url, server_database, "admin", "admin")
    for role, groups in ROLES.items():
        make_user(admin, f"rpc_hostile_{role}", *groups)
    # After all of them: a new user makes the server forget the passwords it has looked at.
    made = {role: Session(server_url, server_database, f"rpc_hostile_{role}", PASSWORD) for role in ROLES}
    return {"admin": admin, **made}


@pytest.fixture(scope="module")
def world(sessions: dict[str, Session]) -> World:
    return make_world(sessions)


def call(session: Session, model: str, method: str, arguments: list[Any]) -> str:
    """What came of a call: empty if it was answered with plain values, else the error; a traceback fails the test."""
    fault = fault_of(session, CALLED_ON.get(model, model), method, arguments)
    if fault is None:
        return ""
    shown = f"{model}.{method}({str(arguments)[:80]}): {fault.faultString[-300:]}"
    assert fault.faultCode in FAULTS_FOR_USERS, shown
    assert len(fault.faultString) < 2_000, shown
    return str(fault.faultString)


def fault_of(session: Session, model: str, method: str, arguments: list[Any]) -> xmlrpc.client.Fault | None:
    """The error a call ends with; None if it was answered with what XML-RPC can carry."""
    try:
        xmlrpc.client.dumps((session(model, method, *arguments),))
    except xmlrpc.client.Fault as fault:
        return fault
    return None


def test_no_public_method_is_forgotten() -> None:
    assert set(FOUND) == set(CALLS)


@every_method
def test_valid_call(sessions: dict[str, Session], world: World, model: str, method: str) -> None:
    known = CALLS[model, method]
    answer = call(sessions[known.login], model, method, known.arguments(world))
    assert bool(answer) == bool(known.refusal), answer
    assert known.refusal in answer


@every_method
def test_hostile_values(sessions: dict[str, Session], world: World, model: str, method: str) -> None:
    known = CALLS[model, method]
    for arguments in spoilt(known.arguments(world), len(FOUND.get((model, method), ())), HOSTILE, HOSTILE_WITHIN):
        call(sessions[known.login], model, method, arguments)
    found = sessions["admin"]("res.partner", "search_count", [["id", "in", [world.customer, *world.twins]]])
    assert found == 3, "a customer is gone"


@every_method
def test_hostile_values_of_json(sessions: dict[str, Session], world: World, model: str, method: str) -> None:
    known = CALLS[model, method]
    taken = len(FOUND.get((model, method), ()))
    for arguments in spoilt(known.arguments(world), taken, HOSTILE_JSON, HOSTILE_JSON_WITHIN):
        kind, text = json_error(sessions[known.login], CALLED_ON.get(model, model), method, arguments)
        assert kind in ("", *FOR_USERS), f"{arguments}: {text}"


@every_method
def test_portal_is_refused(sessions: dict[str, Session], world: World, model: str, method: str) -> None:
    assert call(sessions["portal"], model, method, CALLS[model, method].arguments(world)), "it was answered"


@pytest.mark.parametrize(
    ("model", "method"), sorted(key for key, known in CALLS.items() if known.login not in UP_TO_AGENT)
)
def test_agent_is_refused_what_is_not_theirs(
    sessions: dict[str, Session], world: World, model: str, method: str
) -> None:
    assert call(sessions["agent"], model, method, CALLS[model, method].arguments(world)), "it was answered"
