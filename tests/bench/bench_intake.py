"""Importing customers, against creating the same ones in batches without looking for anybody."""

from __future__ import annotations

import uuid
from typing import Any

from bench_report import Line
from bench_world import Clock, environment, median, ratio, shown

ROWS, ROWS_FULL = 4_000, 100_000
PIECE = 500
#: The import looks for each customer in five ways, and writes down each row and where each field comes from.
SLOWER = 2.0
#: The same file once more: everybody is found and nothing is written.
AGAIN = 1.0
QUIET = {
    "tracking_disable": True,
    "mail_notrack": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
}
FIELDS = ("external_id", "name", "company_registry", "email", "phone", "street", "city", "zip")


def measure(database: str, rows: int = ROWS) -> list[Line]:
    """A first import, the same file again, and plain batches of ``create``."""
    clock = Clock(database)
    tag = uuid.uuid4().hex[:6]
    plain = []
    with environment(database, **QUIET) as env:
        lithuania = env.ref("base.lt").id
        for start in range(0, rows, PIECE):
            vals = [_vals(f"p{tag}", n, lithuania) for n in range(start, min(start + PIECE, rows))]
            plain.append(clock.timed(lambda env=env, vals=vals: _create(env, vals)))
            env.cr.commit()
    first = _imported(clock, database, f"i{tag}", rows)
    again = _imported(clock, database, f"i{tag}", rows)
    speed = PIECE / median(first)
    name = f"{rows:,} customers imported, {PIECE} at once ({speed:.0f} rows/s)"
    return [
        Line(name, shown(first), "plain create", ratio(first, plain), SLOWER),
        Line("the same file again, nothing new", shown(again), "plain create", ratio(again, plain), AGAIN),
    ]


def _create(env: Any, vals: list[dict[str, Any]]) -> None:
    env["res.partner"].create(vals)
    env.flush_all()


def _vals(tag: str, number: int, country: int) -> dict[str, Any]:
    row = _row(tag, number)
    del row["external_id"]
    return {**row, "is_company": True, "country_id": country}


def _row(tag: str, number: int) -> dict[str, str]:
    values = (
        f"{tag}{number}",
        f"UAB {tag} {number}",
        f"{tag}{number}",
        f"office{number}@{tag}.example.com",
        f"+370612{number % 100_000:05d}",
        f"Gatvė {number}",
        "Kaunas",
        "44001",
    )
    return dict(zip(FIELDS, values, strict=True))


def _imported(clock: Clock, database: str, tag: str, rows: int) -> list[Any]:
    """Times of the pieces of an import of so many customers."""
    with environment(database) as env:
        env["crm.import.source"].search([("code", "=", tag)]) or env["crm.import.source"].create(
            {
                "name": tag,
                "code": tag,
                "country_id": env.ref("base.lt").id,
                "mapping_ids": [(0, 0, {"column": name, "field": name}) for name in FIELDS],
                # Telephone numbers repeat here; they would make every row a question.
                "rule_ids": [
                    (0, 0, {"sequence": place, "rule": rule})
                    for place, rule in enumerate(
                        ("external_id", "vat", "company_registry", "ref", "email", "name_city")
                    )
                ],
            }
        )
        name = f"{tag} {uuid.uuid4()}"
        for start in range(0, rows, 5000):
            part = [_row(tag, number) for number in range(start, min(start + 5000, rows))]
            batch = env["crm.import.batch"].submit(tag, part, name, start + 1)
        env["crm.import.batch"].browse(batch)._begin("run")
    took = []
    with environment(database) as env:
        work = env["crm.import.batch"].browse(batch)
        while work.left_count:
            took.append(clock.timed(lambda env=env, work=work: (work._do_piece(PIECE), env.flush_all())))
            env.cr.commit()
            env.invalidate_all()
        work._do_piece(PIECE)
    return took
