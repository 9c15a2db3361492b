from odoo import api, models


class PaymentLinkWizard(models.TransientModel):
    _inherit = "payment.link.wizard"

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        ids = [wizard.res_id for wizard in wizards if wizard.res_model == "sale.order"]
        offers = self.env["sale.order"].browse(ids).filtered(lambda order: order.state in ("draft", "sent"))
        offers._check_offboarding("pay_order")
        return wizards
