"""The demo company's lifetime value: runs of earlier months, and what advertising cost."""

from __future__ import annotations

import datetime as dt

from stacklib.client import Client
from stacklib.story_analytics import work

#: Months whose last day is counted again, so that a customer's score has a history.
MONTHS = 6
ADVERTISING = 160.0


def tell(admin: Client, _partner: int) -> None:
    """Say what advertising cost, then score all customers as they stood at the end of the last months."""
    company = admin.call("res.users", "search_read", [["login", "=", "admin"]], ["company_id"])[0]["company_id"][0]
    admin.call("res.company", "write", [company], {"acquisition_cost": ADVERTISING})
    for day in month_ends(dt.datetime.now(dt.timezone.utc).date(), MONTHS):
        admin.call("crm.score.run", "refresh", company, day.isoformat())
        work(admin)
    admin.call("crm.score.run", "refresh", company)
    work(admin)


def month_ends(today: dt.date, months: int) -> list[dt.date]:
    """Return the last days of the months before this one, the earliest first."""
    days = []
    for _month in range(months):
        today = today.replace(day=1) - dt.timedelta(days=1)
        days.append(today)
    return days[::-1]
