from odoo import models
from odoo.fields import Domain

from odoo.addons.crm_offboarding.core import process

from .pos_order import PAID


class CrmOffboardingObligation(models.Model):
    """Sales of the till after the decision: somebody looks at each, gives the money back or lets it rest."""

    _inherit = "crm.offboarding.obligation"

    def _found(self, case):
        since = self._closed_since(case)
        if not since:
            return super()._found(case)
        # All sales to the customer, whoever looks: the settlement has to be complete.
        orders = self.env["pos.order"].sudo().search(
            Domain("partner_id", "in", case._family().ids)
            & Domain("company_id", "=", case.company_id.id)
            & Domain("state", "in", PAID)
            & Domain("date_order", ">=", since)
        )  # fmt: skip
        kept = orders.filtered(lambda order: not order._gives_back() and order.has_refundable_lines)
        return super()._found(case) + [self._sold_line(order) for order in kept]

    def _closed_since(self, case):
        """When new business was closed to the customer, or False."""
        steps = case.sudo().step_ids.filtered(
            lambda step: (
                process.closed_to(step.after or "") != process.OPEN
                and process.closed_to(step.before or "") == process.OPEN
            )
        )
        return max(steps.mapped("date"), default=False)

    def _sold_line(self, order):
        return {
            "res_model": order._name,
            "res_id": order.id,
            "reason": "sold",
            "record": self._record_name(order),
            "amount": order.amount_total,
            "currency": order.currency_id.name,
        }

    def _record_name(self, record):
        if record._name == "pos.order":
            # As it stands on the receipt.
            return record.pos_reference or record.name
        return super()._record_name(record)

    def _words(self):
        return {**super()._words(), "pos.order/sold": self.env._("sold at the till after the decision")}
