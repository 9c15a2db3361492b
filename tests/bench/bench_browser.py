"""The 360 page in Chromium, cold: nothing in the browser's cache, the server warm."""

from __future__ import annotations

import shutil
import statistics
import sys
import time
from typing import Any

from bench_plant import LOGIN, PASSWORD, World
from bench_report import Line
from bench_server import served
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TIMES = 5
SECONDS = 1.5
WAIT = 60_000  # milliseconds


def measure(config: str, database: str, world: World) -> list[Line]:
    """Seconds until the 360 page of the hot customer can be used, and until Odoo's own form of that customer is shown.

    :return: no line if there is no Chromium
    """
    program = next((path for name in CHROMIUM if (path := shutil.which(name))), "")
    if not program:
        sys.stdout.write("         no Chromium: the page in the browser is not measured\n")
        return []
    ways = {
        f"customer-360/{world.hot}": (".o_customer_who", ".o_contact_timeline_row"),
        f"res.partner/{world.hot}": ("a[name=contact_history]",),
    }
    with served(config, database) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        # The first visit makes the server put the assets together and is not counted.
        visits = [[_visit(browser, url, database, *way) for way in ways.items()] for _number in range(TIMES + 1)][1:]
        browser.close()
    page, form = (statistics.median(times) for times in zip(*visits, strict=True))
    best = min(times[0] for times in visits)
    return [
        Line(
            "360 page in Chromium, cold: best time to header and rows",
            f"{best:.2f} s",
            f"{SECONDS} s",
            best / SECONDS,
            1.0,
        ),
        Line(
            "the same, median",
            f"{page:.2f} s",
            f"{form:.2f} s until Odoo's own form of the customer is shown",
            statistics.median(page / form for page, form in visits),
            1.0,
        ),
    ]


def _visit(browser: Browser, url: str, database: str, path: str, shown: tuple[str, ...]) -> float:
    """Seconds until all of the page that is waited for is shown."""
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    try:
        params: dict[str, Any] = {"db": database, "login": LOGIN, "password": PASSWORD}
        answer = context.request.post(f"{url}/web/session/authenticate", data={"jsonrpc": "2.0", "params": params})
        if "error" in answer.json():
            raise SystemExit(f"Logging in as {LOGIN} failed: {answer.json()['error']}")
        page = context.new_page()
        begin = time.perf_counter()
        page.goto(f"{url}/odoo/{path}", wait_until="commit")
        for selector in shown:
            page.locator(selector).first.wait_for(timeout=WAIT)
        return time.perf_counter() - begin
    finally:
        context.close()
