"""The connection of the scripts to a server: what failures mean, and how patient it is."""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.error import HTTPError, URLError

import odoorpc
import pytest

from rpclib.connection import CONTEXT, Login, connect, insist, translate
from rpclib.errors import (
    ConnectionLostError,
    FinalRefusalError,
    GaveUpError,
    ImportStoppedError,
    RefusedError,
)

LOGIN = Login("http://server", "db", "seller", "secret")


def rpc_error(name: str, message: str = "text") -> odoorpc.error.RPCError:
    return odoorpc.error.RPCError(message, {"data": {"name": name, "message": message}})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (rpc_error("odoo.exceptions.AccessError"), RefusedError),
        (rpc_error("odoo.exceptions.ValidationError"), RefusedError),
        (rpc_error("psycopg2.OperationalError", 'database "x" does not exist'), RefusedError),
        (odoorpc.error.RPCError("Wrong login ID or password"), RefusedError),
        (rpc_error("psycopg2.errors.SerializationFailure"), ConnectionLostError),
        (rpc_error("psycopg2.OperationalError", "server closed the connection"), ConnectionLostError),
        (URLError(ConnectionRefusedError(111, "refused")), ConnectionLostError),
        (HTTPError("u", 502, "Bad Gateway", {}, None), ConnectionLostError),
        (HTTPError("u", 404, "Not Found", {}, None), RefusedError),
        (ConnectionResetError(), ConnectionLostError),
        (TimeoutError(), ConnectionLostError),
        (json.JSONDecodeError("half an answer", "", 0), ConnectionLostError),
    ],
)
def test_what_failures_mean(error: Exception, kind: type[ImportStoppedError]) -> None:
    def action() -> None:
        raise error

    with pytest.raises(kind) as caught:
        translate(action)
    assert type(caught.value) is kind


def test_patience_has_an_end() -> None:
    slept, heard, tries = list[float](), list[str](), list[int]()

    def fail() -> None:
        tries.append(1)
        raise ConnectionLostError("cut")

    with pytest.raises(ConnectionLostError):
        insist(fail, heard.append, (1, 2, 4), slept.append)
    assert (len(tries), slept, len(heard)) == (4, [1, 2, 4], 3)


@pytest.mark.parametrize(("kind", "times"), [(RefusedError, 2), (FinalRefusalError, 1)])
def test_refusals_are_not_asked_for_ever(kind: type[RefusedError], times: int) -> None:
    tries = list[int]()

    def fail() -> None:
        tries.append(1)
        raise kind("no")

    with pytest.raises(RefusedError):
        insist(fail, lambda text: None, (0, 0, 0))
    assert len(tries) == times


def test_a_refusal_after_a_lost_attempt_may_be_its_own_doing() -> None:
    answers: list[ImportStoppedError] = [ConnectionLostError("cut"), RefusedError("not in a state")]

    def fail() -> None:
        raise answers.pop(0)

    with pytest.raises(GaveUpError, match="not in a state"):
        insist(fail, lambda text: None, (0,))


def test_records_are_created_without_touching_existing_ones_and_in_utc() -> None:
    assert CONTEXT.items() >= {"mode": "update", "noupdate": True, "tz": "UTC"}.items()


@pytest.mark.parametrize("url", ["ftp://server", "http://", "http://server/odoo"])
def test_addresses_that_are_no_server(url: str) -> None:
    with pytest.raises(RefusedError, match="no address"):
        connect(replace(LOGIN, url=url))


def test_nobody_listens(unused_port: int) -> None:
    with pytest.raises(ConnectionLostError, match="Cannot reach the server"):
        connect(replace(LOGIN, url=f"http://127.0.0.1:{unused_port}"))
