import base64
import io

import openpyxl

from odoo import models
from odoo.exceptions import UserError

from ...core.intake.cells import csv_bytes, safe

MIMETYPES = {
    "csv": "text/csv;charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class CrmImportReport(models.AbstractModel):
    """The rejected rows of a batch as a file: row, column, value, reason, and the row as it was sent."""

    _name = "crm.import.report"
    _description = "Import: Report of Rejected Rows"

    def action_report_csv(self):
        """Download the rejected rows as text with separators."""
        return self._download("csv", csv_bytes(self._report_rows()))

    def action_report_xlsx(self):
        """Download the rejected rows as an Excel workbook."""
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet(self.env._("Rejected rows")[:30])
        for row in self._report_rows():
            sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in row])
        target = io.BytesIO()
        book.save(target)
        return self._download("xlsx", target.getvalue())

    def _report_rows(self):
        """Header and rejected rows, each with all its cells, so that they can be mended and imported again."""
        self.ensure_one()
        self.check_access("read")
        row = self.env["crm.import.row"]
        columns = self.columns or []
        yield [self.env._("Row"), self.env._("Column"), self.env._("Value"), self.env._("Reason"), *columns]
        for one in row.search([("batch_id", "=", self.id), ("result", "=", "rejected")], order="number"):
            reason = self._reason_words(one.problem_reason, one.problem_detail)
            cells = one.cells or {}
            yield [
                one.number,
                one.problem_column or "",
                one.problem_value or "",
                reason,
                *(cells.get(name, "") for name in columns),
            ]

    def _download(self, kind, content):
        self.ensure_one()
        if not self.rejected_count:
            raise UserError(self.env._("No row was rejected."))
        values = {
            "name": f"{self.name} {self.env._('rejected')}.{kind}",
            "datas": base64.b64encode(content),
            "mimetype": MIMETYPES[kind],
            "res_model": self._name,
            "res_id": self.id,
        }
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", self._name), ("res_id", "=", self.id), ("name", "=", values["name"])], limit=1
        )
        if attachment:
            attachment.write(values)
        else:
            attachment = attachment.create(values)
        return {"type": "ir.actions.act_url", "url": f"/web/content/{attachment.id}?download=1", "target": "self"}
