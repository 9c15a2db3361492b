from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmOffboardingApproval(models.Model):
    """Somebody's decision on a parting. Rows are added by the case and never changed."""

    _name = "crm.offboarding.approval"
    _description = "Decision on a Parting"
    _order = "id"
    _rec_name = "user_id"

    case_id = fields.Many2one("crm.offboarding.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one(related="case_id.company_id")
    number = fields.Integer("Submission", required=True, readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True, ondelete="restrict")
    decision = fields.Selection([("approve", "Approved"), ("reject", "Refused")], required=True, readonly=True)
    ethics = fields.Boolean("As Ethics Approver", readonly=True)
    note = fields.Text(readonly=True)

    _once = models.UniqueIndex("(case_id, number, user_id)", "This person has decided already.")

    def write(self, vals):
        self._refuse(self.env._("A decision stays as it was given."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A decision stays as it was given."))

    def _refuse(self, words):
        """Refuse a change, whoever asks for it."""
        raise UserError(words)
