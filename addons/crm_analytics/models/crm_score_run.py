import time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime, Domain
from odoo.tools import SQL

from ..core import facts

#: Runs kept for each company besides the current one; their facts go with them.
KEPT = 1
UNFINISHED = ("waiting", "running")


class CrmScoreRun(models.Model):
    """One pass over the posted accounting of a company.

    A run writes facts of its own, year by year, each piece in a transaction of its own. Readers see the previous run
    until the last piece is there; then this one becomes the current one in one step. So a run that is stopped or dies
    half-way is never seen, and goes on where it was.
    """

    _name = "crm.score.run"
    _description = "Run of the Analysis"
    _order = "id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    as_of = fields.Date(
        "Up To",
        required=True,
        readonly=True,
        default=fields.Date.context_today,
        help="Journal items up to this day are counted.",
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
            ("failed", "Failed"),
        ],
        required=True,
        default="waiting",
        readonly=True,
    )
    current = fields.Boolean(readonly=True, help="What the pages show.")
    date_from = fields.Date("From", readonly=True)
    next_from = fields.Date("Done Before", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Percent of the years that are counted.")
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    seconds = fields.Float("Seconds of Work", readonly=True, digits=(16, 1))
    fact_count = fields.Integer("Facts", readonly=True)
    item_count = fields.Integer("Journal Items", readonly=True)
    difference = fields.Monetary(
        "Not Reconciled", readonly=True, help="Profit and loss account minus the sum of all facts; 0 is right."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    error = fields.Text(readonly=True)

    _current_idx = models.UniqueIndex("(company_id) WHERE current")

    @api.depends("as_of", "company_id")
    def _compute_name(self):
        for run in self:
            run.name = f"{run.company_id.name}, {Date.to_string(run.as_of)}"

    @api.depends("state", "date_from", "next_from", "as_of")
    def _compute_progress(self):
        for run in self:
            whole = run.date_from and (run.as_of - run.date_from).days + 1
            part = run.next_from and whole and (run.next_from - run.date_from).days
            run.progress = 100.0 if run.state == "done" else min(100.0 * (part or 0) / (whole or 1), 99.0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_current(self):
        if any(run.current for run in self):
            raise UserError(self.env._("The pages show this run. Make a new one; it takes its place."))

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    @api.model
    def refresh(self, company_id=False, as_of=False):
        """Ask for a new run; the scheduled job does it at once, in the background.

        :param company_id: id of one of the caller's companies (int); left out, the one they work in
        :param as_of: last day counted (``YYYY-MM-DD``); left out, today. Not in the future
        :return: id of the run (int); of the one that waits or runs already, if it goes up to the same day
        :raises AccessError: the caller is no analyst
        :raises UserError: a company that is none of the caller's, or no such day
        """
        self.check_access("create")
        company = self._company(company_id)
        day = self._day(as_of)
        # Two who ask at once get the same run.
        self.env.cr.execute("SELECT id FROM res_company WHERE id = %s FOR NO KEY UPDATE", [company.id])
        domain = Domain("company_id", "=", company.id) & Domain("as_of", "=", day) & Domain("state", "in", UNFINISHED)
        run = self.search(domain, limit=1) or self.create({"company_id": company.id, "as_of": day})
        self._wake()
        return run.id

    def _company(self, company_id):
        if company_id is False or company_id == "":
            return self.env.company
        if isinstance(company_id, bool) or not isinstance(company_id, int) or company_id not in self.env.companies.ids:
            raise UserError(self.env._("company_id: the id of one of your companies is wanted."))
        return self.env["res.company"].browse(company_id)

    def _day(self, as_of):
        today = Date.context_today(self)
        if as_of is False or as_of == "":
            return today
        try:
            day = Date.to_date(as_of) if isinstance(as_of, str) and len(as_of) == 10 else None
        except ValueError:
            day = None
        if not day:
            raise UserError(self.env._("as_of: a day is wanted, as in 2026-11-25."))
        if day > today:
            raise UserError(self.env._("as_of: %s is still to come.", as_of))
        return day

    def action_refresh(self):
        """Button: a new run of the company one works in."""
        self.refresh()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("The figures are being counted. They change all at once when it is done."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_stop(self):
        """Stop runs that wait or run; what they counted so far is kept for going on."""
        self.check_access("write")
        self.filtered(lambda run: run.state in UNFINISHED).state = "stopped"

    def action_resume(self):
        """Go on with runs that were stopped or failed."""
        self.check_access("write")
        self.filtered(lambda run: run.state in ("stopped", "failed")).write({"state": "waiting", "error": False})
        self._wake()

    def _wake(self):
        # They may ask for a run; that the job starts now instead of tonight reveals nothing.
        self.env.ref("crm_analytics.ir_cron_score_run").sudo()._trigger()

    # ------------------------------------------------------------------
    # The work
    # ------------------------------------------------------------------

    @api.model
    def _cron_nightly(self):
        """A new run for every company that has posted anything, then the work."""
        today = Date.context_today(self)
        for company in self.env["res.company"].search([("active", "=", True)]):
            known = Domain("company_id", "=", company.id) & Domain("create_date", ">=", Date.to_string(today))
            if not self.search_count(known, limit=1) and self._first_day(company):
                self.create({"company_id": company.id, "as_of": today})
        self._cron_work()

    @api.model
    def _cron_work(self):
        """Do what waits, a year at a time."""
        progress = self.env["ir.cron"]
        time_left = progress._commit_progress(remaining=self._left())
        while time_left and (run := self.search([("state", "in", UNFINISHED)], order="id", limit=1)):
            run._try_piece()
            time_left = progress._commit_progress(1, remaining=self._left())

    @api.model
    def _left(self):
        return self.search_count([("state", "in", UNFINISHED)])

    def _try_piece(self):
        """The next piece; what goes wrong is told on the run, whose facts nobody has seen."""
        try:
            with self.env.cr.savepoint():
                self._piece()
        except (UserError, ValueError, ArithmeticError) as error:
            self.write({"state": "failed", "error": str(error)})

    def _piece(self):
        self.ensure_one()
        # The one piece of this company that is worked on; another worker waits here and then goes on after it.
        self.env.cr.execute("SELECT state FROM crm_score_run WHERE id = %s FOR UPDATE", [self.id])
        self.invalidate_recordset(["state", "next_from"])
        if self.state not in UNFINISHED:
            return
        begin = time.monotonic()
        if not self.started_at:
            self._start(Datetime.now())
        until = min(Date.add(self.next_from, years=1), Date.add(self.as_of, days=1))
        if self.next_from <= self.as_of:
            self._count(self.next_from, until)
            self.next_from = until
        self.seconds += time.monotonic() - begin
        if self.next_from > self.as_of:
            self._finish()

    def _start(self, now):
        first = self._first_day(self.company_id) or self.as_of
        first = min(first.replace(month=1, day=1), self.as_of)
        self.write({"state": "running", "started_at": now, "date_from": first, "next_from": first})

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

    def _count(self, date_from, date_to):
        self.env["account.move"].flush_model()
        self.env["account.move.line"].flush_model()
        self.env["res.partner"].flush_model()
        params = {"run": self.id, "company": self.company_id.id, "date_from": date_from, "date_to": date_to}
        self.env.cr.execute(facts.INSERT, params)
        self.env["crm.cost.driver"]._count(params)

    def _finish(self):
        """Show this run instead of the one before, and let go of those nobody needs."""
        earlier = self.search([("company_id", "=", self.company_id.id), ("current", "=", True)])
        earlier.current = False
        self.env.flush_all()
        [(number, items)] = self.env.execute_query(
            SQL("SELECT count(*), coalesce(sum(items), 0) FROM crm_profit_fact WHERE run_id = %s", self.id)
        )
        self.write(
            {
                "current": True,
                "state": "done",
                "finished_at": Datetime.now(),
                "fact_count": number,
                "item_count": items,
            }
        )
        self.difference = self.env["crm.profit.reconciliation"]._difference(self)
        self._unneeded().unlink()

    def _unneeded(self):
        """Earlier runs of the company that go when this one is done."""
        old = self.search([("company_id", "=", self.company_id.id), ("state", "=", "done"), ("current", "=", False)])
        return old[KEPT:]
