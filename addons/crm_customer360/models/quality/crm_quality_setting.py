from odoo import api, fields, models


class CrmQualitySetting(models.Model):
    """What a steward changed about a check: for a company, or for all that have nothing of their own."""

    _name = "crm.quality.setting"
    _description = "Setting of a Check of Customer Data"
    _order = "check_id, id"
    _rec_name = "check_id"

    check_id = fields.Many2one(
        "crm.quality.check", "Data Check", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company", readonly=True, ondelete="cascade", help="Empty: every company without a setting of its own."
    )
    enabled = fields.Boolean("On", readonly=True)
    weight = fields.Integer(readonly=True, aggregator=None)

    _identity_idx = models.UniqueIndex("(check_id, (COALESCE(company_id, 0)))")

    @api.model
    def _weights(self, company):
        """Weight of each check that is on in a company, by code; no company stands for all without own settings."""
        return {code: weight for code, (enabled, weight) in self._settings(company).items() if enabled}

    @api.model
    def _settings(self, company):
        """Whether each declared check is on in a company, and its weight: ``{code: (enabled, weight)}``."""
        found = {check.code: (True, check.weight) for check in self.env["res.partner"]._quality_checks()}
        # The settings that count for the company asked about; they say nothing of a customer.
        settings = self.sudo().search([("company_id", "in", (False, company.id))])
        for setting in settings.sorted(lambda row: bool(row.company_id)):
            if setting.check_id.code in found:
                found[setting.check_id.code] = (setting.enabled, setting.weight)
        return found

    @api.model
    def _profiles(self):
        """Weights by id of the company; those under False count for every company that is not there."""
        companies = self.search([("company_id", "!=", False)]).company_id
        return {company.id: self._weights(company) for company in (companies.browse(), *companies)}

    @api.model
    def _set(self, checks):
        """Keep what the checks have now for the company one works in; for all, where there is only one."""
        # Asked before: whoever may change checks may set them. The table itself nobody writes.
        settings = self.sudo()
        company = self.env.company if self.env["res.company"].sudo().search_count([], limit=2) > 1 else False
        known = settings.search([("check_id", "in", checks.ids), ("company_id", "=", company and company.id)])
        known = known.grouped("check_id")
        for check in checks:
            values = {"enabled": check.enabled, "weight": check.weight}
            if check.sudo() in known:
                known[check.sudo()].write(values)
            else:
                settings.create({"check_id": check.id, "company_id": company and company.id, **values})
        self.env["crm.quality.run"].sudo()._start()
