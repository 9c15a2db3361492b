"""A program that opens its ledger, the nightly expiry, and confirming an order that earns and redeems."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from bench_backfill import vacuum
from bench_report import Line
from bench_world import Clock, Took, environment, median, ratio, shown

CARDS, LOTS = 100_000, 1_000_000
#: Seconds in which so many cards with history are taken over.
OPENED_IN = 120.0
#: Times a raw UPDATE of the same lots; and an order with a ledger against one without.
EXPIRY_SLOWER, ORDER_SLOWER = 3.0, 1.25
ORDERS, LINES = 15, 10
#: Cards of one statement of the nightly run; it commits after each, the bench takes all of it back.
CHUNK = 20_000
PLANTED = """
    INSERT INTO loyalty_card (program_id, company_id, partner_id, points, code, active, create_uid, create_date)
    SELECT %(program)s, %(company)s, p.id, 1 + n %% 500, 'bench' || %(run)s || n, TRUE, 1, now()
      FROM generate_series(1, %(cards)s) n JOIN res_partner p ON p.name = 'Points ' || %(run)s || ' ' || n
"""
PARTNERS = """
    WITH made AS (
        INSERT INTO res_partner (name, complete_name, active, is_company, type, autopost_bills, create_date, write_date)
        SELECT 'Points ' || %(run)s || ' ' || n, 'Points ' || n, TRUE, TRUE, 'contact', 'ask', now(), now()
          FROM generate_series(1, %(cards)s) n RETURNING id
    ) SELECT count(*) FROM made
"""
HISTORY = """
    INSERT INTO loyalty_history (card_id, description, issued, used, create_uid, create_date)
    SELECT c.id, 'Order', c.points, 0, 1, now() FROM loyalty_card c CROSS JOIN generate_series(1, 3)
     WHERE c.program_id = %(program)s
"""
#: The movements behind the lots stay one a card: the run looks at lots.
EXPIRING = """
    INSERT INTO crm_loyalty_lot (card_id, move_id, granted, remaining, day, pending, expires_on, create_uid,
                                 create_date)
    SELECT m.card_id, m.id, 1, 1, %(day)s, FALSE, %(day)s, 1, now()
      FROM crm_loyalty_move m CROSS JOIN generate_series(1, %(each)s) n WHERE m.program_id = %(program)s
