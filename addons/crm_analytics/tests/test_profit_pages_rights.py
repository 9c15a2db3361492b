from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .profit_pages_case import NOW, THAN, PagesCase


@tagged("post_install", "-at_install")
class TestProfitPagesRights(PagesCase):
    """To whom the pages say it."""

    def test_sellers_see_their_own(self):
        rows = self.env["crm.profit.customer"].with_user(self.seller).search([])
        self.assertEqual(rows.customer_id, self.gamma)
        self.assertLessEqual(
            {"gross", "net", "margin", "manual", "contribution", "profit"}, {line["key"] for line in rows._chain()}
        )
        mine = self.changes(self.seller).search([])
        self.assertEqual(mine.customer_id, self.gamma)
        self.assertEqual(mine.chain["lines"][-1]["now"], -150.0)
        foreign = self.changes().search([("customer_id", "=", self.alfa.id)])
        with self.assertRaises(AccessError):
            foreign.with_user(self.seller).read(["profit", "chain"])
        for model in (
            "crm.profit.fact",
            "crm.profit.running",
            "crm.profit.slice",
            "crm.profit.product",
            "crm.profit.reconciliation",
            "crm.score.run",
        ):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.seller).search([])
        with self.assertRaises(AccessError):
            self.figures(user=self.seller)

    def test_record_rules_count(self):
        """A narrower rule, of whatever addon, narrows the curve and the list too."""
        for model in ("crm.profit.running", "crm.profit.change"):
            self.env["ir.rule"].create(
                {
                    "name": "Not Alfa",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "domain_force": f"[('customer_id', '!=', {self.alfa.id})]",
                }
            )
        found = self.figures(NOW, THAN)
        self.assertEqual(found["customers"], 2)
        self.assertEqual([row["name"] for row in found["best"]], ["Beta"])
        self.assertNotIn(self.alfa, self.changes().search([]).customer_id)

    def test_outsiders(self):
        portal = new_test_user(self.env, "t_portal_profit", "base.group_portal")
        for call in (
            lambda: self.figures(user=portal),
            lambda: self.changes(portal).search([]),
            lambda: self.env["crm.profit.customer"].with_user(portal).search([]),
            lambda: self.env["crm.score.run"].with_user(portal).refresh(),
        ):
            with self.assertRaises(AccessError):
                call()

    def test_another_company(self):
        other = self._company("Elsewhere")
        stranger = new_test_user(
            self.env,
            "t_stranger",
            "crm_analytics.group_controller",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        env = self.env(user=stranger, context={"allowed_company_ids": other.ids})
        for model in (
            "crm.profit.customer",
            "crm.profit.change",
            "crm.profit.fact",
            "crm.profit.running",
            "crm.profit.slice",
            "crm.profit.reconciliation",
            "crm.score.run",
        ):
            self.assertFalse(env[model].search([]), model)
        found = env["crm.profit.overview"].figures()
        self.assertEqual((found["customers"], found["run"], found["chain"]), (0, False, []))

    def test_two_companies(self):
        """An analyst of both sees the figures of the one they work in, and customers of those they chose."""
        other = self._company("Second")
        self.env.user.company_ids += other
        both = self.env(context={"allowed_company_ids": [other.id, self.company.id]})
        both["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.alfa.id,
                "invoice_date": "2025-02-02",
                "date": "2025-02-02",
                "company_id": other.id,
                "invoice_line_ids": [(0, 0, {"name": "Advice", "price_unit": 77.0, "tax_ids": [(5, 0, 0)]})],
            }
        ).action_post()
        both["crm.score.run"].refresh(other.id)
        both["crm.score.run"]._cron_work()
        self.env.invalidate_all()
        self.analyst.company_ids += other
        second = self.env(user=self.analyst, context={"allowed_company_ids": other.ids})
        self.assertEqual(second["crm.profit.overview"].figures(NOW, THAN)["profit"], 77.0)
        self.assertEqual(self.figures(NOW, THAN)["profit"], 750.0)
        chosen = self.changes().with_context(allowed_company_ids=[self.company.id, other.id])
        rows = chosen.search([("customer_id", "=", self.alfa.id)])
        self.assertEqual(sorted(rows.mapped("profit")), [77.0, 600.0])
