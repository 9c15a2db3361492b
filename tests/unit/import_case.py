"""What several tests of the import of transactions need: a small file, its job, and a run without a server."""

from __future__ import annotations

import csv
import io
from contextlib import nullcontext
from dataclasses import replace
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

import pytest
from fake_odoo import FakeOdoo

from rpclib.command import import_file
from rpclib.connection import Login
from rpclib.errors import (
    ImportStoppedError,
)
from rpclib.job import Around, Job
from rpclib.reading import Source
from rpclib.rows import Columns, Rules

TODAY = date(2026, 11, 22)
COLUMNS = Columns("customer", "date", "amount")
RULES = Rules(COLUMNS, TODAY, date(1970, 1, 1))
LOGIN = Login("http://server", "db", "seller", "secret")
GOOD = "customer,date,amount\nA,2026-01-05,10.00\nB,2026-01-06,20.50\nA,2026-02-01,0.00\n"


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=timezone.utc)


class Silent:
    def update(self, n: int) -> None:
        """Show nothing."""


def around(messages: list[str] | None = None, pauses: tuple[float, ...] = ()) -> Around:
    heard = messages if messages is not None else []
    return Around(lambda title, total: nullcontext(Silent()), heard.append, pauses)


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def job_for(path: Path, **options: Any) -> Job:
    columns = options.pop("columns", COLUMNS)
    source_options = {name: options.pop(name) for name in ("separator", "encoding", "header") if name in options}
    rules = replace(RULES, columns=columns, **options.pop("rules", {}))
    return Job(Source(path, columns, **source_options), rules, options.pop("prefix", "SHOP"), **options)


def run_import(job: Job, server: FakeOdoo, *, dry_run: bool = False, pauses: tuple[float, ...] = ()) -> list[str]:
    return import_file(job, LOGIN, dry_run, None, around(pauses=pauses), lambda login: server)


def report_of(job: Job, tmp_path: Path) -> tuple[ImportStoppedError, list[dict[str, str]]]:
    """Import a bad file; return the error and the report, and check that no server was asked."""
    path = tmp_path / "report.csv"

    def forbidden(login: Login) -> FakeOdoo:
        raise AssertionError("nothing may be written")

    with pytest.raises(ImportStoppedError) as caught:
        import_file(job, LOGIN, False, path, around(), forbidden)
    return caught.value, list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
