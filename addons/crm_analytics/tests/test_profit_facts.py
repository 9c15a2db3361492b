import random
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.tests import tagged

from ..core.facts import FINER, OTHERS, PLACE, PLACED
from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestProfitFacts(ProfitCase):
    """Whose a journal item is, and that nothing of the profit and loss account is lost."""

    def test_chain_by_hand(self):
        # 10 x 100 with 10 % off = 900, of which 100 was given away; one of them comes back: -90; by hand it cost 60.
        self.document(self.ana, 100.0, quantity=10, discount=10.0)
        self.document(self.alfa, 90.0, "out_refund", "2025-04-02")
        self.entry(60.0, self.alfa)
        self.run_now()
        row = self.env["crm.profit.customer"].search([("customer_id", "=", self.alfa.id)])
        self.assertAlmostEqual(row.gross, 1000.0)
        self.assertAlmostEqual(row.discount, -100.0)
        self.assertAlmostEqual(row.returns, -90.0)
        self.assertAlmostEqual(row.net, 810.0)
        self.assertAlmostEqual(row.other, -60.0)
        self.assertAlmostEqual(row.profit, 750.0)
        chain = {line["key"]: line["amount"] for line in row._chain()}
        self.assertEqual(
            chain,
            {
                "gross": 1000.0,
                "discount": -100.0,
                "return": -90.0,
                "net": 810.0,
                "margin": 810.0,
                "manual": -60.0,
                "contribution": 750.0,
                "profit": 750.0,
            },
        )

    def test_a_gift_has_a_price_too(self):
        self.document(self.alfa, 80.0, quantity=2, discount=100.0)
        self.run_now()
        row = self.env["crm.profit.customer"].search([("customer_id", "=", self.alfa.id)])
        self.assertAlmostEqual(row.gross, 160.0)
        self.assertAlmostEqual(row.discount, -160.0)
        self.assertAlmostEqual(row.profit, 0.0)

    def test_in_the_currency_of_the_company(self):
        dollar = self.env.ref("base.USD")
        other = self.env.ref("base.EUR") if self.company.currency_id == dollar else dollar
        other.active = True
        rate = {"name": "2025-01-01", "company_rate": 2.0, "currency_id": other.id, "company_id": self.company.id}
        self.env["res.currency.rate"].create(rate)
        move = self.document(self.alfa, 100.0, post=False, discount=100.0)
        move.currency_id = other
        move.invoice_line_ids = [Command.create({"product_id": self.product.id, "price_unit": 60.0, "tax_ids": False})]
        move.action_post()
        self.run_now()
        row = self.env["crm.profit.customer"].search([("customer_id", "=", self.alfa.id)])
        # Two of the other are worth one of the company's: 100 given away are 50, 60 charged are 30.
        self.assertAlmostEqual(row.discount, -50.0)
        self.assertAlmostEqual(row.gross, 80.0)
        self.assertAlmostEqual(row.profit, 30.0)

    def test_who_it_belongs_to(self):
        self.document(self.ana, 100.0)
        self.document(self.supplier, 40.0, "in_invoice")
        self.entry(7.0)
        self.entry(5.0, self.supplier)
        self.document(self.beta, 500.0, post=False)
        cancelled = self.document(self.beta, 300.0)
        cancelled.button_draft()
        cancelled.button_cancel()
        self.run_now()
        self.assertAlmostEqual(self.profit(self.alfa), 100.0)
        self.assertIsNone(self.profit(self.beta))
        self.assertIsNone(self.profit(self.supplier))
        facts = self.env["crm.profit.fact"].search([("current", "=", True), ("customer_id", "=", False)])
        by_reason = {fact.reason: fact.amount for fact in facts}
        self.assertEqual(by_reason, {"purchase": -40.0, "overhead": -7.0, "not_a_customer": -5.0})

    def test_places_are_in_the_order_of_the_index_of_customers(self):
        march, april = date(2025, 3, 1), date(2025, 4, 1)
        wanted = [(1, march), (1, april), (2, march), (2**31 - 2, april), (None, march), (None, april)]
        place = f"{PLACE.format(id='customer_id')} {FINER}"
        values = ", ".join(["(%s::integer, %s::date)"] * len(wanted))
        # Whatever stands in the lowest bits, the highest there can be among it.
        self.env.cr.execute(
            f"SELECT {PLACED.format(id='customer_id', place='place')}"
            f" FROM (SELECT {place} AS place FROM (VALUES {values}) v(customer_id, month)"
            " CROSS JOIN (VALUES (1, NULL), (1022, 1), (2147483647, 2147483647)) w(account_id, categ_id)) p"
            " ORDER BY place",
            [one for pair in reversed(wanted) for one in pair],
        )
        self.assertEqual(self.env.cr.fetchall(), [pair for pair in wanted for _number in range(3)])

    def test_the_place_of_others(self):
        """Below zero, in the month; no customer's."""
        self.env.cr.execute(
            f"SELECT place < 0, {PLACED.format(id='customer_id', place='place')}"
            f" FROM (SELECT {OTHERS} AS place FROM (SELECT date '2025-03-01' AS month) m) p"
        )
        self.assertEqual(self.env.cr.fetchone(), (True, -1, date(2025, 3, 1)))

    def test_sections_and_notes_are_no_items(self):
        move = self.document(self.alfa, 100.0, post=False)
        texts = [("line_section", "Goods"), ("line_subsection", "Chairs"), ("line_note", "By hand")]
        move.invoice_line_ids = [Command.create({"display_type": kind, "name": text}) for kind, text in texts]
        move.action_post()
        self.run_now()
        run = self.env["crm.score.run"].search([("current", "=", True), ("company_id", "=", self.company.id)])
        self.assertEqual((run.item_count, run.difference), (1, 0.0))
        self.assertAlmostEqual(self.profit(self.alfa), 100.0)

    def test_the_customer_is_todays(self):
        self.document(self.ana, 100.0)
        self.ana.parent_id = self.beta
        self.run_now()
        self.assertAlmostEqual(self.profit(self.beta), 100.0)
        self.assertIsNone(self.profit(self.alfa))

    def test_past_figures_stay_when_todays_cost_changes(self):
        self.document(self.alfa, 100.0)
        self.run_now()
        before = self.profit(self.alfa)
        self.product.with_company(self.company).standard_price = 77.0
        self.run_now()
        self.assertEqual(self.profit(self.alfa), before)

    def test_up_to_a_day(self):
        self.document(self.alfa, 100.0, day="2025-03-10")
        self.document(self.alfa, 11.0, day="2025-03-11")
        self.run_now(as_of="2025-03-10")
        self.assertAlmostEqual(self.profit(self.alfa), 100.0)

    def test_two_companies(self):
        other = self._company("Second Ledger")
        self.document(self.alfa, 100.0)
        self.env.user.company_ids += other
        there = self.env(context={**self.env.context, "allowed_company_ids": other.ids})
        move = there["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.alfa.id,
                "invoice_date": "2025-03-10",
                "invoice_line_ids": [Command.create({"name": "x", "price_unit": 5.0, "tax_ids": False})],
            }
        )
        move.action_post()
        self.run_now()
        there["crm.score.run"].refresh(other.id)
        there["crm.score.run"]._cron_work()
        self.assertAlmostEqual(self.profit(self.alfa), 100.0)
        rows = self.env["crm.profit.customer"].with_user(self.analyst)
        self.assertEqual(rows.search([]).company_id, self.company, "an analyst of the first company")
        found = there["crm.profit.customer"].search([("customer_id", "=", self.alfa.id), ("company_id", "=", other.id)])
        self.assertAlmostEqual(found.profit, 5.0)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(min_value=0, max_value=2**32))
    def test_random_ledgers_reconcile(self, seed):
        chance = random.Random(seed)
        with self.env.cr.savepoint():
            for _number in range(chance.randint(1, 6)):
                self._random_document(chance)
            run = self.run_now()
            self.assertEqual(run.state, "done", run.error)
            self.assertEqual(run.difference, 0.0)
            self.assertAlmostEqual(self.facts_total(), self.ledger(), 2)
            rows = self.env["crm.profit.reconciliation"].search([])
            self.assertFalse([row.account_id.code for row in rows if round(row.difference, 2)])
            self.assert_facts_open()
            self.assertAlmostEqual(sum(rows.mapped("ledger")), self.ledger(), 2)

    def assert_facts_open(self):
        """The journal items that open from a fact are those it adds up, no more and no less."""
        facts = self.env["crm.profit.fact"].search([("company_id", "=", self.company.id), ("current", "=", True)])
        for fact in facts.filtered(lambda fact: not fact.origin):
            items = self.env["account.move.line"].search(fact.action_open_items()["domain"])
            self.assertAlmostEqual(-sum(items.mapped("balance")), fact.amount, 2, (fact.kind, fact.reason))
            self.assertEqual(len(items), fact.items, (fact.kind, fact.reason))

    def test_a_fact_opens_its_own_items(self):
        """One customer, one month: sold in two categories, sent back, booked by hand, and a supplier besides."""
        other = self.product.copy({"categ_id": self.env["product.category"].create({"name": "Other"}).id})
        self.document(self.alfa, 100.0)
        self.document(self.ana, 30.0, product_id=other.id)
        self.document(self.alfa, 10.0, "out_refund")
        self.document(self.alfa, 7.0, "in_invoice")
        for partner in (self.alfa, self.supplier, None):
            self.entry(3.0, partner)
        self.run_now()
        self.assert_facts_open()

    def _random_document(self, chance):
        partner = chance.choice([self.alfa, self.ana, self.beta, self.supplier])
        day = f"202{chance.randint(3, 5)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        kind = chance.choice(
            ["out_invoice", "out_invoice", "out_refund", "out_receipt", "in_invoice", "in_refund", "entry"]
        )
        amount = chance.choice([0.01, 0.33, 19.99, 100.0, 12345.67])
        if kind == "entry":
            self.entry(amount, chance.choice([None, partner]), day)
            return
        move = self.document(
            partner, amount, kind, day, quantity=chance.choice([1, 3, 7]), discount=chance.choice([0, 12.5])
        )
        if chance.random() < 0.2:
            move.button_draft()
            if chance.random() < 0.5:
                move.button_cancel()
        elif kind == "out_invoice" and chance.random() < 0.3:
            move._reverse_moves([{"date": move.date, "invoice_date": move.date}], cancel=chance.random() < 0.5)
        if chance.random() < 0.1:
            self.ana.parent_id = chance.choice([self.alfa, self.beta])
