"""What makes the demo company's profit worth a look: goods that came back, and costs that belong to one customer.

Two customers buy for the same amount at the same prices. One orders six times a year by EDI and pays at once; the other
forty-one times by hand, wants to be visited, sends things back and pays late. The first brings profit, the second costs
money, and a what-if shows what a minimum order and EDI would change.

The purchases that were loaded came through the web shop, where an order costs nobody's time and a parcel is what it
costs, and they were paid within a month. So the company earns money with most of its customers, and loses some with
those who want more than they bring.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from stacklib.client import Client
from stacklib.purchases import SILENT
from stacklib.story_books import WEEK, Invoice, book, first
from stacklib.story_place import place
from stacklib.story_trade import settle_loaded

#: How many of the customers with invoices send something back, and how many cause costs of their own.
RETURNING, COSTLY = 6, 4
#: What doing it once costs, and where the figure comes from.
RATES = (
    ("invoice", 11.0, "A parcel: packing, postage, its bill"),
    ("order_web", 0.0, "Comes in by itself"),
    ("credit_note", 6.0, "Unpacking, checking, putting back"),
    ("complaint", 18.0, "Three quarters of an hour and the postage"),
    ("call", 2.5, "Six minutes"),
    ("visit", 45.0, "Half a day with the car for four visits"),
    ("email", 0.9, "Two minutes"),
    ("order_hand", 12.0, "Twenty minutes at the order desk"),
    ("order_edi", 3.0, "A look at what came in"),
    ("credit_day", 8.0, "What the bank takes for the overdraft"),
)
#: Something the ERP does not count, and how often it was done for customers.
BY_HAND, TIMES = "Samples sent", (1, 3, 2, 1)
#: Names of the two, how often they order and for how much, after how many days they pay, visits, and what came back.
PAIR = (
    ("Girulių popierius", 6, 260.0, 3, 0, 0.0),
    ("Kopgalio raštinė", 41, 38.0, 75, 6, 190.0),
)
#: Orders below so much are small; a sample has so many invoices.
SMALL, INVOICES = 50.0, 4
EDI_ORDERS, YEAR = 12, 340
COSTS = ("Express freight", "Repacking by hand", "Second delivery", "Lawyer's letter")


def tell(admin: Client, _partner: int) -> None:
    """Post credit notes and entries by hand for some customers, then count the profit of all."""
    settle_loaded(admin)
    customers = invoiced(admin)
    for number, customer in enumerate(customers[:RETURNING]):
        credit(admin, customer, 40.0 + 35.0 * number)
    for number, customer in enumerate(customers[RETURNING : RETURNING + COSTLY]):
        charge(admin, customer, 90.0 + 60.0 * number, COSTS[number])
    price(admin)
    setting = {"small_order": SMALL, "edi_origin": "EDI/", "evidence_invoices": INVOICES}
    admin.call("crm.cost.setting", "create", {**setting, "web_medium_ids": [[6, 0, [web(admin)]]]})
    for name, times, amount, days, visits, back in PAIR:
        customer = buy(admin, name, times, amount, days)
        visit(admin, customer, visits)
        if back:
            credit(admin, customer, back)
    ask(admin)
    count_by_hand(admin, customers[:COSTLY])
    admin.call("crm.score.run", "refresh")
    work(admin)


def invoiced(admin: Client) -> list[int]:
    """Return customers who bought little, the oldest first."""
    rows = admin.call(
        "account.move", "formatted_read_group",
        [["move_type", "=", "out_invoice"], ["state", "=", "posted"]], ["partner_id"], ["amount_untaxed:sum"],
    )  # fmt: skip
    small = [int(row["partner_id"][0]) for row in rows if 20 < row["amount_untaxed:sum"] < 60]
    return sorted(small)[: RETURNING + COSTLY]


def web(admin: Client) -> int:
    """Let the purchases that were loaded be orders of the web shop; return its medium."""
    medium = int(admin.call("ir.model.data", "check_object_reference", "utm", "utm_medium_website")[1])
    orders = admin.call("sale.order", "search", [["client_order_ref", "!=", False], ["medium_id", "=", False]])
    admin.call("sale.order", "write", orders, {"medium_id": medium}, context=SILENT)
    return medium


def credit(admin: Client, customer: int, amount: float) -> None:
    """Post a credit note."""
    line = {"name": "Goods sent back", "quantity": 1, "price_unit": amount, "tax_ids": [[6, 0, []]]}
    values = {
        "move_type": "out_refund",
        "partner_id": customer,
        "invoice_date": day(40),
        "invoice_line_ids": [[0, 0, line]],
    }
    post(admin, values)


def charge(admin: Client, customer: int, amount: float, why: str) -> None:
    """Post an entry by hand: a cost that one customer caused."""
    cost = first(admin, "account.account", [["account_type", "=", "expense"]])
    owed = first(admin, "account.account", [["account_type", "=", "liability_current"]])
    lines = [
        {"account_id": cost, "partner_id": customer, "name": why, "debit": amount},
        {"account_id": owed, "partner_id": customer, "name": why, "credit": amount},
    ]
    post(admin, {"move_type": "entry", "date": day(35), "line_ids": [[0, 0, line] for line in lines]})


def buy(admin: Client, name: str, times: int, amount: float, days: int) -> int:
    """Let a new customer order and be invoiced over a year, and pay so many days later; return it."""
    values = {"name": f"{name}, UAB", "is_company": True, **place(admin, name)}
    customer = int(admin.call("res.partner", "create", values))
    product = first(admin, "product.product", [["sale_ok", "=", True]])
    ago = [YEAR - number * YEAR // times for number in range(times)]
    line = {"product_id": product, "price_unit": amount, "tax_ids": [[6, 0, []]]}
    orders = [
        {
            "partner_id": customer,
            "origin": f"EDI/{4700 + number}" if times < EDI_ORDERS else False,
            "order_line": [[0, 0, {**line, "product_uom_qty": 1}]],
        }
        for number in range(times)
    ]
    made = admin.call("sale.order", "create", orders)
    admin.call("sale.order", "action_confirm", made)
    for order, when in zip(made, ago, strict=True):
        admin.call("sale.order", "write", [order], {"date_order": f"{day(when)} 09:00:00"})
    invoices = [
        {
            "move_type": "out_invoice",
            "partner_id": customer,
            "invoice_date": day(when),
            "invoice_line_ids": [[0, 0, {**line, "quantity": 1}]],
        }
        for when in ago
    ]
    posted = admin.call("account.move", "create", invoices)
    admin.call("account.move", "action_post", posted)
    booked = [
        Invoice(id_, customer, dt.date.fromisoformat(day(when)), {product: amount})
        for id_, when in zip(posted, ago, strict=True)
    ]
    book(admin, booked, WEEK, days=days)
    return customer


def visit(admin: Client, customer: int, times: int) -> None:
    """Write down visits over the year."""
    rows = [
        {"channel": "visit", "partner_id": customer, "name": "Showed the new catalogue", "date": day(20 + 50 * number)}
        for number in range(times)
    ]
    if rows:
        admin.call("crm.touchpoint", "log", rows)


def ask(admin: Client) -> None:
    """Keep two questions for everybody who analyses."""
    rows = [
        {"name": "Minimum order 50, and EDI for every second order", "minimum_order": SMALL, "edi": 50.0},
        {"name": "Prices 2 % higher, 1 % of the volume lost", "price": 2.0, "lost": 1.0},
    ]
    admin.call("crm.profit.scenario", "create", [{**row, "shared": True} for row in rows])


def price(admin: Client) -> None:
    """Say since the beginning of the purchases what doing something for a customer costs."""
    since = f"{dt.datetime.now(dt.timezone.utc).year - 2}-01-01"
    rows = [{"driver": driver, "rate": rate, "note": note, "date_from": since} for driver, rate, note in RATES]
    admin.call("crm.cost.rate", "create", rows)


def count_by_hand(admin: Client, customers: list[int]) -> None:
    """Count something by hand, with its rate not set yet."""
    driver = admin.call("crm.cost.driver", "create", {"name": BY_HAND})
    rows = [
        {"driver_id": driver, "customer_id": customer, "date": day(30 + 7 * number), "quantity": times}
        for number, (customer, times) in enumerate(zip(customers, TIMES, strict=False))
    ]
    admin.call("crm.cost.entry", "create", rows)


def post(admin: Client, values: dict[str, Any]) -> None:
    """Create and post a journal entry."""
    move = admin.call("account.move", "create", values)
    admin.call("account.move", "action_post", [move])


def work(admin: Client) -> None:
    """Let the job that counts run now; in the demo company no job runs by itself."""
    action = admin.call("ir.model.data", "check_object_reference", "crm_analytics", "ir_cron_score_run")[1]
    admin.call("ir.cron", "method_direct_trigger", [action])


def day(days: int) -> str:
    """Return the day so many days ago."""
    return (dt.datetime.now(dt.timezone.utc).date() - dt.timedelta(days=days)).isoformat()
