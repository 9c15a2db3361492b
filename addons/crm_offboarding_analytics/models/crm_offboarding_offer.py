from odoo import api, fields, models

from ..core import alternatives


class CrmOffboardingAlternative(models.Model):
    _inherit = "crm.offboarding.alternative"

    kind = fields.Selection(
        selection_add=[("fewer_orders", "Fewer, larger orders"), ("other",)],
        ondelete={"fewer_orders": "set other"},
    )


class CrmOffboardingOffer(models.Model):
    """An alternative offered, with what it would bring by the customer's own figures at that time."""

    _inherit = "crm.offboarding.offer"

    estimate = fields.Json(readonly=True)
    trace = fields.Text("How the Effect Comes About", compute="_compute_trace")

    @api.depends("estimate")
    @api.depends_context("lang")
    def _compute_trace(self):
        """The figures as they were when it was offered, in the reader's words."""
        effects = self.env["crm.offboarding.effect"]
        for offer in self:
            told = offer.estimate and effects._words(alternatives.told(offer.estimate), offer.case_id.currency_id)
            offer.trace = told or False

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        for offer, vals in zip(offers, vals_list, strict=True):
            offer._estimate(keep=vals.get("effect"))
        return offers

    def write(self, vals):
        result = super().write(vals)
        if "alternative_id" in vals:
            for offer in self:
                offer._estimate(keep=vals.get("effect"))
        return result

    @api.onchange("alternative_id")
    def _onchange_alternative(self):
        if self.alternative_id and self.case_id.partner_id:
            self.effect, self.estimate = self._estimated()

    def _estimate(self, keep):
        """Write down what it would bring; an amount somebody entered stays."""
        effect, estimate = self._estimated()
        self.write({"estimate": estimate, **({} if keep else {"effect": effect})})

    def _estimated(self):
        found = self.env["crm.offboarding.effect"]._of(self.case_id)[self.alternative_id.kind]
        return found.amount, alternatives.plain(found)