"""
RAW = (
    "UPDATE crm_loyalty_lot SET remaining = 0 WHERE card_id = ANY(%(cards)s) AND remaining > 0 AND expires_on < %(day)s"
)


def measure(database: str, cards: int = CARDS, lots: int = LOTS) -> list[Line]:
    """Plant cards, open their ledger, let lots expire, confirm orders."""
    clock, run = Clock(database), uuid.uuid4().hex[:8]
    opened, program = _opened(database, clock, run, cards)
    expired, raw = _expired(database, clock, program, lots // cards)
    plain, ledger = _confirmed(database, clock)
    return [
        Line(
            f"opening the ledger of {cards:,} cards with history",
            shown([opened]), f"{OPENED_IN:.0f} s", opened.wall / OPENED_IN, 1.0,
        ),
        Line(
            f"expiry of {lots:,} lots",
            shown([expired]), f"UPDATE: {shown([raw])}", ratio([expired], [raw]), EXPIRY_SLOWER,
        ),
        Line(
            f"confirming {LINES} lines, points earned and redeemed",
            shown(ledger), f"plain card: {shown(plain)}", median(ledger) / median(plain), ORDER_SLOWER,
        ),
    ]  # fmt: skip


def _program(env: Any, **values: Any) -> Any:
    rule = {"reward_point_mode": "order", "reward_point_amount": 1}
    reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 1, "required_points": 1}
    return env["loyalty.program"].create(
        {
            "name": f"Bench {uuid.uuid4()}", "program_type": "loyalty", "applies_on": "both", "trigger": "auto",
            "rule_ids": [(0, 0, rule)], "reward_ids": [(0, 0, reward)], **values,
        }
    )  # fmt: skip


def _opened(database: str, clock: Clock, run: str, cards: int) -> tuple[Took, int]:
    with environment(database) as env:
        program = _program(env, sale_ok=False)
        values = {"program": program.id, "company": program.company_id.id, "run": run, "cards": cards}
        env.cr.execute(PARTNERS, values)
        env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE name LIKE %s", [f"Points {run} %"])
        env.cr.execute(PLANTED, values)
        env.cr.execute(HISTORY, values)
    vacuum(database, "loyalty_card", "loyalty_history")
    with environment(database) as env:
        program = env["loyalty.program"].browse(program.id)
        env.cr.execute("SELECT sum(points) FROM loyalty_card WHERE program_id = %s", [program.id])
        before = env.cr.fetchone()
        took = clock.timed(lambda: program.write({"use_ledger": True}))
        env.cr.execute("SELECT sum(points) FROM crm_loyalty_move WHERE program_id = %s", [program.id])
        after = env.cr.fetchone()
        if before != after:
            raise SystemExit(f"Points: {before[0]} before, {after[0]} after.")
    return took, program.id


def _expired(database: str, clock: Clock, program: int, each: int) -> tuple[Took, Took]:
    yesterday = dt.datetime.now(dt.timezone.utc).date() - dt.timedelta(days=2)
    with environment(database) as env:
        env.cr.execute(EXPIRING, {"program": program, "each": each, "day": yesterday})
        env.cr.execute(
            "UPDATE crm_loyalty_balance SET available = available + %s WHERE program_id = %s", [each, program]
        )
    vacuum(database, "crm_loyalty_lot", "crm_loyalty_balance")
    with environment(database) as env:
        today = env["loyalty.program"].browse(program)._ledger_today()
        env.cr.execute("SELECT card_id FROM crm_loyalty_balance WHERE program_id = %s", [program])
        cards = [card for (card,) in env.cr.fetchall()]
        raw = clock.timed(lambda: env.cr.execute(RAW, {"cards": cards, "day": today}))
        env.cr.rollback()
    # A million rows that were taken back would be in the way of what comes next.
    vacuum(database, "crm_loyalty_lot")
    with environment(database) as env:
        found = env["loyalty.program"].browse(program)
        took = clock.timed(lambda: _whole_run(env, found, today))
        env.cr.rollback()
    return took, raw


def _whole_run(env: Any, program: Any, today: dt.date) -> None:
    expiry = env["crm.loyalty.expiry"]
    cards = expiry._due_cards(program, today)
    for start in range(0, len(cards), CHUNK):
        expiry._pass(cards[start : start + CHUNK], today)


def _confirmed(database: str, clock: Clock) -> tuple[list[Took], list[Took]]:
    """Orders of two customers in turn, with a plain card and with a ledger; nothing is kept."""
    took: tuple[list[Took], list[Took]] = ([], [])
    for ledger in (False, True) * ORDERS:
        with environment(database, loyalty_no_mail=True) as env:
            # One program at a time, as in a shop.
            env["loyalty.program"].search([]).active = False
            program = _program(env, use_ledger=ledger, earn_on="order")
            customer = env["res.partner"].create({"name": "Bench"})
            card = env["loyalty.card"].create({"program_id": program.id, "partner_id": customer.id, "points": 10})
            product = env["product.product"].create({"name": "Bench", "type": "service", "list_price": 10})
            lines = [(0, 0, {"product_id": product.id})] * LINES
            order = env["sale.order"].create({"partner_id": customer.id, "order_line": lines})
            order._update_programs_and_rewards()
            order._apply_program_reward(program.reward_ids, card)
            env.flush_all()
            took[ledger].append(clock.timed(lambda order=order, env=env: (order.action_confirm(), env.flush_all())))
            env.cr.rollback()
    return took
