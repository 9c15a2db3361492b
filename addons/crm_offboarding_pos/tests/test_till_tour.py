from odoo.tests import HttpCase, tagged

from .till_case import TillCase


@tagged("post_install", "-at_install")
class TestTillTour(HttpCase, TillCase):
    """A cashier chooses a customer under notice, in Chromium."""

    def test_refused_before_any_money(self):
        self.product.write({"available_in_pos": True, "type": "consu"})
        self.to("notice")
        self.start_tour(f"/pos/ui/{self.config.id}", "crm_offboarding_till_refused", login=self.cashier.login)
        # Nothing was noted against anybody.
        self.assertFalse(self.env["pos.order"].search([("partner_id", "=", self.ana.id)]))
