"""The ledger of points is removed: Odoo's cards get their balances back, and go on as before."""

from __future__ import annotations

from collections.abc import Callable

from lifecycle_work import Work

from stacklib.stack import Stack

#: Points that can be spent, points that cannot be yet, points that are owed; one card without a ledger.
LEDGER = """
from decimal import Decimal
from datetime import date, timedelta
from odoo.addons.crm_customer360.core.inside import INSIDE
from odoo.addons.crm_loyalty.core.entry import Entry
values = {"program_type": "loyalty", "applies_on": "both", "trigger": "auto"}
rule = [(0, 0, {"reward_point_mode": "order", "reward_point_amount": 5})]
ledger = env["loyalty.program"].create({**values, "name": "Kept", "rule_ids": rule, "use_ledger": True})
plain = env["loyalty.program"].create({**values, "name": "Plain", "rule_ids": rule})
partners = env["res.partner"].create([{"name": f"Points {number}"} for number in range(3)])
cards = env["loyalty.card"].create(
    [{"program_id": ledger.id, "partner_id": partner.id, "points": 100} for partner in partners]
    + [{"program_id": plain.id, "partner_id": partners[0].id, "points": 7}]
)
env["loyalty.card"].give_bonus(cards[0].id, -20.25, "Taken")
entry = Entry("bonus", "lifecycle", available_from=date.today() + timedelta(days=30))
env["crm.loyalty.ledger"]._lock(cards[1])
env["crm.loyalty.ledger"]._credit(cards[1], entry, Decimal("11.5"))
cards[2].with_context(loyalty_overspend=INSIDE).points = -30
env.cr.flush()
result = {"cards": cards.ids, "shown": cards.mapped("points"), "programs": (ledger + plain).ids}
"""
AFTER = """
product = env["product.product"].create({{"name": "Later", "type": "service", "list_price": 10}})
card = env["loyalty.card"].browse({card})
lines = [(0, 0, {{"product_id": product.id}})]
order = env["sale.order"].create({{"partner_id": card.partner_id.id, "order_line": lines}})
order._update_programs_and_rewards()
order.action_confirm()
result = card.points
"""


def test_uninstalling_gives_the_balances_back(
    stack: Stack, copy_of: Callable[[str], str], template_database: str
) -> None:
    work = Work(stack, copy_of(template_database))
    told = work.shell(LEDGER)
    assert told["shown"] == [79.75, 100, 0, 7], "what can be spent"
    work.uninstall("crm_loyalty")
    ids = ",".join(map(str, told["cards"]))
    points = stack.psql(f"SELECT points FROM loyalty_card WHERE id IN ({ids}) ORDER BY id", work.database).split()
    assert [float(number) for number in points] == [79.75, 111.5, -30, 7], "the sum of the movements"
    tables = "SELECT relname FROM pg_class WHERE relname LIKE 'crm_loyalty%'"
    functions = "SELECT proname FROM pg_proc WHERE proname LIKE 'crm_loyalty%'"
    left = stack.psql(f"{tables} UNION ALL {functions}", work.database)
    assert not left, left
    assert work.shell(AFTER.format(card=told["cards"][0])) == 84.75, "an order earns its five points as before"
