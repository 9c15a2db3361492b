import datetime as dt
import re

from odoo import api, fields, models, tools
from odoo.tools import SQL

#: A source whose last pass ended before that is due for its nightly repair.
PASS_AGE = dt.timedelta(hours=20)
#: What an administrator sets.
SETTINGS = {"enabled", "start_date"}


class CrmTouchpointSource(models.Model):
    """Where each source stands: whether it works, how far the current pass is, what the last one mended."""

    _name = "crm.touchpoint.source"
    _description = "Touchpoint Source"
    _order = "sequence, id"
    _rec_name = "label"

    name = fields.Char("Technical Name", required=True, readonly=True)
    label = fields.Char("Source", compute="_compute_label")
    enabled = fields.Boolean("On", default=True, help="Off: its touchpoints leave the history; the records stay.")
    start_date = fields.Date("From", help="Older records stay out of the history. Empty: all of them.")
    sequence = fields.Integer(readonly=True)
    counts = fields.Selection(
        [("none", "Nothing"), ("shared", "What everybody may see"), ("all", "Everything")],
        "Counts for Everybody",
        default="shared",
        required=True,
        help="What of it counts in last contact and numbers of contacts, which are the same for every reader."
        " “Everything” tells everybody that there was a contact, also where they may not open it.",
    )
    model = fields.Char("Records", required=True, readonly=True)
    keep = fields.Boolean(readonly=True, help="The records are purged by the system; their touchpoints stay.")
    inactive_reason = fields.Char(readonly=True, help="Empty for a source that works.")
    paused = fields.Boolean("Stopped", help="Back-fill and repair wait; changes are still followed as they happen.")
    position = fields.Integer(readonly=True, help="Last row the current pass has done; 0 before its start.")
    size = fields.Integer("Last Row", readonly=True)
    progress = fields.Float(compute="_compute_progress", help="Share of the current pass, in per cent.")
    finished = fields.Datetime("Last Complete Pass", readonly=True)
    inserted = fields.Integer("Added", readonly=True, help="Touchpoints the last pass added.")
    updated = fields.Integer("Corrected", readonly=True)
    deleted = fields.Integer("Removed", readonly=True)
    error = fields.Char("Last Error", readonly=True)
    pending_count = fields.Integer("Waiting for Repair", compute="_compute_pending_count")
    state = fields.Selection(
        [
            ("inactive", "Not Available"),
            ("off", "Switched Off"),
            ("stopped", "Stopped"),
            ("error", "Error"),
            ("running", "Running"),
            ("done", "Up to Date"),
        ],
        compute="_compute_state",
    )

    _name_unique = models.Constraint("UNIQUE (name)", "A source is listed once.")

    @api.depends_context("lang")
    @api.depends("name")
    def _compute_label(self):
        touchpoint = self.env["crm.touchpoint"]
        labels = {source.name: source.label for source in touchpoint._touchpoint_sources()}
        for source in self:
            source.label = touchpoint._text_of(labels.get(source.name, source.name))

    @api.depends("position", "size", "finished")
    def _compute_progress(self):
        for source in self:
            if source.finished:
                source.progress = 100.0
            else:
                source.progress = min(100.0 * source.position / source.size, 99.0) if source.size else 0.0

    def _compute_pending_count(self):
        # A manager may see how many rows wait, not which.
        counts = dict(
            self.env["crm.touchpoint.pending"]
            .sudo()
            ._read_group([("source", "in", self.mapped("name"))], ["source"], ["__count"])
        )
        for source in self:
            source.pending_count = counts.get(source.name, 0)

    @api.depends("inactive_reason", "enabled", "paused", "error", "finished", "position")
    def _compute_state(self):
        for source in self:
            if source.inactive_reason:
                source.state = "inactive"
            elif not source.enabled:
                source.state = "off"
            elif source.paused:
                source.state = "stopped"
            elif source.error or source.pending_count:
                source.state = "error"
            else:
                source.state = "running" if source._is_due() else "done"

    def write(self, vals):
        result = super().write(vals)
        if not SETTINGS.isdisjoint(vals):
            # The next pass takes out what is not wanted any more and adds what is.
            self._restart()
            self._wake()
            self.env.registry.clear_cache()
        if "counts" in vals or not SETTINGS.isdisjoint(vals):
            self.env["crm.touchpoint.summary"]._start_pass()
        return result

    # ------------------------------------------------------------------
    # What an administrator may do
    # ------------------------------------------------------------------

    def action_repair(self):
        """Look through the sources from the start, in the background."""
        self.check_access("write")
        self._restart()
        self.paused = False
        self._wake()

    def action_stop(self):
        """Stop the pass after its current piece; it goes on from there when resumed."""
        self.paused = True

    def action_resume(self):
        """Go on with the pass where it stopped."""
        self.paused = False
        self._wake()

    # ------------------------------------------------------------------
    # Passes
    # ------------------------------------------------------------------

    @api.model
    def _sync(self, restart=False):
        """One record for each declared source; touchpoints of uninstalled models go, unless their source keeps them.

        :param restart: start a pass over every active source
        """
        touchpoint = self.env["crm.touchpoint"]
        inactive = touchpoint._plan_sources()
        known = self._all().grouped("name")
        declared = touchpoint._touchpoint_sources()
        possible = {source.name for source in declared if all(model in self.env for model in source.models)}
        self._index({index for source in declared if source.name not in inactive for index in source.indexes})
        new = self.create(
            [
                {
                    "name": source.name,
                    "sequence": number,
                    "model": source.model,
                    "keep": source.keep,
                    "inactive_reason": inactive.get(source.name),
                }
                for number, source in enumerate(declared)
                if source.name not in known
            ]
        )
        for name, record in known.items():
            reason = inactive.get(name)
            if name not in {source.name for source in declared}:
                reason = self.env._("No installed addon declares it any more.")
            if (record.inactive_reason or "") != (reason or ""):
                record.inactive_reason = reason
                # A module came or went, and what its removal deleted it deleted past the ORM.
                restart = True
            if not record.keep and name not in possible:
                self.env.cr.execute("DELETE FROM crm_touchpoint WHERE source = %s", [name])
        if restart:
            self._all()._restart()
        if restart or new:
            self._wake()

    def _index(self, indexes):
        """Make the indexes the sources need on tables of modules this addon does not depend on."""
        for index in sorted(indexes):
            name = _index_name(index)
            # Asked first: the statement itself would wait for every writer of the table, index or no index.
            if not tools.sql.index_exists(self.env.cr, name):
                self.env.cr.execute(f"CREATE INDEX {name} ON {index}")  # pylint: disable=sql-injection

    @api.model
    def _drop_indexes(self):
        """Take the indexes on other modules' tables away again."""
        for source in self.env["crm.touchpoint"]._touchpoint_sources():
            for index in source.indexes:
                self.env.cr.execute(f"DROP INDEX IF EXISTS {_index_name(index)}")  # pylint: disable=sql-injection

    @api.model
    @tools.ormcache()
    def _switched_off(self):
        """Names of the sources nobody is to see; those that keep their touchpoints keep them, unseen."""
        # A reader of the history may not list the sources; whether one is on is no secret.
        return tuple(self.sudo().search([("enabled", "=", False)]).mapped("name"))

    @api.model
    def _counted_choices(self):
        """What of each source counts in the summary: ``{source name: "none" | "shared" | "all"}``."""
        # The job that counts runs as the system; the choices themselves are no secret.
        return {source.name: source.counts if source.enabled else "none" for source in self.sudo()._all()}

    @api.model
    def _all(self):
        """The sources, a few dozen at most."""
        return self.search([("name", "!=", False)])

    def _is_due(self):
        self.ensure_one()
        if self.inactive_reason or self.paused:
            return False
        return not self.finished or self.finished < fields.Datetime.now() - PASS_AGE

    @api.model
    def _due(self):
        """Sources whose pass is to begin or to go on."""
        return self._all().filtered(lambda source: source._is_due())

    def _restart(self):
        self.write(
            {
                "position": 0,
                "finished": False,
                "error": False,
                "inserted": 0,
                "updated": 0,
                "deleted": 0,
            }
        )

    def _run_piece(self, rows):
        """Do the next piece of the pass and note how far it is."""
        self.ensure_one()
        touchpoint = self.env["crm.touchpoint"]
        source = self.pool.crm_touchpoint_plan.sources[self.name]
        if self.finished:
            self._restart()
        result, error = touchpoint._try(lambda: touchpoint._pass_piece(source, self.position, rows))
        if error:
            # It waits for the next night, or for an administrator.
            self.write({"error": error, "finished": fields.Datetime.now()})
            return
        high, (inserted, updated, deleted) = result
        last = self.env.execute_query(
            SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(self.env[source.model]._table))
        )[0][0]
        self.write(
            {
                "position": high or self.position,
                "size": last,
                "finished": False if high else fields.Datetime.now(),
                "inserted": self.inserted + inserted,
                "updated": self.updated + updated,
                "deleted": self.deleted + deleted,
            }
        )

    def _wake(self):
        cron = self.env.ref("crm_customer360.ir_cron_touchpoint_repair", raise_if_not_found=False)
        if cron:
            # Who gets here may write the sources; they only ask that the job runs.
            cron.sudo()._trigger()


def _index_name(index):
    """Name of an index that a source declares as ``table (columns)``."""
    return "crm_touchpoint_" + "_".join(re.findall(r"\w+", index))
