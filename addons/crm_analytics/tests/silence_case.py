"""Customers with a rhythm of orders, and the search done on the spot."""

import datetime as dt

from odoo import Command
from odoo.fields import Date, Datetime

from .profit_case import ProfitCase


class SilenceCase(ProfitCase):
    """One customer who ordered every 28 days and stopped 61 days ago, owned by the seller."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls._user("t_manager", "crm_customer360.group_manager")
        cls.other_seller = cls._user("t_other_seller", "sales_team.group_sale_salesman")
        cls.today = Date.today()
        cls.alfa.user_id = cls.seller
        # Advice: nothing that has to be delivered.
        cls.product = cls.env["product.product"].create({"name": "Advice", "type": "service", "list_price": 100.0})
        cls.rule = cls.env["crm.silence.rule"]._of(cls.company)

    @classmethod
    def orders(cls, partner, every, times, ago, price=100.0, product=None):
        """Confirmed orders, the last one ``ago`` days ago; returns the day of the last."""
        last = cls.today - dt.timedelta(days=ago)
        days = [last - dt.timedelta(days=every * number) for number in range(times)]
        return cls.orders_on(partner, days, price, product)

    @classmethod
    def orders_on(cls, partner, days, price=100.0, product=None):
        line = {"product_id": (product or cls.product).id, "price_unit": price, "tax_ids": [Command.clear()]}
        orders = cls.env["sale.order"].create(
            [
                {"partner_id": partner.id, "company_id": cls.company.id, "order_line": [Command.create(line)]}
                for _ in days
            ]
        )
        orders.action_confirm()
        for order, day in zip(orders, days, strict=True):
            order.date_order = dt.datetime.combine(day, dt.time(10))
        return max(days)

    def search_now(self):
        """A whole search; returns it."""
        runs = self.env["crm.silence.run"]
        run = runs.browse(runs.refresh())
        runs._cron_work()
        self.env.invalidate_all()
        self.assertEqual(run.state, "done", run.error)
        return run

    def alerts(self, partner, **values):
        domain = [("customer_id", "=", partner.id), ("company_id", "=", self.company.id)]
        return self.env["crm.silence.alert"].search([*domain, *((name, "=", value) for name, value in values.items())])

    def touch(self, partner, days, nature="information"):
        """Calls so many days ago."""
        rows = [
            {
                "partner_id": partner.id,
                "date": Datetime.to_string(dt.datetime.combine(self.today - dt.timedelta(days=ago), dt.time(9))),
                "channel": "call",
                "direction": "in",
                "nature": nature,
                "name": f"Call {ago}",
                "external_ref": f"{partner.id}-{nature}-{ago}",
            }
            for ago in days
        ]
        self.env["crm.touchpoint"].log(rows)
        self.env.cr.flush()
