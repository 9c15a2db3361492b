"""What the tests of cost to serve share: rates, orders, payments, and what was counted."""

from odoo import Command

from .profit_case import ProfitCase


class CostCase(ProfitCase):
    """A company with its ledger, and short ways to orders, rates and counts."""

    def rate(self, driver, amount, date_from="2025-01-01", date_to=False):
        values = {"driver": driver, "rate": amount, "date_from": date_from, "date_to": date_to}
        return self.env["crm.cost.rate"].create({"company_id": self.company.id, **values})

    def served(self, partner, driver):
        domain = [("customer_id", "=", partner.id), ("driver", "=", driver), ("company_id", "=", self.company.id)]
        return self.env["crm.cost.customer"].search(domain)

    def quantity(self, partner, driver):
        return self.served(partner, driver).quantity

    def row(self, partner, user=None):
        rows = self.env["crm.profit.customer"].with_user(user or self.env.user)
        return rows.search([("customer_id", "=", partner.id), ("company_id", "=", self.company.id)])

    @classmethod
    def order(cls, partner, amount=10.0, lines=1, day="2025-05-05", **values):
        line = Command.create({"product_id": cls.product.id, "price_unit": amount, "tax_ids": [Command.clear()]})
        order = cls.env["sale.order"].create({"partner_id": partner.id, "order_line": [line] * lines, **values})
        order.action_confirm()
        order.date_order = f"{day} 10:00:00"
        return order

    def settings(self, **values):
        return self.env["crm.cost.setting"].create({"company_id": self.company.id, **values})

    def owed(self, partner, amount, day):
        """An entry that makes the customer owe so much more (or, below zero, pay)."""
        owed, other = self.account("asset_receivable"), self.account("asset_current")
        lines = [
            {"account_id": owed.id, "partner_id": partner.id, "balance": amount},
            {"account_id": other.id, "balance": -amount},
        ]
        move = self.env["account.move"].create(
            {"move_type": "entry", "date": day, "line_ids": [Command.create(line) for line in lines]}
        )
        move.action_post()
        return move
