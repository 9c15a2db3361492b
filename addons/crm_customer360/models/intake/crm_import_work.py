import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_logger = logging.getLogger(__name__)

#: What state a batch is in while something is done with it.
WORKING = {"load": "draft", "preview": "preview", "run": "running", "undo": "running"}
#: Rows done in one transaction: long enough that the statements are few, short enough to stop and to see progress.
PIECE = 500
#: The same piece is tried this often if somebody changes the same rows meanwhile.
ATTEMPTS = 5


class CrmImportWork(models.AbstractModel):
    """What is to be done with batches, piece by piece; every piece is one transaction, so that it may be killed and
    goes on where it was."""

    _name = "crm.import.work"
    _description = "Import: Working off Batches"

    def _begin(self, work, again=False):
        """Set what is to be done. Rows that are done stay so."""
        self.ensure_one()
        values = {"work": work, "state": WORKING[work], "error": False, "finished": False}
        if work in ("preview", "run") and not again:
            self._reset_rows()
            values["started"] = fields.Datetime.now()
            values["user_id"] = self.env.uid
        self.write(values)

    def _rows_changed(self):
        """Rows were changed by SQL: what the ORM knows of them and what is counted of them is out of date."""
        self.env["crm.import.row"].invalidate_model()
        counted = [name for name, field in self._fields.items() if field.compute == "_compute_counts"]
        self.env["crm.import.batch"].invalidate_model(["row_ids", *counted])

    def _reset_rows(self):
        """All rows that are not done are to be looked at again; those that name a company come after the others."""
        names = {name: column for column, name in self.source_id._mapping().items()}
        self.env.cr.execute(
            """
            UPDATE crm_import_row
               SET state = 'new', result = NULL, reason = NULL, partner_id = NULL, changes = NULL, candidates = NULL,
                   problem_column = NULL, problem_value = NULL, problem_reason = NULL, problem_detail = NULL, step = 0,
                   turn = CASE WHEN coalesce(btrim(cells ->> %s), '') = '' THEN 0 ELSE 1 END
             WHERE batch_id = %s AND cells <> '{}'::jsonb AND (state <> 'done' OR problem_reason = 'same_external_id')
            """,
            [names.get("parent", ""), self.id],
        )
        # What PostgreSQL knows of the table is from before these rows came: it would take them for none.
        self.env.cr.execute("ANALYZE (SKIP_LOCKED) crm_import_row")
        self._reject_repeated(names.get("external_id"))
        self._rows_changed()

    def _reject_repeated(self, column):
        """Two rows with one number of the source cannot both be right; the first counts."""
        if not column:
            return
        self.env.cr.execute(
            """
            WITH numbered AS (
                SELECT id, btrim(cells ->> %(column)s) AS value,
                       first_value(number) OVER (PARTITION BY btrim(cells ->> %(column)s) ORDER BY number) AS first,
                       row_number() OVER (PARTITION BY btrim(cells ->> %(column)s) ORDER BY number) AS place
                  FROM crm_import_row
                 WHERE batch_id = %(batch)s AND coalesce(btrim(cells ->> %(column)s), '') <> ''
            ), repeated AS MATERIALIZED (
                SELECT id, value, first FROM numbered WHERE place > 1
            )
            UPDATE crm_import_row r
               SET state = 'done', result = 'rejected', problem_column = %(column)s, problem_value = left(n.value, 80),
                   problem_reason = 'same_external_id', problem_detail = n.first::text
              FROM repeated n
             WHERE n.id = r.id AND r.state = 'new'
            """,
            {"column": column, "batch": self.id},
        )

    # ------------------------------------------------------------------
    # A piece
    # ------------------------------------------------------------------

    def _do_some(self, limit):
        """Do up to ``limit`` rows now; what is left is the job's."""
        self._do_up_to(limit)
        if self.work:
            self._hand_over()

    def _do_up_to(self, limit):
        """Do up to ``limit`` rows in this transaction, and finish the batch if there are no more."""
        done = 0
        while self.work and done < limit:
            # A piece of rows that all have to wait is a step, too.
            done += max(self._do_piece(limit - done), 1)
        if self.work and not self.left_count:
            self._finish()

    def _do_piece(self, limit):
        """Do the next rows in this transaction and finish the batch if there are no more.

        :return: rows done
        """
        self._take_turn()
        if self.work == "undo":
            done = self._undo_piece(limit)
        else:
            self._may_write()
            rows = self._next_rows(limit)
            done = self._apply_piece(rows, write=self.work == "run") if rows else 0
            if rows:
                return done
        if not done:
            self._finish()
        return done

    def _may_write(self):
        if self.work == "run":
            self.env["res.partner"].check_access("create")
            self.env["res.partner"].check_access("write")

    def _next_rows(self, limit):
        """The next rows in the order in which they are done; those that were compared meanwhile come last."""
        self.env["crm.import.row"].flush_model()
        for state in ("new", "previewed") if self.work == "run" else ("new",):
            self.env.cr.execute(
                "SELECT id, number, cells, digest, turn, decision, chosen_id FROM crm_import_row"
                " WHERE batch_id = %s AND state = %s ORDER BY turn, number LIMIT %s",
                [self.id, state, limit],
            )
            if rows := self.env.cr.dictfetchall():
                return rows
        return []

    def _finish(self):
        state = {"preview": "preview", "run": "done", "undo": "undone"}[self.work]
        self.write({"work": False, "state": state, "finished": fields.Datetime.now()})

    def _decided(self, rows):
        """Do rows about which somebody decided; before the run they only show the decision."""
        self.ensure_one()
        self._take_turn()
        write = self.state == "done"
        if write:
            self.env["res.partner"].check_access("create")
            self.env["res.partner"].check_access("write")
        rows.flush_recordset()
        self.env.cr.execute(
            "SELECT id, number, cells, digest, turn, decision, chosen_id FROM crm_import_row WHERE id = ANY(%s)"
            " ORDER BY number",
            [rows.ids],
        )
        self._apply_piece([{**row, "turn": 99} for row in self.env.cr.dictfetchall()], write)

    def _take_turn(self):
        """Let only one transaction at a time look for customers and make new ones: two could make the same twice.

        A row that all of them change makes PostgreSQL refuse the one that began before the other ended; it is then
        tried again and sees what the other left. The first source stands for all. Reveals nothing.
        """
        self.env["crm.import.source"].flush_model()
        self.env.cr.execute(
            "UPDATE crm_import_source SET write_date = write_date"
            " WHERE id = (SELECT min(id) FROM crm_import_source) RETURNING id"
        )

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------

    def _hand_over(self):
        """Have the job begin soon."""
        # Whoever may import may have the job begin; the trigger tells nothing.
        self.env.ref("crm_customer360.ir_cron_import").sudo()._trigger()

    @api.model
    def _due(self):
        return self.search([("work", "!=", False), ("state", "!=", "stopped")], order="id", limit=1)

    @api.model
    def _rows_left(self):
        return sum(self.search([("work", "!=", False), ("state", "!=", "stopped")]).mapped("left_count"))

    @api.model
    def _cron_work(self):
        """Work off batches, each as the user who started it, until the time is up."""
        job = self.env["ir.cron"]
        time_left = job._commit_progress(remaining=self._rows_left())
        failures = 0
        while time_left and (batch := self._due()):
            done = batch._piece_of_job(job, last=failures + 1 == ATTEMPTS)
            failures = failures + 1 if done is None else 0
            time_left = job._commit_progress(done or 0)
        # Counted once, not after every piece: a long import has many of both.
        job._commit_progress(remaining=self._rows_left())

    def _piece_of_job(self, job, last):
        """The next piece; returns the rows done, None if somebody changed the same rows and it is to be tried again."""
        batch = self.with_user(self.user_id).with_context(
            allowed_company_ids=self.company_id.ids, lang=self.user_id.lang or "en_US"
        )
        try:
            batch.check_access("write")
            if batch.work == "load":
                batch._load(lambda count: bool(job._commit_progress(count)))
                return 0
            done = batch._do_piece(PIECE)
            self.env.cr.flush()
            # A long import needs no more memory than one piece.
            self.env.invalidate_all()
        except psycopg2.OperationalError as error:
            self._start_anew()
            if last:
                self._stop_with(str(error))
            return None
        except (AccessError, UserError) as error:
            self._start_anew()
            self._stop_with(str(error))
            return 0
        # Whatever else is wrong with one batch, the others go on; the log has the whole of it.
        except Exception as error:  # pylint: disable=broad-exception-caught
            _logger.exception("Import %s failed and was stopped", self.id)
            self._start_anew()
            self._stop_with(f"{type(error).__name__}: {error}")
            return 0
        else:
            return done

    def _start_anew(self):
        self.env.cr.rollback()
        self.env.invalidate_all(flush=False)

    def _stop_with(self, text):
        self.write({"state": "stopped", "error": text[:1000]})

    @api.autovacuum
    def _gc_rows(self):
        """Forget the rows and files of old imports: they hold personal data that the customers' records have anyway.

        Then the import cannot be taken back any more.
        """
        days = self.env["ir.config_parameter"].sudo().get_param("crm_customer360.import_keep_days", "365")
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=int(days) if days.isdigit() else 365)
        old = self.search([("finished", "<", limit), ("work", "=", False), ("row_ids", "!=", False)], limit=50)
        for batch in old:
            self.env.cr.execute("DELETE FROM crm_import_row WHERE batch_id = %s", [batch.id])
            self._rows_changed()
            batch.file = False
        return len(old), len(old) == 50
