"""A world for the ledger of consents."""

from odoo.tests import new_test_user

from .common import FrozenTime, TouchpointCase


class ConsentCase(FrozenTime, TouchpointCase):
    """Purposes and a short way to write rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.env["crm.consent"]
        cls.marketing = cls.env.ref("crm_customer360.crm_consent_purpose_marketing")
        cls.marketing.default_basis = "legitimate_interest"
        cls.officer = new_test_user(
            cls.env, "t_officer", "base.group_user,crm_customer360.group_data_protection_officer"
        )
        cls.employee = new_test_user(cls.env, "t_employee", "base.group_user")

    def say(self, partner, state, channel="any", purpose="marketing", **values):
        """One row, as an agent."""
        row = {"partner_id": partner.id, "purpose": purpose, "channel": channel, "state": state, "source": "phone"}
        [id_] = self.ledger.with_user(values.pop("user", self.agent)).record([{**row, **values}])
        return self.ledger.browse(id_)

    def may(self, partner, channel="email", purpose="marketing", **context):
        ledger = self.ledger.with_user(self.employee).with_context(**context)
        return ledger.allowed(partner.ids, purpose, channel) == partner.ids
