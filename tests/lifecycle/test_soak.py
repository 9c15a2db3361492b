"""Several people at work on one server for some minutes: nothing fails, nothing is lost, memory stays."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psutil
import pytest
from lifecycle_work import Work

from stacklib.client import Client
from stacklib.errors import StackError
from stacklib.server import serving
from stacklib.stack import Stack

pytestmark = pytest.mark.slow

MINUTES = 5
PEOPLE = 4
#: What a server of a steady size may still gain in the second half: caches of what it meets for the first time.
MEGABYTES = 80


@dataclass
class Shop:
    """What all of them share: the product they sell, and the customers made so far with what was done to each."""

    product: int
    end: float
    customers: list[int] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)


def new_customer(client: Client, shop: Shop, dice: random.Random) -> None:
    values = {"name": f"Soak {dice.random()}", "is_company": True, "email": f"s{dice.random()}@example.com"}
    shop.customers.append(client.call("res.partner", "create", [values])[0])


def message(client: Client, shop: Shop, dice: random.Random) -> None:
    client.call("res.partner", "message_post", [dice.choice(shop.customers)], body="Good day", message_type="comment")


def order(client: Client, shop: Shop, dice: random.Random) -> None:
    line = [0, 0, {"product_id": shop.product, "product_uom_qty": dice.randint(1, 5)}]
    values = {"partner_id": dice.choice(shop.customers), "order_line": [line]}
    ids = client.call("sale.order", "create", [values])
    client.call("sale.order", "action_confirm", ids)


def contact(client: Client, shop: Shop, dice: random.Random) -> None:
    client.call("res.partner", "create", [{"name": "Person", "parent_id": dice.choice(shop.customers)}])


def read(client: Client, shop: Shop, dice: random.Random) -> None:
    customer = dice.choice(shop.customers)
    assert client.call("crm.touchpoint", "timeline", customer)["rows"] is not None
    assert client.call("res.partner", "customer360", customer)
    client.call("res.partner", "find_caller", "Soak")


WORK: list[Callable[[Client, Shop, random.Random], None]] = [new_customer, message, message, order, contact, read, read]


def person(url: str, database: str, shop: Shop, number: int) -> None:
    """One person's day: whatever comes, one thing after another."""
    client, dice = Client(url, database, "admin"), random.Random(number)
    while time.monotonic() < shop.end:
        work = dice.choice(WORK)
        try:
            work(client, shop, dice)
            shop.done[work.__name__] += 1
        except (StackError, OSError, AssertionError) as error:
            shop.errors.append(f"{work.__name__}: {error}")


def resident(url: str) -> float:
    """Megabytes of the server that listens there."""
    port = int(url.rsplit(":", 1)[1])
    pids = {
        found.pid for found in psutil.net_connections("tcp") if found.laddr.port == port and found.status == "LISTEN"
    }
    return float(sum(psutil.Process(pid).memory_info().rss for pid in pids if pid)) / 2**20


def test_several_people_at_work_for_some_minutes(
    stack: Stack, copy_of: Callable[[str], str], template_database: str
) -> None:
    database = copy_of(template_database)
    # What the installation found is filled in by a job, which the server of a test does not run.
    assert Work(stack, database).report()["wrong"] == []
    sizes: list[float] = []
    with serving(stack, database) as url:
        client = Client(url, database, "admin")
        made: Any = client.call("product.product", "create", [{"name": "Soap", "type": "service", "list_price": 7}])
        shop = Shop(made[0], time.monotonic() + MINUTES * 60)
        new_customer(client, shop, random.Random(0))
        threads = [
            threading.Thread(target=person, args=(url, database, shop, number)) for number in range(1, PEOPLE + 1)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            sizes.append(resident(url))
            time.sleep(5)
    assert not shop.errors, shop.errors[:5]
    assert all(shop.done[work.__name__] > 10 for work in WORK), shop.done
    half = sizes[len(sizes) // 2]
    assert sizes[-2] - half < MEGABYTES, f"{half:.0f} MB half-way, {sizes[-2]:.0f} MB at the end, {dict(shop.done)}"
    assert Work(stack, database).report(repair=False)["wrong"] == []
