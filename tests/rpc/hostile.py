"""What nobody should send, and where it is put."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from typing import Any

from test_timeline_rpc import Session

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
#: What only JSON carries.
HOSTILE_JSON: tuple[Any, ...] = (
    None,
    2**31,
    -(2**70),
    1e400,
    float("nan"),
    "nul \0 byte",
    "half a pair \ud800",
    [None],
    [2**63],
    ["\0"],
    {"\0": None},
)
#: Errors that are words for the user.
FOR_USERS = (
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
    "odoo.exceptions.ValidationError",
)
#: Within a structure, one of each kind is enough: there are many places.
HOSTILE_WITHIN: tuple[Any, ...] = (
    "x" * 100_000,
    "' OR 1=1 --",
    "",
    -1,
    2**31 - 1,
    1.5,
    True,
    False,
    [[]],
    {"a": {"b": [{}]}},
)
HOSTILE_JSON_WITHIN: tuple[Any, ...] = (None, -(2**70), 1e400, "nul \0 byte", "half a pair \ud800", ["\0"])
Path = tuple[int | str, ...]


def spoilt(valid: list[Any], arguments: int, values: tuple[Any, ...], within: tuple[Any, ...]) -> Iterator[list[Any]]:
    """Yield the arguments with one of them, or one value within one of them, replaced.

    :param arguments: how many the method takes; the first that is left out is tried too
    :param values: tried in place of an argument
    :param within: tried in place of a value within one
    """
    paths = [*paths_in(valid), *([(len(valid),)] if arguments > len(valid) else [])]
    for path in paths:
        for value in values if len(path) == 1 else within:
            yield put(valid, path, value)


def paths_in(value: Any) -> Iterator[Path]:
    """Yield the places of a structure from outside in; of a list the first item stands for all."""
    found = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in found:
        yield (key,)
        yield from ((key, *path) for path in paths_in(inner if isinstance(inner, dict) else inner_of(inner)))


def inner_of(value: Any) -> Any:
    return value[:1] if isinstance(value, list) else value


def put(structure: Any, path: Path, value: Any) -> Any:
    """A copy of the structure with another value at one place."""
    if not path:
        return value
    place, *rest = path
    if isinstance(structure, dict):
        return {**structure, place: put(structure[place], tuple(rest), value)}
    assert isinstance(place, int)
    inner = put(structure[place] if place < len(structure) else None, tuple(rest), value)
    return [*structure[:place], inner, *structure[place + 1 :]]


def json_error(session: Session, model: str, method: str, arguments: list[Any]) -> tuple[str, str]:
    """Call over JSON-RPC; returns kind and text of the error, both empty if it was answered."""
    called = [session.database, session.uid, session.password, model, method, arguments]
    body = {"jsonrpc": "2.0", "method": "call", "params": {"service": "object", "method": "execute_kw", "args": called}}
    request = urllib.request.Request(
        f"{session.url}/jsonrpc", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        error = json.load(response).get("error")
    return (error["data"]["name"], f"{error['data']['message']} {error['data']['debug'][-700:]}") if error else ("", "")
