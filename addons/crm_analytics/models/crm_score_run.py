from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain
from odoo.tools import SQL

UNFINISHED = ("waiting", "running")


class CrmScoreRun(models.Model):
    """One pass over the posted accounting of a company.

    A run writes facts of its own, step by step, each step in a transaction of its own. Readers see the previous run
    until the last step is done; then this one becomes the current one at once. A run that is stopped or dies half-way
    is never seen, and goes on where it was. The steps are in ``crm_score_run_work.py``; during the day the current run
    is made up to date, ``crm_score_run_update.py``.
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
    step_ids = fields.One2many("crm.score.run.step", "run_id", "Steps", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Percent of the steps that are done.")
    started_at = fields.Datetime(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    updated_at = fields.Datetime("Up to Date", readonly=True, help="When what changed was last counted anew.")
    update_note = fields.Char("Last Update", readonly=True)
    seen_until = fields.Datetime(readonly=True, help="Changes up to this moment are in the figures.")
    seconds = fields.Float("Seconds of Work", readonly=True, digits=(16, 1))
    fact_count = fields.Integer("Facts", readonly=True)
    item_count = fields.Integer("Journal Items", readonly=True)
    difference = fields.Monetary(
        "Not Reconciled", readonly=True, help="Profit and loss account minus the sum of all facts; 0 is right."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    error = fields.Text(readonly=True)

    _current_idx = models.UniqueIndex("(company_id) WHERE current")
    _waiting_idx = models.UniqueIndex(
        "(company_id, as_of) WHERE state IN ('waiting', 'running')", "A run up to this day waits already."
    )

    @api.depends("as_of", "company_id")
    def _compute_name(self):
        for run in self:
            run.name = f"{run.company_id.name}, {Date.to_string(run.as_of)}"

    @api.depends("state", "step_ids.done")
    def _compute_progress(self):
        for run in self:
            done = run.step_ids.mapped("done")
            run.progress = 100.0 if run.state == "done" else 100.0 * sum(done) / (len(done) or 1)

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
        run = self._of_day(company, day)
        self._wake()
        return run.id

    @api.model
    def _of_day(self, company, day):
        """The run that waits or runs up to a day; a new one if there is none.

        Two who ask at once get the same one: the database makes the second wait for the first, and if they could not
        see each other, Odoo calls it again.
        """
        self.flush_model()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO crm_score_run (company_id, as_of, state, create_uid, create_date, write_uid, write_date)
                VALUES (%(company)s, %(day)s, 'waiting', %(uid)s, now() AT TIME ZONE 'UTC', %(uid)s,
                        now() AT TIME ZONE 'UTC')
                ON CONFLICT (company_id, as_of) WHERE state IN ('waiting', 'running') DO NOTHING RETURNING id
                """,
                company=company.id,
                day=day,
                uid=self.env.uid,
            )
        )
        self.invalidate_model(flush=False)
        domain = Domain("company_id", "=", company.id) & Domain("as_of", "=", day) & Domain("state", "in", UNFINISHED)
        return self.search(domain, limit=1)

    @api.model
    def catch_up(self, company_id=False):
        """Ask for the figures shown to be made up to date: what changed since is counted anew, in the background.

        :param company_id: id of one of the caller's companies (int); left out, the one they work in
        :return: id of the run that is made up to date (int); of a new one if nothing is shown yet
        :raises AccessError: the caller is no analyst
        :raises UserError: a company that is none of the caller's
        """
        self.check_access("create")
        company = self._company(company_id)
        run = self._shown(company)
        if not run:
            return self.refresh(company.id)
        self._wake()
        return run.id

    @api.model
    def _shown(self, companies):
        """The runs whose results the pages of these companies show: none or one each, with all rights."""
        # Which run it is and up to which day is no secret; its results are read with the reader's own rights.
        return self.sudo().search([("company_id", "in", companies.ids), ("current", "=", True)], order="company_id")

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
        return self._told(self.env._("The figures are being counted. They change all at once when it is done."))

    def _told(self, message):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_update(self):
        """Button: make the figures of the company one works in up to date."""
        self.catch_up()
        return self._told(self.env._("What changed is being counted. The figures change all at once."))

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
