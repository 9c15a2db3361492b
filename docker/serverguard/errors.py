"""The one error an administrator sees instead of a traceback."""

from __future__ import annotations


class GuardError(Exception):
    """The server must not start; the message says what is wrong, where, and what to do."""
