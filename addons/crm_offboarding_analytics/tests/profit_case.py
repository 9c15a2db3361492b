from unittest.mock import patch

from odoo.addons.crm_offboarding.tests.offboarding_case import OffboardingCase


class ProfitCase(OffboardingCase):
    """Customers of whom figures are known: invoices, visits and their rate, and the run that adds them up."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: 1.0))

    def sell(self, partner, price, day="2026-02-05", move_type="out_invoice"):
        self.invoice(partner, price, move_type, invoice_date=day, date=day).action_post()

    def visits(self, *entries, rate=20.0):
        """Visits as ``(customer, how many, day)``, at a rate."""
        driver = self.env["crm.cost.driver"].create({"name": "Visits", "company_id": self.company.id})
        self.env["crm.cost.entry"].create(
            [
                {"driver_id": driver.id, "customer_id": partner.id, "quantity": count, "date": day}
                for partner, count, day in entries
            ]
        )
        if rate:
            self.env["crm.cost.rate"].create(
                {
                    "driver": f"own_{driver.id}",
                    "rate": rate,
                    "date_from": "2025-01-01",
                    "company_id": self.company.id,
                }
            )

    def run_now(self):
        runs = self.env["crm.score.run"]
        run = runs.browse(runs.refresh(self.company.id))
        runs._cron_work()
        self.env.invalidate_all()
        return run
