"""A segment gives a pricelist and takes it away again."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.crm_customer360.tests.segment_case import SegmentCase


@tagged("post_install", "-at_install")
class TestSegmentPricelist(SegmentCase):
    def setUp(self):
        super().setUp()
        self.good, self.other = self.env["product.pricelist"].create(
            [{"name": "Good customers", "company_id": False}, {"name": "Other", "company_id": False}]
        )
        (self.alfa | self.beta | self.dora).city = "Kaunas"
        self.members = self.segment(domain=f"[('city', '=', 'Kaunas'), ('id', 'in', {self.own.ids})]")
        self.beta.specific_property_product_pricelist = self.other

    def push(self, user=None, **values):
        pushes = self.env["crm.segment.push"].with_user(user) if user else self.env["crm.segment.push"]
        return pushes.create({"segment_id": self.members.id, "kind": "pricelist", "target_id": self.good.id, **values})

    def refresh(self):
        self.members._refresh()
        self.members._run_pushes()
        self.env.invalidate_all()

    def prices(self, company=None):
        partners = (self.own - self.cora).with_company(company or self.company)
        return {
            one.name: one.specific_property_product_pricelist
            for one in partners
            if one.specific_property_product_pricelist
        }

    def test_given_and_taken(self):
        push = self.push()
        self.refresh()
        given = {"Alfa": self.good, "Ana": self.good, "Ben": self.good, "Beta": self.other}
        self.assertEqual(self.prices(), {**given, "Dora": self.good})
        self.assertEqual(self.prices(self.other_company), {})
        self.assertEqual(self.ana.property_product_pricelist, self.good)
        self.refresh()
        self.assertEqual(self.prices(), {**given, "Dora": self.good})
        self.dora.specific_property_product_pricelist = self.other
        (self.alfa | self.beta | self.dora).city = "Vilnius"
        self.refresh()
        self.assertEqual(self.prices(), {"Beta": self.other, "Dora": self.other})
        self.assertFalse(push.error)

    def test_who_may_set_it_up(self):
        boss = self._user("t_boss", "crm_customer360.group_manager")
        with self.assertRaises(AccessError):
            self.push(boss)

    def test_pricelist_of_another_company(self):
        self.good = self.good.create({"name": "Theirs", "company_id": self.other_company.id})
        with self.assertRaises(UserError):
            self.push()
