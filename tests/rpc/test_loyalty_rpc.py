"""Many clients at once on the points of one customer: no more succeed than there are points for.

Whoever loses reads one of two messages, repeats if the card was busy, and nobody sees how the database says it.
"""

from __future__ import annotations

import datetime as dt
import threading
import uuid
import xmlrpc.client
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from test_timeline_rpc import Session

pytestmark = pytest.mark.rpc

CLIENTS = 32
#: Points on a card, and what each takes of them.
BALANCE, COST = 100, 30
POOR, BUSY = "Not enough points", "card is busy"


@dataclass(frozen=True)
class Shop:
    """A program that keeps a ledger, a product that earns a point an order, a customer."""

    admin: Session
    program: int
    product: int
    customer: int

    def card(self, points: int) -> int:
        values = {"program_id": self.program, "partner_id": self.customer, "points": points}
        return int(self.admin("loyalty.card", "create", values))

    def cards(self) -> list[dict[str, Any]]:
        found = self.admin("loyalty.card", "search_read", [["program_id", "=", self.program]], ["points"])
        return list(found)

    def quotations(self, count: int) -> list[int]:
        line = [0, 0, {"product_id": self.product, "price_unit": 50, "tax_ids": [[6, 0, []]]}]
        values = {"partner_id": self.customer, "order_line": [line]}
        return list(self.admin("sale.order", "create", [values] * count))

    def with_reward(self, count: int) -> list[int]:
        """Quotations that take the reward of the customer's card."""
        orders = self.quotations(count)
        reward = self.admin("loyalty.reward", "search", [["program_id", "=", self.program]])[0]
        for order in orders:
            self.admin("sale.order", "action_open_reward_wizard", [order])
            if not self.admin(
                "sale.order.line", "search_count", [["order_id", "=", order], ["reward_id", "=", reward]]
            ):
                wizard = self.admin(
                    "sale.loyalty.reward.wizard", "create", {"order_id": order, "selected_reward_id": reward}
                )
                self.admin("sale.loyalty.reward.wizard", "action_apply", [wizard])
        return orders


@pytest.fixture
def shop(server_url: str, server_database: str) -> Shop:
    admin = Session(server_url, server_database, "admin", "admin")
    name = f"Crowd {uuid.uuid4().hex[:8]}"
    product = admin("product.product", "create", {"name": name, "type": "service"})
    rule = {"reward_point_mode": "order", "reward_point_amount": 1, "product_ids": [[6, 0, [product]]]}
    reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 1, "required_points": COST}
    program = admin(
        "loyalty.program",
        "create",
        {
            "name": name, "program_type": "loyalty", "trigger": "auto", "applies_on": "both", "use_ledger": True,
            "earn_on": "order", "rule_ids": [[5, 0, 0], [0, 0, rule]], "reward_ids": [[5, 0, 0], [0, 0, reward]],
        },
    )  # fmt: skip
    return Shop(admin, program, product, admin("res.partner", "create", {"name": name}))


def one_of(admin: Session, model: str, method: str, *args: Any) -> Callable[[], Any]:
    """A client of its own: what it is answered, or the error it reads."""

    def call() -> Any:
        models = xmlrpc.client.ServerProxy(f"{admin.url}/xmlrpc/2/object")
        try:
            return models.execute_kw(admin.database, admin.uid, admin.password, model, method, list(args))
        except xmlrpc.client.Fault as fault:
            return fault

    return call


def failed(answer: Any) -> bool:
    return isinstance(answer, xmlrpc.client.Fault)


def at_once(clients: Sequence[Callable[[], Any]]) -> list[Any]:
    """All clients together, each until it hears something else than that the card is busy; their answers."""
    barrier = threading.Barrier(len(clients))

    def run(client: Callable[[], Any]) -> Any:
        barrier.wait(timeout=60)
        return client()

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(run, clients))
    for number, client in enumerate(clients):
        while failed(answers[number]) and BUSY in answers[number].faultString:
            answers[number] = client()
    for answer in filter(failed, answers):
        assert answer.faultString.startswith(POOR), answer.faultString
    return answers


