"""The embedded PostgreSQL is fast while tests run and safe afterwards; another server is never changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacklib import cluster, durability
from stacklib.stack import Stack


class FakeStack(Stack):
    """A stack whose server only knows fsync."""

    def psql(self, sql: str, database_name: str = "postgres") -> str:
        SAID.append(sql)
        if sql == "SHOW fsync":
            return "off" if "ALTER SYSTEM SET fsync = off" in SAID and "ALTER SYSTEM RESET fsync" not in SAID else "on"
        return ""


SAID: list[str] = []


@pytest.fixture
def stack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeStack:
    """A stack on port 5555, which is that of the embedded server."""
    SAID.clear()
    monkeypatch.setattr(cluster, "running_port", lambda _data: 5555)
    monkeypatch.setattr(durability.os, "sync", lambda: SAID.append("sync"))
    return FakeStack(tmp_path, tmp_path, tmp_path, tmp_path, {"PGHOST": "127.0.0.1", "PGPORT": "5555"})


def fail_during_tests(stack: Stack) -> None:
    """Break off in the middle of the tests."""
    with durability.relaxed(stack):
        assert stack.psql("SHOW fsync") == "off"
        raise ZeroDivisionError


def test_safe_again_after_the_tests_even_if_they_fail(stack: Stack) -> None:
    with pytest.raises(ZeroDivisionError):
        fail_during_tests(stack)
    assert stack.psql("SHOW fsync") == "on"
    assert SAID.index("CHECKPOINT") < SAID.index("sync")


def test_put_right_after_a_killed_run(stack: Stack) -> None:
    stack.psql("ALTER SYSTEM SET fsync = off")
    durability.strict(stack)
    assert stack.psql("SHOW fsync") == "on"


def test_nothing_to_do_when_it_is_safe(stack: Stack) -> None:
    durability.strict(stack)
    assert SAID == ["SHOW fsync"]


@pytest.mark.parametrize("pg", [{"PGHOST": "db", "PGPORT": "5555"}, {"PGHOST": "127.0.0.1", "PGPORT": "5432"}, {}])
def test_another_server_is_never_changed(tmp_path: Path, stack: Stack, pg: dict[str, str]) -> None:
    other = FakeStack(tmp_path, tmp_path, tmp_path, tmp_path, pg)
    with durability.relaxed(other):
        durability.strict(other)
    assert SAID == []
