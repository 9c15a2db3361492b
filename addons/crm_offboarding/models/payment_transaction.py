from odoo import api, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    @api.model_create_multi
    def create(self, vals_list):
        transactions = super().create(vals_list)
        # Before the money moves: an offer that cannot be confirmed any more is not paid for. What was ordered is.
        offers = transactions.sale_order_ids.filtered(lambda order: order.state in ("draft", "sent"))
        offers._check_offboarding("pay_order")
        return transactions
