from odoo import api, fields, models
from odoo.exceptions import UserError

#: What is taken from the contacts; name and address stay, for invoices and credit notes.
SEALED = ("email", "phone", "website", "comment", "function")


class CrmOffboardingSealed(models.Model):
    """Contact data of a customer parted with, which only the data-protection officer reads."""

    _name = "crm.offboarding.sealed"
    _description = "Sealed Contact Data"
    _order = "id desc"
    _rec_name = "partner_id"

    case_id = fields.Many2one("crm.offboarding.case", required=True, readonly=True, index=True, ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", "Contact", required=True, readonly=True, index=True, ondelete="cascade")
    data = fields.Json("Sealed Data", readonly=True)
    was_active = fields.Boolean(readonly=True)
    email = fields.Char("E-Mail", compute="_compute_data")
    phone = fields.Char(compute="_compute_data")
    website = fields.Char(compute="_compute_data")

    @api.depends("data")
    def _compute_data(self):
        for row in self:
            for name in ("email", "phone", "website"):
                row[name] = (row.data or {}).get(name)

    def write(self, vals):
        self._refuse(self.env._("Sealed data stays as it is."))
        return super().write(vals)

    @api.model
    def _seal(self, case, family):
        rows = [
            {
                "case_id": case.id,
                "company_id": case.company_id.id,
                "partner_id": partner.id,
                "data": {name: str(partner[name]) for name in SEALED if name in partner._fields and partner[name]},
                "was_active": partner.active,
            }
            for partner in family
        ]
        self.create(rows)
        # Tracking would write the addresses into the chatter, where everybody reads them.
        empty = {name: False for name in SEALED if name in family._fields}
        family.with_context(tracking_disable=True, mail_notrack=True).write(empty)

    @api.model
    def _unseal(self, case):
        for row in self.search([("case_id", "=", case.id)]):
            # What somebody entered meanwhile stays.
            partner = row.partner_id
            values = {name: text for name, text in (row.data or {}).items() if not partner[name]}
            partner.with_context(tracking_disable=True, mail_notrack=True).write({**values, "active": row.was_active})
        self.search([("case_id", "=", case.id)]).unlink()

    def _refuse(self, words):
        """Refuse a change, whoever asks for it."""
        raise UserError(words)
