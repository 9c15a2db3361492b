"""Everything that stops an import, each with the exit code of the program.

=========================  ====  ==================================================
what happened              code  what to do
=========================  ====  ==================================================
`FileError`                3     name the right file, encoding, separator or column
`RowsRejectedError`        4     correct the rows of the report, or use --skip-bad
`ConnectionLostError`      5     repeat the same command: it continues
`RefusedError`             6     rights, login or data the server does not accept
=========================  ====  ==================================================
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rejection:
    """One value that cannot be imported: row as an editor counts it (1 is the first line), column, value, reason."""

    row: int
    column: str
    value: str
    reason: str


class ImportStoppedError(Exception):
    """The import ended before its work was done."""

    exit_code = 1


class FileError(ImportStoppedError):
    """The file as a whole cannot be used; nothing was written."""

    exit_code = 3

    def __init__(self, message: str, *rejections: Rejection) -> None:
        super().__init__(message)
        self.rejections = rejections or (Rejection(0, "", "", message),)


class RowsRejectedError(ImportStoppedError):
    """The file holds bad rows and the user did not ask to skip them; nothing was written."""

    exit_code = 4


class ConnectionLostError(ImportStoppedError):
    """The server does not answer, or it answered that it is busy; the same call may succeed later."""

    exit_code = 5


class GaveUpError(ConnectionLostError):
    """Every attempt failed; there is no use in trying again now."""


class RefusedError(ImportStoppedError):
    """The server answered, and the answer is no."""

    exit_code = 6


class FinalRefusalError(RefusedError):
    """The server answered, and asking again cannot change the answer."""
