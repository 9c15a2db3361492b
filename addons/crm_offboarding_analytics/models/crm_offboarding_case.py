from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_offboarding.core import process

TABLE = Markup('<table class="table table-sm mb-0">%s</table>')
LINE = Markup('<tr><th class="w-25">%s</th><td>%s</td></tr>')


class CrmOffboardingCase(models.Model):
    _inherit = "crm.offboarding.case"

    effects_text = fields.Html("What Each Would Bring in a Year", compute="_compute_effects_text")

    def _compute_effects_text(self):
        effects = self.env["crm.offboarding.effect"]
        kinds = dict(self.env["crm.offboarding.alternative"]._fields["kind"]._description_selection(self.env))
        for case in self:
            found = effects._of(case)
            lines = [
                LINE % (kinds[kind], Markup("<br/>").join(effects._words(one, case.currency_id).split("\n")))
                for kind, one in found.items()
            ]
            case.effects_text = TABLE % Markup("").join(lines)

    def action_none_possible(self):
        """Write down why no alternative can be offered, where the figures say so of every kind.

        :raises UserError: some alternative would bring something
        """
        effects = self.env["crm.offboarding.effect"]
        kinds = dict(self.env["crm.offboarding.alternative"]._fields["kind"]._description_selection(self.env))
        for case in self:
            case._check_right(process.WORKER)
            found = effects._of(case)
            worth = [kinds[kind] for kind, one in found.items() if one.parts]
            if worth:
                raise UserError(self.env._("Something would help: %s.", ", ".join(worth)))
            reasons = [
                f"{kinds[kind]}: {effects._reason_words()[one.reason]}"
                for kind, one in found.items()
                if one.reason != "not_computed"
            ]
            case.none_possible = "\n".join(reasons)
        return True

    def action_open_profit(self):
        """The profit of the customer, as far as the user may read it."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_profit_customer_action")
        domain = [("customer_id", "=", self.partner_id.id), ("company_id", "=", self.company_id.id)]
        return {**action, "domain": domain, "path": False}
