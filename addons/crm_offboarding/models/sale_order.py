from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.crm_customer360.core.inside import INSIDE, says

PARTNERS = ("partner_id", "partner_invoice_id", "partner_shipping_id")
_WHOSE = (*PARTNERS, "company_id")
#: Lines that order nothing.
_NOTHING = ("is_downpayment", "display_type")


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        # The lines of a new order are looked at with it, not once more.
        making = self.with_context(offboarding_making=INSIDE)
        orders = super(SaleOrder, making).create(vals_list).with_env(self.env)
        orders._check_offboarding("quotation")
        return orders

    def write(self, vals):
        state = vals.get("state")
        # Every way to a living order ends here: the button, the portal, a payment, another program.
        revived = self.filtered(lambda order: order.state != state) if state and state != "cancel" else self.browse()
        revived._check_offboarding("confirmation")
        # A shop writes the same customer on a cart again whenever it finds it: nothing new.
        moved = self.filtered(lambda order: any(name in vals and order[name].id != vals[name] for name in _WHOSE))
        result = super().write(vals)
        moved._check_offboarding("quotation")
        return result

    def _check_offboarding(self, what):
        self.env["crm.offboarding.block"]._check_documents(self, what, *PARTNERS)

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._is_offboarded()

    def _has_to_be_paid(self):
        # Before the customer pays, not after.
        return super()._has_to_be_paid() and not self._is_offboarded()

    def _is_offboarded(self):
        return self.env["crm.offboarding.block"]._is_closed(self.partner_id, self.company_id, "sign")

    def _offboarding_refusal(self, what):
        """Why something is not possible with an order, in words; empty where it is."""
        try:
            self._check_offboarding(what)
        except UserError as error:
            return str(error)
        return ""


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not says(self.env.context, "offboarding_making"):
            lines._check_offboarding()
        return lines

    def write(self, vals):
        before = {line.id: line.product_uom_qty for line in self} if "product_uom_qty" in vals else {}
        changed = {"order_id", "product_id"} & vals.keys()
        result = super().write(vals)
        more = self.filtered(lambda line: changed or line.product_uom_qty > before.get(line.id, line.product_uom_qty))
        more._check_offboarding()
        return result

    def _check_offboarding(self):
        self.filtered(lambda line: not any(line[name] for name in _NOTHING)).order_id._check_offboarding("more_goods")
