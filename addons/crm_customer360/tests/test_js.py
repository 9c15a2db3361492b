from odoo.tests import no_retry, tagged

from .client_case import ClientUnitsCase


@tagged("post_install", "-at_install")
class TestClientUnits(ClientUnitsCase):
    """The unit tests of our client code."""

    @no_retry
    def test_unit_tests_pass(self):
        self.run_client_units()
