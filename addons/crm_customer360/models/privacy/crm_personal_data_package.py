import json
import tempfile
import zipfile
from contextlib import contextmanager

from odoo import models
from odoo.fields import Datetime

from ...core.privacy.telling import SCHEMA, VERSION, file_name, table

#: What stands in a package besides the tables.
FILES = "files"


class CrmPersonalDataPackage(models.AbstractModel):
    """Making the package of an answer: one JSON file, a table per section, the files, and the summary in words."""

    _name = "crm.personal.data.package"
    _description = "Package of Personal Data"

    def _package(self):
        """The package as bytes. Pieces and files pass through one at a time."""
        self.ensure_one()
        with tempfile.TemporaryFile() as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
                self._add_json(package)
                self._add_tables(package)
                self._add_files(package)
                package.writestr("summary.html", self._summary_page())
            out.seek(0)
            return out.read()

    def _add_json(self, package):
        head = {
            "schema": SCHEMA,
            "version": VERSION,
            "made": Datetime.to_string(Datetime.now()),
            "about": {"id": self.partner_id.id, "name": self.partner_id.display_name},
            "companies": self.env["res.company"].browse(self.allowed_company_ids).mapped("name"),
        }
        with _text(package, "data.json") as out:
            out(json.dumps(head, ensure_ascii=False)[:-1] + ', "sections": [')
            for number, section in enumerate(self.sections or []):
                out(", " if number else "")
                out(json.dumps(section, ensure_ascii=False)[:-1] + ', "rows": [')
                for place, line in enumerate(self._lines(section["model"])):
                    out((",\n" if place else "\n") + line)
                out("]}")
            out("]}\n")

    def _add_tables(self, package):
        data = self.env["crm.personal.data"]
        handlers = data._active_handlers()
        for section in self.sections or []:
            handler = handlers.get(section["model"])
            if not handler:
                continue
            names = ["id", *data._told_fields(handler)]
            with _text(package, f"tables/{section['model']}.csv") as out:
                # So that spreadsheets know the letters.
                out("\ufeff" + ",".join(names) + "\r\n")
                for line in self._lines(section["model"]):
                    out(table([json.loads(line)], names))

    def _add_files(self, package):
        for id_ in (self.plan or {}).get("ir.attachment", ()):
            # The plan holds only files of the person's records.
            attachment = self.env["ir.attachment"].browse(id_).exists()
            if attachment and (content := attachment.raw):
                package.writestr(f"{FILES}/{file_name(id_, attachment.name)}", content)
            attachment.invalidate_recordset()

    def _lines(self, model):
        """Rows of a section, each as JSON, a piece at a time."""
        parts = self.env["crm.personal.data.part"]
        for id_ in parts.search([("request_id", "=", self.id), ("model", "=", model)], order="last_id").ids:
            # Each on its own: together they would be read into memory at once.
            part = parts.browse(id_)
            yield from part.rows.splitlines()
            part.invalidate_recordset()

    def _summary_page(self):
        page = self.env["ir.qweb"]._render("crm_customer360.crm_personal_data_summary_page", {"answer": self})
        return "<!DOCTYPE html>\n" + str(page)


@contextmanager
def _text(package, name):
    """Write a text file into the package bit by bit."""
    with package.open(name, "w", force_zip64=True) as out:
        yield lambda text: out.write(text.encode())
