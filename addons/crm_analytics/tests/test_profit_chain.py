from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.crm_analytics.core.journal_item import Sources

from .trade_case import TradeCase


@tagged("post_install", "-at_install")
class TestProfitChain(TradeCase):
    """Each step of the chain, worked out by hand."""

    def step(self, account, step):
        return self.env["crm.profit.account"].create({"account_id": account.id, "step": step})

    def new_account(self, code, kind):
        return self.env["account.account"].create(
            {
                "code": code,
                "name": f"Account {code}",
                "account_type": kind,
                "company_ids": [Command.set(self.company.ids)],
            }
        )

    def test_price_realisation(self):
        # Listed at 100, sold at 95 with 10 % off: 1,000 at list price, -50, 950 before discounts, -95, 855.
        self.invoice(self.order(self.ana, 10, price_unit=95.0, discount=10.0))
        self.run_now()
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.list_price, 1000.0)
        self.assertAlmostEqual(row.realisation, -50.0)
        self.assertAlmostEqual(row.gross, 950.0)
        self.assertAlmostEqual(row.discount, -95.0)
        self.assertAlmostEqual(row.net, 855.0)
        self.assertAlmostEqual(row.listed, 1.0)
        # What the list says today says nothing of then.
        self.goods.list_price = 500.0
        self.run_now()
        self.assertAlmostEqual(self.row(self.alfa).realisation, -50.0)

    def test_given_for_nothing(self):
        self.invoice(self.order(self.alfa, 2, price_unit=0.0))
        self.run_now()
        self.assertAlmostEqual(self.row(self.alfa).realisation, -200.0)
        self.assertAlmostEqual(self.row(self.alfa).list_price, 200.0)
        self.assertAlmostEqual(self.row(self.alfa).gross, 0.0)

    def test_a_list_price_that_is_not_known(self):
        # 300 of 1,200 before discounts have an order behind them.
        self.invoice(self.order(self.alfa, 3))
        self.document(self.alfa, 900.0)
        self.run_now()
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.realisation, 0.0)
        self.assertAlmostEqual(row.listed, 0.25)
        self.assertAlmostEqual(row.list_price, 1200.0)
        self.invoice(self.order(self.alfa, 1, price_unit=90.0))
        self.run_now()
        labels = {line["key"]: line["label"] for line in self.row(self.alfa)._chain()}
        # 390 of 1,290.
        self.assertEqual(labels["realisation"], "Price realisation (known for 30 %)")

    def test_down_payment_has_no_list_price(self):
        order = self.order(self.alfa, 4)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_model="sale.order", active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 150.0}).create_invoices()
        down = order.invoice_ids
        down.write({"invoice_date": "2025-02-10", "date": "2025-02-10"})
        down.action_post()
        self.invoice(order)
        self.run_now()
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.net, 400.0)
        self.assertAlmostEqual(row.realisation, 0.0)
        self.assert_whole()

    def test_accounts_by_step(self):
        self.document(self.alfa, 1000.0)
        freight, losses, bonus = (self.new_account(f"69900{n}", "expense") for n in (1, 2, 3))
        self.step(freight, "freight")
        self.step(losses, "credit_loss")
        self.step(bonus, "rebate")
        for account, amount in ((freight, 60.0), (losses, 100.0), (bonus, 30.0)):
            move = self.entry(amount, self.alfa)
            move.button_draft()
            move.line_ids.filtered("debit").account_id = account
            move.action_post()
        self.document(self.alfa, 25.0, account_id=freight.id)
        carrier = self.document(self.supplier, 40.0, "in_invoice", account_id=freight.id)
        self.run_now()
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.freight, -35.0, msg="60 paid, 25 charged")
        self.assertAlmostEqual(row.credit_loss, -100.0)
        self.assertAlmostEqual(row.rebate, -30.0)
        self.assertAlmostEqual(row.other, 0.0)
        self.assertAlmostEqual(row.net, 970.0)
        self.assertAlmostEqual(row.contribution, 935.0)
        self.assertAlmostEqual(row.profit, 835.0)
        chain = {line["key"]: line["amount"] for line in row._chain()}
        self.assertEqual((chain["rebate"], chain["freight"], chain["credit_loss"]), (-30.0, -35.0, -100.0))
        [unassigned] = self.facts(kind="freight", reason="purchase")
        items = self.env["account.move.line"].search(unassigned.action_open_items()["domain"])
        self.assertEqual(items.move_id, carrier)
        mine = self.facts(kind="freight", customer_id=self.alfa.id)
        self.assertEqual(sorted(mine.mapped("amount")), [-60.0, 25.0], "with and without a product")
        for fact in mine:
            items = self.env["account.move.line"].search(fact.action_open_items()["domain"])
            self.assertAlmostEqual(-sum(items.mapped("balance")), fact.amount)
            self.assertEqual(len(items), fact.items)
        self.assert_whole()

    def test_nobody_says_where_facts_are_read(self):
        """What a run says to itself becomes part of a statement; what anybody says over RPC does not."""
        facts = self.env["crm.profit.fact"].with_user(self.analyst)
        said = facts.with_context(crm_score_sources={"fact_table": "res_users", "only": "AND FALSE"})
        self.assertEqual(said._sources(self.company), facts._sources(self.company))

    def test_an_account_has_one_step(self):
        account = self.account("expense")
        self.step(account, "freight")
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self.step(account, "cogs")

    def test_rebates_of_agreements(self):
        """Items that settle a rebate agreement, as the module for them links the two."""
        table = "agreement_rebate_settlement_line_account_invoice_line_rel"
        self.env.cr.execute(f"CREATE TABLE IF NOT EXISTS {table} (settlement_line_id integer, invoice_line_id integer)")
        self.document(self.alfa, 1000.0)
        settled = self.document(self.alfa, 50.0, "out_refund")
        self.document(self.alfa, 20.0, "out_refund")
        line = settled.invoice_line_ids
        self.env.cr.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        self.env.cr.execute(f"INSERT INTO {table} (settlement_line_id, invoice_line_id) VALUES (1, %s)", [line.id])
        counting = type(self.env["crm.profit.fact"])
        sources = counting._sources

        def changed(records, company):
            return Sources(**{**vars(sources(records, company)), "rebates": True})

        with patch.object(counting, "_sources", changed):
            self.run_now()
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.rebate, -50.0)
        self.assertAlmostEqual(row.returns, -20.0)
        self.assertAlmostEqual(row.net, 930.0)

    def test_cost_of_credit_comes_last(self):
        """The step is there for facts of its kind, whoever makes them."""
        self.document(self.alfa, 100.0)
        run = self.run_now()
        self.env.cr.execute(
            """INSERT INTO crm_profit_fact (run_id, company_id, customer_id, month, kind, amount, discount)
               VALUES (%s, %s, %s, '2025-03-01', 'credit', -4, 0)""",
            [run.id, self.company.id, self.alfa.id],
        )
        self.env.invalidate_all()
        row = self.row(self.alfa)
        self.assertAlmostEqual(row.credit, -4.0)
        self.assertAlmostEqual(row.contribution, 100.0)
        self.assertAlmostEqual(row.profit, 96.0)
        self.assertEqual([line["key"] for line in row._chain()][-2:], ["credit", "profit"])

    def test_who_may_say_what_an_account_is(self):
        step = self.step(self.account("expense"), "freight")
        controller = self._user("t_controller_chain", "crm_analytics.group_controller")
        step.with_user(controller).step = "other"
        self.assertEqual(step.with_user(self.analyst).step, "other")
        with self.assertRaises(AccessError):
            step.with_user(self.analyst).step = "cogs"
        with self.assertRaises(AccessError):
            step.with_user(self.seller).read(["step"])
        other = self._company("Elsewhere Chain")
        stranger = self._user("t_stranger_chain", "crm_analytics.group_controller")
        stranger.write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        self.assertFalse(env["crm.profit.account"].search([]))
        self.assertFalse(env["crm.profit.product"].search([]))
