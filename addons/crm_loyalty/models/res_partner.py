from odoo import api, models

from odoo.addons.crm_customer360.core.inside import says


class ResPartner(models.Model):
    _inherit = "res.partner"

    def write(self, vals):
        """The card of a contact that comes to a company is joined with the company's."""
        res = super().write(vals)
        if (
            not says(self.env.context, "crm_merge")
            and {"parent_id", "is_company"} & set(vals)
            and self._has_ledger_card()
        ):
            # Whoever may move the contact moves its points; they are not shown.
            reason = self.env._("The contact came to another customer")
            self.env["crm.loyalty.transfer"].sudo()._realign(reason)
        return res

    def _has_ledger_card(self):
        cards = self.env["loyalty.card"].sudo()
        return bool(cards.search_count([("partner_id", "in", self.ids), ("program_id.use_ledger", "=", True)], limit=1))

    def _customer360_panels(self):
        """The cards of the customer that keep a ledger."""
        self.ensure_one()
        panels = super()._customer360_panels()
        if items := self._loyalty_items():
            label, note = self.env._("Loyalty"), self.env._("Points that can be spent")
            panels.append({"key": "loyalty", "label": label, "sequence": 45, "items": items, "note": note})
        return panels

    @api.model
    def _loyalty_number(self, label, value, model, domain, **more):
        """One line of the panel."""
        action = {"res_model": model, "domain": domain}
        return {"label": label, "value": value, "kind": "number", "currency": False, "action": action, **more}

    def _loyalty_items(self):
        balances = self.env["crm.loyalty.balance"]
        if not balances.has_access("read"):
            return []
        found = balances.search([("customer_key", "=", self._customer360_customer().id)], order="program_id")
        return [item for balance in found for item in self._loyalty_balance_items(balance)]

    def _loyalty_balance_items(self, balance):
        on_card = [["card_id", "=", balance.card_id.id]]
        items = [
            self._loyalty_number(
                balance.program_id.name, balance.available, "crm.loyalty.move", on_card, tone="success"
            )
        ]
        if balance.pending:
            waiting = [*on_card, ["pending", "=", True], ["remaining", ">", 0]]
            items.append(self._loyalty_number(self.env._("Pending"), balance.pending, "crm.loyalty.lot", waiting))
        if balance.debt:
            owed = self.env._("Owed, paid by the next points")
            items.append(self._loyalty_number(owed, balance.debt, "crm.loyalty.move", on_card, tone="danger"))
        if soon := balance.card_id._next_expiry():
            lots = [*on_card, ["remaining", ">", 0], ["expires_on", "!=", False]]
            note = self.env._("%s points", balance.card_id._shown_points(soon["points"]))
            action = {"res_model": "crm.loyalty.lot", "domain": lots}
            items.append(
                {
                    "label": self.env._("Next expiry"), "value": soon["date"], "kind": "date", "currency": False,
                    "note": note, "action": action,
                }
            )  # fmt: skip
        return items
