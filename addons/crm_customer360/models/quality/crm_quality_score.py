from odoo import fields, models


class CrmQualityScore(models.Model):
    """How good the data of a contact are, 0 to 100; a table of its own, so that counting never writes to the contact.

    A company that weighs the checks in its own way has rows of its own; the others share those without a company.
    """

    _name = "crm.quality.score"
    _description = "Quality of Customer Data"
    _order = "score, id"
    _log_access = False
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Contact", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    score = fields.Integer(readonly=True, aggregator="avg")
    completeness = fields.Integer(readonly=True, aggregator="avg")
    validity = fields.Integer(readonly=True, aggregator="avg")
    failing = fields.Integer("Failing Checks", readonly=True)
    date = fields.Datetime("Since", readonly=True)

    _identity_idx = models.UniqueIndex("(partner_id, (COALESCE(company_id, 0)))")
