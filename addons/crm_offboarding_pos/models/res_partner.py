from odoo import api, fields, models

from odoo.addons.crm_offboarding.core import blocking, process


class ResPartner(models.Model):
    _inherit = "res.partner"

    offboarding_refusal = fields.Char(
        "Not Taken at the Till Because",
        compute="_compute_offboarding_refusal",
        groups="point_of_sale.group_pos_user",
        help="Read by the cashier where a case with the customer allows no sale any more.",
    )

    def _compute_offboarding_refusal(self):
        """One look at the cases for all contacts; empty where the till may take them."""
        block = self.env["crm.offboarding.block"]
        standing = block._standing(self, self.env.company)
        for partner in self:
            # A contact is as closed as its company.
            case = standing.get(partner.sudo().commercial_partner_id.id)
            closed = case and blocking.is_refused(process.closed_to(case.state), "till")
            partner.offboarding_refusal = block._refusal(case, "till") if closed else False

    @api.model
    def _load_pos_data_fields(self, config):
        return [*super()._load_pos_data_fields(config), "offboarding_refusal"]
