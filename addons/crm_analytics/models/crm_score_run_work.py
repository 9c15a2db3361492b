import logging
import time

from psycopg2 import errors

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime
from odoo.tools import SQL
from odoo.tools.translate import LazyTranslate

from ..core.step import Step, pieces, units, years_at_once
from .crm_score_run import UNFINISHED
from .derived_link import take_new_ids

_lt = LazyTranslate(__name__)
_logger = logging.getLogger(__name__)

#: Runs kept for each company besides the current one; their facts go with them.
KEPT = 1
#: Runs kept for each company that failed or were stopped; the rest cannot be of use to anybody any more.
BROKEN = 3
#: Journal items counted at once: more of them would be sorted on disk, fewer read the ledger more often.
ITEMS_AT_ONCE = 1_600_000
#: Memory of the database for sorting and grouping in the transaction of a step; what does not fit goes to disk.
WORK_MEM = "128MB"
#: The same for the journal items: so many of them are sorted in it, beside what is added up by product, for which it is
#: not doubled.
ITEMS_MEM, ITEMS_HASHED = "192MB", 1
FACTS = Step("facts", _lt("Journal items"), "_step_facts", True, ("crm_profit_fact", "crm_profit_product"))
COUNTS = Step("counts", _lt("What was done for customers"), "_step_counts", True, ("crm_cost_count",))
PRICES = Step("prices", _lt("Cost to serve"), "_step_prices", True, ("crm_profit_fact",))
COMPARED = Step("compared", _lt("Comparison with the ledger"), "_step_compared")


