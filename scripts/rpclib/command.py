"""The whole command: check the file, then write to the server or say what would be written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rpclib.connection import Login, Server, connect
from rpclib.errors import ConnectionLostError, FinalRefusalError, ImportStoppedError, RefusedError
from rpclib.importer import preview, run
from rpclib.job import Around, Job, Outcome
from rpclib.report import Report
from rpclib.spool import Spool
from rpclib.validate import validate

RESUME = "Every finished step is kept and nothing is done twice: repeat the same command and it continues."


def import_file(
    job: Job,
    login: Login | None,
    dry_run: bool,
    report_path: Path | None,
    around: Around,
    connector: Callable[[Login], Server] = connect,
) -> list[str]:
    """Import a file and return what was done, line by line for the screen.

    :param login: None: check the file alone
    :raise ImportStoppedError: one of the kinds in `rpclib.errors`
    """
    with Spool() as spool, Report(report_path) as report:
        try:
            validate(job, spool, report, around)
        except ImportStoppedError:
            for line in report.lines():
                around.warn(line)
            raise
        skipped = [*report.lines(), f"{report.count:,} problems skipped"] if report.count else []
        if login is None:
            return [*skipped, *checked_alone(spool)]
        outcome = write(job, login, dry_run, spool, around, connector)
    head = ["Dry run: nothing was written."] if dry_run else []
    return [*skipped, *head, *outcome.lines(dry_run)]


def checked_alone(spool: Spool) -> list[str]:
    """Return what is known without a server."""
    first, last = spool.first_day(), spool.last_day()
    return [
        "Dry run without --db: the file alone was checked.",
        f"{spool.count():,} purchases of {spool.count_customers():,} customers from {first} to {last}",
    ]


def write(
    job: Job, login: Login, dry_run: bool, spool: Spool, around: Around, connector: Callable[[Login], Server]
) -> Outcome:
    """Do the part that needs the server.

    :raise ConnectionLostError: with what to do next
    :raise RefusedError: with what to do next
    """
    server = connector(login)
    try:
        if dry_run:
            return preview(job, server, login.user, spool, around)
        return run(job, server, login.user, spool, around)
    except ConnectionLostError as error:
        raise ConnectionLostError(f"The connection was lost: {error}. {RESUME}") from error
    except FinalRefusalError:
        raise
    except RefusedError as error:
        raise RefusedError(f"{error} {RESUME}") from error
