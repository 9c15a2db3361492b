"""Printing: wkhtmltopdf where it is, otherwise Chromium behind the same name."""

from __future__ import annotations


def shim_path() -> list[str]:
    """Return the folder to put on the PATH so that Odoo can print; empty if wkhtmltopdf is installed."""
    return []
