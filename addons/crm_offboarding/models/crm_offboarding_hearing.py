from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core import process

WRITTEN_IN = (process.CANDIDATE, process.ASSESSMENT, process.HEARING, process.ALTERNATIVES)


class CrmOffboardingMinutes(models.AbstractModel):
    """What is noted while a parting is prepared, and stays as it is from the decision on."""

    _name = "crm.offboarding.minutes"
    _description = "Notes on a Parting"

    case_id = fields.Many2one("crm.offboarding.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id")

    def _check_open(self):
        if any(line.case_id.state not in WRITTEN_IN for line in self):
            raise UserError(self.env._("What was noted before the decision stays as it is."))

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        self._check_open()
        result = super().write(vals)
        self._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_while_open(self):
        self._check_open()


class CrmOffboardingHearing(models.Model):
    """What the customer said about it, or an attempt to hear them."""

    _name = "crm.offboarding.hearing"
    _description = "Hearing of a Customer"
    _inherit = "crm.offboarding.minutes"
    _order = "date, id"

    kind = fields.Selection([("statement", "Statement"), ("attempt", "Attempt")], required=True, default="statement")
    date = fields.Date(required=True, default=fields.Date.context_today)
    channel = fields.Selection(
        [("meeting", "Meeting"), ("call", "Call"), ("email", "E-Mail"), ("letter", "Letter"), ("other", "Other")],
        required=True,
        default="call",
    )
    text = fields.Text("Minutes", required=True)

    @api.constrains("date")
    def _check_date(self):
        for line in self:
            if line.date > fields.Date.context_today(self):
                raise UserError(self.env._("Date: %s has not come yet.", line.date))
