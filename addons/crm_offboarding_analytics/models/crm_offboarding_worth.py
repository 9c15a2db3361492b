from odoo import api, fields, models

from odoo.addons.crm_analytics.models.res_partner_score import READERS

FIGURES = ("value_lifetime", "value_alive", "value_trend")


class CrmOffboardingWorth(models.AbstractModel):
    """What the customer of a record may be worth to the record's company, for whoever may read scores."""

    _name = "crm.offboarding.worth"
    _description = "What a Customer May Be Worth"

    # The models that inherit this say whose.
    currency_id = fields.Many2one("res.currency")
    value_lifetime = fields.Monetary("Lifetime Value", compute="_compute_worth", groups=READERS)
    value_alive = fields.Float(
        "Still a Customer", compute="_compute_worth", groups=READERS, help="Probability, from the last run."
    )
    value_trend = fields.Selection("_trends", "Trend of Purchases", compute="_compute_worth", groups=READERS)

    def _trends(self):
        return self.env["res.partner"]._fields["value_trend"]._description_selection(self.env)

    @api.depends("partner_id", "company_id")
    def _compute_worth(self):
        for company, records in self.grouped("company_id").items():
            for record, customer in zip(records, records.with_company(company), strict=True):
                for name in FIGURES:
                    record[name] = customer.partner_id[name]


class CrmOffboardingCase(models.Model):
    _name = "crm.offboarding.case"
    _inherit = ["crm.offboarding.case", "crm.offboarding.worth"]


class CrmOffboardingCandidate(models.Model):
    _name = "crm.offboarding.candidate"
    _inherit = ["crm.offboarding.candidate", "crm.offboarding.worth"]

    currency_id = fields.Many2one(related="company_id.currency_id")
