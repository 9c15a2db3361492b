"""Run by the virtual environment's Python, which has Playwright: takes one picture as told on standard input."""

from __future__ import annotations

import json
import sys
from typing import Any

from playwright.sync_api import Page, sync_playwright

TIMEOUT = 90_000  # milliseconds; the first page of a new server compiles its assets


def log_in(page: Page, task: dict[str, Any]) -> None:
    """Use the login form, as a person does."""
    page.goto(f"{task['base']}/web/login")
    page.fill("input[name=login]", task["login"])
    page.fill("input[name=password]", task["password"])
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_selector(".o_web_client, .alert-danger")
    if page.locator(".alert-danger").count():
        raise SystemExit(f"{task['login']} cannot log in: {page.locator('.alert-danger').first.inner_text()}")


def settle(page: Page) -> None:
    """Wait until the page shows its action, loads nothing any more and has its pictures and fonts.

    Quiet on the network is no sign: the web client keeps talking with the server.
    """
    if page.locator(".o_web_client").count():
        page.wait_for_selector(".o_action_manager > *")
        page.wait_for_function("!document.querySelector('.o_loading_indicator, .o_blockUI')")
    page.wait_for_function("[...document.images].every(image => image.complete || image.loading === 'lazy')")
    page.evaluate("document.fonts.ready")
    page.wait_for_timeout(1000)


def main() -> None:
    """Log in, open the page, click what is to be clicked, wait until it is quiet, save the picture."""
    task = json.load(sys.stdin)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=task["executable"], args=task["flags"])
        page = chromium.new_page(viewport={"width": task["width"], "height": task["height"]})
        page.set_default_timeout(TIMEOUT)
        if task["login"]:
            log_in(page, task)
        page.goto(task["url"])
        settle(page)
        for text in task["click"]:
            page.get_by_text(text, exact=True).first.click()
            settle(page)
        page.screenshot(path=task["output"])
        chromium.close()


if __name__ == "__main__":
    main()
