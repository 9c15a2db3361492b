from odoo import api, fields, models


class CrmCostSetting(models.Model):
    """What a company says once about counting: which orders are small, came by EDI or the web, and what is a sample."""

    _name = "crm.cost.setting"
    _description = "Settings of Cost to Serve"
    _rec_name = "company_id"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="cascade", readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    small_order = fields.Monetary(
        "An Order Is Small Below", help="Without taxes. Zero: no order is counted as small.", default=0.0
    )
    edi_team_ids = fields.Many2many("crm.team", "crm_cost_setting_edi_team_rel", string="EDI Teams")
    edi_medium_ids = fields.Many2many("utm.medium", "crm_cost_setting_edi_medium_rel", string="EDI Mediums")
    edi_origin = fields.Char("EDI Origin Begins With", help="As in EDI: the source document of such orders begins so.")
    web_team_ids = fields.Many2many("crm.team", "crm_cost_setting_web_team_rel", string="Web Teams")
    web_medium_ids = fields.Many2many("utm.medium", "crm_cost_setting_web_medium_rel", string="Web Mediums")
    evidence_months = fields.Integer("Months Looked At", default=12, required=True)
    evidence_invoices = fields.Integer(
        "Invoices at Least", default=6, required=True, help="With fewer in that time nothing is said about a customer."
    )

    _company_idx = models.UniqueIndex("(company_id)", "A company has its settings once.")
    _small_order_not_negative = models.Constraint("CHECK (small_order >= 0)", "A value of an order: from zero on.")
    _sample = models.Constraint(
        "CHECK (evidence_months BETWEEN 1 AND 120 AND evidence_invoices >= 1)",
        "A sample has 1 to 120 months and at least one invoice.",
    )

    @api.model
    def _of(self, company):
        """Settings of a company as a record that may not be stored; without any, those one starts with."""
        # Thresholds, teams and mediums; whoever may read the counts sees by them which orders were counted.
        found = self.sudo().search([("company_id", "=", company.id)], limit=1)
        return found or self.sudo().new({"company_id": company.id})

    def _params(self):
        """Parameters of the statements that count (``drivers.py``)."""
        return {
            "small_order": self.small_order,
            "edi_teams": self.edi_team_ids.ids,
            "edi_media": self.edi_medium_ids.ids,
            "edi_origin": self.edi_origin or "",
            "web_teams": self.web_team_ids.ids,
            "web_media": self.web_medium_ids.ids,
        }

    @api.model
    def action_open(self):
        """Open the settings of the company one works in; the first time they are made."""
        company = self.env.company
        found = self.search([("company_id", "=", company.id)], limit=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Settings: %s", company.name),
            "res_model": self._name,
            "view_mode": "form",
            "res_id": found.id,
            "target": "current",
        }
