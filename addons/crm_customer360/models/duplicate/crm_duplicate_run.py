import time

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime

from ...core.arguments import shown
from .crm_duplicate import STEWARD

#: Customers per transaction: some seconds of work, little to repeat after an interruption.
KEYS_PIECE = 20_000
COMPARE_PIECE = 5_000
#: Times a piece is tried before the job gives up for this night.
ATTEMPTS = 5
OPEN_STATES = ("waiting", "running")
#: What the run counts over all companies: for administrators.
SYSTEM = "base.group_system"


class CrmDuplicateRun(models.Model):
    """One search for duplicates: where it stands, what it found, how long it took.

    All it needs to go on is in the database: customers whose keys are out of date, and customers who wait to be
    compared. So a run that was stopped or killed goes on where it was, and a later one has only the changes to do.
    """

    _name = "crm.duplicate.run"
    _description = "Search for Duplicates"
    _order = "id desc"
    _log_access = False
    _rec_name = "started_on"

    started_on = fields.Datetime("Started on", required=True, readonly=True, default=fields.Datetime.now)
    finished_on = fields.Datetime("Finished on", readonly=True)
    user_id = fields.Many2one("res.users", "Started by", readonly=True, ondelete="set null")
    everybody = fields.Boolean(
        "Everybody anew", readonly=True, help="Compares also customers that have not changed since the last search."
    )
    state = fields.Selection(
        [
            ("waiting", "Waiting"),
            ("running", "Running"),
            ("stopped", "Stopped"),
            ("done", "Done"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    stage = fields.Selection(
        [("keys", "Sorting by what agrees"), ("compare", "Comparing")], required=True, readonly=True, default="keys"
    )
    progress = fields.Float("Progress, %", readonly=True, aggregator=None)
    seconds = fields.Float("Seconds of work", readonly=True, digits=(10, 3))
    customers = fields.Integer("Customers compared", readonly=True, groups=SYSTEM)
    candidates = fields.Integer("Pairs compared", readonly=True, groups=SYSTEM)
    found = fields.Integer("Pairs found", readonly=True, groups=SYSTEM)
    keys_left_out = fields.Integer(
        "Keys left out", readonly=True, groups=SYSTEM, help="So many customers share them that they say nothing."
    )
    customers_left_out = fields.Integer("Customers under them", readonly=True, groups=SYSTEM)

    _one_open = models.UniqueIndex("((1)) WHERE state IN ('waiting', 'running')", "A search is under way already.")

    # ------------------------------------------------------------------
    # What a steward may do
    # ------------------------------------------------------------------

    @api.model
    def start(self, everybody=False):
        """Have the search for duplicates run now, in the background; one at a time.

        :param everybody: compare everybody anew, not only who has changed (bool)
        :return: id of the run (int); of the one under way, if there is one
        :raises AccessError: the caller is no steward
        :raises UserError: ``everybody`` is neither true nor false
        """
        self._check_steward()
        if not isinstance(everybody, bool | int):
            raise UserError(
                self.env._("%(name)s: “%(value)s” cannot be used here.", name="everybody", value=shown(everybody))
            )
        # Only the steward checked above gets here; runs hold no customer's data.
        runs = self.sudo()
        run = runs.search([("state", "in", OPEN_STATES)], limit=1)
        if not run:
            run = runs.create({"user_id": self.env.uid, "everybody": bool(everybody)})
        self._wake()
        return run.id

    def action_stop(self):
        """Stop the run after its current piece."""
        self._check_steward()
        # As above.
        self.sudo().filtered(lambda run: run.state in OPEN_STATES).write({"state": "stopped"})

    def action_resume(self):
        """Go on where the run was stopped."""
        self._check_steward()
        # As above.
        self.sudo().filtered(lambda run: run.state == "stopped")[:1].write({"state": "waiting"})
        self._wake()

    @api.model
    @api.private
    def action_start(self):
        """Start a run and show the runs."""
        self.start()
        return self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_duplicate_run_action")

    @api.model
    @api.private
    def action_start_everybody(self):
        """Start a run over everybody and show the runs."""
        self.start(everybody=True)
        return self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_duplicate_run_action")

    @api.model
    def _check_steward(self):
        if not (self.env.su or self.env.user.has_group(STEWARD)):
            raise AccessError(self.env._("Duplicates are decided by those who look after customers' data."))

    @api.model
    def _wake(self):
        cron = self.env.ref("crm_customer360.ir_cron_duplicate_search", raise_if_not_found=False)
        if cron:
            # A steward, checked by the caller, only asks that the job runs.
            cron.sudo()._trigger()

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    @api.model
    def _cron_search(self):
        """Go on with the run under way, or begin the one of this night, piece by piece."""
        progress = self.env["ir.cron"]
        run = self.search([("state", "in", OPEN_STATES)], limit=1) or self.create({})
        run._begin()
        time_left = progress._commit_progress(0, remaining=run._left())
        failures = 0
        while time_left and run.state == "running":
            done = run._try_piece(final=failures + 1 == ATTEMPTS)
            failures = 0 if done is not None else failures + 1
            time_left = progress._commit_progress(done or 0, remaining=run._left())

    def _begin(self):
        if self.state == "waiting":
            engine = self.env["crm.duplicate.engine"]
            engine._forget_gone()
            if self.everybody and self.stage == "keys":
                engine._wait_all()
            self.state = "running"

    def _left(self):
        """How much is still to do; nothing, if the run was stopped."""
        if self.state != "running":
            return 0
        return self.env["crm.duplicate.engine"]._waiting_count() + 1

    def _try_piece(self, final):
        """The next piece; returns the number of customers, or None if it is to be tried again, on what those left who
        changed the same rows meanwhile."""
        try:
            return self._piece()
        except psycopg2.OperationalError:
            if final:
                raise
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            return None

    def _piece(self):
        start = time.monotonic()
        # Two jobs at once take turns. A stop of the meantime is seen here.
        self.env.cr.execute("SELECT state FROM crm_duplicate_run WHERE id = %s FOR UPDATE", [self.id])
        self.invalidate_recordset()
        if self.env.cr.fetchone() != ("running",):
            return 0
        return self._keys_piece(start) if self.stage == "keys" else self._compare_piece(start)

    def _keys_piece(self, start):
        engine = self.env["crm.duplicate.engine"]
        made = engine._make_keys(KEYS_PIECE)
        if made:
            self._note(start, {"progress": min(self.progress + 2.0, 9.0)})
            return made
        left_out, under = engine._mark_common()
        self._note(
            start, {"stage": "compare", "progress": 10.0, "keys_left_out": left_out, "customers_left_out": under}
        )
        return 0

    def _compare_piece(self, start):
        engine = self.env["crm.duplicate.engine"]
        counts = engine._compare_piece(COMPARE_PIECE)
        if not counts["customers"]:
            engine._number_groups()
            self._note(start, {"progress": 100.0, "state": "done", "finished_on": Datetime.now()})
            return 0
        done = {name: self[name] + count for name, count in counts.items()}
        share = done["customers"] / (done["customers"] + engine._waiting_count())
        self._note(start, {**done, "progress": min(10.0 + 90.0 * share, 99.0)})
        return counts["customers"]

    def _note(self, start, values):
        self.write({**values, "seconds": self.seconds + time.monotonic() - start})
        self.flush_recordset()

    @api.autovacuum
    def _gc_old(self):
        """Runs of more than a year ago are forgotten."""
        limit = Datetime.subtract(Datetime.now(), years=1)
        self.search([("started_on", "<", limit), ("state", "not in", OPEN_STATES)]).unlink()
