from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.tools import SQL

from .crm_quality_pending import CHUNK

#: A pass over all contacts is due when the last one is older: it finds what changed behind the back of the checks.
PASS_AGE = timedelta(hours=20)
#: Times a piece is tried before the job gives up until it is called again.
ATTEMPTS = 5
#: One statement: of two who begin at once, the second begins the first one's pass anew.
START = """
    INSERT INTO crm_quality_run AS r (start, position, seen, checked, total)
    SELECT %(now)s, 0, 0, 0, count(*) FROM res_partner
    ON CONFLICT ((finished IS NULL)) WHERE finished IS NULL DO UPDATE
       SET start = EXCLUDED.start, position = 0, seen = 0, checked = 0, total = EXCLUDED.total
"""


class CrmQualityRun(models.Model):
    """A pass of the checks over every customer: how far it is, and what it found. Stopped, it goes on where it was."""

    _name = "crm.quality.run"
    _description = "Pass of the Checks of Customer Data"
    _order = "id desc"
    _log_access = False
    _rec_name = "start"

    start = fields.Datetime("Began", required=True, readonly=True, default=fields.Datetime.now)
    finished = fields.Datetime(readonly=True)
    position = fields.Integer(readonly=True, aggregator=None, help="Last contact that was looked at.")
    seen = fields.Integer("Looked At", readonly=True, aggregator="max")
    total = fields.Integer("Contacts", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Per cent.")
    checked = fields.Integer(readonly=True, help="Customers and their contacts; colleagues are left out.")
    score = fields.Float("Average Score", readonly=True, digits=(5, 1), aggregator="avg")
    open_count = fields.Integer("Open Findings", readonly=True, aggregator="max")
    accepted_count = fields.Integer("Accepted Findings", readonly=True, aggregator="max")

    _one_open_idx = models.UniqueIndex(
        "((finished IS NULL)) WHERE finished IS NULL", "A pass over all customers has begun already."
    )

    @api.depends("seen", "total", "finished")
    def _compute_progress(self):
        for run in self:
            run.progress = 100.0 if run.finished else min(100.0 * run.seen / (run.total or 1), 99.0)

    @api.model
    def _start(self):
        """Begin a pass; one that is under way begins anew."""
        self.flush_model()
        self.env.cr.execute(START, {"now": fields.Datetime.now()})
        self.invalidate_model(flush=False)
        cron = self.env.ref("crm_customer360.ir_cron_quality", raise_if_not_found=False)
        if cron:
            cron._trigger()

    @api.model
    def _cron_check(self):
        """Check contacts that changed, then go on with the pass that is due, piece by piece."""
        if self._is_due():
            self._start()
        progress = self.env["ir.cron"]
        time_left = progress._commit_progress(0, remaining=self._left())
        failures = 0
        while time_left and self._left():
            done = self._piece_done(final=failures + 1 == ATTEMPTS)
            failures = failures + 1 if done is False else 0
            time_left = progress._commit_progress(done or 0, remaining=self._left())

    def _is_due(self):
        last = self.search([], limit=1)
        return not last or bool(last.finished and last.finished < fields.Datetime.now() - PASS_AGE)

    def _left(self):
        """Contacts waiting: those that changed, and those the pass has not come to (one at least, to close it)."""
        run = self.search([("finished", "=", False)])
        return self.env["crm.quality.pending"]._left() + (max(run.total - run.seen, 1) if run else 0)

    def _piece_done(self, final):
        """Number of contacts done. False if somebody changed the same rows meanwhile: it is to be tried again, on what
        they left, unless this was the ``final`` attempt."""
        try:
            done = self.env["crm.quality.pending"]._work_off() or self._next_piece()
            self.env.cr.flush()
        except psycopg2.OperationalError:
            if final:
                raise
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            return False
        return done

    def _next_piece(self):
        """Check the next contacts of the pass; returns how many were looked at."""
        run = self.search([("finished", "=", False)])
        rows = self.env.execute_query(
            SQL("SELECT id FROM res_partner WHERE id > %s ORDER BY id LIMIT %s", run.position, CHUNK)
        )
        ids = [id_ for (id_,) in rows]
        checked = self.env["crm.quality.engine"]._check(ids)
        run.write(
            {
                "position": ids[-1] if ids else run.position,
                "seen": run.seen + len(ids),
                "checked": run.checked + checked,
            }
        )
        if len(ids) < CHUNK:
            run._finish()
        return len(ids)

    def _finish(self):
        average = self.env.execute_query(
            SQL("SELECT coalesce(avg(score), 0)::float FROM crm_quality_score WHERE company_id IS NULL")
        )[0][0]
        counts = dict(self.env["crm.quality.finding"]._read_group([], ["state"], ["__count"]))
        self.write(
            {
                "finished": fields.Datetime.now(),
                "score": average,
                "open_count": counts.get("open", 0),
                "accepted_count": counts.get("accepted", 0),
            }
        )
