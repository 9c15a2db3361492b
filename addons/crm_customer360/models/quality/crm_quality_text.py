from odoo import api, models

PERSON_OR_COMPANY = "is_company"
#: Details with such a name are codes of countries.
COUNTRY = "_country"


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
    def _sentences(self, findings):
        """What is wrong, with the values in question: ``{finding id: text}``."""
        declared = {check.code: check for check in self.env["res.partner"]._quality_checks()}
        countries = self._countries(findings)
        return {
            finding.id: self._sentence(finding, declared[finding.check_id.code], countries)
            for finding in findings
            if finding.check_id.code in declared
        }

    def _sentence(self, finding, check, countries):
        sentence = finding.partner_id._quality_text(check.reasons.get(finding.reason, check.label))
        values = {name: self._value(finding.partner_id, name) for name in check.fields}
        details = {
            name: countries.get(value, value) if name.endswith(COUNTRY) else value
            for name, value in (finding.details or {}).items()
        }
        return sentence % {**values, **details}

    def _countries(self, findings):
        """Names of the countries that details name by their codes."""
        details = [part for finding in findings for part in (finding.details or {}).items()]
        codes = {value for name, value in details if name.endswith(COUNTRY)}
        found = self.env["res.country"].search([("code", "in", sorted(codes))]) if codes else ()
        return {country.code: country.name for country in found}
