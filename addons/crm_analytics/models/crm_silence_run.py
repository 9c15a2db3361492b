import time
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime, Domain
from odoo.tools import SQL

from ..core import silence_sql, silence_trial
from ..core.purchase_days import TABLE

#: What is done one after the other, each in a transaction of its own.
STEPS = ["prior", "silent", "dropped", "quiet", "tone", "signals", "dissatisfied", "close", "test", "tell"]
#: How far it looks from the days of the past on which it is tried.
HORIZON = 90
KEPT = 12


class CrmSilenceRun(models.Model):
    """One night's search of a company for customers who fell silent or seem dissatisfied: step by step, resumable."""

    _name = "crm.silence.run"
    _description = "Search for Silent Customers"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    as_of = fields.Date("Up To", required=True, readonly=True)
    state = fields.Selection(
        [("running", "Running"), ("done", "Done"), ("failed", "Failed")],
        required=True,
        readonly=True,
        default="running",
    )
    step = fields.Integer("Steps Done", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Percent of the steps that are done.")
    found = fields.Integer("New Alerts", readonly=True)
    closed = fields.Integer("Closed by Themselves", readonly=True, help="The customer bought again.")
    told = fields.Integer(readonly=True)
    seconds = fields.Float("Seconds of Work", readonly=True, digits=(16, 1))
    finished_at = fields.Datetime(readonly=True)
    error = fields.Text(readonly=True)
    backtest_ids = fields.One2many("crm.silence.backtest", "run_id", "Tried on the Past", readonly=True)

    _day_idx = models.UniqueIndex("(company_id, as_of)")

    @api.depends("step", "state")
    def _compute_progress(self):
        for run in self:
            run.progress = 100.0 if run.state == "done" else 100.0 * run.step / len(STEPS)

    @api.model
    def _latest(self, company):
        """The last run of a company that was tried on the past."""
        domain = Domain("company_id", "=", company.id) & Domain("step", ">", STEPS.index("test"))
        return self.search(domain, limit=1)

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    @api.model
    def refresh(self):
        """Look for silent customers of the company one works in, now and in the background.

        :return: id of today's run (int), which has perhaps been there since the night; then it is done once more
        :raises AccessError: the caller is no analyst
        """
        self.check_access("create")
        run = self._of_today(self.env.company)
        if run.state != "running":
            # Analysts may ask for a run; what is written on it is the machinery's.
            run.sudo().write(
                {
                    "state": "running",
                    "step": 0,
                    "error": False,
                    "found": 0,
                    "closed": 0,
                    "told": 0,
                    "unusual": 0,
                    "messages": 0,
                }
            )
        # That the job starts now instead of tonight reveals nothing.
        self.env.ref("crm_analytics.ir_cron_silence").sudo()._trigger()
        return run.id

    def action_refresh(self):
        """Button: look again."""
        self.refresh()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("Silent customers are being looked for. The list changes when it is done."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _of_today(self, company):
        today = Date.context_today(self)
        # Two who ask at once get the same run.
        self.env.cr.execute("SELECT id FROM res_company WHERE id = %s FOR NO KEY UPDATE", [company.id])
        found = self.search([("company_id", "=", company.id), ("as_of", "=", today)])
        return found or self.create({"company_id": company.id, "as_of": today})

    # ------------------------------------------------------------------
    # The work
    # ------------------------------------------------------------------

    @api.model
    def _cron_nightly(self):
        """Today's run for every company that sells, then the work."""
        for company in self.env["res.company"].search([("active", "=", True)]):
            if self._sells(company):
                self._of_today(company)
        self._cron_work()

    @api.model
    def _sells(self, company):
        own = Domain("company_id", "=", company.id)
        invoices = own & Domain("state", "=", "posted") & Domain("move_type", "=", "out_invoice")
        orders = own & Domain("state", "=", "sale")
        receipts = own & Domain("state", "not in", ("draft", "cancel"))
        return bool(
            self.env["sale.order"].search_count(orders, limit=1)
            or self.env["account.move"].search_count(invoices, limit=1)
            or ("pos.order" in self.env and self.env["pos.order"].search_count(receipts, limit=1))
        )

    @api.model
    def _cron_work(self):
        """Do the steps that are left; what was done before a stop stays done."""
        progress = self.env["ir.cron"]
        time_left = progress._commit_progress(remaining=self._left())
        while time_left and (run := self.search([("state", "=", "running")], order="id", limit=1)):
            run._try_step()
            time_left = progress._commit_progress(1, remaining=self._left())

    @api.model
    def _left(self):
        return sum(len(STEPS) - run.step for run in self.search([("state", "=", "running")]))

    def _try_step(self):
        try:
            with self.env.cr.savepoint():
                self._do_step()
        except (UserError, ValueError, ArithmeticError) as error:
            self.write({"state": "failed", "error": str(error)})

    def _do_step(self):
        """The next step; another worker waits here and then goes on after it."""
        self.ensure_one()
        self.env.cr.execute("SELECT FROM crm_silence_run WHERE id = %s FOR UPDATE", [self.id])
        self.invalidate_recordset(["state", "step"])
        if self.state != "running":
            return
        begin = time.monotonic()
        # A step of many pieces says that more are left.
        more = getattr(self, f"_step_{STEPS[self.step]}")()
        self.write({"step": self.step + (0 if more else 1), "seconds": self.seconds + time.monotonic() - begin})
        if self.step == len(STEPS):
            self.write({"state": "done", "finished_at": Datetime.now()})
            self.search([("company_id", "=", self.company_id.id), ("state", "!=", "running")])[KEPT:].unlink()

    @api.autovacuum
    def _gc_old(self):
        """Searches that fail night after night do not pile up either."""
        ended = self.search([("state", "!=", "running")])
        for runs in ended.grouped("company_id").values():
            runs[KEPT:].unlink()

    def _params(self, as_of=None):
        company = self.company_id
        return {
            "company": company.id,
            "as_of": as_of or self.as_of,
            "timezone": company.partner_id.tz or "UTC",
            "currency": company.currency_id.id,
            "uid": self.env.uid,
            "now": Datetime.now(),
            "objectors": self.env["crm.consent"].with_company(company)._objectors_sql("profiling"),
        }

    def _collect(self):
        """The purchases of the company as they are now, for the time of the transaction."""
        self.env.cr.execute(SQL("DROP TABLE IF EXISTS pg_temp.%s", SQL.identifier(TABLE)))
        self.env["crm.customer.score"]._collect_purchases(self)

    def _step_prior(self):
        """What is usual among the customers of each rule."""
        self.env["crm.silence.rule"]._of(self.company_id)
        self._collect()
        self.env.cr.execute(SQL(silence_sql.PRIORS, **self._params()))
        self.env["crm.silence.rule"].invalidate_model()

    def _step_silent(self):
        """Who bought nothing, and who bought less: of the same purchases, so they are looked at once."""
        self._find(f"{silence_sql.FIND_SILENT} UNION ALL {silence_sql.FIND_DECLINE}", silence_sql.PURCHASES)

    def _step_dropped(self):
        self._find(silence_sql.FIND_DROPPED, self._categories())

    def _categories(self):
        return silence_sql.categories(self.company_id.purchase_basis, self.env["crm.customer.score"]._shop())

    def _step_quiet(self):
        self._find(silence_sql.FIND_QUIET, silence_sql.TALK)

    def _find(self, statement, stream):
        # One search of a company after the other; alerts that two would make at once are one by their index.
        self._collect()
        self.env.cr.execute(SQL(silence_sql.insert(statement, stream), **self._params()))
        self.found += self.env.cr.rowcount
        self.env["crm.silence.alert"].invalidate_model()

    def _step_close(self):
        """Alerts of customers who bought again, or object to being judged, need nobody any more."""
        self._collect()
        self.closed += self.env["crm.silence.alert"]._close_by_themselves(self.company_id, self._params())

    def _step_test(self):
        """Try the rules on days of the past."""
        self._collect()
        self.backtest_ids.unlink()
        vals_list = []
        for kind, tries, statement in silence_trial.trials(self._categories()):
            for number in range(1, tries + 1):
                vals_list += self._tried(kind, self.as_of - timedelta(days=HORIZON * number), statement)
        self.env["crm.silence.backtest"].create(vals_list)

    def _tried(self, kind, day, statement):
        """Rows of one kind of alert and one day of the past."""
        rows = self.env.execute_query(SQL(statement, **self._params(day), horizon=HORIZON))
        names = (
            "rule_id",
            "basis",
            "customers",
            "stayed_away",
            "named",
            "named_right",
            "fixed_named",
            "fixed_right",
        )
        common = {"run_id": self.id, "company_id": self.company_id.id, "day": day, "kind": kind}
        return [{**common, **dict(zip(names, row, strict=True))} for row in rows]

    def _step_tell(self):
        self.told += self.env["crm.silence.alert"]._tell(self.company_id)
