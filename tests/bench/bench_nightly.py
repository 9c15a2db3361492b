"""A night of the analysis over the ledger of bench_profit: profit, scores, silence, dissatisfaction and pyramid."""

from __future__ import annotations

from typing import Any

import bench_profit
from bench_report import Line
from bench_world import Clock, Took, environment, ratio, shown

from odoo.fields import Date

AS_OF = "2025-01-31"


def measure(database: str) -> list[Line]:
    """Analyse the last ledger that bench_profit planted, with its invoices as purchases."""
    clock = Clock(database)
    with environment(database) as env:
        company = env["res.company"].search([("name", "like", bench_profit.NAME)], order="id desc", limit=1)
        company.purchase_basis = "invoice"
        env.flush_all()
        env.cr.execute(bench_profit.ONE_PROCESS)
        values = {"company": company.id}
        plain = clock.timed(lambda: (env.cr.execute(bench_profit.PLAIN, values), env.cr.fetchall()))
    parts = {"profit and scores": _profit, "silence": _silence, "pyramid": _pyramid}
    took = {name: _timed(database, clock, company.id, work) for name, work in parts.items()}
    whole = Took(*(sum(column) for column in zip(*(_columns(one) for one in took.values()), strict=True)))
    against = f"GROUP BY: {shown([plain])}"
    # No limit: 5 times is wanted of the profit; scores, silence and pyramid read all purchases or facts once more.
    lines = [Line("a whole night of the analysis", shown([whole]), against, ratio([whole], [plain]))]
    return lines + [Line(f"of it {name}", shown([one]), against, ratio([one], [plain])) for name, one in took.items()]


def _timed(database: str, clock: Clock, company_id: int, work: Any) -> Took:
    with environment(database) as env:
        company = env["res.company"].browse(company_id)
        return clock.timed(lambda: work(env, company))


def _columns(took: Took) -> tuple[float, float, int]:
    return took.wall, took.busy, took.statements


def _profit(env: Any, company: Any) -> None:
    run = env["crm.score.run"].create({"company_id": company.id, "as_of": AS_OF})
    while run.state in ("waiting", "running"):
        run._piece()
        env.cr.commit()
    if run.state != "done" or not run.score_count or run.difference:
        raise SystemExit(f"Night: {run.state}, {run.score_count} scores, off by {run.difference}. {run.error or ''}")


def _silence(env: Any, company: Any) -> None:
    run = env["crm.silence.run"].create({"company_id": company.id, "as_of": AS_OF})
    while run.state == "running":
        run._do_step()
        env.cr.commit()
    if run.state != "done":
        raise SystemExit(f"Night: {run.state}, {run.error}")


def _pyramid(env: Any, company: Any) -> None:
    """The snapshot of one month, as in the first night after its end."""
    run = env["crm.score.run"].search([("company_id", "=", company.id), ("current", "=", True)])
    if not env["crm.pyramid.snapshot"]._take(run, Date.to_date(AS_OF).replace(day=1)):
        raise SystemExit("Night: no snapshot of the pyramid.")
    env.flush_all()
