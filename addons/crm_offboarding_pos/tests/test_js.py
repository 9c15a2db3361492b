"""Run the unit tests of what the till does in Chromium, as Odoo runs its own."""

from odoo.tests import HttpCase, no_retry, tagged

from odoo.addons.web.tests import test_js


@tagged("post_install", "-at_install")
class TestClientUnits(HttpCase):
    @no_retry
    def test_unit_tests_pass(self):
        suite = test_js.HOOTCommon._generate_hash(self, "@crm_offboarding_pos")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            code="",
            ready="",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
