from unittest.mock import patch

from odoo.fields import Date
from odoo.tests import tagged

from .dissatisfaction_case import DissatisfactionCase


@tagged("post_install", "-at_install")
class TestSilenceReasons(DissatisfactionCase):
    """What else is known of whoever there is an alert of, how far it carries, and how old it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Eleven orders within the last 365 days, thirteen in the 365 before: 550 instead of 1,300, which is 58 % less.
        cls.orders(cls.alfa, 28, 11, ago=61, price=50.0)
        cls.orders(cls.alfa, 28, 13, ago=61 + 11 * 28, price=100.0)
        cls.beta.user_id = cls.seller
        cls.orders(cls.beta, 28, 5, ago=80)

    def setUp(self):
        super().setUp()
        self.complain(self.alfa, 30, 12)
        self.touch(self.beta, [40])
        self.env["crm.touchpoint.summary"]._cron_refresh()
        self.run_now()
        self.search_now()

    def alert(self, partner, user=None):
        return self.alerts(partner, kind="silent").with_user(user or self.seller)

    def test_what_explains_it_comes_first(self):
        alert = self.alert(self.alfa)
        self.assertEqual(alert.reason, "Orders every 28 days, now 61.")
        facts = ["2 complaints in 90 days, usually 0.", "Revenue of the last year down by 58 %."]
        self.assertEqual(alert.also.splitlines(), facts)
        self.assertEqual((alert.confidence, alert.figures_on), ("high", self.today))
        # Whoever is told reads it, too.
        self.assertIn("<br>2 complaints in 90 days", alert.activity_ids.note)

    def test_the_last_contact(self):
        alert = self.alert(self.beta)
        self.assertEqual(alert.also, "Last contact: 40 days ago.")
        # Five purchases are four gaps: few to know a rhythm by.
        self.assertEqual(alert.confidence, "medium")

    def test_a_large_customer(self):
        month = Date.start_of(self.today, "month")
        made = {"company_id": self.company.id, "month": month, "measure": "net"}
        place = {"snapshot_id": self.env["crm.pyramid.snapshot"].create(made).id, **made}
        del place["measure"]
        self.env["crm.pyramid.position"].create({**place, "customer_id": self.beta.id, "layer": "big", "rank": 2})
        facts = ["Last contact: 40 days ago.", "Layer of the customer pyramid: Big."]
        self.assertEqual(self.alert(self.beta, self.manager).also.splitlines(), facts)

    def test_only_what_the_reader_may_know(self):
        """A colleague who is asked for once reads the alert, not the figures of a customer who is not theirs."""
        self.alert(self.alfa, self.env.user)._set({"user_id": self.other_seller.id})
        alert = self.alert(self.alfa, self.other_seller)
        self.assertEqual(alert.reason, "Orders every 28 days, now 61.")
        self.assertEqual(alert.also, "Last contact: 12 days ago.")

    def many(self):
        """Ten more customers of the seller who fell silent."""
        partners = self.env["res.partner"].create(
            [{"name": f"Many {number}", "is_company": True, "user_id": self.seller.id} for number in range(10)]
        )
        for partner in partners:
            self.orders(partner, 28, 6, ago=61)
        return partners

    def test_telling_asks_once_a_person(self):
        rule = self.env["crm.silence.rule"]._of(self.company)
        rule.weekly_cap = 50
        partners = self.many()
        asked, kind = [], type(self.env["crm.silence.alert"])
        scores = kind._scores

        def counted(alerts):
            asked.append((alerts.env.user, len(alerts)))
            return scores(alerts)

        with patch.object(kind, "_scores", counted):
            self.search_now()
        told = self.env["crm.silence.alert"].search([("customer_id", "in", partners.ids), ("state", "=", "told")])
        self.assertEqual(len(told), 10)
        self.assertIn((self.seller, 10), asked)
        self.assertLessEqual(len(asked), 2, "once for each person who is told")

    def test_a_list_asks_once(self):
        """As many queries for twelve alerts as for two."""
        self.many()
        self.search_now()
        everybody = self.env["crm.silence.alert"].search([("company_id", "=", self.company.id)])
        two = self.alerts(self.alfa, kind="silent") | self.alerts(self.beta, kind="silent")
        self.assertGreaterEqual(len(everybody), 12)
        counts = []
        for alerts in (two, two, everybody):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            shown = alerts.with_user(self.seller).read(["also", "confidence", "figures_on"])
            counts.append(self.env.cr.sql_log_count - before)
            self.assertTrue(any(row["also"] for row in shown))
        self.assertEqual(counts[1], counts[2])
