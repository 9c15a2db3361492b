import json
import logging
import time
from datetime import timedelta

import psycopg2
from psycopg2 import errorcodes
from psycopg2.errors import LockNotAvailable

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Datetime, Domain
from odoo.tools import SQL

from ...core.segment.rule import RuleError
from ...core.segment.statement import REFRESH

_logger = logging.getLogger(__name__)

#: After how long a segment is due: a little less than the time itself, as the job does not start on the second.
DUE_AFTER = {"hour": timedelta(minutes=55), "day": timedelta(hours=23)}
#: Conflicts with others' work, after which the whole transaction is tried again.
CONFLICTS = (errorcodes.SERIALIZATION_FAILURE, errorcodes.DEADLOCK_DETECTED)


class CrmSegmentRefresh(models.AbstractModel):
    """Bringing the memberships up to date: one statement, and then what the segment does with who came or went."""

    _name = "crm.segment.refresh"
    _inherit = "crm.segment.rule"
    _description = "Refresh of Segments"

    last_refresh = fields.Datetime(readonly=True, copy=False)
    member_count = fields.Integer("Members", readonly=True, copy=False, help="As of the last refresh.")
    last_entered = fields.Integer("Entered Last Time", readonly=True, copy=False)
    last_left = fields.Integer("Left Last Time", readonly=True, copy=False)
    refresh_seconds = fields.Float("Seconds It Took", readonly=True, copy=False)
    refresh_error = fields.Char("Last Error", readonly=True, copy=False)
    schedule = fields.Selection(
        [("hour", "Every hour"), ("day", "Every day"), ("manual", "By hand")],
        "Refreshed",
        required=True,
        default="day",
    )

    def action_refresh(self):
        """Bring the memberships up to date now; managers."""
        self.check_access("write")
        for segment in self:
            done = segment._refresh()
            if done["skipped"]:
                raise UserError(self.env._("“%s” is being refreshed by somebody else right now.", segment.name))
            segment._run_pushes()
        return True

    def _refresh(self):
        """Make the memberships equal to what the rule says now.

        :return: ``{"entered", "left", "members", "skipped"}``; ``skipped`` if another transaction is at it
        """
        self.ensure_one()
        nothing = {"entered": 0, "left": 0, "members": self.member_count, "skipped": True}
        if not self._lock_for_refresh():
            return nothing
        # Who gets here may refresh the segment; the rule was checked against its author's rights when it was written.
        segment = self.sudo()
        asked = segment._rule()
        if problem := segment._rule_problem(asked):
            raise UserError(self.env._("Segment “%(name)s”. %(problem)s", name=segment.name, problem=problem))
        begin = time.monotonic()
        entered, left, members = segment._refresh_members(asked)
        segment.write(
            {
                "last_refresh": Datetime.now(),
                "member_count": members,
                "last_entered": entered,
                "last_left": left,
                "refresh_seconds": round(time.monotonic() - begin, 2),
                "refresh_error": False,
            }
        )
        return {"entered": entered, "left": left, "members": members, "skipped": False}

    def _lock_for_refresh(self):
        """Take the segment for this transaction; False if another one has it."""
        self.flush_recordset()
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute("SELECT FROM crm_segment WHERE id = %s FOR UPDATE NOWAIT", [self.id])
        except LockNotAvailable:
            return False
        return True

    def _refresh_members(self, asked):
        self.env.flush_all()
        # JSON of the rule of this segment, for the reasons; judged is SQL of declarations and parameters.
        counts = self.env.execute_query(
            SQL(
                REFRESH,
                judged=self._judged(asked, self.company_id, self._zone()),
                segment=self.id,
                company=self.company_id.id,
                now=Datetime.now(),
                digest=asked.digest(),
                rule=json.dumps(asked.to_json()),
            )
        )
        self.env["crm.segment.member"].invalidate_model()
        self.env["crm.segment.reason"].invalidate_model()
        self.env["res.partner"].invalidate_model(["segment_ids"])
        return counts[0]

    # ------------------------------------------------------------------
    # By the clock
    # ------------------------------------------------------------------

    @api.model
    def _cron_refresh(self):
        """Refresh what is due, one segment a transaction; a broken one is noted and does not hold up the others."""
        progress = self.env["ir.cron"]
        due = self._due()
        time_left = progress._commit_progress(remaining=len(due))
        for number, segment in enumerate(due, 1):
            if not time_left:
                break
            segment._refresh_noted()
            time_left = progress._commit_progress(1, remaining=len(due) - number)

    @api.model
    def _due(self):
        """Segments whose time has come, those that waited longest first; a rule that changed is due at once."""
        now = Datetime.now()
        never = Domain("last_refresh", "=", False) & Domain("schedule", "!=", "manual")
        domain = Domain.OR(
            [
                never,
                *(
                    Domain([("schedule", "=", name), ("last_refresh", "<", now - age)])
                    for name, age in DUE_AFTER.items()
                ),
            ]
        )
        return self.search(domain, order="last_refresh NULLS FIRST, id")

    def _refresh_noted(self):
        """Refresh within a savepoint; an error is written down instead of raised."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._refresh()
        except (UserError, RuleError, psycopg2.Error) as error:
            if getattr(error, "pgcode", None) in CONFLICTS:
                raise
            _logger.warning("segment %s cannot be refreshed: %s", self.id, type(error).__name__)
            self.write({"refresh_error": str(error).strip()[:500], "last_refresh": Datetime.now()})
            return
        self._run_pushes()
