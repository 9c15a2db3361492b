from odoo.fields import Date
from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.crm_customer360.tests.intake_case import IntakeCase


@tagged("post_install", "-at_install")
class TestUndoneImport(IntakeCase):
    """Customers of an import that is taken back, after the analysis looked at them."""

    def test_scores_and_places_go_and_an_alert_stays(self):
        batch = self.imported({"Nr": "1", "Name": "Gone Ltd"}, {"Nr": "2", "Name": "Kept Ltd"})
        gone, kept = self.of(batch, 2), self.of(batch, 3)
        run = self.env["crm.score.run"].create({"company_id": self.company.id, "as_of": "2025-12-31", "state": "done"})
        scores = self.env["crm.customer.score"].create(
            [
                {"run_id": run.id, "company_id": self.company.id, "customer_id": customer.id, "purchases": 1}
                for customer in (gone, kept)
            ]
        )
        places = self.plant_places(gone, kept)
        rule = self.env["crm.silence.rule"]._of(self.company)[:1]
        alert = self.env["crm.silence.alert"].create(
            {
                "company_id": self.company.id, "customer_id": kept.id, "rule_id": rule.id, "kind": "silent",
                "basis": "rhythm", "since": "2025-10-01", "found_on": "2025-12-31",
                "currency_id": self.company.currency_id.id,
            }
        )  # fmt: skip
        batch.action_undo()
        self.work_off()
        self.env.invalidate_all()
        self.assertEqual(batch.state, "undone", batch.error)
        self.assertFalse(gone.exists())
        self.assertEqual(scores.exists().customer_id, kept)
        # What a snapshot counted stays counted; whose place it was is forgotten.
        self.assertEqual(places.exists().mapped("customer_id"), kept)
        self.assertEqual(len(places.exists()), 2)
        self.assertEqual((kept.active, self.row(batch, 3).undo_result), (False, "archived"))
        self.assertIn("Silence Alert", self.row(batch, 3).undo_note)
        self.assertEqual(alert.exists().customer_id, kept)

    def plant_places(self, *customers):
        """Both are suspects of a month, as everybody in the file is."""
        [(snapshot,)] = self.env.execute_query(
            SQL(
                "INSERT INTO crm_pyramid_snapshot (company_id, month, measure) VALUES (%s, %s, 'net') RETURNING id",
                self.company.id,
                Date.to_date("2020-01-01"),
            )
        )
        rows = self.env.execute_query(
            SQL(
                "INSERT INTO crm_pyramid_position (snapshot_id, company_id, month, customer_id, layer)"
                " SELECT %s, %s, '2020-01-01', unnest(%s), 'suspect' RETURNING id",
                snapshot,
                self.company.id,
                [customer.id for customer in customers],
            )
        )
        return self.env["crm.pyramid.position"].browse([id_ for (id_,) in rows])
