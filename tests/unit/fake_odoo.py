"""A server in memory that behaves like Odoo where the import relies on it, and that can fail at any call."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from rpclib.errors import ConnectionLostError, RefusedError

NOW = "2026-11-22 08:00:00"
READS = {"search_read", "has_access"}
Record = dict[str, Any]


@dataclass
class FakeOdoo:
    """Tables of records; `failures` says at which calls, counted from 1, the connection breaks, and how.

    before: the call never arrives
    after: the call is executed, its answer is lost
    late: the call arrives and is still running; it ends when the next call that writes is made
    """

    failures: dict[int, str] = field(default_factory=dict)
    dead_from: int = 10**9
    rights: Callable[[str, str], bool] = lambda model, operation: True
    rejects: Callable[[str, Record], bool] = lambda model, record: False
    hidden: Callable[[Record], bool] = lambda record: False
    calls: int = 0
    log: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, dict[int, Record]] = field(default_factory=dict)
    external: dict[str, int] = field(default_factory=dict)
    running: list[Callable[[], object]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Execute a call, or break the connection."""
        self.calls += 1
        self.log.append((model, method))
        failure = "before" if self.calls >= self.dead_from else self.failures.get(self.calls, "")
        if failure == "before":
            raise ConnectionLostError("cut")

        def execute() -> Any:
            return getattr(self, f"do_{method}")(model, *args, **kwargs)

        if method not in READS:
            for earlier in self.running:
                earlier()
            self.running.clear()
        if failure == "late" and method not in READS:
            self.running.append(execute)
        elif failure != "late":
            answer = execute()
        if failure:
            raise ConnectionLostError("cut")
        return answer

    def rows(self, model: str) -> list[Record]:
        """Return the records of a model in the order of their creation."""
        return list(self.tables.get(model, {}).values())

    def add(self, model: str, **values: Any) -> Record:
        """Put a record there without a call."""
        one = next(self.ids)
        return self.tables.setdefault(model, {}).setdefault(one, {"id": one, **values})

    def do_has_access(self, model: str, ids: list[int], operation: str) -> bool:
        return self.rights(model, operation)

    def do_search_read(
        self, model: str, domain: list[list[Any]], fields: list[str], limit: int = 0, order: str = "id"
    ) -> list[Record]:
        found = [row for row in self.rows(model) if not self.hidden(row) and all(match(row, leaf) for leaf in domain)]
        found.sort(key=lambda row: row["id"], reverse=order.endswith("desc"))
        return [{"id": row["id"]} | {name: row.get(name, False) for name in fields} for row in found[: limit or None]]

    def do_load(self, model: str, fields: list[str], rows: list[list[str]]) -> Record:
        records = [dict(zip(fields, row, strict=True)) for row in rows]
        if any(self.rejects(model, record) for record in records):
            return {"ids": False, "messages": [{"type": "error", "message": "not accepted"}]}
        return {"ids": [self.load_one(model, record) for record in records], "messages": []}

    def load_one(self, model: str, record: Record) -> int:
        key = record.pop("id")
        assert key.count(".") == 1, "an external id is module.name"
        if key not in self.external:
            values = {name.removesuffix("/.id"): value for name, value in record.items()}
            state = {"state": "draft"} if model in {"sale.order", "account.move"} else {}
            lines = {"order_line": [next(self.ids)], "name": f"S{len(self.rows(model)) + 1:05d}"}
            self.external[key] = self.add(model, **values, **state, **(lines if model == "sale.order" else {}))["id"]
        return self.external[key]

    def do_action_confirm(self, model: str, ids: list[int]) -> None:
        self.change(model, ids, {"draft", "sent"}, {"state": "sale", "date_order": NOW})

    def do_action_post(self, model: str, ids: list[int]) -> None:
        self.change(model, ids, {"draft"}, {"state": "posted"})

    def do_write(self, model: str, ids: list[int], values: Record) -> None:
        self.change(model, ids, None, values)

    def change(self, model: str, ids: list[int], states: set[str] | None, values: Record) -> None:
        records = [self.tables[model][one] for one in ids]
        if states and any(record["state"] not in states for record in records):
            raise RefusedError("Some orders are not in a state requiring confirmation.")
        for record in records:
            record.update(values)


def match(record: Record, leaf: list[Any]) -> bool:
    """Tell whether a record fulfils one condition of a domain."""
    name, operator, value = leaf
    have = record.get(name, name == "active")
    if operator == "in":
        return have in value
    if operator == "=like":
        return str(have).startswith(value.removesuffix("%").replace("\\_", "_"))
    assert operator == "="
    return bool(have == value)
