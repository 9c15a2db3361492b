from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .trade_case import TradeCase


@tagged("post_install", "-at_install")
class TestProfitChannel(TradeCase):
    """Which sales channel a document belongs to."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.sales.channel.rule"].search([]).active = False
        cls.wholesale = cls.env.ref("crm_analytics.sales_channel_wholesale")
        cls.partner = cls.env.ref("crm_analytics.sales_channel_partner")
        cls.phone = cls.env.ref("crm_analytics.sales_channel_phone")
        cls.team = cls.env["crm.team"].create({"name": "Big ones", "company_id": cls.company.id})
        cls.medium = cls.env["utm.medium"].create({"name": "Telephone of the test"})
        cls.tag = cls.env["res.partner.category"].create({"name": "Reseller"})
        cls.prices = cls.env["product.pricelist"].create({"name": "Resellers", "company_id": cls.company.id})

    def rule(self, channel, sequence, **values):
        return self.env["crm.sales.channel.rule"].create(
            {"channel_id": channel.id, "sequence": sequence, "company_id": self.company.id, **values}
        )

    def invoice_of(self, partner, price, team=None, medium=None):
        move = self.document(partner, price, post=False, day=self.today)
        move.write({"team_id": team and team.id, "medium_id": medium and medium.id})
        move.action_post()
        return move

    def setUp(self):
        super().setUp()
        self.today = self.env["crm.sales.channel.rule"]._since().replace(day=28).isoformat()

    def by_channel(self):
        found = {}
        for fact in self.facts(kind="revenue"):
            found[fact.channel_id.code] = found.get(fact.channel_id.code, 0.0) + fact.amount
        return found

    def test_the_first_that_fits(self):
        self.beta.category_id = self.tag
        self.rule(self.phone, 1, medium_ids=[Command.set(self.medium.ids)])
        self.rule(self.partner, 2, tag_ids=[Command.set(self.tag.ids)])
        self.rule(self.wholesale, 3, team_ids=[Command.set(self.team.ids)])
        self.invoice_of(self.beta, 1.0, self.team, self.medium)
        self.invoice_of(self.beta, 10.0, self.team)
        self.invoice_of(self.ana, 100.0, self.team)
        self.invoice_of(self.ana, 1000.0)
        self.document(self.supplier, 7.0, "in_invoice")
        self.run_now()
        self.assertEqual(self.by_channel(), {"phone": 1.0, "partner": 10.0, "wholesale": 100.0, False: 1000.0})
        self.assertFalse(self.facts(reason="purchase").channel_id)
        products = self.env["crm.profit.product"].search([("current", "=", True), ("revenue", "!=", 0)])
        self.assertEqual({row.channel_id.code: row.revenue for row in products}, self.by_channel())
        self.assert_opens()
        self.assert_whole()

    def assert_opens(self):
        for fact in self.facts(origin=False):
            items = self.env["account.move.line"].search(fact.action_open_items()["domain"])
            self.assertAlmostEqual(-sum(items.mapped("balance")), fact.amount, 2, (fact.kind, fact.channel_id.code))
            self.assertEqual(len(items), fact.items)

    def test_price_list_of_the_customer(self):
        self.alfa.with_company(self.company).specific_property_product_pricelist = self.prices
        self.rule(self.partner, 1, pricelist_ids=[Command.set(self.prices.ids)])
        self.invoice_of(self.ana, 100.0)
        self.invoice_of(self.beta, 10.0)
        self.entry(3.0, self.alfa)
        self.run_now()
        self.assertEqual(self.by_channel(), {"partner": 100.0, False: 10.0})
        self.assertEqual(self.facts(kind="manual").channel_id, self.partner)
        self.assert_opens()

    def test_every_criterion_must_fit(self):
        journal = self.document(self.alfa, 1.0).journal_id
        both = self.rule(
            self.phone, 1, medium_ids=[Command.set(self.medium.ids)], journal_ids=[Command.set(journal.ids)]
        )
        self.rule(self.wholesale, 2)
        self.invoice_of(self.alfa, 10.0, medium=self.medium)
        self.run_now()
        self.assertEqual(self.by_channel(), {"phone": 10.0, "wholesale": 1.0})
        both.journal_ids = journal.copy({"code": "TOTHR"})
        self.run_now()
        self.assertEqual(self.by_channel(), {"wholesale": 11.0})

    def test_what_a_rule_catches(self):
        first = self.rule(self.phone, 1, medium_ids=[Command.set(self.medium.ids)])
        second = self.rule(self.partner, 2, tag_ids=[Command.set(self.tag.ids)])
        rest = self.rule(self.wholesale, 3)
        self.beta.category_id = self.tag
        caught = {
            first: self.invoice_of(self.beta, 1.0, medium=self.medium),
            second: self.invoice_of(self.beta, 1.0) + self.invoice_of(self.beta, 1.0),
            rest: self.invoice_of(self.alfa, 1.0),
        }
        self.document(self.alfa, 1.0, day="2020-01-31")
        self.env.invalidate_all()
        controller = self._user("t_controller_rules", "crm_analytics.group_controller", "account.group_account_invoice")
        for rule, documents in caught.items():
            mine = rule.with_user(controller)
            self.assertEqual(mine.caught, len(documents), rule.channel_id.code)
            action = mine.action_open_caught()
            self.assertEqual(self.env["account.move"].search(action["domain"]), documents.sorted("id", reverse=True))
        # Turned round, the rule for everything takes them all.
        rest.sequence = 0
        self.env.invalidate_all()
        self.assertEqual([rule.caught for rule in (first, second, rest)], [0, 0, 4])
        rest.active = False
        with self.assertRaises(UserError):
            rest.action_open_caught()

    def test_rules_for_all_companies_and_of_another(self):
        other = self._company("Second Channel")
        self.env.user.company_ids += other
        self.rule(self.phone, 1, company_id=other.id)
        self.rule(self.wholesale, 2, company_id=False)
        self.invoice_of(self.alfa, 10.0)
        self.run_now()
        self.assertEqual(self.by_channel(), {"wholesale": 10.0})

    def test_who_may_set_them(self):
        rule = self.rule(self.wholesale, 1)
        self.assertEqual(rule.with_user(self.analyst).channel_id, self.wholesale)
        self.assertEqual(rule.with_user(self.analyst).caught, 0)
        with self.assertRaises(AccessError):
            rule.with_user(self.analyst).sequence = 4
        with self.assertRaises(AccessError):
            rule.with_user(self.seller).read(["sequence"])
        with self.assertRaises(AccessError):
            self.wholesale.with_user(self.seller).read(["name"])
