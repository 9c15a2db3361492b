from odoo import api, models
from odoo.fields import Date

PAID = ("paid", "done", "invoiced")


class PosOrder(models.Model):
    """Sales that a till made while it did not know of the parting: accepted, for they are paid, and put on the case."""

    _inherit = "pos.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._tell_offboarding()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if {"state", "partner_id"} & vals.keys():
            self._tell_offboarding()
        return result

    def read_pos_data(self, data, config):
        """What a till reads of its orders; with them the customers it would not have taken, had it known."""
        result = super().read_pos_data(data, config)
        # With goods that come back, the till reads the order they were sold with.
        sent = {order.get("uuid") for order in data or () if isinstance(order, dict)}
        sold = self.filtered(lambda order: order.uuid in sent and order.state in PAID and not order._gives_back())
        if config and (refused := sold.partner_id.filtered("offboarding_refusal")):
            result["res.partner"] = refused._load_pos_data_read(refused, config)
        return result

    def _tell_offboarding(self):
        """Put sales to customers parted with on their cases, once each."""
        sales = self.filtered(lambda order: order.partner_id and order.state in PAID and not order._gives_back())
        for company, orders in sales.grouped("company_id").items():
            cases = self.env["crm.offboarding.block"]._standing(orders.partner_id, company)
            for order in orders if cases else ():
                if case := cases.get(order.partner_id.sudo().commercial_partner_id.id):
                    order._tell_case(case)

    def _gives_back(self):
        return self.currency_id.compare_amounts(self.amount_total, 0) <= 0

    def _tell_case(self, case):
        # The cashier does not read cases: the line, the note and the reminder are the system's.
        lines = self.env["crm.offboarding.obligation"].sudo()
        since = lines._closed_since(case)
        if not since or self.date_order < since:
            return
        known = [("case_id", "=", case.id), ("res_model", "=", self._name), ("res_id", "=", self.id)]
        if lines.search_count(known, limit=1):
            return
        lines.create({"case_id": case.id, **lines._sold_line(self)})
        case.invalidate_recordset(["obligation_ids", "obligations_open"])
        figures = f"{self.pos_reference or self.name}, {self.currency_id.format(self.amount_total)}"
        # The note is for whoever owns the case, not in the cashier's language.
        case = case.with_context(lang=case.user_id.lang or case.company_id.partner_id.lang)
        case.message_post(body=case.env._("Sold at the till while the cooperation is ending: %s.", figures))
        case._remind(Date.context_today(case), "sold", figures, "crm_offboarding_pos")
