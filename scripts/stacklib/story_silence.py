"""Customers with a rhythm, some of whom broke it, and a pyramid with a year behind it."""

from __future__ import annotations

import datetime as dt

from stacklib import story_trade
from stacklib.client import Client
from stacklib.purchases import SILENT
from stacklib.story_analytics import work as count_profit
from stacklib.story_place import place

#: Name, days between orders, how many, days since the last one, and what an order is worth.
RHYTHMS = (
    ("Kavinė Pelėda", 14, 54, 47, 380.0),
    ("Viešbutis Žuvėdra", 28, 27, 61, 1240.0),
    ("UAB Baldų meistrai", 42, 18, 95, 2150.0),
    ("Kepykla Ruduo", 7, 110, 5, 160.0),
    ("Restoranas Du gaideliai", 21, 38, 12, 540.0),
)
#: Buys on every day of its rhythm, paper no longer for so many days.
FAITHLESS, PAPER_UNTIL = ("Spaustuvė Rasa", 14, 56, 9, 290.0), 150
#: Closed in winter: no silence.
SEASONAL = "Kempingas Ąžuolas"
#: Fewer and fewer orders: days ago.
FADING = ("Parduotuvė Prie tilto", [12, 55, 110, 160, *range(370, 800, 13)], 420.0)
#: Orders twice as often for a year: can climb.
GROWING = ("Viešbutis Marios", [*range(5, 365, 14), *range(370, 800, 28)], 560.0)
#: Fell silent with the last invoice unpaid: how they left, perhaps.
OWING = "Viešbutis Žuvėdra"
#: What became of two of the alerts.
ANSWERS = (("action_won_back", "Visited, new price list"), ("action_wrong", "Renovating until spring"))


def tell(admin: Client, _partner: int) -> None:
    """Let them order and pay, search for who fell silent, answer two alerts, and make the months of the pyramid."""
    owner = admin.call("res.users", "search", [["login", "=", "seller"]])[0]
    goods = product(admin, "Coffee and tea", "Coffee in beans")
    paper = product(admin, "Paper", "Paper, five reams")
    names = [*(rhythm[0] for rhythm in RHYTHMS), FAITHLESS[0], SEASONAL, FADING[0], GROWING[0]]
    customers = {name: customer(admin, name, owner) for name in names}
    for name, every, times, ago, amount in RHYTHMS:
        order(admin, customers[name], [ago + every * number for number in range(times)], goods, amount)
    two_kinds(admin, customers[FAITHLESS[0]], goods, paper)
    order(admin, customers[SEASONAL], summers(), goods, 620.0)
    for name, days, amount in (FADING, GROWING):
        order(admin, customers[name], days, goods, amount)
    story_trade.settle(admin, list(customers.values()), [customers[OWING]])
    admin.call("crm.score.run", "refresh")
    count_profit(admin)
    need(admin)
    work(admin, "ir_cron_pyramid")
    work(admin, "ir_cron_silence")
    answer(admin)


def customer(admin: Client, name: str, owner: int) -> int:
    """Create a customer who belongs to the demo seller."""
    values = {"name": name, "is_company": True, "user_id": owner, **place(admin, name)}
    return int(admin.call("res.partner", "create", values))


def product(admin: Client, category: str, name: str) -> int:
    """Create goods of a category of their own."""
    group = admin.call("product.category", "create", {"name": category})
    return int(admin.call("product.product", "create", {"name": name, "categ_id": group, "type": "service"}))


def order(admin: Client, partner: int, days: list[int], goods: int, amount: float) -> None:
    """Confirm an order on each of these days ago."""
    line = {"product_id": goods, "product_uom_qty": 1, "price_unit": amount, "tax_ids": [[6, 0, []]]}
    values = [{"partner_id": partner, "order_line": [[0, 0, line]]} for _day in days]
    orders = admin.call("sale.order", "create", values, context=SILENT)
    admin.call("sale.order", "action_confirm", orders, context=SILENT)
    for one, ago in zip(orders, days, strict=True):
        admin.call("sale.order", "write", [one], {"date_order": moment(ago)}, context=SILENT)


def two_kinds(admin: Client, partner: int, goods: int, paper: int) -> None:
    """Orders that go on, and paper with every second of them until it stopped."""
    _name, every, times, ago, amount = FAITHLESS
    days = [ago + every * number for number in range(times)]
    order(admin, partner, days, goods, amount)
    order(admin, partner, [day for day in days[::2] if day > PAPER_UNTIL], paper, 2 * amount)


def summers() -> list[int]:
    """Days ago of orders every fortnight in the summers of three years, none of them still to come."""
    today = dt.datetime.now(dt.timezone.utc).date()
    begins = [dt.date(today.year - back, 4, 10) for back in range(3)]
    days = [begin + dt.timedelta(days=14 * number) for begin in begins for number in range(12)]
    return sorted((today - day).days for day in days if day < today)


def need(admin: Client) -> None:
    """Say of some customers who buy a fair amount that they need more than they buy here."""
    rows = admin.call("crm.profit.customer", "search_read", [], ["customer_id", "net"], limit=20)
    for row in rows[15:]:
        admin.call("res.partner", "write", [row["customer_id"][0]], {"yearly_need": 3 * row["net"]})


def answer(admin: Client) -> None:
    """Answer two of the alerts that wait: one customer is back, of one the alert was wrong."""
    fixed = [["kind", "=", "silent"], ["basis", "=", "fixed"]]
    alerts = admin.call("crm.silence.alert", "search", fixed, limit=len(ANSWERS))
    for alert, (method, words) in zip(alerts, ANSWERS, strict=False):
        admin.call("crm.silence.alert", method, [alert], words)


def work(admin: Client, job: str) -> None:
    """Let a job run now; in the demo company no job runs by itself."""
    found = admin.call("ir.model.data", "check_object_reference", "crm_analytics", job)[1]
    admin.call("ir.cron", "method_direct_trigger", [found])


def moment(days: float) -> str:
    """Return the moment so many days ago, as the server has it."""
    return (dt.datetime.now(dt.timezone.utc) - dt.timedelta(days=days)).strftime("%Y-%m-%d %H:%M:%S")
