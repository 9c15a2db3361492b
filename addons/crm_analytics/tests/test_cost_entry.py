from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .cost_case import CostCase


@tagged("post_install", "-at_install")
class TestCostEntry(CostCase):
    """What people and programs count themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cartons = cls.env["crm.cost.driver"].create({"name": "Cartons", "company_id": cls.company.id})
        cls.controller = cls._user("t_controller", "crm_analytics.group_controller")

    def enter(self, rows, user=None):
        env = self.env(user=user or self.controller, context={"allowed_company_ids": self.company.ids})
        return env["crm.cost.entry"].enter(rows)

    def test_entered_once(self):
        row = {
            "driver": "Cartons",
            "partner_id": self.ana.id,
            "date": "2025-05-05",
            "quantity": 4,
            "external_ref": "W1",
        }
        [first] = self.enter(row)
        again = self.enter([{**row, "quantity": 6}, {"driver": self.cartons.id, "partner_id": self.beta.id}])
        self.assertEqual(again[0], first)
        entries = self.env["crm.cost.entry"].search([("driver_id", "=", self.cartons.id)])
        self.assertEqual(sorted(entries.mapped("quantity")), [1.0, 6.0])
        # The same reference twice in one call is one entry too.
        self.assertEqual(len(set(self.enter([{**row, "external_ref": "W2"}] * 2))), 1)
        self.cartons.invalidate_recordset()
        self.assertEqual(self.cartons.entry_count, 3)

    def test_all_or_nothing(self):
        rows = [
            {"driver": "Cartons", "partner_id": self.ana.id},
            {"driver": "Boxes", "partner_id": 0, "date": "05.05.2025", "quantity": -1, "colour": "red"},
            "row",
        ]
        with self.assertRaises(UserError) as caught:
            self.enter(rows)
        said = str(caught.exception)
        for part in ("Row 2, driver", "Row 2, partner_id", "Row 2, date", "Row 2, quantity", "Row 2, colour", "Row 3"):
            self.assertIn(part, said)
        self.assertNotIn("Row 1", said)
        self.assertFalse(self.env["crm.cost.entry"].search([("driver_id", "=", self.cartons.id)]))
        for wrong in ([], False, "text", [{}] * 1001):
            with self.assertRaises(UserError):
                self.enter(wrong)

    def test_who_may_enter(self):
        row = {"driver": "Cartons", "partner_id": self.ana.id}
        for user in (self.analyst, self.seller):
            with self.assertRaises(AccessError):
                self.enter(row, user)
        other = self._company("Elsewhere")
        stranger = self._user("t_stranger_entry", "crm_analytics.group_controller")
        stranger.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        with self.assertRaisesRegex(UserError, "Row 1, driver"):
            env["crm.cost.entry"].enter(row)

    def test_the_form(self):
        env = self.env(user=self.controller, context={"allowed_company_ids": self.company.ids})
        form = Form(env["crm.cost.driver"])
        form.name = "Rush jobs"
        driver = form.save()
        with Form(driver) as form, form.entry_ids.new() as line:
            line.customer_id = self.alfa
            line.quantity = 2
        self.assertEqual(driver.entry_ids.company_id, self.company)
        self.assertIn(f"own_{driver.id}", dict(env["crm.cost.rate"]._driver_labels()))
        opened = driver.action_open_entries()
        self.assertEqual(env[opened["res_model"]].search_count(opened["domain"]), 1)
