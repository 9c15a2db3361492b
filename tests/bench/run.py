"""Measures the suite against its targets, in two databases that are spoilt by it.

``python3 scripts/stack.py bench`` makes the databases and calls this. Absolute times depend on the machine; what is
compared runs in turn within one run. The table is written as Markdown; the exit code is 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

# Some of what is measured reads files as the scripts do.
sys.path.append(str(Path(__file__).resolve().parents[2] / "scripts"))

import bench_backfill
import bench_browser
import bench_caller
import bench_capture
import bench_cdnow
import bench_consent
import bench_dissatisfaction
import bench_duplicate
import bench_intake
import bench_loyalty
import bench_memory
import bench_merge
import bench_nightly
import bench_offboarding
import bench_pages
import bench_plant
import bench_profit
import bench_quality
import bench_segment
import bench_silence
import bench_summary
import bench_value
from bench_report import Line, markdown
from bench_world import environment, start

ROWS, ROWS_FULL = 300_000, 10_000_000
#: Messages of ordinary customers, with half as many invoices: what the back-fill works on.
MESSAGES, MESSAGES_FULL = 50_000, 1_000_000
ORDERS = 40


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, write the table, return the exit code."""
    args = build_parser().parse_args(arguments)
    start(args.config)
    say("capture")
    lines = told(bench_capture.measure(args.with_addons, args.alone, args.without, ORDERS))
    more, world = measure(args.with_addons, args.rows or (ROWS_FULL if args.full else ROWS), args.full)
    lines += more
    say("the page in a browser")
    lines += bench_browser.measure(args.config, args.with_addons, world)
    if args.full:
        say("importing and scoring the whole of CDNOW")
        lines += told(bench_cdnow.measure(args.config, args.with_addons))
        say(f"memory of analysing {bench_memory.CUSTOMERS:,} customers")
        lines += told(bench_memory.measure(args.config, args.with_addons))
    table = markdown(lines)
    if args.table:
        args.table.write_text(table, encoding="utf-8")
    sys.stdout.write(table)
    return 0 if all(line.met for line in lines) else 1


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", required=True, help="Odoo's configuration")
    parser.add_argument("--with-addons", required=True, metavar="DB", help="database with the suite")
    parser.add_argument(
        "--alone", required=True, metavar="DB", help="the same with Customer 360 as the only addon of the suite"
    )
    parser.add_argument("--without", required=True, metavar="DB", help="the same without the suite")
    parser.add_argument("--rows", type=int, default=0, help=f"touchpoints in the table (default {ROWS:,})")
    parser.add_argument("--full", action="store_true", help=f"{ROWS_FULL:,} touchpoints and a long back-fill")
    parser.add_argument("--table", type=Path, help="file for the table")
    return parser


def measure(with_addons: str, rows: int, full: bool) -> tuple[list[Line], bench_plant.World]:
    """Everything that fills the database with the suite, in the order in which it fills."""
    say("planting records")
    with environment(with_addons) as env:
        world = bench_plant.plant(env, MESSAGES_FULL if full else MESSAGES)
    bench_backfill.vacuum(with_addons, *bench_plant.TABLES)
    say("back-fill")
    lines = told([bench_backfill.measure(with_addons, rounds=1 if full else 2)])
    say("filling the table")
    with environment(with_addons) as env:
        total = bench_plant.fill_up(env, rows)
    bench_backfill.vacuum(with_addons, "crm_touchpoint")
    say(f"pages of {bench_plant.HOT:,} touchpoints among {total:,}")
    lines += told(bench_pages.measure(with_addons, world))
    say(f"finding one of {bench_caller.CUSTOMERS:,} customers")
    lines += told(bench_caller.measure(with_addons, world.seller))
    say("checking their data")
    contacts = bench_quality.CONTACTS_FULL if full else bench_quality.CONTACTS
    lines += told(bench_quality.measure(with_addons, contacts))
    say("asking who may be approached")
    lines += told(bench_consent.measure(with_addons, world.seller))
    say("looking for duplicates")
    lines += told(bench_duplicate.measure(with_addons, world.seller))
    say("refreshing a segment of them")
    lines += told(bench_segment.measure(with_addons))
    say("counting contacts")
    lines += told(bench_summary.measure(with_addons))
    lines += measure_analysis(with_addons, full)
    say(f"merging {bench_merge.CONTACTS} contacts")
    lines += told(bench_merge.measure(with_addons))
    say("importing customers")
    lines += told(bench_intake.measure(with_addons, bench_intake.ROWS_FULL if full else bench_intake.ROWS))
    return lines, world


def measure_analysis(with_addons: str, full: bool) -> list[Line]:
    """What is counted at night, and the ledger of points."""
    say("analysing profit")
    ledger = (bench_profit.ITEMS_FULL, bench_profit.CUSTOMERS_FULL) if full else ()
    lines = told(bench_profit.measure(with_addons, *ledger))
    say("a whole night of the analysis")
    lines += told(bench_nightly.measure(with_addons))
    say("looking for silent customers")
    lines += told(bench_silence.measure(with_addons, *ledger[1:]))
    say("looking for signs of dissatisfaction")
    lines += told(bench_dissatisfaction.measure(with_addons, *ledger[1:]))
    say("scoring customers")
    lines += told(bench_value.measure(with_addons, bench_value.CUSTOMERS_FULL if full else bench_value.CUSTOMERS))
    say(f"ledger of {bench_loyalty.CARDS:,} loyalty cards")
    lines += told(bench_loyalty.measure(with_addons))
    say(f"candidates among {bench_offboarding.CUSTOMERS:,} customers")
    lines += told(bench_offboarding.measure(with_addons))
    return lines


def told(lines: list[Line]) -> list[Line]:
    """Print the lines as soon as they are measured: a run that fails later has not been for nothing."""
    sys.stdout.write(markdown(lines))
    sys.stdout.flush()
    return lines


def say(what: str, begin: float = time.monotonic()) -> None:
    """Tell what comes next, with the seconds since the start."""
    sys.stdout.write(f"{time.monotonic() - begin:6.0f} s  {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
