from odoo import models
from odoo.exceptions import AccessError

from ..core import process


class CrmTouchpointTimeline(models.AbstractModel):
    _inherit = "crm.touchpoint.timeline"

    def _readable_customer(self, partner_id):
        """The history of a customer parted with is for those who handle the case and the officer."""
        partner = super()._readable_customer(partner_id)
        case = (
            self.env["crm.offboarding.block"]
            ._standing(partner, self.env.companies)
            .get(partner.commercial_partner_id.id)
        )
        if case and case.state == process.RESTRICTED and not self._may_read_restricted():
            raise AccessError(self.env._("The history of this customer is closed (case %s).", case.name))
        return partner

    def _may_read_restricted(self):
        groups = ("crm_offboarding.group_case_worker", "crm_customer360.group_data_protection_officer")
        return self.env.su or any(self.env.user.has_group(group) for group in groups)
