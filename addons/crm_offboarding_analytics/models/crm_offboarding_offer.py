from odoo import api, fields, models


class CrmOffboardingAlternative(models.Model):
    _inherit = "crm.offboarding.alternative"

    kind = fields.Selection(
        selection_add=[("fewer_orders", "Fewer, larger orders"), ("other",)],
        ondelete={"fewer_orders": "set other"},
    )


class CrmOffboardingOffer(models.Model):
    """An alternative offered, with what it would bring by the customer's own figures at that time."""

    _inherit = "crm.offboarding.offer"

    trace = fields.Text("How the Effect Comes About", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        offers = super().create(vals_list)
        for offer, vals in zip(offers, vals_list, strict=True):
            offer._estimate(keep=vals.get("effect"))
        return offers

    def write(self, vals):
        result = super().write(vals)
        if "alternative_id" in vals and "trace" not in vals:
            for offer in self:
                offer._estimate(keep=vals.get("effect"))
        return result

    @api.onchange("alternative_id")
    def _onchange_alternative(self):
        if self.alternative_id and self.case_id.partner_id:
            self.effect, self.trace = self._estimated()

    def _estimate(self, keep):
        """Write down what it would bring; an amount somebody entered stays."""
        effect, trace = self._estimated()
        self.write({"trace": trace, **({} if keep else {"effect": effect})})

    def _estimated(self):
        effects = self.env["crm.offboarding.effect"]
        found = effects._of(self.case_id)[self.alternative_id.kind]
        return found.amount, effects._words(found, self.case_id.currency_id)
