"""Deliveries, returns and repairs, through their own methods."""

from contextlib import closing

from freezegun import freeze_time

from odoo import Command

from .common import NOW, VALUES, FrozenTime, SaleCase, moment, needs
from .source_case import SourceCase


class GoodsCase(FrozenTime, SaleCase, SourceCase):
    """Something to deliver, and who delivers it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product = cls.env["product.product"].create(
            {"name": "Chair", "type": "consu", "list_price": 100.0, "taxes_id": [Command.clear()]}
        )
        cls.keeper = cls._user("t_keeper", "stock.group_stock_user")
        cls.plain = cls._user("t_plain")

    def assert_seen_in(self, channel, *expected):
        """How many rows of Alfa the keeper sees, working in one company, then in the other."""
        seen = [
            len(self.seen(self.keeper, self.alfa, channel, allowed_company_ids=company.ids))
            for company in (self.company, self.other_company)
        ]
        self.assertEqual(seen, list(expected))


@needs("sale_stock")
class TestDeliveries(GoodsCase):
    """A confirmed order is delivered, and some of it comes back."""

    def setUp(self):
        super().setUp()
        self.warehouse = self.env["stock.warehouse"].search([("company_id", "=", self.company.id)], limit=1)

    def ordered(self, **values):
        """The transfer waiting for a confirmed order of two chairs for Ana."""
        order = self.order(self.ana, quantity=2, user_id=self.salesperson.id, **values)
        order.with_user(self.salesperson).action_confirm()
        return order.picking_ids

    def validate(self, picking):
        """As the keeper does; returns the transfer."""
        picking = picking.with_user(self.keeper).with_context(skip_sms=True)
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        return picking

    def send_back(self, picking):
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.keeper)
            .with_context(active_id=picking.id, active_ids=picking.ids, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        return self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])

    def test_delivered_and_sent_back(self):
        picking = self.ordered()
        self.assertEqual(self.rows("stock.picking", picking), [], "ready is not delivered")
        self.validate(picking)
        title = f"{picking.name} · {picking.sale_id.name}"
        user = picking.user_id.id or None
        self.assertEqual(
            self.rows("stock.picking", picking, *VALUES, "company_id"),
            [
                (
                    "delivery", self.ana.id, 0, NOW, False, "delivery", "out", "transaction", title, user,
                    self.company.id,
                )
            ],
        )  # fmt: skip
        with freeze_time("2026-03-09 08:00:00"):
            back = self.send_back(picking)
            self.assertEqual(self.rows("stock.picking", back), [], "on its way back")
            self.validate(back)
            self.flush()
        self.assertEqual(
            self.rows("stock.picking", back, "event", "partner_id", "date", "direction", "channel"),
            [("return", self.ana.id, moment("2026-03-09 08:00:00"), "in", "delivery")],
        )
        self.assertEqual(len(self.rows("stock.picking", picking)), 1)
        self.assert_exact()

    def test_cancelled_is_not_delivered(self):
        picking = self.ordered()
        picking.with_user(self.keeper).action_cancel()
        self.assertEqual(picking.state, "cancel")
        picking.date_done = NOW
        self.assertEqual(self.rows("stock.picking", picking), [])
        self.assert_exact()

    def test_straight_to_a_customer_of_the_customer(self):
        picking = self.validate(self.ordered(partner_shipping_id=self.cora.id))
        self.assertEqual(
            self.rows("stock.picking", picking),
            [("delivery", self.cora.id, 0), ("delivery", self.ana.id, 1)],
        )
        picking.sudo().sale_id.partner_id = self.ben
        self.assertEqual(
            self.rows("stock.picking", picking),
            [("delivery", self.cora.id, 0), ("delivery", self.ben.id, 1)],
        )
        self.assert_exact()

    def transfer(self, partner, source, destination, kind, **values):
        """A transfer of one chair from the warehouse's own menu, carried out."""
        picking = self.env["stock.picking"].create(
            {
                "partner_id": partner.id, "picking_type_id": kind.id, "location_id": source.id,
                "location_dest_id": destination.id, **values,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.product.id, "product_uom_qty": 1, "location_id": source.id,
                            "location_dest_id": destination.id,
                        }
                    )
                ],
            }
        )  # fmt: skip
        picking.action_confirm()
        return self.validate(picking)

    def test_what_a_vendor_sends_is_no_delivery(self):
        vendors, stock = self.env.ref("stock.stock_location_suppliers"), self.warehouse.lot_stock_id
        received = self.transfer(self.ana, vendors, stock, self.warehouse.in_type_id)
        self.assertEqual(self.rows("stock.picking", received), [])
        given_back = self.transfer(self.ana, stock, vendors, self.warehouse.out_type_id)
        self.assertEqual(self.rows("stock.picking", given_back), [])
        customers = self.env.ref("stock.stock_location_customers")
        straight = self.transfer(self.dora, vendors, customers, self.warehouse.in_type_id)
        self.assertEqual(self.rows("stock.picking", straight), [], "the vendor is no customer")
        straight.sudo().sale_id = self.order(self.ana)
        self.assertEqual(self.rows("stock.picking", straight), [("delivery", self.ana.id, 1)])
        self.assert_exact()

    def test_without_an_order(self):
        customers = self.env.ref("stock.stock_location_customers")
        sample = self.transfer(self.ana, self.warehouse.lot_stock_id, customers, self.warehouse.out_type_id)
        self.assertEqual(
            self.rows("stock.picking", sample, "event", "partner_id", "title"),
            [("delivery", self.ana.id, sample.name)],
        )
        sample.partner_id = self.cora
        self.assertEqual(self.rows("stock.picking", sample), [("delivery", self.cora.id, 0)])
        self.assert_exact()

    def test_deliveries_that_know_no_order(self):
        """Without the module that links them the source works all the same."""
        touchpoint = self.env["crm.touchpoint"]
        picking = self.validate(self.ordered(partner_shipping_id=self.cora.id))
        source = self.registry.crm_touchpoint_plan.sources["stock.picking"]
        self.flush()
        with closing(self.env.cr.savepoint()):
            self.env.cr.execute("ALTER TABLE stock_picking RENAME COLUMN sale_id TO no_such")
            self.assertFalse(touchpoint._why_inactive(source))
            touchpoint._synchronise(source, ids=picking.ids)
            self.assertEqual(self.rows("stock.picking", picking), [("delivery", self.cora.id, 0)])

    def test_place_that_is_the_customers_after_all(self):
        stock = self.warehouse.lot_stock_id
        depot = self.env["stock.location"].create({"name": "At Alfa", "usage": "internal"})
        moved = self.transfer(self.ana, stock, depot, self.warehouse.int_type_id)
        self.assertEqual(self.rows("stock.picking", moved), [])
        self.env["stock.quant"].search([("location_id", "=", depot.id)]).sudo().unlink()
        depot.usage = "customer"
        self.assertEqual(self.rows("stock.picking", moved), [("delivery", self.ana.id, 0)])
        self.assert_exact()

    def test_readers(self):
        self.validate(self.ordered())
        for user in (self.keeper, self.salesperson):
            self.assert_sees(user, self.alfa, "delivery", "delivery")
        for user in (self.plain, self.agent):
            self.assert_sees(user, self.alfa, "delivery")
        self.assert_closed_to_portal(self.alfa)
        self.assert_seen_in("delivery", 1, 0)


