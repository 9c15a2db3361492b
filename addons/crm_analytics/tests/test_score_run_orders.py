from odoo.tests import tagged

from .test_score_run_update import UpdateCase
from .trade_case import TradeCase


@tagged("post_install", "-at_install")
class TestScoreRunOrders(UpdateCase, TradeCase):
    """What becomes of an order after the run is counted with its invoice, in a month in which nothing was posted."""

    def setUp(self):
        super().setUp()
        self.noted()
        self.sold = self.order(self.ana, 10)
        self.invoice(self.sold)
        self.note(self.sold, 30.0)
        # Something else the customer buys is in a month that is counted whole.
        self.later = self.order(self.ana, 1)
        self.run_now()
        self.settle()
        self.invoice(self.later, day="2025-05-05")

    def change(self, table, record, **values):
        """As another program does it: nothing but this row is written."""
        self.env.flush_all()
        columns = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE {table} SET {columns}, write_date = now() AT TIME ZONE 'UTC' WHERE id = %s",
            [*values.values(), record.id],
        )
        self.env.invalidate_all()

    def march(self, run, kind):
        """What the facts of March say of a kind: amounts, and what the price was above the list's."""
        facts = self.env["crm.profit.fact"].search(
            [("run_id", "=", run.id), ("month", "=", "2025-03-01"), ("kind", "=", kind)]
        )
        return sum(facts.mapped("amount")), sum(facts.mapped("realisation"))

    def test_delivered_after_the_run(self):
        self.assertEqual(self.march(self.shown(), "cogs")[0], -300.0)
        self.deliver(self.sold)
        self.assertEqual(self.march(self.assert_like_a_whole_run(), "cogs")[0], -400.0)

    def test_value_of_the_delivery_corrected(self):
        self.deliver(self.sold)
        self.shown()._try_update()
        self.settle()
        self.change("stock_move", self.sold.picking_ids.move_ids, value=450.0)
        self.assertEqual(self.march(self.assert_like_a_whole_run(), "cogs")[0], -450.0)

    def test_cost_noted_on_the_line(self):
        self.change("sale_order_line", self.sold.order_line, purchase_price=20.0)
        self.assertEqual(self.march(self.assert_like_a_whole_run(), "cogs")[0], -200.0)

    def test_price_of_the_list_on_the_line(self):
        self.change("sale_order_line", self.sold.order_line, technical_price_unit=110.0)
        self.assertEqual(self.march(self.assert_like_a_whole_run(), "revenue"), (1000.0, -100.0))

    def test_rate_of_the_order(self):
        self.change("sale_order", self.sold, currency_rate=2.0)
        self.assertEqual(self.march(self.assert_like_a_whole_run(), "cogs")[0], -150.0)
