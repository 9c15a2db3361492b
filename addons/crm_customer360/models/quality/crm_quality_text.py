from odoo import api, models

PERSON_OR_COMPANY = "is_company"


class CrmQualityText(models.AbstractModel):
    """What a finding says, in the reader's language and with the values they may read."""

    _name = "crm.quality.text"
    _description = "Sentences of Findings"

    @api.model
    def _value(self, partner, name):
        """A field of a contact as text."""
        value = partner[name]
        if name == PERSON_OR_COMPANY:
            return self.env._("Company") if value else self.env._("Person")
        return (value.display_name if isinstance(value, models.BaseModel) else value) or ""

    @api.model
    def _sentence(self, finding):
        """What is wrong, with the values in question."""
        declared = self._declared().get(finding.check_id.code)
        if declared is None:
            return finding.check_id.name
        partner = finding.partner_id
        sentence = partner._quality_text(declared.reasons.get(finding.reason, declared.label))
        values = {name: self._value(partner, name) for name in declared.fields}
        return sentence % {**values, **self._details(finding.details or {})}

    def _declared(self):
        return {check.code: check for check in self.env["res.partner"]._quality_checks()}

    def _details(self, details):
        """Details of a problem as text: countries by their names."""
        country = self.env["res.country"]
        return {
            name: country.search([("code", "=", value)], limit=1).name or value if name.endswith("_country") else value
            for name, value in details.items()
        }
