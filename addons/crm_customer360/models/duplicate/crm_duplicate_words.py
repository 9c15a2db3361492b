from odoo import api, models

SEVERAL = 3


class CrmDuplicateWords(models.AbstractModel):
    """What the evidence says, in the reader's language."""

    _name = "crm.duplicate.words"
    _description = "Words about Possible Duplicates"

    @api.model
    def _field_labels(self):
        return {
            "name": self.env._("Name"),
            "register": self.env._("VAT or company number"),
            "email": self.env._("E-mail"),
            "phone": self.env._("Phone"),
            "address": self.env._("Address"),
            "website": self.env._("Website"),
            "employer": self.env._("Company"),
            "kind": self.env._("Company or person"),
        }

    @api.model
    def _reason_labels(self):
        """By field and level, what speaks for one customer."""
        return {
            ("name", "same"): self.env._("same name"),
            ("name", "form"): self.env._("same name, another legal form"),
            ("name", "similar"): self.env._("similar name"),
            ("name", "partial"): self.env._("part of the name"),
            ("name", "given"): self.env._("same first name"),
            ("register", "same"): self.env._("same VAT or company number"),
            ("register", "similar"): self.env._("nearly the same VAT or company number"),
            ("email", "same"): self.env._("same e-mail"),
            ("email", "desk"): self.env._("same e-mail"),
            ("email", "similar"): self.env._("nearly the same e-mail"),
            ("email", "domain"): self.env._("same e-mail domain"),
            ("phone", "same"): self.env._("same phone"),
            ("phone", "similar"): self.env._("nearly the same phone"),
            ("address", "same"): self.env._("same address"),
            ("address", "place"): self.env._("same town"),
            ("website", "same"): self.env._("same website"),
            ("website", "similar"): self.env._("website and e-mail domain agree"),
            ("employer", "same"): self.env._("same company"),
        }

    @api.model
    def _against_labels(self):
        """By field and level, what speaks against it."""
        return {
            ("name", "different"): self.env._("different name"),
            ("name", "branch"): self.env._("another branch by its name"),
            ("register", "different"): self.env._("different VAT or company number"),
            ("email", "different"): self.env._("different e-mail"),
            ("phone", "different"): self.env._("different phone"),
            ("address", "moved"): self.env._("another street"),
            ("address", "different"): self.env._("another town"),
            ("website", "different"): self.env._("different website"),
            ("employer", "different"): self.env._("another company"),
            ("kind", "different"): self.env._("one is a company, the other a person"),
        }

    @api.model
    def _reasons(self, evidence):
        """What speaks for one customer, the strongest first; ``evidence`` as ``crm.duplicate`` keeps it."""
        return self._said(evidence, self._reason_labels(), -1)

    @api.model
    def _against(self, evidence):
        """What speaks against it, the strongest first."""
        return self._said(evidence, self._against_labels(), 1)

    def _said(self, evidence, labels, sign):
        ranked = sorted(evidence, key=lambda item: sign * item["weight"])
        return [labels[key] for item in ranked if (key := (item["field"], item["level"])) in labels]

    @api.model
    def _sentence(self, reasons):
        return ", ".join(reasons[:SEVERAL])
