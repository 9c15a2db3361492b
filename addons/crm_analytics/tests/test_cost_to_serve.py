from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .cost_case import CostCase
from .profit_case import ProfitCase


@tagged("post_install", "-at_install")
class TestCostToServe(CostCase):
    """Counts from the ERP, rates of the controller, and sums that stay those of the accounts."""

    def test_counts_times_rates(self):
        self.order(self.ana, lines=3)
        self.order(self.alfa, lines=2)
        self.document(self.alfa, 100.0)
        self.rate("order", 6.0)
        self.rate("order_line", 0.5)
        self.run_now()
        orders, lines = self.served(self.alfa, "order"), self.served(self.alfa, "order_line")
        self.assertEqual((orders.quantity, orders.rate, orders.amount, orders.priced), (2, 6.0, 12.0, "yes"))
        self.assertEqual((lines.quantity, lines.amount), (5, 2.5))
        invoices = self.served(self.alfa, "invoice")
        self.assertEqual((invoices.quantity, invoices.priced, invoices.amount), (1, "no", 0.0))
        row = self.env["crm.profit.customer"].search([("customer_id", "=", self.alfa.id)])
        self.assertAlmostEqual(row.contribution, 100.0)
        self.assertAlmostEqual(row.service, -14.5)
        self.assertAlmostEqual(row.profit, 85.5)
        opened = orders.action_open_records()
        self.assertEqual(self.env[opened["res_model"]].search_count(opened["domain"]), 2)

    def test_the_sum_stays_that_of_the_accounts(self):
        self.order(self.alfa)
        self.document(self.alfa, 100.0)
        self.entry(30.0)
        self.rate("order", 7.35)
        run = self.run_now()
        self.assertEqual(run.difference, 0.0)
        self.assertAlmostEqual(self.facts_total(), 70.0)
        rows = self.env["crm.profit.reconciliation"].search([("company_id", "=", self.company.id)])
        self.assertAlmostEqual(sum(rows.mapped("ledger")), 70.0)
        spread = rows.filtered(lambda row: not row.account_id)
        self.assertAlmostEqual(spread.customers, -7.35)
        self.assertAlmostEqual(spread.unassigned, 7.35)
        self.assertEqual(spread.name, "Spread over customers")

    def test_rates_hold_for_their_months(self):
        driver = self.env["crm.cost.driver"].create({"name": "Rush jobs"})
        entries = [("2025-02-10", 2), ("2025-03-10", 3), ("2025-04-10", 5)]
        for day, quantity in entries:
            values = {"driver_id": driver.id, "customer_id": self.ana.id, "date": day, "quantity": quantity}
            self.env["crm.cost.entry"].create(values)
        self.rate(f"own_{driver.id}", 10.0, "2025-02-01", "2025-02-28")
        self.rate(f"own_{driver.id}", 100.0, "2025-03-01", "2025-03-31")
        self.document(self.alfa, 1000.0)
        self.run_now()
        row = self.served(self.alfa, f"own_{driver.id}")
        self.assertEqual((row.quantity, row.amount, row.priced), (10, 320.0, "partly"))
        self.assertAlmostEqual(self.profit(self.alfa), 680.0)

    def test_one_rate_at_a_time(self):
        self.rate("order", 6.0, "2025-01-01")
        with self.assertRaisesRegex(ValidationError, "2025-01-01"):
            self.rate("order", 7.0, "2025-06-01")
        self.rate("order", 7.0, "2024-01-01", "2024-12-31")
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self.rate("call", -1.0)

    def test_proposed_rate(self):
        self.entry(700.0)
        self.order(self.alfa)
        self.order(self.alfa)
        self.run_now()
        earlier = self.rate("order", 1.0, "2024-01-01")
        wizard = Form(self.env["crm.cost.rate.wizard"])
        wizard.driver = "order"
        wizard.date_from, wizard.date_to, wizard.capacity = "2025-01-01", "2025-12-31", 100
        with wizard.line_ids.new() as line:
            line.name, line.share = "Order desk", 50.0
            line.account_ids = self.account("expense")
        proposed = wizard.save()
        self.assertAlmostEqual(proposed.line_ids.amount, 700.0)
        self.assertAlmostEqual(proposed.rate, 3.5)
        self.assertAlmostEqual(proposed.used, 2)
        self.assertAlmostEqual(proposed.idle, 343.0)
        proposed.action_set_rate()
        found = self.env["crm.cost.rate"].search([("driver", "=", "order"), ("date_to", "=", False)])
        self.assertAlmostEqual(found.rate, 3.5)
        self.assertEqual(str(earlier.date_to), "2024-12-31")
        with self.assertRaisesRegex(UserError, "how often"):
            self.env["crm.cost.rate.wizard"].create({"driver": "call"}).action_set_rate()

    def test_rate_from_analytic_accounts(self):
        """700 and 300 booked on two accounts, of which the warehouse had 60 % and 100 %."""
        plan = self.env["account.analytic.plan"].create({"name": "Departments"})
        warehouse = self.env["account.analytic.account"].create({"name": "Warehouse", "plan_id": plan.id})
        first = self.account("expense")
        second = first.copy({"name": "Rent of the test"})
        for account, amount, share in ((first, 700.0, 60), (second, 300.0, 100)):
            cost = {"account_id": account.id, "debit": amount, "analytic_distribution": {str(warehouse.id): share}}
            paid = {"account_id": self.account("asset_current").id, "credit": amount}
            move = self.env["account.move"].create(
                {"move_type": "entry", "date": "2025-03-20", "line_ids": [Command.create(cost), Command.create(paid)]}
            )
            move.action_post()
        values = {"driver": "delivery", "date_from": "2025-01-01", "date_to": "2025-12-31"}
        line = {"name": "Warehouse", "analytic_ids": [Command.set(warehouse.ids)]}
        wizard = self.env["crm.cost.rate.wizard"].create(
            # Two people, 1,000 hours each at 80 %, 24 minutes a delivery: 4,000 deliveries.
            {**values, "people": 2, "hours": 1000, "minutes": 24, "line_ids": [Command.create(line)]}
        )
        self.assertAlmostEqual(wizard.capacity, 4_000.0)
        self.assertAlmostEqual(wizard.cost, 720.0)
        self.assertAlmostEqual(wizard.rate, 0.18)
        self.assertAlmostEqual(wizard.idle, 720.0)
        wizard.line_ids.account_ids = second
        self.assertAlmostEqual(wizard.cost, 300.0)
        wizard.action_set_rate()
        self.document(self.alfa, 1.0)
        self.run_now()
        rate = self.env["crm.cost.rate"].search([("driver", "=", "delivery")])
        self.assertAlmostEqual(rate.rate, 0.075)
        self.assertAlmostEqual(rate.capacity, 4_000.0)

    def test_idle_cost_of_a_rate(self):
        self.order(self.alfa)
        self.order(self.alfa, day="2023-05-05")
        self.document(self.alfa, 1.0)
        rate = self.rate("order", 2.5)
        rate.capacity = 100
        self.run_now(as_of="2025-12-31")
        self.assertEqual((rate.used, rate.idle), (1, 247.5))
        rate.capacity = 0
        self.assertEqual((rate.used, rate.idle), (0, 0))

    def test_a_warning_where_both_are_paid(self):
        self.rate("order", 6.0)
        form = Form(self.env["crm.cost.rate"], view="crm_analytics.crm_cost_rate_view_list")
        with self.assertLogs("odoo.tests.form.onchange", level="WARNING") as caught:
            form.driver = "order_edi"
        self.assertIn("Orders have a rate", caught.output[0])

    def test_sellers_see_counts_and_no_rates(self):
        self.alfa.user_id = self.seller
        self.order(self.alfa)
        self.order(self.beta)
        self.rate("order", 6.0)
        self.run_now()
        rows = self.env["crm.cost.customer"].with_user(self.seller).search([("driver", "=", "order")])
        self.assertEqual(rows.customer_id, self.alfa)
        self.assertEqual(rows.quantity, 1)
        for name in ("rate", "amount"):
            with self.assertRaises(AccessError):
                rows.read([name])
        for model in ("crm.cost.rate", "crm.cost.count", "crm.cost.entry"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.seller).search([])
        analyst = self.env["crm.cost.rate"].with_user(self.analyst)
        self.assertTrue(analyst.search([]))
        with self.assertRaises(AccessError):
            analyst.create({"driver": "call", "rate": 1.0})


