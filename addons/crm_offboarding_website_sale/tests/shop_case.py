"""A shop, its goods, and a customer of the portal."""

from odoo import Command
from odoo.tests import new_test_user

from odoo.addons.crm_offboarding.tests.offboarding_case import OffboardingCase


class ShopCase(OffboardingCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(
            cls.env,
            "t_offw_portal",
            "base.group_portal",
            partner_id=cls.ana.id,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
            email=cls.ana.email,
        )
        cls.goods = cls.env["product.product"].create(
            {"name": "Book", "type": "service", "list_price": 20.0, "sale_ok": True, "website_published": True}
        )
        cls.goods.taxes_id = [Command.clear()]
        # An address the shop asks for nothing more.
        cls.ana.write(
            {"street": "Gedimino pr. 1", "city": "Vilnius", "zip": "01103", "country_id": cls.env.ref("base.lt").id}
        )

    def said(self, words):
        """Told politely, with whom to ask and nothing of the case."""
        self.assertIn(self.one.name, words)
        self.assertIn("contact us", words)
        for secret in (self.case_.name, "Complaints", "case", "ending", "Alfa"):
            self.assertNotIn(secret, words)
