"""A company with a ledger of accounts, customers, and two programs: Odoo's own and one that keeps a ledger."""

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class LoyaltyCase(TransactionCase):
    """A point for each euro without taxes; ten points take ten euros off."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True, "no_reset_password": True})
        cls.company = cls._company("Points Ltd")
        cls.env.user.company_ids += cls.company
        cls.env.user.company_id = cls.company
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        # Programs of the database itself have no part in it.
        cls.env["loyalty.program"].search([]).active = False
        cls.alfa, cls.beta = cls.env["res.partner"].create(
            [{"name": "Alfa", "is_company": True}, {"name": "Beta", "is_company": True}]
        )
        cls.ana, cls.ben = cls.env["res.partner"].create(
            [{"name": "Ana", "parent_id": cls.alfa.id}, {"name": "Ben", "parent_id": cls.alfa.id}]
        )
        cls.dora = cls.env["res.partner"].create({"name": "Dora", "email": "dora@example.com"})
        cls.vat = cls.env["account.tax"].create(
            {"name": "21 %", "amount": 21, "type_tax_use": "sale", "company_id": cls.company.id}
        )
        cls.product = cls.env["product.product"].create(
            {
                "name": "Goods", "type": "consu", "list_price": 100.0, "invoice_policy": "order",
                "taxes_id": [Command.set(cls.vat.ids)],
            }
        )  # fmt: skip
        cls.seller = cls._user("t_loy_seller", "sales_team.group_sale_salesman_all_leads")
        cls.manager = cls._user("t_loy_manager", "crm_loyalty.group_loyalty_manager")
        cls.agent = cls._user("t_loy_agent", "crm_customer360.group_agent")
        cls.employee = cls._user("t_loy_employee")
        cls.portal = new_test_user(cls.env, "t_loy_portal", "base.group_portal", partner_id=cls.dora.id)

    @classmethod
    def _company(cls, name):
        company = cls.env["res.company"].create({"name": name, "country_id": cls.env.ref("base.lt").id})
        cls.env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
        return company

    @classmethod
    def _user(cls, login, *groups):
        company = {"company_id": cls.company.id, "company_ids": [Command.set(cls.company.ids)]}
        return new_test_user(cls.env, login, ",".join(["base.group_user", *groups]), **company)

    @classmethod
    def program(cls, ledger=True, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": "Ledger" if ledger else "Plain", "program_type": "loyalty", "trigger": "auto",
                "applies_on": "both", "company_id": cls.company.id,
                "rule_ids": [
                    Command.create(
                        {
                            "reward_point_mode": "money", "reward_point_amount": 1, "minimum_qty": 0,
                            "product_ids": [Command.set(cls.product.ids)],
                        }
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 80}
                    )
                ],
                "use_ledger": ledger,
                **values,
            }
        )  # fmt: skip

    @classmethod
    def card(cls, program, partner, points=0):
        return cls.env["loyalty.card"].create({"program_id": program.id, "partner_id": partner.id, "points": points})

    def order(self, partner, quantity=1, price=100.0, reward=None, confirm=True):
        """An order of goods; with the reward of a card, if there are points for it."""
        line = Command.create({"product_id": self.product.id, "product_uom_qty": quantity, "price_unit": price})
        order = self.env["sale.order"].create({"partner_id": partner.id, "order_line": [line]})
        order._update_programs_and_rewards()
        if reward:
            self.claim(order, reward)
        if confirm:
            order.action_confirm()
        return order

    def claim(self, order, card):
        """Take the reward of a card."""
        rewards = order._get_claimable_rewards(forced_coupons=card)
        self.assertTrue(rewards.get(card), "no reward can be claimed")
        order._apply_program_reward(rewards[card][:1], card)

    def invoice(self, order, post=True):
        invoice = order._create_invoices()
        invoice.invoice_date = fields.Date.today()
        if post:
            invoice.action_post()
        return invoice

    def pay(self, invoice, amount=None):
        """Money through the bank; returns the journal entry of the payment."""
        bank = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1
        )
        receivable = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        amount = invoice.amount_residual if amount is None else amount
        entry = self.env["account.move"].create(
            {
                "journal_id": bank.id,
                "line_ids": [
                    Command.create({"account_id": bank.default_account_id.id, "debit": amount}),
                    Command.create(
                        {"account_id": receivable.account_id.id, "partner_id": invoice.partner_id.id, "credit": amount}
                    ),
                ],
            }
        )
        entry.action_post()
        (receivable + entry.line_ids.filtered("credit")).reconcile()
        return entry

    def credit_note(self, invoice, quantity=None):
        """A posted credit note; of ``quantity`` pieces only, if given. Odoo settles what is unpaid with it."""
        note = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        if quantity is not None:
            goods = note.invoice_line_ids.filtered(lambda line: line.product_id == self.product)
            goods.quantity = quantity
            (note.invoice_line_ids - goods).unlink()
        note.action_post()
        return note

    def balance(self, card):
        """``(available, pending, owed)``."""
        card.balance_ids.invalidate_recordset()
        return card.balance_ids.available, card.balance_ids.pending, card.balance_ids.debt

    def kinds(self, card):
        """``[(kind, points)]`` in the order of writing."""
        return [(move.kind, move.points) for move in card.move_ids.sorted("id")]

    def assert_exact(self, *cards):
        """Every sum of the ledger is what its rows say."""
        self.env.flush_all()
        chosen = self.env["loyalty.card"].union(*cards) if cards else None
        self.assertEqual(self.env["crm.loyalty.balance"]._differences(chosen), [])