@tagged("post_install", "-at_install")
class TestDakota(ProfitCase):
    """Dakota Office Products (Harvard Business School case 9-102-021): two customers of the same revenue.

    The case's own figures: rates 52, 6, 220, 10, 4 and 5 dollars; customer A earns 5,170 and customer B loses 2,520.
    Carton, freight, desktop delivery and order handling are drivers of the company's own; interest on what the
    customers owe is booked by hand.
    """

    COSTS = {
        "carton": ([(2_400_000, 90), (2_000_000, 100)], 80_000, 52.0),
        "shipment": ([(450_000, 100)], 75_000, 6.0),
        "desktop": ([(2_400_000, 10), (200_000, 100)], 2_000, 220.0),
        "manual order": ([(800_000, 20)], 16_000, 10.0),
        "order line": ([(800_000, 75)], 150_000, 4.0),
        "EDI order": ([(800_000, 5)], 8_000, 5.0),
    }
    #: Sales, cost of goods, interest at 10 % of the average receivables, and how often each thing was done.
    A = (103_000, 85_000, 900, {"carton": 200, "shipment": 200, "manual order": 6, "order line": 60, "EDI order": 6})
    B = (
        104_000,
        85_000,
        3_000,
        {"carton": 200, "shipment": 150, "desktop": 25, "manual order": 100, "order line": 180},
    )

    def test_dakota(self):
        drivers = {name: self.env["crm.cost.driver"].create({"name": name}) for name in self.COSTS}
        for name, (pools, capacity, known) in self.COSTS.items():
            wizard = self.env["crm.cost.rate.wizard"].create(
                {
                    "driver": f"own_{drivers[name].id}",
                    "capacity": capacity,
                    "date_from": "2025-01-01",
                    "line_ids": [
                        Command.create({"name": f"Pool {amount}", "amount": amount, "share": share})
                        for amount, share in pools
                    ],
                }
            )
            self.assertAlmostEqual(wizard.rate, known, msg=name)
            wizard.action_set_rate()
        profits = [
            self._serve(customer, drivers, *case) for customer, case in ((self.alfa, self.A), (self.beta, self.B))
        ]
        self.run_now()
        for customer, served in zip((self.alfa, self.beta), profits, strict=True):
            row = self.env["crm.profit.customer"].search([("customer_id", "=", customer.id)])
            self.assertAlmostEqual(row.service, -served)
        self.assertAlmostEqual(self.profit(self.alfa), 5_170.0)
        self.assertAlmostEqual(self.profit(self.beta), -2_520.0)
        page = self.env["crm.profit.overview"].figures()
        self.assertEqual([(row["name"], row["profit"]) for row in page["losing"]], [("Beta", -2_520.0)])

    def _serve(self, customer, drivers, sales, goods, interest, done):
        self.document(customer, sales)
        self.entry(goods, customer)
        self.entry(interest, customer)
        entries = [
            {"driver_id": drivers[name].id, "customer_id": customer.id, "date": "2025-06-01", "quantity": quantity}
            for name, quantity in done.items()
        ]
        self.env["crm.cost.entry"].create(entries)
        return sum(quantity * self.COSTS[name][2] for name, quantity in done.items())
