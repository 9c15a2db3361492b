"""The pages of profit, used in Chromium by an analyst who may read the books."""

from odoo.tests import HttpCase, tagged

from .profit_pages_case import PagesCase


@tagged("post_install", "-at_install")
class TestProfitTour(PagesCase, HttpCase):
    def test_from_the_curve_to_the_journal_items(self):
        self._user("t_controller", "crm_analytics.group_controller", "account.group_account_readonly")
        self.env.cr.flush()
        self.start_tour("/odoo/profit", "crm_analytics_profit_overview", login="t_controller")
