from odoo import fields, models
from odoo.tools import SQL

from ...core.consent.standing import current
from .crm_consent_words import BASES, CHANNELS, SOURCES, STANDINGS


class CrmConsentState(models.Model):
    """Where everybody stands: the rows of the ledger that no later one has replaced. Worked out when it is read."""

    _name = "crm.consent.state"
    _description = "Where People Stand"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    consent_id = fields.Many2one("crm.consent", "Row of the Ledger", readonly=True)
    partner_id = fields.Many2one("res.partner", "Person", readonly=True)
    purpose_id = fields.Many2one("crm.consent.purpose", readonly=True)
    channel = fields.Selection(CHANNELS, readonly=True)
    standing = fields.Selection(STANDINGS, readonly=True)
    date = fields.Datetime("Since", readonly=True)
    valid_until = fields.Date(readonly=True)
    source = fields.Selection(SOURCES, "Came Through", readonly=True)
    legal_basis = fields.Selection(BASES, readonly=True)
    user_id = fields.Many2one("res.users", "Written Down by", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)

    @property
    def _table_query(self):
        self.env["crm.consent"].flush_model()
        return SQL("%s", SQL(current()))

    def action_open_partner(self):
        """Open the 360 page of the person."""
        self.ensure_one()
        return self.partner_id.action_open_customer360()
