import io
import json
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from odoo import fields, models
from odoo.exceptions import UserError

from ...core.arguments import MAX_ID, shown
from ...core.intake.keys import row_digest
from ...core.intake.problems import FileRefusedError
from ...core.intake.reading import kind_of, read

#: Rows put into the database at once.
PIECE = 5000
#: A file up to this many bytes is read while the user waits.
SHORT = 2_000_000
#: Rows looked at to learn the columns of a kind of file that has no header.
HEAD = 200
HEADED = ("csv", "xlsx")


class CrmImportLoad(models.AbstractModel):
    """Reading the file of a batch into its rows."""

    _name = "crm.import.load"
    _description = "Import: Reading the File"

    def _is_short(self):
        return self._attachment().file_size <= SHORT

    def _attachment(self):
        # The file of a batch the user may write; the attachment of a field has no rights of its own.
        domain = [("res_model", "=", self._name), ("res_id", "=", self.id), ("res_field", "=", "file")]
        return self.env["ir.attachment"].sudo().search(domain, limit=1)

    @contextmanager
    def _opened(self):
        """The file, to be read in pieces: it may be larger than the memory one likes to give it."""
        attachment = self._attachment()
        if attachment.store_fname:
            with Path(attachment._full_path(attachment.store_fname)).open("rb") as file:
                yield file
        else:
            yield io.BytesIO(attachment.raw or b"")

    def _forget_rows(self):
        self.env.cr.execute("DELETE FROM crm_import_row WHERE batch_id = %s", [self.id])
        self._rows_changed()
        self.write({"loaded": 0, "columns": False, "error": False})

    def _load(self, after_piece=None):
        """Read all rows that were not read yet.

        :param after_piece: called after each piece; says whether to go on
        :return: whether the file is at its end
        """
        try:
            with self._opened() as file:
                kind = self._kind(file)
                rows = islice(read(file, self.source_id._reading(kind)), self.loaded, None)
                while piece := list(islice(rows, PIECE)):
                    self._learn_columns(kind, piece)
                    self._add_rows(piece)
                    self.loaded += len(piece)
                    if after_piece and not after_piece(len(piece)):
                        return False
        except FileRefusedError as error:
            self._refuse(error.problem)
            return True
        self.write({"work": False, "finished": fields.Datetime.now()})
        return True

    def _refuse(self, problem):
        """Nothing of a refused file is kept; the batch says why."""
        self._forget_rows()
        self.write({"work": False, "state": "draft", "error": self._problem_text(problem)})

    def _kind(self, file):
        if self.source_id.kind != "auto":
            return self.source_id.kind
        return kind_of(self.filename or "", file.read(4096))

    def _learn_columns(self, kind, piece):
        """At the first piece: what columns there are, and whether those that the source needs are among them."""
        if self.loaded:
            return
        columns = list(piece[0].columns or dict.fromkeys(name for row in piece[:HEAD] for name in row.values))
        self.columns = columns
        missing = [name for name in self.source_id._mapping() if name not in columns]
        if missing and kind in HEADED:
            raise FileRefusedError("missing_columns", 1, ", ".join(missing), "", ", ".join(columns))
        self._propose_mapping(columns)

    def _add_rows(self, rows):
        """Insert rows as they stand; a row that could not be read is there with its problem."""
        labels = [row.problem for row in rows]
        self.env.cr.execute(
            """
            INSERT INTO crm_import_row (batch_id, company_id, number, cells, digest, state, turn, step, result,
                                        problem_column, problem_value, problem_reason, problem_detail,
                                        create_uid, create_date, write_uid, write_date)
            SELECT %s, %s, r.number, r.cells, r.digest, CASE WHEN r.reason = '' THEN 'new' ELSE 'done' END, 0, 0,
                   CASE WHEN r.reason = '' THEN NULL ELSE 'rejected' END,
                   nullif(r.col, ''), nullif(r.value, ''), nullif(r.reason, ''), nullif(r.detail, ''),
                   %s, now() AT TIME ZONE 'UTC', %s, now() AT TIME ZONE 'UTC'
              FROM unnest(%s::int[], %s::jsonb[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[])
                   AS r(number, cells, digest, col, value, reason, detail)
            ON CONFLICT (batch_id, number) DO NOTHING
            """,
            [
                self.id,
                self.company_id.id,
                self.env.uid,
                self.env.uid,
                [row.number for row in rows],
                [json.dumps(row.values, ensure_ascii=False) for row in rows],
                [row_digest(row.values) for row in rows],
                [problem.column if problem else "" for problem in labels],
                [problem.value if problem else "" for problem in labels],
                [problem.reason if problem else "" for problem in labels],
                [problem.detail if problem else "" for problem in labels],
            ],
        )
        self._rows_changed()

    def _problem_text(self, problem):
        """A problem in words: row, column, value and reason."""
        where = []
        if problem.row:
            where.append(self.env._("Row %s", problem.row))
        if problem.column:
            where.append(problem.column)
        text = self._reason_words(problem.reason, problem.detail)
        if problem.value:
            text = self.env._("“%(value)s” – %(reason)s", value=problem.value, reason=text)
        return f"{', '.join(where)}: {text}" if where else text

    def _reason_words(self, reason, detail=""):
        words = self._reasons().get(reason, reason or "")
        with suppress(KeyError, IndexError, ValueError):
            words = words.format(detail)
        return words

    def _expect_number(self, value, name, least=1):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= MAX_ID:
            raise UserError(
                self.env._("%(name)s: “%(value)s” – it has to be a whole number.", name=name, value=shown(value))
            )
        return value
