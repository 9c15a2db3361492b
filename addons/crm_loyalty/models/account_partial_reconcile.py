from odoo import api, models


class AccountPartialReconcile(models.Model):
    """A payment that comes or is taken back, in part too."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        (partials.debit_move_id | partials.credit_move_id).move_id._follow_loyalty()
        return partials

    def unlink(self):
        moves = (self.debit_move_id | self.credit_move_id).move_id
        res = super().unlink()
        moves.exists()._follow_loyalty()
        return res
