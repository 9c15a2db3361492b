"""The contact history as somebody sees it: on a desk and on a phone, in English and in Lithuanian."""

from __future__ import annotations

import xmlrpc.client
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

pytestmark = pytest.mark.browser

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LONG = "Šiaurės Lietuvos statybinių medžiagų didmeninės prekybos ir logistikos bendrovė"
TABS = {"en_US": "Contact history", "lt_LT": "Bendravimo istorija"}
GROUPS = ("crm_customer360.group_agent", "base.group_partner_manager")
SLOW = 60_000
PASSWORD = "history-viewer-1"


class Server:
    """The running server, as its administrator."""

    def __init__(self, url: str, database: str) -> None:
        self.url, self.database = url, database
        self.uid = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/common").authenticate(database, "admin", "admin", {})
        self.models = xmlrpc.client.ServerProxy(f"{url}/xmlrpc/2/object", allow_none=True)

    def __call__(self, model: str, method: str, *args: Any) -> Any:
        return self.models.execute_kw(self.database, self.uid, "admin", model, method, list(args))


@pytest.fixture(scope="module")
def server(server_url: str, server_database: str) -> Server:
    made = Server(server_url, server_database)
    # A database made with other languages has English switched off.
    languages = made("res.lang", "search", [["code", "in", list(TABS)], ["active", "in", [True, False]]])
    made("res.lang", "write", languages, {"active": True})
    return made


@pytest.fixture(scope="module")
def customer(server: Server) -> int:
    company = server("res.partner", "create", {"name": LONG, "is_company": True})
    person = server("res.partner", "create", {"name": "Ona Petrauskaitė-Vaitiekūnienė", "parent_id": company})
    for day in range(1, 29):
        start = f"2026-03-{day:02}"
        values = {"name": f"{LONG} {day}", "start": f"{start} 08:00:00", "stop": f"{start} 09:00:00"}
        server("calendar.event", "create", {**values, "partner_ids": [[6, 0, [person]]]})
    return int(company)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield opened
        opened.close()


def login_of(server: Server, lang: str) -> str:
    """Login of an agent who reads this language; nobody chats with them on their first day."""
    login = f"viewer_{lang}"
    if not server("res.users", "search", [["login", "=", login]]):
        groups = [server("ir.model.data", "check_object_reference", *name.split("."))[1] for name in GROUPS]
        values = {"name": login, "login": login, "password": PASSWORD, "lang": lang, "odoobot_state": "disabled"}
        server("res.users", "create", {**values, "group_ids": [[6, 0, groups]]})
    return login


def opened_page(browser: Browser, server: Server, lang: str, width: int, errors: list[str]) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{server.url}/web/login?db={server.database}")
    page.fill("input[name=login]", login_of(server, lang))
    page.fill("input[name=password]", PASSWORD)
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_selector(".o_web_client", timeout=SLOW)
    return page


@pytest.mark.parametrize("width", [1400, 400])
@pytest.mark.parametrize("lang", list(TABS))
def test_history_fits_and_reads(browser: Browser, server: Server, customer: int, width: int, lang: str) -> None:
    errors: list[str] = []
    page = opened_page(browser, server, lang, width, errors)
    page.goto(f"{server.url}/odoo/contacts/{customer}")
    page.get_by_role("tab", name=TABS[lang]).click(timeout=SLOW)
    history = page.locator(".o_contact_timeline").first
    expect(history).to_contain_text(f"{LONG} 28", timeout=SLOW)
    expect(history).to_contain_text("Ona Petrauskaitė-Vaitiekūnienė")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert history.evaluate("element => element.scrollWidth <= element.clientWidth + 1")
    assert errors == []
    page.close()


def test_reader_opens_a_meeting_with_the_keyboard(browser: Browser, server: Server, customer: int) -> None:
    errors: list[str] = []
    page = opened_page(browser, server, "en_US", 1400, errors)
    page.goto(f"{server.url}/odoo/contacts/{customer}")
    page.get_by_role("tab", name=TABS["en_US"]).click(timeout=SLOW)
    row = page.locator(".o_contact_timeline a", has_text=f"{LONG} 28").first
    row.focus(timeout=SLOW)
    page.keyboard.press("Enter")
    expect(page.locator(".o_form_view .o_field_widget[name=partner_ids]").first).to_be_visible(timeout=SLOW)
    assert errors == []
    page.close()
