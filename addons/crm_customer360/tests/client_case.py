"""Run the unit tests of an addon's client code in Chromium, as Odoo runs its own."""

from odoo.tests import HttpCase

from odoo.addons.web.tests import test_js


class ClientUnitsCase(HttpCase):
    """Unit tests of the addon the class is in; an addon with such tests says so in two lines."""

    def run_client_units(self):
        """Run them all; the first one that fails fails the test."""
        suite = test_js.HOOTCommon._generate_hash(self, f"@{self.test_module}")
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&id={suite}",
            code="",
            ready="",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=test_js.unit_test_error_checker,
        )
