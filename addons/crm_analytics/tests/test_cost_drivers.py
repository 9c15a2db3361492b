from datetime import timedelta

from odoo.tests import tagged

from .cost_case import CostCase


@tagged("post_install", "-at_install")
class TestCostDrivers(CostCase):
    """Each driver counts the records it says, and opens them."""

    def opened(self, partner, driver):
        action = self.served(partner, driver).action_open_records()
        return self.env[action["res_model"]].search(action["domain"])

    def test_kinds_of_orders(self):
        team = self.env["crm.team"].create({"name": "EDI desk", "company_id": self.company.id})
        medium = self.env["utm.medium"].create({"name": "Web form of the test"})
        self.settings(edi_team_ids=team.ids, edi_origin="edi/", web_medium_ids=medium.ids, small_order=50.0)
        by_team = self.order(self.ana, 60.0, team_id=team.id)
        by_origin = self.order(self.alfa, 40.0, origin="EDI/4711")
        by_web = self.order(self.alfa, 49.99, medium_id=medium.id)
        # A team of EDI outweighs a medium of the web: it came by EDI.
        both = self.order(self.alfa, 50.0, team_id=team.id, medium_id=medium.id)
        by_hand = self.order(self.alfa, 1_000.0, origin="S00012")
        self.order(self.beta)
        quotation = self.env["sale.order"].create({"partner_id": self.alfa.id, "date_order": "2025-05-05 10:00:00"})
        self.document(self.alfa, 1.0)
        self.run_now()
        self.assertEqual(self.opened(self.alfa, "order_edi"), by_team | by_origin | both)
        self.assertEqual(self.opened(self.alfa, "order_web"), by_web)
        self.assertEqual(self.opened(self.alfa, "order_hand"), by_hand)
        self.assertEqual(self.opened(self.alfa, "order_small"), by_origin | by_web)
        self.assertEqual(self.opened(self.alfa, "quotation"), quotation)
        self.assertEqual(self.quantity(self.alfa, "order"), 5)
        self.assertEqual(
            [self.quantity(self.alfa, f"order_{kind}") for kind in ("edi", "web", "hand", "small")], [3, 1, 1, 2]
        )

    def test_without_settings_every_order_is_by_hand(self):
        self.order(self.alfa, 1.0)
        self.document(self.alfa, 1.0)
        self.run_now()
        self.assertEqual((self.quantity(self.alfa, "order"), self.quantity(self.alfa, "order_hand")), (1, 1))
        self.assertFalse(self.served(self.alfa, "order_small"))

    def test_a_small_order_in_another_currency(self):
        other = self.env["res.currency"].create(
            {"name": "TTT", "symbol": "t", "rate_ids": [(0, 0, {"name": "2020-01-01", "rate": 10.0})]}
        )
        pricelist = self.env["product.pricelist"].create({"name": "In TTT", "currency_id": other.id})
        self.settings(small_order=50.0)
        small = self.order(self.alfa, 400.0, pricelist_id=pricelist.id)
        self.assertAlmostEqual(small.currency_rate, 10.0)
        self.order(self.alfa, 600.0, pricelist_id=pricelist.id)
        self.document(self.alfa, 1.0)
        self.run_now()
        self.assertEqual(self.opened(self.alfa, "order_small"), small)

    def test_contacts(self):
        (self.alfa | self.ana).company_id = self.company
        log = self.env["crm.touchpoint"]
        log.log(
            [
                {"channel": "call", "partner_id": self.ana.id, "name": "One", "date": "2025-05-05", "duration": 7.5},
                {
                    "channel": "call",
                    "partner_id": self.ana.id,
                    "name": "Two",
                    "date": "2025-05-06",
                    "nature": "complaint",
                },
                {"channel": "visit", "partner_id": self.alfa.id, "name": "Three", "date": "2025-05-07"},
            ]
        )
        self.env["calendar.event"].create(
            [
                {
                    "name": "Talk",
                    "start": "2025-05-08 08:00:00",
                    "stop": "2025-05-08 09:30:00",
                    "partner_ids": [(6, 0, [self.ana.id, self.env.user.partner_id.id])],
                },
                {
                    "name": "Fair",
                    "allday": True,
                    "start_date": "2025-05-12",
                    "stop_date": "2025-05-13",
                    "start": "2025-05-12",
                    "stop": "2025-05-13",
                    "partner_ids": [(6, 0, self.alfa.ids)],
                },
            ]
        )
        self.document(self.alfa, 1.0, day="2025-01-10")
        self.env.cr.flush()
        self.run_now()
        counts = {name: self.quantity(self.alfa, name) for name in ("call", "complaint", "visit", "meeting")}
        self.assertEqual(counts, {"call": 2, "complaint": 1, "visit": 1, "meeting": 2})
        self.assertAlmostEqual(self.quantity(self.alfa, "call_minute"), 7.5)
        self.assertAlmostEqual(self.quantity(self.alfa, "meeting_hour"), 1.5 + 16)
        self.assertEqual(sorted(self.opened(self.alfa, "meeting_hour").mapped("name")), ["Fair", "Talk"])
        self.assertEqual(self.opened(self.alfa, "call_minute")._name, "crm.contact.log")

    def test_deliveries_and_goods_sent_back(self):
        if "stock.picking" not in self.env:
            self.skipTest("stock is not installed")
        kinds = {
            "out": (self.company, "outgoing", "internal", "customer"),
            "back": (self.company, "incoming", "customer", "internal"),
            "in": (self.company, "incoming", "supplier", "internal"),
        }
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)
        for number, (_company, code, *usages) in enumerate(kinds.values()):
            kind = self.env["stock.picking.type"].search(
                [("code", "=", code), ("company_id", "=", self.company.id)], limit=1
            )
            places = [
                warehouse.lot_stock_id
                if usage == "internal"
                else self.env["stock.location"].search([("usage", "=", usage)], limit=1)
                for usage in usages
            ]
            picking = self.env["stock.picking"].create(
                {
                    "partner_id": self.ana.id,
                    "picking_type_id": kind.id,
                    "location_id": places[0].id,
                    "location_dest_id": places[1].id,
                }
            )
            # Only the state matters here; the goods are Odoo's own affair.
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE stock_picking SET state = 'done', date_done = %s WHERE id = %s",
                [f"2025-05-0{number + 1} 10:00:00", picking.id],
            )
        self.document(self.alfa, 1.0)
        self.env.invalidate_all()
        self.run_now()
        self.assertEqual((self.quantity(self.alfa, "delivery"), self.quantity(self.alfa, "return")), (1, 1))
        self.assertEqual(self.opened(self.alfa, "delivery").picking_type_code, "outgoing")

    def test_special_deliveries_by_method(self):
        if "delivery.carrier" not in self.env or "carrier_id" not in self.env["stock.picking"]._fields:
            self.skipTest("delivery with stock is not installed")
        product = self.env["product.product"].create({"name": "Up to the desk", "type": "service"})
        carrier = self.env["delivery.carrier"].create({"name": "Desk", "product_id": product.id})
        kind = self.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", self.company.id)], limit=1
        )
        customers = self.env["stock.location"].search([("usage", "=", "customer")], limit=1)
        pickings = self.env["stock.picking"].create(
            [
                {
                    "partner_id": self.alfa.id,
                    "picking_type_id": kind.id,
                    "location_id": kind.default_location_src_id.id,
                    "location_dest_id": customers.id,
                    "carrier_id": carrier_id,
                }
                for carrier_id in (carrier.id, False)
            ]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET state = 'done', date_done = '2025-05-01' WHERE id = ANY(%s)", [pickings.ids]
        )
        self.document(self.alfa, 1.0)
        self.env.invalidate_all()
        self.rate(f"carrier_{carrier.id}", 220.0)
        self.run_now()
        row = self.served(self.alfa, f"carrier_{carrier.id}")
        self.assertEqual((row.quantity, row.amount), (1, 220.0))
        self.assertEqual(self.quantity(self.alfa, "delivery"), 2)
        self.assertEqual(self.opened(self.alfa, f"carrier_{carrier.id}"), pickings[0])

    def test_what_was_owed_day_by_day(self):
        """By hand: 100 from 10 March on, 60 paid on 20 March, the rest on 5 May."""
        self.owed(self.ana, 100.0, "2025-03-10")
        self.owed(self.alfa, -60.0, "2025-03-20")
        self.owed(self.alfa, -40.0, "2025-05-05")
        self.document(self.beta, 1.0, day="2025-01-05")
        run = self.run_now(as_of="2025-12-31")
        counts = self.env["crm.cost.count"].search([("run_id", "=", run.id), ("customer_id", "=", self.alfa.id)])
        found = {str(count.month)[:7]: count.quantity for count in counts if count.driver == "credit_day"}
        # March: 10 days of 100 and 12 of 40; April: 30 of 40; May: 4 of 40.
        self.assertEqual(found, {"2025-03": 1_480.0, "2025-04": 1_200.0, "2025-05": 160.0})
        self.assertEqual(len(self.opened(self.alfa, "credit_day")), 3)

    def test_owed_over_the_end_of_a_year(self):
        """A run goes year by year; what is owed at the end of one is owed at the beginning of the next."""
        self.owed(self.alfa, 10.0, "2024-12-30")
        self.document(self.beta, 1.0, day="2023-06-05")
        self.run_now(as_of="2025-02-10")
        self.assertEqual(self.quantity(self.alfa, "credit_day"), 10.0 * (2 + 31 + 10))

    def test_paid_ahead_counts_nothing(self):
        self.owed(self.alfa, -500.0, "2025-03-01")
        self.owed(self.alfa, 500.0, "2025-03-31")
        self.document(self.beta, 1.0, day="2025-01-05")
        self.run_now(as_of="2025-12-31")
        self.assertFalse(self.served(self.alfa, "credit_day"))

    def test_dakota_with_its_interest_counted(self):
        """A owes 9,000 on average, B 30,000; at 10 % that is 900 and 3,000 (Harvard Business School 9-102-021)."""
        for customer, average in ((self.alfa, 9_000.0), (self.beta, 30_000.0)):
            self.owed(customer, average, "2025-01-01")
            self.owed(customer, -average, "2026-01-01")
        self.document(self.alfa, 6_070.0, day="2025-06-01")
        self.owed(self.alfa, -6_070.0, "2025-06-01")
        self.document(self.beta, 480.0, day="2025-06-01")
        self.owed(self.beta, -480.0, "2025-06-01")
        self.rate("credit_day", 10.0)
        run = self.run_now(as_of="2026-01-31")
        self.assertAlmostEqual(self.profit(self.alfa), 5_170.0)
        self.assertAlmostEqual(self.profit(self.beta), -2_520.0)
        row = self.served(self.alfa, "credit_day")
        self.assertAlmostEqual(row.quantity, 9_000 * 365)
        self.assertAlmostEqual(row.amount, 900.0)
        self.assertIn("10 % a year", row.trace)
        # Three million, as the reader writes it.
        self.env["res.lang"]._activate_lang("lt_LT")
        many = f"{row.quantity:,.0f}"
        self.assertTrue(row.trace.startswith(many) and "," in many, row.trace)
        self.assertTrue(row.with_context(lang="lt_LT").trace.startswith(many.replace(",", ".")))
        # The books stay as they are.
        self.assertEqual(run.difference, 0.0)
        self.assertAlmostEqual(self.facts_total(), self.ledger())
        kinds = {line["key"]: line["amount"] for line in self.row(self.beta)._chain()}
        self.assertAlmostEqual(kinds["credit"], -3_000.0)
        self.assertAlmostEqual(kinds["contribution"], 480.0)

    def test_a_count_for_some_customers_only(self):
        """One day's changes: the statements, limited to customers, count what they count for these in the whole."""
        self.order(self.ana)
        self.order(self.beta)
        self.owed(self.alfa, 5.0, "2025-03-10")
        self.document(self.alfa, 1.0)
        self.document(self.beta, 1.0)
        whole = self.run_now()
        part = self.env["crm.score.run"].create({"company_id": self.company.id, "as_of": "2024-01-01"})
        params = {
            "run": part.id,
            "company": self.company.id,
            "date_from": whole.date_from,
            "date_to": whole.as_of + timedelta(days=1),
            "customers": self.alfa.ids,
        }
        self.env["crm.cost.driver"]._count(params)

        def counted(run):
            rows = self.env["crm.cost.count"].search([("run_id", "=", run.id), ("customer_id", "=", self.alfa.id)])
            return sorted((row.driver, row.month, row.quantity) for row in rows)

        self.env.invalidate_all()
        self.assertFalse(
            self.env["crm.cost.count"].search([("run_id", "=", part.id), ("customer_id", "!=", self.alfa.id)])
        )
        self.assertTrue(counted(part))
        self.assertEqual(
            [row for row in counted(part) if row[0] != "credit_day"],
            [row for row in counted(whole) if row[0] != "credit_day"],
        )

    def test_not_set_is_never_zero(self):
        self.order(self.alfa)
        self.document(self.alfa, 100.0)
        self.run_now()
        row = self.served(self.alfa, "order")
        self.assertEqual((row.priced, row.trace), ("no", "1 × not set"))
        self.assertIn("not set", self.row(self.alfa).chain_text)
        self.rate("order", 0.0)
        self.run_now()
        self.assertEqual(self.served(self.alfa, "order").priced, "yes")
