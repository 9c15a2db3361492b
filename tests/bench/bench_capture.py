"""What the live capture costs: the same work in databases with and without the addons, in turn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from bench_report import Line
from bench_world import Clock, Took, environment, ratio, shown

LINES = 5
WARM_UP = 4
TARGET = 1.05
NO_MAIL = {"mail_notify_force_send": False}


def prepare(database: str) -> dict[str, Any]:
    """A seller, a customer and products, the same in each database; ids in a dictionary."""
    with environment(database) as env:
        company = env.company
        if not company.chart_template:
            env["account.chart.template"].try_loading("lt", company)
        groups = ("sales_team.group_sale_salesman", "account.group_account_invoice", "base.group_partner_manager")
        seller = env["res.users"].create(
            {"name": "Bench Seller", "login": "bench_seller", "group_ids": [(6, 0, [env.ref(g).id for g in groups])]}
        )
        customer = env["res.partner"].create(
            {
                "name": "Bench Customer",
                "is_company": True,
                "email": "customer@example.com",
                "child_ids": [(0, 0, {"name": "Bench Contact", "email": "contact@example.com"})],
            }
        )
        products = env["product.product"].create(
            [{"name": f"Bench product {n}", "list_price": 10 + n, "type": "service"} for n in range(LINES)]
        )
        return {"user": seller.id, "customer": customer.id, "products": products.ids}


def order(database: str, world: dict[str, Any]) -> None:
    """A quotation of five lines, then, in a transaction of its own as on the screen, its confirmation."""
    with environment(database, world["user"]) as env:
        lines = [(0, 0, {"product_id": id_, "product_uom_qty": 2}) for id_ in world["products"]]
        created = env["sale.order"].create({"partner_id": world["customer"], "order_line": lines}).id
    with environment(database, world["user"]) as env:
        env["sale.order"].browse(created).action_confirm()


def invoice(database: str, world: dict[str, Any]) -> None:
    """An invoice of five lines, then its posting."""
    with environment(database, world["user"]) as env:
        lines = [(0, 0, {"product_id": id_, "quantity": 2}) for id_ in world["products"]]
        values = {"move_type": "out_invoice", "partner_id": world["customer"], "invoice_line_ids": lines}
        created = env["account.move"].create(values).id
    with environment(database, world["user"]) as env:
        env["account.move"].browse(created).action_post()


def message(database: str, world: dict[str, Any]) -> None:
    """A message to the customer, written on their page."""
    with environment(database, world["user"], **NO_MAIL) as env:
        partner = env["res.partner"].browse(world["customer"])
        partner.message_post(body="Good day", subtype_xmlid="mail.mt_comment", partner_ids=partner.ids)


def contact(database: str, world: dict[str, Any]) -> None:
    """A new contact of the customer."""
    with environment(database, world["user"]) as env:
        env["res.partner"].create({"name": "Bench", "parent_id": world["customer"], "email": "new@example.com"})


WORK: dict[str, tuple[Callable[[str, dict[str, Any]], None], float | None]] = {
    "create and confirm an order of 5 lines": (order, TARGET),
    "create and post an invoice of 5 lines": (invoice, None),
    "post a message to the customer": (message, None),
    "create a contact": (contact, None),
}


def measure(suite: str, alone: str, without: str, times: int) -> list[Line]:
    """Two lines for each kind of work; the order has a target, and is measured most often.

    :param suite: database with the whole suite
    :param alone: database with Customer 360 alone, which does the capturing
    :param without: database with the same Odoo modules and nothing of the suite
    """
    worlds = {name: prepare(name) for name in (suite, alone, without)}
    found = []
    for what, (work, target) in WORK.items():
        calls = {name: partial(work, name, world) for name, world in worlds.items()}
        in_turn(calls, WARM_UP)
        took = in_turn(calls, times if target else times // 2)
        plain = f"{shown(took[without])} without the suite"
        found += [
            Line(f"capture: {what}", shown(took[alone]), plain, ratio(took[alone], took[without]), target),
            Line(f"the whole suite: {what}", shown(took[suite]), plain, ratio(took[suite], took[without]), target),
        ]
    return found


def in_turn(calls: dict[str, Callable[[], object]], times: int) -> dict[str, list[Took]]:
    """Run the calls alternately, each as often in front, so that all meet the same disturbances."""
    clocks = {name: Clock(name) for name in calls}
    took: dict[str, list[Took]] = {name: [] for name in calls}
    names = sorted(calls)
    for number in range(times):
        first = number % len(names)
        for name in (*names[first:], *names[:first]):
            took[name].append(clocks[name].timed(calls[name]))
    return took