class CrmScoreRun(models.Model):
    """The work of a run: its steps, one after the other, each in a transaction of its own."""

    _inherit = "crm.score.run"

    # ------------------------------------------------------------------
    # What is to be done
    # ------------------------------------------------------------------

    @api.model
    def _run_steps(self):
        """The steps of a run in their order (``core.step.Step``); addons insert theirs into ``super()``'s list.

        A step that needs all facts is put before ``compared``, the last one. What a step writes is seen when the run is
        shown; what it wrote for a run that is made up to date (``crm_score_run_update.py``) it writes anew in
        :meth:`_after_update`.
        """
        return [FACTS, COUNTS, PRICES, COMPARED]

    @api.model
    def _step_labels(self):
        update = {"update": self.env._("Made up to date")}
        return update | {step.name: str(step.label) for step in self._run_steps()}

    # ------------------------------------------------------------------
    # The jobs
    # ------------------------------------------------------------------

    @api.model
    def _cron_nightly(self):
        """A new run for every company that has posted anything, then the work."""
        today = Date.context_today(self)
        for company in self.env["res.company"].search([("active", "=", True)]):
            known = [("company_id", "=", company.id), ("create_date", ">=", Date.to_string(today))]
            if not self.search_count(known, limit=1) and self._first_day(company):
                self.create({"company_id": company.id, "as_of": today})
        self._work()

    @api.model
    def _cron_work(self):
        """Do what waits; if nothing does, make up to date what is shown."""
        if self._left():
            self._work()
        else:
            self._update_all()

    @api.model
    def _work(self):
        """Step by step, as long as there is time."""
        progress = self.env["ir.cron"]
        time_left = progress._commit_progress(remaining=self._left())
        while time_left and (run := self._next()):
            run._try_piece()
            time_left = progress._commit_progress(1, remaining=self._left())

    @api.model
    def _left(self):
        runs = self.search([("state", "in", UNFINISHED)])
        return sum(len(run.step_ids.filtered(lambda step: not step.done)) or 1 for run in runs)

    @api.model
    def _next(self):
        """The run to go on with, locked: of each company the first one, unless somebody works on it already."""
        self.flush_model()
        try:
            with self.env.cr.savepoint(flush=False):
                rows = self.env.execute_query(
                    SQL(
                        """
                        SELECT id FROM crm_score_run
                         WHERE id IN (SELECT min(id) FROM crm_score_run WHERE state IN %s GROUP BY company_id)
                         ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
                        """,
                        UNFINISHED,
                    )
                )
        except errors.SerializationFailure:
            # Somebody finished a step between the two looks at it; whoever did goes on.
            return self.browse()
        return self.browse(id_ for (id_,) in rows)

    def _try_piece(self):
        """The next step; what goes wrong is told on the run, whose facts nobody has seen."""
        try:
            with self.env.cr.savepoint():
                self._piece()
        except (UserError, ValueError, ArithmeticError) as error:
            self.write({"state": "failed", "error": str(error)})

    def _piece(self):
        self.ensure_one()
        # Whoever stops the run at this moment, or works on it too, waits for the step's end.
        self.env.cr.execute("SELECT state FROM crm_score_run WHERE id = %s FOR UPDATE", [self.id])
        self.invalidate_recordset(["state"])
        if self.state not in UNFINISHED:
            return
        begin = time.monotonic()
        if not self.step_ids:
            self._start(Datetime.now())
        if unit := self.step_ids.filtered(lambda step: not step.done)[:1]:
            self._do(unit)
        self.seconds += time.monotonic() - begin
        if all(self.step_ids.mapped("done")):
            self._finish()

    def _do(self, unit):
        begin = time.monotonic()
        step = next((one for one in self._run_steps() if one.name == unit.name), None)
        if step is None:
            raise UserError(self.env._("The step %s is not installed any more. Make a new run.", unit.name))
        period = {"date_from": unit.date_from, "date_to": unit.date_to}
        self._use_memory()
        take_new_ids(self.env)
        rows = getattr(self, step.method)({"run": self.id, "company": self.company_id.id, **period})
        seconds = time.monotonic() - begin
        unit.write({"done": True, "finished_at": Datetime.now(), "seconds": seconds, "rows": rows})

    def _use_memory(self, amount=WORK_MEM):
        """Tell the database what the statements of a run may take, and how to join in them: by hashing.

        A merge looks cheap to the planner if one side has only ids below the lowest of the other, by what it knows of
        them. Where that is old, such as after the first postings on a new account, it would run through all pairs.
        """
        self.env.cr.execute(SQL("SET LOCAL work_mem = %s", amount))
        self.env.cr.execute("SET LOCAL enable_mergejoin = off")

    def _start(self, now):
        first = self._first_day(self.company_id) or self.as_of
        years = self._years_at_once(first)
        periods = pieces(min(first, self.as_of), self.as_of, years)
        steps = [
            {
                "sequence": number,
                "name": unit.step.name,
                "date_from": unit.date_from,
                "date_to": unit.date_to,
            }
            for number, unit in enumerate(units(self._run_steps(), periods))
        ]
        self.write(
            {
                "state": "running",
                "started_at": now,
                "seen_until": self._unseen_since(),
                "date_from": periods[0][0],
                "step_ids": [(0, 0, step) for step in steps],
            }
        )

    def _years_at_once(self, first):
        """How many years a piece has: as many as can be added up in memory, by what the planner thinks there is."""
        [(plan,)] = self.env.execute_query(
            SQL(
                "EXPLAIN (FORMAT JSON)"
                " SELECT 1 FROM account_move_line WHERE company_id = %s AND parent_state = 'posted'",
                self.company_id.id,
            )
        )
        return years_at_once(plan[0]["Plan"]["Plan Rows"], min(first, self.as_of), self.as_of, ITEMS_AT_ONCE)

    @api.model
    def _unseen_since(self):
        """Changes noted from this moment on may not be in what is counted now: the start of the oldest transaction."""
        [(since,)] = self.env.execute_query(
            SQL(
                "SELECT least(now(), min(xact_start)) AT TIME ZONE 'UTC' FROM pg_stat_activity"
                " WHERE datname = current_database() AND backend_type = 'client backend'"
            )
        )
        return since.replace(microsecond=0)

    @api.model
    def _first_day(self, company):
        """Day of the first posted item, confirmed order or entry of a driver; None if there is none."""
        for name in ("account.move.line", "sale.order", "crm.cost.entry"):
            self.env[name].flush_model()
        [(first,)] = self.env.execute_query(
            SQL(
                """
                SELECT least(
                    (SELECT min(date) FROM account_move_line
                      WHERE parent_state = 'posted' AND company_id = %(company)s),
                    (SELECT min(date_order)::date FROM sale_order WHERE state = 'sale' AND company_id = %(company)s),
                    (SELECT min(date) FROM crm_cost_entry WHERE company_id = %(company)s))
                """,
                company=company.id,
            )
        )
        return first

    # ------------------------------------------------------------------
    # The steps
    # ------------------------------------------------------------------

    def _step_facts(self, params):
        self._use_memory(ITEMS_MEM)
        self.env.cr.execute(SQL("SET LOCAL hash_mem_multiplier = %s", ITEMS_HASHED))
        return self._count(params)

    def _count(self, params):
        return self.env["crm.profit.fact"]._count(params)

    def _step_counts(self, params):
        return self.env["crm.cost.driver"]._count_drivers(params)

    def _step_prices(self, params):
        return self.env["crm.cost.driver"]._price(params)

    def _step_compared(self, params):
        """Facts, items, and what of the ledger is in none of them."""
        number, items, difference = self.env["crm.profit.reconciliation"]._totals(self)
        self.write({"fact_count": number, "item_count": items, "difference": difference})
        return 0

    def _finish(self):
        """Show this run instead of the one before, and let go of those nobody needs."""
        self._shown(self.company_id).current = False
        self.env.flush_all()
        self.write({"current": True, "state": "done", "finished_at": Datetime.now()})
        self._unneeded().unlink()

    def _unneeded(self):
        """Earlier runs of the company that go when this one is done."""
        old = self.search([("company_id", "=", self.company_id.id), ("state", "=", "done"), ("current", "=", False)])
        return old[KEPT:]

    @api.autovacuum
    def _gc_broken(self):
        """Let go of runs that failed or were stopped, but for the last ones of each company, and of all they wrote."""
        broken = self.search([("state", "in", ("failed", "stopped")), ("current", "=", False)])
        for runs in broken.grouped("company_id").values():
            runs[BROKEN:].unlink()
