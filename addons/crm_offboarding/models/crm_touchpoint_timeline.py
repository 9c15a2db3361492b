from odoo import models
from odoo.exceptions import AccessError

from ..core import process


class CrmTouchpointTimeline(models.AbstractModel):
    _inherit = "crm.touchpoint.timeline"

    def _readable_customer(self, partner_id):
        """The history of a customer parted with, or who asked for erasure on the way there, is for those who handle
        the case and the officer."""
        partner = super()._readable_customer(partner_id)
        domain = [
            ("partner_id", "=", partner.sudo().commercial_partner_id.id),
            ("company_id", "in", self.env.companies.ids),
            ("state", "in", process.STANDING),
            "|",
            ("state", "=", process.RESTRICTED),
            ("erasure_asked_on", "!=", False),
        ]
        # Only the number of the case and whom to ask are told.
        case = self.env["crm.offboarding.case"].sudo().search(domain, limit=1)
        if case and not self._may_read_restricted():
            raise AccessError(
                self.env._(
                    "The history of this customer is closed (case %(case)s). Please ask %(whom)s.",
                    case=case.name,
                    whom=self.env["crm.offboarding.block"]._whom(case),
                )
            )
        return partner

    def _may_read_restricted(self):
        groups = ("crm_offboarding.group_case_worker", "crm_customer360.group_data_protection_officer")
        return self.env.su or any(self.env.user.has_group(group) for group in groups)
