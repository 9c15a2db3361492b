from odoo import api, models
from odoo.exceptions import UserError

from ...core.arguments import is_text
from ...core.intake.keys import row_digest
from ...core.intake.problems import MAX_COLUMNS, MAX_FIELD, MAX_ROWS, Problem, checked_row, shown

MAX_CALL = 5000
MAX_REPORT = 1000
#: Characters of the code of a source or the name of an import.
MAX_NAME = 500


class CrmImportRpc(models.AbstractModel):
    """Imports for scripts and other programs: plain values in and out, everything as the calling user."""

    _name = "crm.import.rpc"
    _description = "Import: Calls of Programs"

    @api.model
    def submit(self, source_code, rows, name=False, start=1):
        """Hand over rows of customers; nothing is written to customers before ``run``.

        Calls with the same ``name`` add to the same import as long as it has not begun. Rows that are there already,
        with the same number and the same cells, stay as they are: a call may be repeated after a lost connection.

        :param source_code: code of the source (str); its columns say what the rows hold. A source without columns gets
            them from the first rows, as far as their names tell
        :param rows: at most 5,000 dictionaries of texts by column (``[{"Name": "Alfa", "E-mail": "a@alfa.lt"}]``)
        :param name: what the import is called (str), or False for a new one of its own
        :param start: number of the first row, from 1 (int)
        :return: id of the import (int)
        :raises AccessError: the caller is no data steward
        :raises UserError: an argument of the wrong kind; no such source; another row stands at that number; the import
            of that name has begun and lacks these rows. Nothing is kept then
        """
        self.check_access("create")
        source = self._source_of(source_code)
        raw = self._raw_rows(rows, self._expect_number(start, "start"))
        if name is not False and not (is_text(name, MAX_NAME) and name.strip()):
            raise UserError(self.env._("name: “%s” – it has to be text, or False.", shown(name)))
        batch = self._batch_named(source, name)
        batch._append(raw)
        return batch.id

    @api.model
    def preview(self, batch_id, limit=1000):
        """Compare the next rows of an import with the customers there are; nothing is written to them.

        Call it until ``left`` is 0. A preview that is complete begins anew.

        :param batch_id: id of the import (int)
        :param limit: rows to compare in this call, at most 5,000 (int)
        :return: ``{"id", "state", "left", "rows", "create", "update", "unchanged", "ambiguous", "rejected", "skipped",
            "error"}``: state, number of rows still to do, number of all, and of each result
        :raises AccessError: the caller is no data steward, or of another company
        :raises UserError: no such import, it is being imported, or it has no rows
        """
        return self._advance(batch_id, limit, "preview")

    @api.model
    def run(self, batch_id, limit=1000):
        """Import the next rows. Call it until ``left`` is 0; with ``limit`` 0 the job of the server does it.

        What is done is done and is not done again; a call may be repeated. What a broken connection left is gone on
        with by the next call, or by the job.

        :param batch_id: id of the import (int)
        :param limit: rows to import in this call, at most 5,000 (int)
        :return: as ``preview``; ``state`` is ``done`` at the end
        :raises AccessError: the caller is no data steward, may not write customers, or is of another company
        :raises UserError: no such import, it was stopped or taken back, or it has no rows
        """
        return self._advance(batch_id, limit, "run")

    @api.model
    @api.readonly
    def report(self, batch_id, after=0):
        """The state of an import and its rows that want attention: rejected ones and those to be decided.

        :param batch_id: id of the import (int)
        :param after: only rows with a higher number; at most 1,000 are returned (int)
        :return: as ``preview``, and ``problems``: ``[{"row", "result", "column", "value", "reason"}]`` by row
        :raises AccessError: the caller is no data steward, or of another company
        :raises UserError: no such import
        """
        batch = self._batch_of(batch_id, "read")
        domain = [
            ("batch_id", "=", batch.id),
            ("result", "in", ("rejected", "ambiguous")),
            ("number", ">", self._expect_number(after, "after", least=0)),
        ]
        rows = self.env["crm.import.row"].search(domain, order="number", limit=MAX_REPORT)
        return {**batch._told(), "problems": [batch._problem_told(row) for row in rows]}

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------

    def _source_of(self, code):
        if not is_text(code, MAX_NAME) or not code:
            raise UserError(self.env._("source_code: “%s” – it has to be text.", shown(code)))
        domain = [("code", "=", code), ("company_id", "in", self.env.companies.ids)]
        found = self.env["crm.import.source"].search(domain)
        found = found.filtered(lambda source: source.company_id == self.env.company) or found
        if len(found) != 1:
            raise UserError(
                self.env._("source_code: “%s” – no import source of your companies has this code.", shown(code))
            )
        return found

    def _raw_rows(self, rows, start):
        if not isinstance(rows, list) or len(rows) > MAX_CALL:
            raise UserError(self.env._("rows: a list of at most %s dictionaries of texts.", MAX_CALL))
        if start + len(rows) > MAX_ROWS + 1:
            raise UserError(self._problem_text(Problem(0, "rows", str(start), "too_many_rows", str(MAX_ROWS))))
        return [self._raw_row(start + place, row) for place, row in enumerate(rows)]

    def _raw_row(self, number, row):
        if not isinstance(row, dict):
            raise UserError(self._problem_text(Problem(number, "", shown(row), "not_dict")))
        if len(row) > MAX_COLUMNS:
            raise UserError(self._problem_text(Problem(number, "", "", "too_many_columns", str(MAX_COLUMNS))))
        for column, text in row.items():
            if not is_text(column, MAX_FIELD) or not isinstance(text, str):
                raise UserError(self._problem_text(Problem(number, shown(column), shown(text), "not_text")))
            if len(text) > MAX_FIELD:
                raise UserError(
                    self._problem_text(Problem(number, column, shown(text), "field_too_long", str(MAX_FIELD)))
                )
        return checked_row(number, row)

    def _batch_named(self, source, name):
        batch = self.browse()
        if name:
            batch = self.search([("source_id", "=", source.id), ("name", "=", name), ("file", "=", False)], limit=1)
        return batch or self.create({"source_id": source.id, "name": name or self.env._("Sent by a program")})

    def _append(self, raw):
        """Add rows that are not there yet."""
        self.ensure_one()
        self.env.cr.execute(
            "SELECT number, digest FROM crm_import_row WHERE batch_id = %s AND number = ANY(%s)",
            [self.id, [row.number for row in raw]],
        )
        there = dict(self.env.cr.fetchall())
        for row in raw:
            if row.number in there and there[row.number] != row_digest(row.values):
                raise UserError(
                    self.env._("“%(name)s” has another row %(row)s already.", name=self.name, row=row.number)
                )
        fresh = [row for row in raw if row.number not in there]
        if not fresh:
            return
        if self.state not in ("draft", "preview") or self.work:
            raise UserError(self.env._("“%s” has begun; send further rows under another name.", self.name))
        columns = list(dict.fromkeys([*(self.columns or []), *(name for row in fresh[:200] for name in row.values)]))
        self.write({"columns": columns[:MAX_COLUMNS], "loaded": self.loaded + len(fresh), "state": "draft"})
        self._propose_mapping(columns)
        self._add_rows(fresh)

    def _batch_of(self, batch_id, operation):
        batch = self.browse(self._expect_number(batch_id, "batch_id")).exists()
        self.check_access(operation)
        if not batch:
            raise UserError(self.env._("batch_id: %s – there is no such import.", batch_id))
        batch.check_access(operation)
        return batch

    def _advance(self, batch_id, limit, work):
        batch = self._batch_of(batch_id, "write")
        if self._expect_number(limit, "limit", least=0) > MAX_CALL:
            raise UserError(self.env._("limit: “%(value)s” – at most %(most)s.", value=limit, most=MAX_CALL))
        if batch.work != work and not (work == "run" and batch.state == "done"):
            batch._expect("draft", "preview")
            batch._ready()
            batch._begin(work)
        if batch.state == "stopped":
            raise UserError(self.env._("“%s” was stopped. Resume it first.", batch.name))
        if not limit and batch.work:
            batch._hand_over()
        elif batch.work:
            batch._do_up_to(limit)
        return batch._told()

    def _told(self):
        return {
            "id": self.id,
            "state": self.state,
            "left": self.left_count,
            "rows": self.row_count,
            **{
                result: self[f"{result}_count"]
                for result in dict(self.env["crm.import.row"]._fields["result"].selection)
            },
            "error": self.error or "",
        }

    def _problem_told(self, row):
        rejected = row.result == "rejected"
        reason = self._reason_words(row.problem_reason, row.problem_detail) if rejected else row.explanation
        return {
            "row": row.number,
            "result": row.result,
            "column": row.problem_column or "",
            "value": row.problem_value or "",
            "reason": reason or "",
        }
