from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime, Domain

HOLD = "crm.offboarding.hold"
ENDED = ("close", "closed", "done", "cancel", "cancelled", "expired")


class CrmOffboardingObligation(models.Model):
    """More that stands against parting: what is agreed for the time to come, and legal holds."""

    _inherit = "crm.offboarding.obligation"

    def action_waive(self, note=""):
        """See the method this extends; a legal hold is waived by nobody.

        :raises UserError: a line is a legal hold
        """
        if any(line.res_model == HOLD for line in self):
            raise UserError(self.env._("A legal hold beats everything: it has to be lifted, or to run out."))
        return super().action_waive(note)

    def _clearings(self):
        # Whoever settles closes what is planned with the customer; see the method this extends.
        return {
            **super()._clearings(),
            ("event.registration", "planned"): lambda one, _case: one.sudo().action_cancel(),
            ("calendar.event", "meeting"): lambda one, _case: one.sudo().write({"active": False}),
            ("purchase.order", "undecided"): lambda order, _case: order.button_cancel(),
        }

    def _more(self, case, family):
        found = super()._more(case, family)
        for name, domain, reason in self._agreed(case, family):
            model = self.env.get(name)
            if model is not None and all(path.partition(".")[0] in model._fields for path in self._paths(domain)):
                # All of it, whoever looks: the settlement has to be complete.
                found.append((model.sudo().with_context(active_test=True), domain, reason))
        return found

    def _paths(self, domain):
        return {condition.field_expr for condition in domain.iter_conditions()}

    def _agreed(self, case, family):
        """``[(model, domain, reason)]``; models and fields that are not there are left out."""
        people, company = (
            Domain("partner_id", "in", family.ids),
            Domain("company_id", "in", [case.company_id.id, False]),
        )
        today, now = Date.context_today(case), Datetime.now()
        attended = Domain("partner_ids", "in", family.ids) & Domain("start", ">=", now)
        coming = people & company & Domain("state", "in", ("draft", "open")) & Domain("event_end_date", ">=", now)
        bought = people & company & Domain("state", "in", ("draft", "sent", "to approve"))
        ordered = people & company & Domain("state", "=", "purchase") & Domain("invoice_status", "=", "to invoice")
        return [
            (HOLD, people & company & Domain("standing", "=", True), "hold"),
            ("event.registration", coming, "planned"),
            ("calendar.event", attended, "meeting"),
            ("purchase.order", bought, "undecided"),
            ("purchase.order", ordered, "unfinished"),
            ("contract.contract", people & company & self._runs("date_end", today), "contract"),
            ("agreement", people & company & self._runs("end_date", today), "contract"),
            ("sale.subscription", people & company & Domain("in_progress", "=", True), "contract"),
            (
                "sale.blanket.order",
                people & company & Domain("state", "not in", (*ENDED, "draft")),
                "agreement",
            ),
        ]

    def _runs(self, name, today):
        return Domain(name, "=", False) | Domain(name, ">=", today)
