from odoo import fields, models


class MailingList(models.Model):
    _inherit = "mailing.list"

    consent_purpose_id = fields.Many2one(
        "crm.consent.purpose",
        "Purpose",
        default=lambda self: self.env["crm.consent.purpose"].search([("is_marketing", "=", True)], limit=1),
        index="btree_not_null",
        help="Whoever opts out of the last list of this purpose objects to it by e-mail; whoever objects is opted out.",
    )
