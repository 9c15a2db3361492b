from odoo import api, models

SALES = ("out_invoice", "out_receipt")


class AccountMove(models.Model):
    _inherit = "account.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._check_offboarding()
        return moves

    def write(self, vals):
        result = super().write(vals)
        if {"partner_id", "move_type", "company_id", "commercial_partner_id"} & vals.keys() or vals.get(
            "state"
        ) == "posted":
            self._check_offboarding()
        return result

    def _post(self, soft=True):
        self._check_offboarding()
        return super()._post(soft)

    def _check_offboarding(self):
        sales = self.filtered(lambda move: move.move_type in SALES and move.partner_id)
        for company, moves in sales.grouped("company_id").items():
            cases = self.env["crm.offboarding.block"]._standing(moves.partner_id, company)
            for move in moves if cases else ():
                if case := cases.get(move.commercial_partner_id.id):
                    self.env["crm.offboarding.block"]._check_case(case, move._offboarding_kind(case))

    def _offboarding_kind(self, case):
        """Whether it finishes what was agreed: its lines are of orders, or it was a draft like this at the decision."""
        agreed = (case.drafts_before or {}).get(str(self.id))
        if agreed is not None and self.currency_id.compare_amounts(self.amount_total, agreed) <= 0:
            return "invoice_of_order"
        # Orders are only looked at for being there; a bookkeeper need not read them.
        lines = self.sudo().invoice_line_ids.filtered(lambda line: line.display_type == "product")
        return "invoice_of_order" if lines and all(lines.mapped(lambda line: bool(line.sale_line_ids))) else "invoice"
