from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.website_sale.tests.common import MockRequest

from .shop_case import ShopCase


@tagged("post_install", "-at_install")
class TestShop(ShopCase):
    """The shop refuses before payment, in words a customer may read."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].create({"name": "Shop", "company_id": cls.company.id})

    def cart(self, partner, **values):
        line = Command.create({"product_id": self.goods.id, "price_unit": 20.0, "tax_ids": [Command.clear()]})
        return self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "company_id": self.company.id,
                "website_id": self.website.id,
                "order_line": [line],
                **values,
            }
        )

    def refused(self, run, error=UserError):
        with self.assertRaises(error) as caught, self.env.cr.savepoint():
            run()
            self.env.flush_all()
        self.env.invalidate_all()
        self.said(str(caught.exception))

    def test_refused_before_payment(self):
        cart, others = self.cart(self.ana), self.cart(self.beta)
        cart._check_cart_is_ready_to_be_paid()
        self.case_ = self.to("notice")
        self.refused(cart._check_cart_is_ready_to_be_paid, ValidationError)
        self.refused(cart.with_user(self.portal).sudo()._check_cart_is_ready_to_be_paid, ValidationError)
        others._check_cart_is_ready_to_be_paid()
        self.case_.with_user(self.one).action_retain("They stay")
        cart._check_cart_is_ready_to_be_paid()

    def test_refused_in_the_cart(self):
        """The way of the shop: the system makes and fills the cart in the customer's name."""
        cart = self.cart(self.ana)
        self.case_ = self.to("notice")
        website = self.website.with_user(self.portal).with_context(allowed_company_ids=self.company.ids)
        with MockRequest(website.env, website=website):
            self.refused(website._create_cart)
            answer = cart.with_user(self.portal).sudo()._cart_add(self.goods.id, quantity=1)
            self.said(answer["warning"])
            self.assertEqual((answer["added_qty"], cart.order_line.product_uom_qty), (0, 1))
            # A line beside what the shop does is refused as for anybody.
            line = {"order_id": cart.id, "product_id": self.goods.id}
            self.refused(lambda: self.env["sale.order.line"].with_user(self.portal).sudo().create(line))
        with MockRequest(website.env, website=website, sale_order_id=cart.id) as request:
            self.assertEqual(request.env.user, self.portal)
            self.refused(cart.sudo()._check_cart_is_ready_to_be_paid, ValidationError)

    def test_a_visitor_with_their_address(self):
        """A guest who enters the address of a customer parted with learns nothing about them."""
        self.case_ = self.to("notice")
        public = self.env.ref("base.public_user")
        website = self.website.with_user(public).with_context(allowed_company_ids=self.company.ids)
        values = {"name": "Guest", "email": self.alfa.email}
        partners = self.env["res.partner"].with_user(public).with_company(self.company).sudo()
        with MockRequest(website.env, website=website):
            self.refused(lambda: partners.create(values))
        self.refused(lambda: partners.create(values))

    def test_portal_quotation(self):
        order = self.order(self.ana, require_signature=True, require_payment=True)
        order.action_quotation_sent()
        self.case_ = self.to("notice")
        order = order.with_user(self.portal).sudo()
        self.assertFalse(order._has_to_be_signed() or order._has_to_be_paid())
        self.refused(order.action_confirm)

    def test_other_company(self):
        cart = self.cart(self.beta)
        website = self.env["website"].create({"name": "Second", "company_id": self.other_company.id})
        other = (
            self.env["sale.order"]
            .with_company(self.other_company)
            .with_context(allowed_company_ids=self.other_company.ids)
            .create({"partner_id": self.beta.id, "company_id": self.other_company.id, "website_id": website.id})
        )
        other.order_line = [Command.create({"product_id": self.goods.id, "tax_ids": [Command.clear()]})]
        self.case_ = self.to("notice", self.beta)
        other._check_cart_is_ready_to_be_paid()
        with self.assertRaises(ValidationError):
            cart._check_cart_is_ready_to_be_paid()
