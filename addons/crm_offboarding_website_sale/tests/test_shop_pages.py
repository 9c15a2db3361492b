from odoo.http import Request
from odoo.tests import HttpCase, tagged

from odoo.addons.website_sale.models.website import CART_SESSION_CACHE_KEY

from .shop_case import ShopCase


@tagged("post_install", "-at_install")
class TestShopPages(HttpCase, ShopCase):
    """The shop as a customer under notice sees it, in Chromium and page by page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website = cls.env["website"].get_current_website()
        cls.website.write({"company_id": cls.company.id, "default_lang_id": cls.env.ref("base.lang_en").id})

    def setUp(self):
        super().setUp()
        self.authenticate(self.portal.login, self.portal.login)

    def call(self, route, **params):
        url = f"{self.base_url()}{route}"
        answer = self.opener.post(url, json={"jsonrpc": "2.0", "method": "call", "id": 0, "params": params}).json()
        self.assertNotIn("error", answer)
        return answer["result"]

    def put(self):
        template = self.goods.product_tmpl_id.id
        return self.call("/shop/cart/add", product_template_id=template, product_id=self.goods.id, quantity=1)

    def test_refused(self):
        self.case_ = self.to("notice")
        before = self.env["sale.order"].search_count([])
        self.start_tour(self.goods.website_url, "crm_offboarding_shop_refused", login=self.portal.login)
        self.assertEqual(self.env["sale.order"].search_count([]), before)

    def test_a_cart_from_before(self):
        self.assertEqual(self.put()["quantity"], 1)
        cart = self.env["sale.order"].search([("partner_id", "=", self.ana.id)])
        self.case_ = self.to("notice")
        self.start_tour("/shop/cart", "crm_offboarding_shop_cart", login=self.portal.login)
        self.assertEqual(cart.order_line.product_uom_qty, 1)

    def test_a_cart_filled_before_logging_in(self):
        """It stays where it is, and every page still opens."""
        self.case_ = self.to("notice")
        self.authenticate(None, None)
        self.assertEqual(self.put()["quantity"], 1)
        guest = self.website.user_id.partner_id
        cart = self.env["sale.order"].search([("partner_id", "=", guest.id)], limit=1)
        extra = {CART_SESSION_CACHE_KEY: cart.id}
        self.authenticate(self.portal.login, self.portal.login, session_extra=extra)
        for page in ("/shop", "/shop/cart", self.goods.website_url):
            answer = self.url_open(page)
            self.assertEqual(answer.status_code, 200, page)
        self.assertFalse(self.env["sale.order"].search([("partner_id", "=", self.ana.id)]))
        self.assertEqual(cart.partner_id, guest)

    def test_a_guest_with_their_address(self):
        self.case_ = self.to("notice")
        self.authenticate(None, None)
        self.put()
        lithuania = self.env.ref("base.lt").id
        values = {"name": "Guest", "phone": "+37061112223", "street": "G. 2", "city": "Vilnius", "zip": "01103"}
        values |= {"country_id": lithuania, "address_type": "billing", "csrf_token": Request.csrf_token(self)}
        answer = self.url_open("/shop/address/submit", data={**values, "email": self.alfa.email}).json()
        self.said(*answer["messages"])
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Guest")]))
        answer = self.url_open("/shop/address/submit", data={**values, "email": "guest@guest.example.com"}).json()
        self.assertIn("redirectUrl", answer)

    def test_page_by_page(self):
        """Nothing is said while all is open; then each page says it, and the last one takes no money."""
        self.assertNotIn("o_offboarding_refusal", self.url_open(self.goods.website_url).text)
        self.put()
        cart = self.env["sale.order"].search([("partner_id", "=", self.ana.id)])
        self.assertNotIn("o_offboarding_refusal", self.url_open("/shop/cart").text)
        self.case_ = self.to("notice")
        answer = self.put()
        self.said(answer["notification_info"]["warning"])
        self.assertEqual((answer["quantity"], answer["cart_quantity"]), (0, 1))
        answer = self.call("/shop/cart/update", line_id=cart.order_line.id, quantity=3)
        self.said(answer["warning"])
        self.assertEqual((answer["quantity"], answer["cart_ready"]), (1, False))
        payment = self.url_open("/shop/payment")
        self.assertTrue(payment.url.endswith("/shop/payment"), payment.url)
        self.assertIn("cannot be done online", payment.text)
        self.assertNotIn("o_payment_form", payment.text)
        # Taking out is no business.
        self.assertEqual(self.call("/shop/cart/update", line_id=cart.order_line.id, quantity=0)["cart_quantity"], 0)
