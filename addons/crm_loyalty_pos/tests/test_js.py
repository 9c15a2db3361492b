from odoo.tests import no_retry, tagged

from odoo.addons.crm_customer360.tests.client_case import ClientUnitsCase


@tagged("post_install", "-at_install")
class TestClientUnits(ClientUnitsCase):
    """The unit tests of what a till does."""

    @no_retry
    def test_unit_tests_pass(self):
        self.run_client_units()
