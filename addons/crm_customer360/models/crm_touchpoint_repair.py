import logging
import time

import psycopg2

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..core.arguments import shown
from ..core.statement import SCOPE_RANGE, SCOPE_REST

_logger = logging.getLogger(__name__)

#: Rows of a source per transaction: some seconds of work, little to repeat after an interruption.
CHUNK = 20_000
#: Times a piece is tried before the job gives up for this night.
ATTEMPTS = 5


class CrmTouchpointRepair(models.AbstractModel):
    """Back-fill and repair: the same statements as the live capture, over whole sources."""

    _name = "crm.touchpoint.repair"
    _description = "Back-fill and Repair of Touchpoints"

    @api.model
    def rebuild(self, sources=False):
        """Bring the whole history, or some sources of it, in line with the records, in one transaction.

        On a large database prefer the scheduled repair, which does the same in resumable pieces.

        :param sources: names of sources (list of str), or ``False`` for every active one
        :return: one dictionary a source: ``source``, ``inserted``, ``updated``, ``deleted`` (rows), ``seconds``
        :raises AccessError: the caller is no administrator
        :raises UserError: an unknown or inactive source
        """
        if not (self.env.su or self.env.user._is_system()):
            raise AccessError(self.env._("Only an administrator can rebuild the contact history."))
        plan = self.pool.crm_touchpoint_plan
        names = list(plan.sources) if sources is False or sources is None else sources
        if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
            raise UserError(self.env._("sources: a list of names is expected."))
        unknown = [name for name in names if name not in plan.sources]
        if unknown:
            raise UserError(
                self.env._(
                    "Not an active source: %(unknown)s. Active are: %(known)s.",
                    unknown=shown(", ".join(unknown), 200),
                    known=", ".join(plan.sources),
                )
            )
        self.env.cr.flush()
        report = []
        for name in names:
            start = time.monotonic()
            source = plan.sources[name]
            # An administrator, checked above, gets numbers of rows and nothing of their contents.
            counts = self.sudo()._synchronise(source, SCOPE_REST, low=0)
            report.append({"source": name, **_counted(counts), "seconds": _seconds_since(start)})
        self.env["crm.touchpoint.pending"].sudo()._forget(names)
        self.env.invalidate_all(flush=False)
        return report

    @api.model
    def _cron_repair(self):
        """Do what is pending, then each pass that is due, piece by piece; a stopped job goes on where it was."""
        sources = self.env["crm.touchpoint.source"]
        sources._sync()
        progress = self.env["ir.cron"]
        done = self.env["crm.touchpoint.pending"]._work_off()
        time_left = progress._commit_progress(done, remaining=len(sources._due()))
        failures = 0
        while time_left and (due := sources._due()):
            # The shortest source first: a fresh database shows something of everything early.
            if self._piece_done(due.sorted("size")[0], final=failures + 1 == ATTEMPTS):
                time_left = progress._commit_progress(1, remaining=len(sources._due()))
                failures = 0
            else:
                failures += 1

    def _piece_done(self, source, final):
        """Whether the next piece went through. If somebody changed the same rows meanwhile it is to be tried again,
        on what they left, unless this was the ``final`` attempt."""
        try:
            source._run_piece(CHUNK)
            self.env.cr.flush()
        except psycopg2.OperationalError:
            if final:
                raise
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            return False
        return True

    def _pass_piece(self, source, low, size):
        """Synchronise the next ``size`` rows of a source after ``low``.

        :return: ``(high, counts)``; ``high`` is False at the end, when everything after ``low`` was done
        """
        found = self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id > %s ORDER BY id OFFSET %s LIMIT 1",
                SQL.identifier(self.env[source.model]._table),
                low,
                size - 1,
            )
        )
        if not found:
            return False, self._synchronise(source, SCOPE_REST, low=low)
        high = found[0][0]
        return high, self._synchronise(source, SCOPE_RANGE, low=low, high=high)


def _counted(counts):
    return dict(zip(("inserted", "updated", "deleted"), counts, strict=True))


def _seconds_since(start):
    return round(time.monotonic() - start, 3)
