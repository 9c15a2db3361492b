"""Reads and checks a whole file before anything is written."""

from __future__ import annotations

from collections.abc import Iterator

from rpclib.errors import FileError, Rejection, RowsRejectedError
from rpclib.job import Around, Job
from rpclib.reading import read_rows
from rpclib.report import Report
from rpclib.rows import Row, check_row
from rpclib.spool import Spool

CHUNK = 5000


def validate(job: Job, spool: Spool, report: Report, around: Around) -> None:
    """Read the whole file into the spool and every bad row into the report.

    :raise FileError: not usable as a whole
    :raise RowsRejectedError: bad rows, and the job does not skip them
    """
    try:
        with around.bars("Rows checked", None) as bar:
            for chunk in chunks(checked(job, report), CHUNK):
                spool.add(chunk)
                bar.update(len(chunk))
    except FileError as error:
        report.add(error.rejections)
        raise
    spool.finish()
    if not job.allow_duplicates:
        report.add(spool.repeated())
        spool.drop_repeated()
    if report.count and not job.skip_bad:
        raise RowsRejectedError(f"{report.count:,} problems in {job.source.path.name}; nothing was written.")
    if not spool.count():
        raise FileError(f"{job.source.path.name} has no valid row.")


def checked(job: Job, report: Report) -> Iterator[Row]:
    """Yield the valid rows and report the others."""
    for raw in read_rows(job.source):
        result = (raw,) if isinstance(raw, Rejection) else check_row(raw, job.rules)
        if isinstance(result, Row):
            yield result
        else:
            report.add(result)


def chunks(rows: Iterator[Row], size: int) -> Iterator[list[Row]]:
    """Yield rows in lists."""
    chunk: list[Row] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
