from odoo import api, models
from odoo.fields import Domain

from odoo.addons.crm_customer360.core.say_next import DANGER, Fact

from ..core import process
from .crm_offboarding_mark import KNOWN_BY


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners.filtered("parent_id")._check_offboarding("contact")
        partners._check_same_again()
        return partners

    def write(self, vals):
        if {"parent_id", "is_company"} & vals.keys() or vals.get("active"):
            self._check_moved(vals)
        result = super().write(vals)
        if "parent_id" in vals:
            self.filtered("parent_id")._check_offboarding("contact")
        if any(vals.get(name) for name in KNOWN_BY):
            self._check_same_again()
        return result

    def _check_offboarding(self, what):
        # A branch is a customer of its own, and yet one of the company it belongs to.
        self.env["crm.offboarding.block"]._check(self | self.parent_id, self.env.company, what)

    def _check_moved(self, vals):
        """A contact of a customer parted with neither gets another company, nor becomes one, nor comes back."""
        changed = self.filtered(
            lambda one: any(
                name in vals and (one[name].id if name == "parent_id" else one[name]) != vals[name]
                for name in ("parent_id", "is_company", "active")
            )
        )
        block = self.env["crm.offboarding.block"]
        if "parent_id" in vals or "is_company" in vals:
            block._check(changed, self.env["res.company"], "same_again")
        else:
            block._check(changed, self.env["res.company"], "contact")

    def _check_same_again(self):
        """The customer entered anew, known by tax number, e-mail address or telephone, while the case stands."""
        # Only the case's number, reason and whom to ask are told.
        marks = self.env["crm.offboarding.mark"].sudo()
        if not marks.search_count([], limit=1):
            return
        known = {partner: marks._of(partner) for partner in self}
        domain = Domain("digest", "in", sorted(set().union(*known.values())))
        domain &= Domain("case_id.company_id", "=", self.env.company.id)
        domain &= Domain("case_id.state", "in", process.states_that_close())
        for mark in marks.search(domain):
            for partner, mine in known.items():
                if mark.digest in mine and mark.case_id.partner_id != partner.commercial_partner_id:
                    self.env["crm.offboarding.block"]._check_case(mark.case_id, "same_again")

    # ------------------------------------------------------------------
    # The 360 page
    # ------------------------------------------------------------------

    def _customer360_facts(self):
        return [*super()._customer360_facts(), *self._offboarding_facts()]

    def _offboarding_facts(self):
        """That the cooperation is ending, for everybody who opens the customer; more of it for readers of the case."""
        customer = self.sudo().commercial_partner_id
        case = self.env["crm.offboarding.block"]._standing(self, self.env.companies).get(customer.id)
        if not case:
            return []
        words = self.env["crm.offboarding.block"]._ending(case)
        mine = case.sudo(False)
        record = mine if mine.has_access("read") else self
        return [Fact("parting", 1, case.state_since.date(), words, record._name, record.id, DANGER)]

    def _customer360_panels(self):
        return [*super()._customer360_panels(), *self._offboarding_panel()]

    def _offboarding_panel(self):
        """The case with the customer, for whoever may read cases."""
        cases = self.env["crm.offboarding.case"]
        if not cases.has_access("read"):
            return []
        case = cases.search([("partner_id", "=", self.commercial_partner_id.id)], limit=1)
        if not case:
            return []
        words = {name: dict(case._fields[name]._description_selection(self.env)) for name in ("state", "reason_class")}
        opened = {"kind": "text", "currency": False, "res_model": case._name, "res_id": case.id}
        items = [
            {"label": self.env._("State"), "value": words["state"][case.state], **opened},
            {"label": self.env._("Reason"), "value": words["reason_class"][case.reason_class], **opened},
        ]
        return [
            {"key": "offboarding", "label": self.env._("Parting"), "sequence": 40, "items": items, "note": case.name}
        ]


class Customer360SayNext(models.AbstractModel):
    _inherit = "crm.customer360.say_next"

    def _say_parting(self, _advice, values):
        return values["title"]
