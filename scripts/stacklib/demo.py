"""The demo company: a Lithuanian company in EUR with a real purchase history."""

from __future__ import annotations

import json
import subprocess
from typing import Any

from stacklib import addons, purchases, server, shell, stories, story
from stacklib.client import DEMO_LOGINS, Client
from stacklib.errors import StackError
from stacklib.progress import step, warn
from stacklib.stack import Stack

DATABASE = "c360_demo"
MODULES = ("contacts", "crm", "sale_management", "account", "calendar", "l10n_lt")
LANGUAGES = ("en_US", "lt_LT", "lv_LV")
GROUPS = {
    "agent": (
        "sales_team.group_sale_salesman_all_leads",
        "account.group_account_invoice",
        "crm_customer360.group_agent",
    ),
    "seller": ("sales_team.group_sale_salesman", "crm_customer360.group_agent"),
    "steward": ("sales_team.group_sale_salesman_all_leads", "crm_customer360.group_data_steward"),
    "officer": ("crm_customer360.group_data_protection_officer",),
    "analyst": (
        "sales_team.group_sale_salesman_all_leads",
        "account.group_account_invoice",
        "crm_customer360.group_agent",
        "crm_analytics.group_analyst",
    ),
}
# Written last: a database without it was interrupted and is made again.
MARKER = "crm_suite.demo"
INSTALLED = "crm_suite.addons"


def provide(stack: Stack) -> None:
    """Create the demo database, or bring its addons up to date with the checkout.

    :raise StackError: a step failed; what was half-made is dropped by the next call
    """
    wanted = addons.digests(stack.addons)
    if not is_complete(stack):
        create(stack, wanted)
        return
    stored = json.loads(parameter(stack, INSTALLED) or "{}")
    changed = [name for name in wanted if name in stored and wanted[name] != stored[name]]
    new = [name for name in wanted if name not in stored]
    if changed or new:
        with step(f"demo company: updating {', '.join(changed + new)}"):
            run_odoo(stack, *(["-u", ",".join(changed)] if changed else []), *(["-i", ",".join(new)] if new else []))
        set_parameter(stack, INSTALLED, json.dumps(wanted))


def is_complete(stack: Stack) -> bool:
    """Tell whether the demo database exists and was made to the end."""
    return stack.database_exists(DATABASE) and bool(parameter(stack, MARKER))


def parameter(stack: Stack, key: str) -> str:
    """Return a system parameter of the demo database; empty if it, or the table, is missing."""
    if stack.psql("SELECT to_regclass('ir_config_parameter')", DATABASE) == "":
        return ""
    return stack.psql(f"SELECT value FROM ir_config_parameter WHERE key = '{key}'", DATABASE)


def set_parameter(stack: Stack, key: str, value: str) -> None:
    """Write a system parameter of the demo database while no server runs on it."""
    text = value.replace("'", "''")
    stack.psql(
        "INSERT INTO ir_config_parameter (key, value, create_date, write_date)"
        f" VALUES ('{key}', '{text}', now(), now()) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        DATABASE,
    )


def run_odoo(stack: Stack, *args: str) -> None:
    """Run Odoo on the demo database until it has done what the arguments say."""
    command = stack.odoo("-d", DATABASE, *args, "--stop-after-init", "--no-http", config=stack.config("demo"))
    log = stack.home / "log" / "demo.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as stream:
        done = subprocess.run(
            command, env=stack.env(), stdin=subprocess.DEVNULL, stdout=stream, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode:
        text = log.read_text(encoding="utf-8", errors="replace")
        raise StackError("Odoo cannot prepare the demo company.", shell.tail(text), f"See {log}.")


def create(stack: Stack, wanted: dict[str, str]) -> None:
    """Make the demo database from nothing; the marker comes last."""
    if stack.database_exists(DATABASE):
        warn("The demo company was not finished; making it again.")
        stack.drop_database(DATABASE)
    stack.create_database(DATABASE)
    with step("demo company: installing Odoo's modules and the suite"):
        modules = ",".join((*MODULES, *wanted))
        run_odoo(stack, "-i", modules, "--load-language", ",".join(LANGUAGES), "--without-demo", "True")
    with server.serving(stack, DATABASE) as url:
        admin = Client(url, DATABASE, "admin")
        with step("demo company: Lithuanian chart of accounts, users"):
            set_up_company(admin)
            for login in GROUPS:
                add_user(admin, login)
        purchases.load(stack, url, DATABASE)
        purchases.backdate(stack, DATABASE)
        with step("demo company: seller's customers, one customer's story"):
            purchases.share(admin, "seller")
            partner = story.tell(admin)
        stories.tell(admin, partner)
    set_parameter(stack, INSTALLED, json.dumps(wanted))
    set_parameter(stack, MARKER, "1")


def set_up_company(admin: Client) -> None:
    """Give the company a name, Lithuania, EUR and the Lithuanian chart of accounts."""
    company = admin.call("res.company", "search", [], limit=1, order="id")[0]
    country = admin.call("res.country", "search", [["code", "=", "LT"]])[0]
    euro = admin.call("res.currency", "search", [["name", "=", "EUR"]], context={"active_test": False})[0]
    admin.call("res.currency", "write", [euro], {"active": True})
    values = {"name": "UAB Pavyzdys", "country_id": country, "currency_id": euro, "city": "Vilnius"}
    admin.call("res.company", "write", [company], values)
    admin.call("account.chart.template", "try_loading", [], "lt", company)
    chart = admin.call("res.company", "read", [company], ["chart_template", "currency_id"])[0]
    if chart["chart_template"] != "lt" or chart["currency_id"][0] != euro:
        raise StackError("The Lithuanian chart of accounts was not loaded.", f"The company has {chart}.")
    # Odoo made the price list in the currency the company had before.
    price_lists = admin.call("product.pricelist", "search", [["currency_id", "!=", euro]])
    admin.call("product.pricelist", "write", price_lists, {"currency_id": euro})
    own = admin.call("res.users", "search", [["login", "=", "admin"]])
    admin.call("res.users", "write", own, {"tz": "Europe/Vilnius"})


def add_user(admin: Client, login: str) -> None:
    """Create a demo user with the groups of the role, as far as their addons are installed."""
    groups = [reference(admin, name) for name in ("base.group_user", *GROUPS[login])]
    values = {
        "name": f"Demo {login}",
        "login": login,
        "password": DEMO_LOGINS[login],
        "email": f"{login}@example.com",
        "tz": "Europe/Vilnius",
        "group_ids": [[6, 0, [group for group in groups if group]]],
    }
    admin.call("res.users", "create", values, context={"no_reset_password": True})


def reference(admin: Client, name: str) -> int:
    """Return the id behind an external id, 0 if there is none."""
    module, _dot, short = name.partition(".")
    domain = [["module", "=", module], ["name", "=", short]]
    found: list[dict[str, Any]] = admin.call("ir.model.data", "search_read", domain, ["res_id"])
    return int(found[0]["res_id"]) if found else 0