def winners(answers: Sequence[Any]) -> int:
    return sum(not failed(answer) for answer in answers)


def test_many_take_from_one_card(shop: Shop) -> None:
    card = shop.card(BALANCE)
    answers = at_once([one_of(shop.admin, "loyalty.card", "give_bonus", card, -COST, "Taken")] * CLIENTS)
    assert winners(answers) == BALANCE // COST
    assert [one["points"] for one in shop.cards()] == [BALANCE % COST]


def test_many_first_orders_make_one_card(shop: Shop) -> None:
    orders = shop.quotations(CLIENTS)
    answers = at_once([one_of(shop.admin, "sale.order", "action_confirm", [order]) for order in orders])
    assert winners(answers) == CLIENTS
    assert [one["points"] for one in shop.cards()] == [CLIENTS], "a point for each order, on one card"


def test_orders_confirmed_in_bulk(shop: Shop) -> None:
    """Two orders a client, all or nothing: the points are enough for one client."""
    shop.card(BALANCE)
    orders = shop.with_reward(2 * CLIENTS)
    bulks = [orders[start : start + 2] for start in range(0, len(orders), 2)]
    answers = at_once([one_of(shop.admin, "sale.order", "action_confirm", bulk) for bulk in bulks])
    assert winners(answers) == BALANCE // (2 * COST)
    states = shop.admin("sale.order", "search_count", [["id", "in", orders], ["state", "=", "sale"]])
    assert states == 2
    # Two orders have taken their rewards and earned a point each.
    assert [one["points"] for one in shop.cards()] == [BALANCE - 2 * COST + 2]


def test_points_taken_while_they_expire(shop: Shop) -> None:
    """It becomes the next day where the company is while many use the card: what expires is used by nobody."""
    admin = shop.admin
    company = admin("res.company", "create", {"name": f"Isle {shop.program}"})
    office = admin("res.company", "read", [company], ["partner_id"])[0]["partner_id"][0]
    admin("res.partner", "write", [office], {"tz": "Pacific/Midway"})
    own = {"context": {"allowed_company_ids": [company]}}
    values = {"name": "Isle", "program_type": "loyalty", "applies_on": "both", "company_id": company}
    program = admin("loyalty.program", "create", {**values, "use_ledger": True, "bonus_limit": 1000}, **own)
    values = {"program_id": program, "partner_id": shop.customer, "points": 500}
    card = admin("loyalty.card", "create", values, **own)
    expire_today(admin, admin("crm.loyalty.lot", "search", [["card_id", "=", card]], **own), own)
    admin("loyalty.card", "give_bonus", card, BALANCE, "Stays", **own)
    # East of it, 25 hours on.
    admin("res.partner", "write", [office], {"tz": "Pacific/Kiritimati"})
    job = admin("ir.model.data", "check_object_reference", "crm_loyalty", "ir_cron_expiry")[1]
    clients = [one_of(admin, "loyalty.card", "give_bonus", card, -COST, "Taken")] * (CLIENTS - 1)
    answers = at_once([*clients, one_of(admin, "ir.cron", "method_direct_trigger", [job])])
    assert winners(answers[:-1]) == BALANCE // COST
    expired = [["card_id", "=", card], ["kind", "=", "expire"]]
    found = admin("crm.loyalty.move", "search_read", expired, ["points"], **own)
    assert [one["points"] for one in found] == [-500], "expired once"
    assert admin("loyalty.card", "read", [card], ["points"], **own)[0]["points"] == BALANCE % COST


def expire_today(admin: Session, lots: list[int], own: dict[str, Any]) -> None:
    """Let lots expire with the day it is on Midway."""
    day = (dt.datetime.now(dt.timezone.utc) - dt.timedelta(hours=11)).date().isoformat()
    values = {"lot_ids": [[6, 0, lots]], "expires_on": day, "reason": "For the test"}
    wizard = admin("crm.loyalty.extend", "create", values, **own)
    admin("crm.loyalty.extend", "action_extend", [wizard], **own)
