"""The line about the customer, used in Chromium by somebody who has no other right than the warehouse's."""

from datetime import timedelta

from odoo import Command
from odoo.fields import Date, Datetime
from odoo.tests import HttpCase, new_test_user, tagged


class WarehouseTourCase(HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "stock.picking" not in cls.env:
            cls.skipTest(cls, "Inventory is not installed")
        groups = "base.group_user,stock.group_stock_user"
        if "delivery.zip.prefix" in cls.env:
            # With Delivery Costs, Odoo's form of a delivery needs a right that the warehouse's group does not bring.
            groups += ",base.group_partner_manager"
        new_test_user(cls.env, "c360_warehouse", groups, email="w@example.com")
        owner = new_test_user(cls.env, "c360_owner", "base.group_user", name="Olga Owner", email="o@example.com")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Late Customer", "is_company": True, "user_id": owner.id, "email": "late@example.com"}
        )
        cls.customer.activity_schedule(
            "mail.mail_activity_data_call",
            Date.context_today(owner) - timedelta(days=1),
            summary="Call back",
            user_id=owner.id,
        )
        cls.picking = cls._late_delivery()

    @classmethod
    def _late_delivery(cls):
        kind = cls.env["stock.picking.type"].search(
            [("code", "=", "outgoing"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        places = {
            "location_id": kind.default_location_src_id.id,
            "location_dest_id": cls.env.ref("stock.stock_location_customers").id,
        }
        goods = cls.env["product.product"].create({"name": "Rack", "is_storable": True})
        move = Command.create({"product_id": goods.id, "product_uom_qty": 1, **places})
        picking = cls.env["stock.picking"].create(
            {"partner_id": cls.customer.id, "picking_type_id": kind.id, "move_ids": [move], **places}
        )
        picking.action_confirm()
        picking.scheduled_date = Datetime.now() - timedelta(days=3)
        return picking

    def walk(self):
        url = f"/odoo/stock.picking/{self.picking.id}"
        self.start_tour(url, "crm_customer360_customer_strip_warehouse", login="c360_warehouse")


@tagged("post_install", "-at_install")
class TestCustomerStripTour(WarehouseTourCase):
    def test_warehouse(self):
        self.walk()


@tagged("post_install", "-at_install")
class TestCustomerStripTourPhone(WarehouseTourCase):
    browser_size = "400x800"
    touch_enabled = True

    def test_warehouse(self):
        self.walk()
