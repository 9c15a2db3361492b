"""A source, a data steward, and short ways to make files and imports."""

import base64
import csv
import io

from odoo import Command
from odoo.tests import TransactionCase, new_test_user, tagged

from .common import CONTEXT

#: The columns of the files of these tests, and what they hold.
MAPPING = {
    "Nr": "external_id",
    "Name": "name",
    "Company": "is_company",
    "VAT": "vat",
    "Code": "company_registry",
    "Mail": "email",
    "Phone": "phone",
    "City": "city",
    "Belongs": "parent",
    "Tags": "tags",
}


def csv_file(rows):
    """Rows (dictionaries) as a file, in base64."""
    target = io.StringIO()
    writer = csv.DictWriter(target, list(MAPPING), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return base64.b64encode(target.getvalue().encode())


@tagged("post_install", "-at_install")
class IntakeCase(TransactionCase):
    """A steward, and a source with the columns above."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, **CONTEXT})
        cls.company = cls.env.company
        cls.other_company = cls.env["res.company"].create({"name": "Second Company"})
        cls.steward = new_test_user(
            cls.env, "t_steward", "crm_customer360.group_data_steward", company_id=cls.company.id
        )
        cls.source = cls.make_source("t_erp", priority=20)
        cls.shop = cls.make_source("t_shop", priority=10)
        cls.partner = cls.env["res.partner"].with_context(active_test=False)

    @classmethod
    def make_source(cls, code, **values):
        mapping = [Command.create({"column": column, "field": name}) for column, name in MAPPING.items()]
        return cls.env["crm.import.source"].create(
            {
                "name": code.upper(),
                "code": code,
                "country_id": cls.env.ref("base.lt").id,
                "company_id": cls.company.id,
                "mapping_ids": mapping,
                **values,
            }
        )

    def batch(self, *rows, source=None, user=None):
        """An import of a file with these rows, read."""
        batch = self.env["crm.import.batch"].with_user(user or self.steward)
        batch = batch.create({"source_id": (source or self.source).id, "file": csv_file(rows), "filename": "c.csv"})
        batch.action_read()
        return batch

    def imported(self, *rows, source=None):
        """The same, imported."""
        batch = self.batch(*rows, source=source)
        batch.action_run()
        self.work_off()
        self.assertEqual(batch.state, "done", batch.error)
        return batch

    def work_off(self):
        """What the job does, without its commits."""
        model = self.env["crm.import.batch"]
        while batch := model._due():
            batch.with_user(batch.user_id)._do_piece(1000)

    def results(self, batch):
        """``[(number, result)]`` of the rows."""
        return [(row.number, row.result) for row in batch.row_ids.sorted("number")]

    def of(self, batch, number):
        """The customer of a row."""
        return batch.row_ids.filtered(lambda row: row.number == number).partner_id

    def row(self, batch, number):
        return batch.row_ids.filtered(lambda row: row.number == number)
