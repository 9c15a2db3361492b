"""Sends a file of customers to the server's import: rows in chunks, then a preview, then the run, then its report.

Every step may be repeated. The name of the import is made of the file's name and contents, so the same command finds
the import that an earlier one began and goes on with it.
"""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from rpclib.connection import Server
from rpclib.errors import FileError, Rejection, RowsRejectedError
from rpclib.job import Around
from rpclib.report import Report

MODEL = "crm.import.batch"
ADDON = Path(__file__).resolve().parents[2] / "addons" / "crm_customer360"
BLOCK = 1 << 20
#: Characters in one call; the server takes up to 5,000 rows at once.
CALL = 2_000_000
PROBLEMS = 1000


@dataclass(frozen=True)
class CustomerJob:
    """What to import and how.

    :param source: code of the import source on the server
    :param kind: kind of file (csv, xlsx, vcard, ubl, xml); empty: found out
    :param name: name of the import; empty: made of the file
    :param skip_bad: import the good rows although there are bad ones
    """

    path: Path
    source: str
    kind: str = ""
    encoding: str = ""
    separator: str = ""
    row_name: str = ""
    name: str = ""
    chunk: int = 500
    skip_bad: bool = False


@dataclass(frozen=True)
class Counts:
    """What came of the rows, as the server tells it."""

    rows: int
    create: int
    update: int
    unchanged: int
    ambiguous: int
    rejected: int
    skipped: int

    def lines(self, dry_run: bool) -> list[str]:
        """Return the outcome for the screen."""
        will = "to be " if dry_run else ""
        first = f"{self.rows:,} rows: {self.create:,} customers {will}created, {self.update:,} {will}changed"
        return [
            f"{first}, {self.unchanged:,} with nothing new",
            *([f"{self.ambiguous:,} rows wait for a decision: Customers > Data > Imports"] if self.ambiguous else []),
            *([f"{self.rejected:,} rows rejected"] if self.rejected else []),
            *([f"{self.skipped:,} rows left out"] if self.skipped else []),
        ]


def readers() -> Any:
    """Return the addon's readers of files; they need no Odoo."""
    if str(ADDON) not in sys.path:
        sys.path.append(str(ADDON))
    return importlib.import_module("core.intake.reading")


def file_rows(job: CustomerJob) -> Iterator[Any]:
    """Yield the rows of the file, each with its number, cells and problem.

    :raise FileError: the file as a whole cannot be used
    """
    reading = readers()
    refused = importlib.import_module("core.intake.problems").FileRefusedError
    try:
        with job.path.open("rb") as file:
            kind = job.kind or reading.kind_of(job.path.name, file.read(4096))
            yield from reading.read(file, reading.Reading(kind, job.encoding, job.separator, job.row_name))
    except refused as error:
        problem = error.problem
        message = f"{job.path.name} cannot be used: {error}."
        raise FileError(message, Rejection(problem.row, problem.column, problem.value, problem.reason)) from error
    except OSError as error:
        raise FileError(f"{job.path} cannot be read: {error.strerror or error}.") from error


def batch_name(job: CustomerJob) -> str:
    """Return the name by which a further run finds this import again.

    :raise FileError: the file cannot be read
    """
    if job.name:
        return job.name
    digest = hashlib.blake2b(digest_size=6)
    try:
        with job.path.open("rb") as file:
            while block := file.read(BLOCK):
                digest.update(block)
    except OSError as error:
        raise FileError(f"{job.path} cannot be read: {error.strerror or error}.") from error
    return f"{job.path.name} {digest.hexdigest()}"


def check_file(job: CustomerJob, report: Report, around: Around) -> int:
    """Read the whole file before anything is sent; return the number of good rows.

    :raise FileError: the file as a whole cannot be used
    :raise RowsRejectedError: it has bad rows and they are not to be skipped
    """
    good = 0
    with around.bars("Rows read", None) as bar:
        for row in file_rows(job):
            if row.problem:
                problem = row.problem
                report.add([Rejection(problem.row, problem.column, problem.value, problem.reason)])
            else:
                good += 1
            bar.update(1)
    if report.count and not job.skip_bad:
        raise RowsRejectedError(f"{report.count:,} rows of {job.path.name} cannot be read. Nothing was sent.")
    return good


def send(job: CustomerJob, server: Server, total: int, around: Around) -> int:
    """Send all rows; those that the server has are left as they are. Return the id of the import."""
    name, batch = batch_name(job), 0
    with around.bars("Rows sent", total) as bar:
        for start, cells in chunks(job):
            call = (MODEL, "submit", job.source, cells, name, start)
            batch = int(around.insist(lambda call=call: server.call(*call)))  # type: ignore[misc]
            bar.update(len(cells))
    return batch


def chunks(job: CustomerJob) -> Iterator[tuple[int, list[dict[str, str]]]]:
    """Yield number of the first row and cells of rows that follow each other.

    Rows are numbered from 1 without gaps, so that the numbers do not depend on lines that were left out.
    """
    rows = (row.values for row in file_rows(job) if not row.problem)
    start = 1
    while chunk := list(islice(rows, job.chunk)):
        for part in parts(chunk):
            yield start, part
            start += len(part)


def parts(rows: list[dict[str, str]]) -> Iterator[list[dict[str, str]]]:
    """Yield rows in parts that a call can hold."""
    part: list[dict[str, str]] = []
    size = 0
    for row in rows:
        length = sum(len(column) + len(text) for column, text in row.items())
        if part and size + length > CALL:
            yield part
            part, size = [], 0
        part.append(row)
        size += length
    if part:
        yield part


def advance(server: Server, method: str, batch: int, title: str, job: CustomerJob, around: Around) -> Counts:
    """Have the server compare or import all rows; return what came of them."""
    done = 0
    with around.bars(title, None) as bar:
        while True:
            told: dict[str, Any] = around.insist(lambda: server.call(MODEL, method, batch, job.chunk))
            reached = int(told["rows"]) - int(told["left"])
            bar.update(max(reached - done, 0))
            done = reached
            if not told["left"]:
                return counts_of(told)


def counts_of(told: dict[str, Any]) -> Counts:
    """Return the numbers of an answer."""
    names = ("rows", "create", "update", "unchanged", "ambiguous", "rejected", "skipped")
    return Counts(*(int(told[name]) for name in names))


def take_problems(server: Server, batch: int, report: Report, around: Around) -> None:
    """Take down every rejected row as the server explains it."""
    after = 0
    while True:
        told = around.insist(lambda after=after: server.call(MODEL, "report", batch, after))  # type: ignore[misc]
        found = told["problems"]
        report.add(
            Rejection(int(one["row"]), one["column"], one["value"], one["reason"])
            for one in found
            if one["result"] == "rejected"
        )
        if len(found) < PROBLEMS:
            return
        after = int(found[-1]["row"])


def state_of(server: Server, batch: int, around: Around) -> str:
    """Return the state of the import."""
    return str(around.insist(lambda: server.call(MODEL, "report", batch, 10**6))["state"])
