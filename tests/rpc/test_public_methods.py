"""Every public method against what nobody should send: an error in words or a plain answer, never a traceback."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from public_methods import public_methods
from test_timeline_rpc import Session, make_user

pytestmark = pytest.mark.rpc

#: Fault codes of Odoo's XML-RPC: an error meant for the user, no log-in, no right. Another one is a traceback.
FOR_USERS = (2, 3, 4)
HOSTILE: tuple[Any, ...] = (
    "x" * 100_000,
    "1; DROP TABLE res_partner; --",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "%",
    "",
    -1,
    0,
    2**31 - 1,
    1.5,
    True,
    False,
    [],
    [[]],
    [1, [2]],
    ["a" * 5_000],
    [{"a": {"b": [{}]}}],
    {},
    {"partner_id": "1", "name": ["x"], "values": {}},
    [0],
    [2**31 - 1],
)


@dataclass(frozen=True)
class World:
    """Records that valid calls name."""

    customer: int
    touchpoint: int


@dataclass(frozen=True)
class Call:
    """A valid call.

    :param arguments: made from the world
    :param login: the lowest role that may call it
    :param portal: whether portal users may call it too
    :param refusal: what the answer says if records of this small world cannot give a result
    """

    arguments: Callable[[World], list[Any]]
    login: str = "agent"
    portal: bool = False
    refusal: str = ""


#: By model and method. A method that is missing here fails the first test.
CALLS: dict[tuple[str, str], Call] = {
    ("crm.adoption.mine", "my_figures"): Call(lambda world: []),
    ("crm.caller.verification", "verify"): Call(lambda world: [world.customer, {"name": "Rpc"}], refusal="name"),
    ("crm.caller.verification", "decline"): Call(lambda world: [world.customer, "would not say"]),
    ("crm.caller.verification", "status"): Call(lambda world: [world.customer]),
    ("crm.mail.unfiled", "count_open"): Call(lambda world: []),
    ("crm.touchpoint.content", "content"): Call(lambda world: [world.touchpoint]),
    ("crm.touchpoint.content", "reply"): Call(
        lambda world: [world.touchpoint], refusal="Only messages can be answered"
    ),
    ("crm.touchpoint", "log"): Call(
        lambda world: [[{"channel": "call", "partner_id": world.customer, "name": "Asked for a price"}]]
    ),
    ("crm.touchpoint.repair", "rebuild"): Call(lambda world: [["calendar.event"]], login="admin"),
    ("crm.touchpoint.timeline", "timeline"): Call(lambda world: [world.customer, False, 10, {"channels": ["call"]}]),
    ("crm.touchpoint.timeline", "facets"): Call(lambda world: [world.customer, {}]),
    ("res.partner", "customer360"): Call(lambda world: [world.customer]),
    ("res.partner", "customer_strip"): Call(lambda world: [world.customer]),
    ("res.partner", "find_caller"): Call(lambda world: ["Rpc", 5]),
}
#: Parts of the history that are called through the model they are a part of.
CALLED_ON = {
    "crm.touchpoint.content": "crm.touchpoint",
    "crm.touchpoint.repair": "crm.touchpoint",
    "crm.touchpoint.timeline": "crm.touchpoint",
}
FOUND = {
    (model, name): arguments
    for model, name, arguments in public_methods(Path(__file__).resolve().parents[2] / "addons")
}


@pytest.fixture(scope="module")
def sessions(server_url: str, server_database: str) -> dict[str, Session]:
    admin = Session(server_url, server_database, "admin", "admin")
    made = {"admin": admin}
    for login, group in (("agent", "crm_customer360.group_agent"), ("portal", "base.group_portal")):
        make_user(admin, f"rpc_hostile_{login}", group)
        made[login] = Session(server_url, server_database, f"rpc_hostile_{login}", "history-reader-1")
    return made


@pytest.fixture(scope="module")
def world(sessions: dict[str, Session]) -> World:
    customer = sessions["admin"]("res.partner", "create", {"name": "Rpc Hostile", "email": "rpc@hostile.example.com"})
    entry = {"channel": "visit", "partner_id": customer, "name": "Came by"}
    sessions["agent"]("crm.touchpoint", "log", [entry])
    page = sessions["agent"]("crm.touchpoint", "timeline", customer)
    return World(customer, page["rows"][0]["id"])


def call(session: Session, model: str, method: str, arguments: list[Any]) -> str:
    """What came of a call: empty if it was answered with plain values, else the error; a traceback fails the test."""
    fault = fault_of(session, CALLED_ON.get(model, model), method, arguments)
    if fault is None:
        return ""
    shown = f"{model}.{method}({str(arguments)[:80]}): {fault.faultString[-300:]}"
    assert fault.faultCode in FOR_USERS, shown
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


@pytest.mark.parametrize(("model", "method"), sorted(CALLS))
def test_valid_call(sessions: dict[str, Session], world: World, model: str, method: str) -> None:
    known = CALLS[model, method]
    answer = call(sessions[known.login], model, method, known.arguments(world))
    assert bool(answer) == bool(known.refusal), answer
    assert known.refusal in answer


@pytest.mark.parametrize(("model", "method"), sorted(CALLS))
def test_hostile_values(sessions: dict[str, Session], world: World, model: str, method: str) -> None:
    known = CALLS[model, method]
    valid = known.arguments(world)
    for place in range(len(FOUND.get((model, method), ()))):
        for value in HOSTILE:
            arguments = [*valid[:place], value, *valid[place + 1 :]] if place < len(valid) else [*valid, value]
            if place > len(valid):
                continue
            call(sessions[known.login], model, method, arguments)
    found = sessions["admin"]("res.partner", "search_count", [["id", "=", world.customer]])
    assert found == 1, "the customer is gone"


@pytest.mark.parametrize(("model", "method"), sorted(key for key, known in CALLS.items() if not known.portal))
def test_portal_is_refused(sessions: dict[str, Session], world: World, model: str, method: str) -> None:
    assert call(sessions["portal"], model, method, CALLS[model, method].arguments(world)), "it was answered"


@pytest.mark.parametrize(
    ("model", "method"), sorted(key for key, known in CALLS.items() if known.login not in ("agent", "portal"))
)
def test_agent_is_refused_what_is_not_theirs(
    sessions: dict[str, Session], world: World, model: str, method: str
) -> None:
    assert call(sessions["agent"], model, method, CALLS[model, method].arguments(world)), "it was answered"