@needs("repair", "sale")
class TestRepairs(GoodsCase):
    """Registered, confirmed, repaired."""

    def repair(self, **values):
        return (
            self.env["repair.order"]
            .with_user(self.keeper)
            .create({"partner_id": self.ana.id, "product_id": self.product.id, "user_id": self.keeper.id, **values})
        )

    def test_registered_and_done(self):
        repair = self.repair(schedule_date="2026-03-20 12:00:00")
        registered = (
            "registered", self.ana.id, 0, NOW, False, "service", "in", "inquiry", repair.name, self.keeper.id,
        )  # fmt: skip
        self.assertEqual(self.rows("repair.order", repair, *VALUES), [registered])
        repair.action_validate()
        repair.action_repair_start()
        self.assertEqual(repair.state, "under_repair")
        self.assertEqual(self.rows("repair.order", repair, *VALUES), [registered])
        with freeze_time("2026-03-05 16:30:00"):
            repair.action_repair_end()
            self.assertEqual(repair.state, "done")
            self.flush()
        done = (
            "done", self.ana.id, 0, moment("2026-03-05 16:30:00"), False, "service", "out", "information",
            repair.name, self.keeper.id,
        )  # fmt: skip
        self.assertEqual(self.rows("repair.order", repair, *VALUES), [registered, done])
        self.assert_exact()

    def test_done_after_another_change(self):
        """The change is logged after the history has looked for the first time."""
        repair = self.repair(schedule_date="2026-03-20 12:00:00")
        repair.action_validate()
        repair.action_repair_start()
        self.flush()
        self.order(self.ana)
        self.env.flush_all()
        with freeze_time("2026-03-05 16:30:00"):
            repair.action_repair_end()
            self.flush()
        self.assertEqual(
            self.rows("repair.order", repair, "event", "date"),
            [("registered", NOW), ("done", moment("2026-03-05 16:30:00"))],
        )
        self.assert_exact()

    def test_called_off_and_taken_up_again(self):
        repair = self.repair()
        repair.action_validate()
        self.flush()
        with freeze_time("2026-03-03 09:00:00"):
            repair.action_repair_cancel()
            self.flush()
        self.assertEqual(
            self.rows("repair.order", repair, "event", "date", "direction"),
            [("registered", NOW, "in"), ("cancelled", moment("2026-03-03 09:00:00"), "internal")],
        )
        self.assert_exact()
        repair.action_repair_cancel_draft()
        self.assertEqual(self.rows("repair.order", repair, "event"), [("registered",)])
        self.assert_exact()

    def test_imported(self):
        """Nothing is logged of one that came done: the planned day is what is known."""
        repair = self.repair(state="done", schedule_date="2024-05-06 07:00:00")
        day = moment("2024-05-06 07:00:00")
        self.assertEqual(self.rows("repair.order", repair, "event", "date"), [("done", day), ("registered", day)])
        self.assert_exact()

    def test_whose_it_is(self):
        repair = self.repair(partner_id=False)
        self.assertEqual(self.rows("repair.order", repair), [])
        repair.partner_id = self.ben
        self.assertEqual(self.rows("repair.order", repair), [("registered", self.ben.id, 0)])
        repair.unlink()
        self.assertEqual(self.rows("repair.order", repair), [])
        self.assert_exact()

    def test_readers(self):
        self.repair()
        self.assert_sees(self.keeper, self.alfa, "service", "registered")
        for user in (self.salesperson, self.plain, self.agent):
            self.assert_sees(user, self.alfa, "service")
        self.assert_closed_to_portal(self.alfa)
        self.assert_seen_in("service", 1, 0)
