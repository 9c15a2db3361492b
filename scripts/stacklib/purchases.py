"""The demo company's purchases: CDNOW, real ones of 1997-98, loaded through the suite's own importer."""

from __future__ import annotations

from stacklib.client import Client
from stacklib.stack import Stack


def load(stack: Stack, url: str, database: str) -> None:
    """Load."""


def share(admin: Client, login: str) -> None:
    """Share."""


def tell_story(admin: Client) -> None:
    """Story."""
