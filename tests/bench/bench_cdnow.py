"""The whole of CDNOW, 69,659 purchases of 23,570 customers: imported over RPC, scored, compared with the file."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import import_transactions
from bench_report import Line
from bench_server import served
from bench_world import Clock, environment, ratio, shown

from rpclib import cdnow

if TYPE_CHECKING:
    from odoo.addons.crm_analytics.core import purchase

FILE, PREFIX, DAY = "CDNOW_master.txt", "CDNOWALL", dt.date(1998, 6, 30)
SIZE = (23_570, 69_659)
USER = PASSWORD = "admin"
#: Orders a second, to compare with.
RATE = 50
COLUMNS = ("customer_id", "date", "dollar_value", "number_of_cds")
PLAIN = """
    SELECT p.commercial_partner_id, count(*), min(o.date_order), max(o.date_order), sum(o.amount_untaxed)
      FROM sale_order o JOIN res_partner p ON p.id = o.partner_id
     WHERE o.state = 'sale' AND o.date_order < %(after)s AND o.company_id = %(company)s GROUP BY 1
"""


@dataclass
class Told:
    """What the file says: rows, and the amount of each customer on each day."""

    rows: int = 0
    amounts: dict[str, dict[dt.date, float]] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Days on which some customer bought; several purchases of a day are one."""
        return sum(len(days) for days in self.amounts.values())

    @property
    def revenue(self) -> float:
        """What all of it came to."""
        return sum(sum(days.values()) for days in self.amounts.values())

    def summary(self) -> purchase.Summary:
        """Repeats, recency and age of each customer in weeks."""
        # Odoo finds the addons once it is started.
        from odoo.addons.crm_analytics.core import purchase

        days = [sorted(found) for found in self.amounts.values()]
        repeats = [len(found) - 1 for found in days]
        recency = [(found[-1] - found[0]).days / 7 for found in days]
        return purchase.summary(repeats, recency, [(DAY - found[0]).days / 7 for found in days])


def measure(config: str, database: str) -> list[Line]:
    """Import the file as confirmed orders, score the customers, and compare each figure with the file's.

    The sales are those of one product without taxes; 8 of the purchases are given away and count.
    """
    path = cdnow.data_file().with_name(FILE)
    told = read(path)
    if (len(told.amounts), told.rows) != SIZE:
        raise SystemExit(f"CDNOW: {FILE} has {told.rows} purchases of {len(told.amounts)} customers.")
    with served(config, database) as url:
        begin = time.perf_counter()
        load(path, url, database)
        seconds = time.perf_counter() - begin
    what = f"{told.rows:,} purchases of {len(told.amounts):,} customers imported as confirmed orders"
    # No limit: most of it is Odoo confirming orders.
    lines = [Line(what, f"{seconds:.0f} s", f"{told.rows / RATE:.0f} s at {RATE} a second", seconds * RATE / told.rows)]
    return lines + score(database, told)


def read(path: Path) -> Told:
    """Read the file without the suite."""
    told = Told()
    for line in path.read_text(encoding="ascii").splitlines()[1:]:
        customer, day, _discs, amount = line.split()
        days = told.amounts.setdefault(customer, {})
        when = dt.date(int(day[:4]), int(day[4:6]), int(day[6:]))
        days[when] = days.get(when, 0.0) + float(amount)
        told.rows += 1
    return told


def load(path: Path, url: str, database: str) -> None:
    """Let the importer of the suite load the file."""
    customer, date, amount, quantity = COLUMNS
    columns = ["--customer-column", customer, "--date-column", date, "--amount-column", amount]
    columns += ["--quantity-column", quantity, "--separator", "whitespace", "--date-format", "%Y%m%d"]
    server = ["--url", url, "--db", database, "--user", USER]
    os.environ[import_transactions.VARIABLE] = PASSWORD
    code = import_transactions.main([str(path), *columns, "--prefix", PREFIX, "--allow-duplicates", "--quiet", *server])
    if code:
        raise SystemExit(f"CDNOW: the importer ended with exit code {code}.")


def score(database: str, told: Told) -> list[Line]:
    """Score who was imported, as of the last day of the file."""
    clock = Clock(database)
    with environment(database) as env:
        company = env["sale.order"].search([("client_order_ref", "=like", f"{PREFIX}/%")], limit=1).company_id
        values = {"after": DAY + dt.timedelta(days=1), "company": company.id}
        plain = [clock.timed(lambda: (env.cr.execute(PLAIN, values), env.cr.fetchall()))]
        run = env["crm.score.run"].create({"company_id": company.id, "as_of": DAY})
        env.flush_all()
        took = [clock.timed(lambda: env["crm.customer.score"]._write_scores(run))]
        compare(env, run, told)
        what = f"scores of {len(told.amounts):,} customers of CDNOW, as the file has them: {parameters(run)}"
        env.cr.rollback()
    return [Line(what, shown(took), f"GROUP BY: {shown(plain)}", ratio(took, plain))]


def compare(env: Any, run: Any, told: Told) -> None:
    """End the bench if customers, purchases, revenue or parameters are not those of the file."""
    from odoo.addons.crm_analytics.core import purchase

    env.cr.execute("SELECT count(*), sum(purchases), sum(revenue) FROM crm_customer_score WHERE run_id = %s", [run.id])
    [(customers, purchases, revenue)] = env.cr.fetchall()
    found = (customers, purchases, round(float(revenue), 2))
    wanted = (len(told.amounts), told.days, round(told.revenue, 2))
    if found != wanted:
        raise SystemExit(f"CDNOW: customers, purchases and revenue are {found}, in the file {wanted}.")
    for kind in (purchase.BG, purchase.MBG):
        model = purchase.fit(kind, told.summary())
        noted, fitted = figures(run, kind), model.parameters
        if three(noted[name] for name in fitted) != three(fitted.values()):
            raise SystemExit(f"CDNOW: {kind} has {noted}, fitted on the file {fitted}.")


def figures(run: Any, area: str) -> dict[str, float]:
    """What a run noted, by name."""
    return {figure.name: figure.value for figure in run.figure_ids if figure.area == area}


def parameters(run: Any) -> str:
    """Parameters of the model that was chosen, and what the best fifth brought, as text."""
    noted, test = figures(run, run.purchase_model), figures(run, "test")
    named = ", ".join(f"{name} {noted[name]:.3g}" for name in ("r", "alpha", "a", "b"))
    return f"{run.purchase_model.upper()}/NBD {named}; best fifth {100 * test['capture_model']:.1f} %"


def three(values: Sequence[float] | Any) -> list[str]:
    """Three significant digits of each."""
    return [f"{value:.3g}" for value in values]
