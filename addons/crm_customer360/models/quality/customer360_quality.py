from odoo import models

from ...core.say_next import Fact

#: Findings shown on the page; the score opens all of them.
SHOWN = 5
#: Findings worth a word while the customer is there: nobody can be reached with what is on record.
ASK = (
    "phone_spoilt",
    "phone_invalid",
    "phone_made_up",
    "email_invalid",
    "email_typo",
    "email_placeholder",
)


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _customer360_panels(self):
        return super()._customer360_panels() + self._quality_panel()

    def _customer360_facts(self):
        facts = super()._customer360_facts()
        found = [finding for finding in self._quality_findings() if finding["state"] == "open"]
        asked = next((finding for finding in found if finding["check"] in ASK and finding["weight"]), None)
        if asked:
            facts.append(Fact("contact_data", 1, None, asked["text"], "res.partner", self.id))
        return facts

    def _quality_panel(self):
        """The score, and what is wrong with the field to mend; nothing before the first check."""
        if not self.quality_level:
            return []
        panels = self.env["crm.customer360.panels"]
        found = [finding for finding in self._quality_findings() if finding["state"] == "open" and finding["weight"]]
        domain = [["partner_id", "=", self.id], ["state", "=", "open"]]
        action = bool(found) and {"res_model": "crm.quality.finding", "domain": domain}
        score = self.env._("%(score)s of 100", score=self.quality_score)
        items = [panels._item(self.env._("Score"), score, "text", action=action)]
        for finding in found[:SHOWN]:
            item = panels._item(finding["field_label"], finding["text"], "text")
            items.append({**item, "res_model": "res.partner", "res_id": self.id})
        note = self.env._(
            "Complete %(completeness)s %%, valid %(validity)s %%",
            completeness=self.quality_completeness,
            validity=self.quality_validity,
        )
        return [panels._panel("quality", self.env._("Data quality"), 60, items, note)]
