"""scripts/import_customers.py without a server: sending, going on, every exit code."""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import import_customers
import pytest

from rpclib import customer_job
from rpclib.connection import Login
from rpclib.customer_job import CustomerJob
from rpclib.errors import ConnectionLostError, FileError, RefusedError, RowsRejectedError
from rpclib.job import Around
from rpclib.report import Report

LOGIN = Login("http://server", "db", "steward", "secret")
GOOD = "Name,Mail\nAlfa,a@x.lt\nBeta,b@x.lt\nGama,c@x.lt\n"


class Silent:
    def update(self, n: int) -> None:
        """Show nothing."""


def around() -> Around:
    return Around(lambda title, total: nullcontext(Silent()), lambda text: None, (0.0, 0.0))


class Imports:
    """The server's import, as far as the script sees it; a row without an @ is rejected."""

    def __init__(self, breaks: dict[int, str] | None = None) -> None:
        self.rows: dict[int, dict[str, str]] = {}
        self.names: set[str] = set()
        self.written: list[str] = []
        self.compared = 0
        self.state = "draft"
        self.calls = 0
        self.breaks = breaks or {}

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Execute a call, or break the connection before or after it."""
        assert model == "crm.import.batch"
        self.calls += 1
        broken = self.breaks.get(self.calls)
        if broken == "before":
            raise ConnectionLostError("cut")
        answer = getattr(self, f"do_{method}")(*args)
        if broken == "after":
            raise ConnectionLostError("cut")
        return answer

    def do_submit(self, source: str, rows: list[dict[str, str]], name: str, start: int) -> int:
        if source != "erp":
            raise RefusedError("no such source")
        self.names.add(name)
        for number, row in enumerate(rows, start):
            assert self.rows.setdefault(number, row) == row
        return 7

    def bad(self) -> list[int]:
        return [number for number, row in self.rows.items() if "@" not in row.get("Mail", "")]

    def told(self, left: int) -> dict[str, Any]:
        numbers = dict.fromkeys(("update", "unchanged", "ambiguous", "skipped"), 0)
        create = len(self.rows) - len(self.bad())
        return {"state": self.state, "left": left, "rows": len(self.rows), "create": create,
                "rejected": len(self.bad()), **numbers}  # fmt: skip

    def do_preview(self, batch: int, limit: int) -> dict[str, Any]:
        self.state, self.compared = "preview", min(self.compared + limit, len(self.rows))
        return self.told(len(self.rows) - self.compared)

    def do_run(self, batch: int, limit: int) -> dict[str, Any]:
        good = [row["Name"] for number, row in self.rows.items() if number not in self.bad()]
        self.written += good[len(self.written) : len(self.written) + limit]
        left = len(good) - len(self.written)
        self.state = "running" if left else "done"
        return self.told(left)

    def do_report(self, batch: int, after: int) -> dict[str, Any]:
        problems = [
            {"row": number, "result": "rejected", "column": "Mail", "value": "x", "reason": "no address"}
            for number in self.bad()
            if number > after
        ]
        return {**self.told(0), "problems": problems}


def run(path: Path, server: Imports, report: Path | None = None, dry_run: bool = False, **options: Any) -> list[str]:
    job = CustomerJob(path, options.pop("source", "erp"), chunk=2, **options)
    with Report(report) as taken:
        return import_customers.import_customers(job, LOGIN, dry_run, taken, around(), lambda login: server)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    return path


def test_all_rows_arrive_once(good: Path) -> None:
    server = Imports()
    lines = run(good, server)
    assert server.written == ["Alfa", "Beta", "Gama"]
    assert lines == ["3 rows: 3 customers created, 0 changed, 0 with nothing new"]


def test_a_second_time_there_is_nothing_to_do(good: Path) -> None:
    server = Imports()
    run(good, server)
    assert run(good, server)[0] == "Nothing to do: the file has been imported already."
    assert server.written == ["Alfa", "Beta", "Gama"]
    assert len(server.names) == 1


@pytest.mark.parametrize("how", ["before", "after"])
@pytest.mark.parametrize("call", range(1, 11))
def test_a_connection_that_breaks_at_any_call(good: Path, call: int, how: str) -> None:
    server = Imports({call: how})
    run(good, server)
    assert server.written == ["Alfa", "Beta", "Gama"]


def test_a_connection_that_stays_away(good: Path) -> None:
    server = Imports(dict.fromkeys(range(3, 100), "before"))
    with pytest.raises(ConnectionLostError):
        run(good, server)
    server.breaks = {}
    run(good, server)
    assert server.written == ["Alfa", "Beta", "Gama"]


def test_a_dry_run_writes_nothing(good: Path) -> None:
    server = Imports()
    assert run(good, server, dry_run=True)[0] == "Dry run: no customer was written."
    assert server.written == []


def test_rejected_rows_stop_it_unless_they_may_be_skipped(tmp_path: Path) -> None:
    path, report = tmp_path / "rows.csv", tmp_path / "bad.csv"
    path.write_text("Name,Mail\nAlfa,a@x.lt\nBeta,nothing\n")
    server = Imports()
    with pytest.raises(RowsRejectedError):
        run(path, server, report)
    assert server.written == []
    assert list(csv.reader(io.StringIO(report.read_text(encoding="utf-8-sig"))))[1] == ["2", "Mail", "x", "no address"]
    run(path, server, report, skip_bad=True)
    assert server.written == ["Alfa"]


def test_rows_that_cannot_be_read_are_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("Name,Mail\nAlfa,a@x.lt\nBeta,b@x.lt,more\n")
    server = Imports()
    with pytest.raises(RowsRejectedError):
        run(path, server)
    assert server.calls == 0
    run(path, server, skip_bad=True)
    assert server.written == ["Alfa"]


def test_refusals_and_files_that_cannot_be_used(good: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        run(good, Imports(), source="nowhere")
    with pytest.raises(FileError):
        run(tmp_path / "none.csv", Imports())
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(FileError):
        run(tmp_path / "empty.csv", Imports())


def test_large_rows_are_sent_in_smaller_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(customer_job, "CALL", 10)
    rows = [{"a": "x" * 6}, {"a": "y" * 6}, {"a": "z"}]
    assert list(customer_job.parts(rows)) == [rows[:1], rows[1:]]


def test_exit_codes(good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert import_customers.main([str(good), "--dry-run", "--quiet"]) == 0
    assert "3 rows can be read" in capsys.readouterr().out
    assert import_customers.main([str(tmp_path / "none.csv"), "--dry-run", "--quiet"]) == 3
    bad = tmp_path / "bad.csv"
    bad.write_text("a,b\n1,2,3\n")
    assert import_customers.main([str(bad), "--dry-run", "--quiet"]) == 4
    for arguments in ([str(good)], [str(good), "--db", "x"], [str(good), "--db", "x", "--source", "erp"]):
        with pytest.raises(SystemExit) as caught:
            import_customers.main(arguments)
        assert caught.value.code == 2
