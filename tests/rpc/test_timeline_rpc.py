"""The contact history as an external program sees it: XML-RPC and JSON-RPC, plain values, clear errors."""

from __future__ import annotations

import json
import urllib.request
import xmlrpc.client
from typing import Any

import pytest

pytestmark = pytest.mark.rpc

PASSWORD = "history-reader-1"


class Session:
    """A user over XML-RPC. ``allow_none`` stays off, as for most callers: what cannot be marshalled fails here."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        self.url, self.database, self.password = url, database, password
        self.uid = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(database, login, password, {})
        assert self.uid, f"{login} cannot log in"
        self.models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object")

    def __call__(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        return self.models.execute_kw(self.database, self.uid, self.password, model, method, list(args), kwargs)


@pytest.fixture(scope="module")
def admin(server_url: str, server_database: str) -> Session:
    return Session(server_url, server_database, "admin", "admin")


def make_user(admin: Session, login: str, *groups: str) -> int:
    found = admin("res.users", "search", [["login", "=", login]])
    ids = [admin("ir.model.data", "check_object_reference", *group.split("."))[1] for group in groups]
    values = {"name": login, "login": login, "password": PASSWORD, "group_ids": [[6, 0, ids]]}
    if found:
        admin("res.users", "write", found, values)
        return int(found[0])
    return int(admin("res.users", "create", values))


@pytest.fixture(scope="module")
def agent(admin: Session, server_url: str, server_database: str) -> Session:
    make_user(admin, "rpc_history_agent", "crm_customer360.group_agent")
    return Session(server_url, server_database, "rpc_history_agent", PASSWORD)


@pytest.fixture(scope="module")
def portal(admin: Session, server_url: str, server_database: str) -> Session:
    make_user(admin, "rpc_history_portal", "base.group_portal")
    return Session(server_url, server_database, "rpc_history_portal", PASSWORD)


@pytest.fixture(scope="module")
def customer(admin: Session) -> int:
    company = admin("res.partner", "create", {"name": "Rpc & <Sons>", "is_company": True})
    person = admin("res.partner", "create", {"name": "Ona", "parent_id": company})
    for day in range(1, 8):
        values = {
            "name": f"Visit {day}",
            "start": f"2026-03-{day:02} 08:00:00",
            "stop": f"2026-03-{day:02} 09:00:00",
            "partner_ids": [[6, 0, [person]]],
        }
        admin("calendar.event", "create", values)
    return int(company)


def test_whole_history_page_by_page(agent: Session, customer: int) -> None:
    titles, cursor, calls = [], False, 0
    while calls == 0 or cursor:
        page = agent("crm.touchpoint", "timeline", customer, cursor, 3, {"channels": ["meeting"]})
        titles += [row["title"] for row in page["rows"]]
        cursor = page["cursor"]
        calls += 1
    assert titles == [f"Visit {day}" for day in range(7, 0, -1)]
    assert calls == 3


def test_every_public_result_can_be_marshalled(admin: Session, agent: Session, customer: int) -> None:
    for result in (
        agent("crm.touchpoint", "timeline", customer),
        agent("crm.touchpoint", "facets", customer),
        admin("crm.touchpoint", "rebuild", ["calendar.event"]),
    ):
        assert xmlrpc.client.dumps((result,))
        assert json.loads(json.dumps(result)) == result


def test_json_rpc_gives_the_same(agent: Session, customer: int) -> None:
    arguments = [agent.database, agent.uid, agent.password, "crm.touchpoint", "facets", [customer], {}]
    body = {
        "jsonrpc": "2.0",
        "method": "call",
        "params": {"service": "object", "method": "execute_kw", "args": arguments},
    }
    request = urllib.request.Request(
        f"{agent.url}/jsonrpc", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    assert answer["result"] == agent("crm.touchpoint", "facets", customer)
    assert answer["result"]["meeting"] == 7


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("x" * 10_000,), "partner_id"),
        (("1; DROP TABLE res_partner",), "partner_id"),
        (([1, 2],), "partner_id"),
        ((0,), "partner_id"),
        ((2**31 - 1,), "2147483647"),
        ((None, "<b>cursor</b>"), "cursor"),
        ((None, False, "all"), "limit"),
        ((None, False, 10, {"channels": {"a": 1}}), "channels"),
        ((None, False, 10, {"query": ["<script>"]}), "query"),
        ((None, False, 10, "email"), "filters"),
    ],
)
def test_wrong_arguments_get_an_answer_not_a_traceback(
    agent: Session, customer: int, arguments: tuple[object, ...], named: str
) -> None:
    sent = [customer if argument is None else argument for argument in arguments]
    with pytest.raises(xmlrpc.client.Fault) as caught:
        agent("crm.touchpoint", "timeline", *sent)
    # 2 is what the server gives for an error meant for the user; 1 comes with a traceback.
    assert caught.value.faultCode == 2
    assert named in caught.value.faultString
    assert "Traceback" not in caught.value.faultString
    assert len(caught.value.faultString) < 400


def test_outsider_is_refused(portal: Session, customer: int) -> None:
    for method, arguments in (("timeline", [customer]), ("facets", [customer]), ("search_read", [[]]), ("rebuild", [])):
        with pytest.raises(xmlrpc.client.Fault) as caught:
            portal("crm.touchpoint", method, *arguments)
        assert caught.value.faultCode in (2, 4), method


def test_agent_may_not_rebuild_nor_search(agent: Session) -> None:
    for method, arguments in (("rebuild", []), ("search_count", [[]]), ("read_group", [[], ["id"], ["channel"]])):
        with pytest.raises(xmlrpc.client.Fault) as caught:
            agent("crm.touchpoint", method, *arguments)
        assert caught.value.faultCode in (2, 4), method


@pytest.mark.parametrize(
    "method",
    ["_synchronise", "_capture", "_plan_sources", "_note_partners", "_try", "_scan", "_fetch", "_move_customer"],
)
def test_inner_methods_are_not_public(admin: Session, method: str) -> None:
    with pytest.raises(xmlrpc.client.Fault):
        admin("crm.touchpoint", method)


def test_rebuild_names_an_unknown_source(admin: Session) -> None:
    with pytest.raises(xmlrpc.client.Fault) as caught:
        admin("crm.touchpoint", "rebuild", ["nonsense"])
    assert "nonsense" in caught.value.faultString
    assert "calendar.event" in caught.value.faultString
