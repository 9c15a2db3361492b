"""What customers are told: on documents, in the portal, and by which words; and what colleagues can open."""

from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.crm_customer360.core.inside import INSIDE

from .loyalty_case import LoyaltyCase


@tagged("post_install", "-at_install")
class TestShown(LoyaltyCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.program(return_days=14, expire_after=365, portal_point_name="points")
        cls.of_alfa = cls.card(cls.ledger, cls.alfa, 300)
        cls.of_beta = cls.card(cls.ledger, cls.beta, 7)
        portal = {"company_id": cls.company.id, "company_ids": [(6, 0, cls.company.ids)]}
        new_test_user(cls.env, "loy_portal_ana", "base.group_portal", partner_id=cls.ana.id, **portal)

    def bought(self):
        """An order of Ana's company with 100 points that wait, paid; 80 were spent."""
        order = self.order(self.ana, reward=self.of_alfa)
        invoice = self.invoice(order)
        self.pay(invoice)
        self.env.flush_all()
        self.env.invalidate_all()
        return order, invoice

    def values(self, card):
        return self.make_jsonrpc_request(f"/my/loyalty_card/{card.id}/values", {"card_id": card.id})

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    def test_documents(self):
        order = self.order(self.ana, reward=self.of_alfa, confirm=False)
        self.assertEqual(dict(order._loyalty_lines()), {"Points to earn": "100", "Points spent": "80"})
        order, invoice = self.bought()
        told = dict(order._loyalty_lines())
        self.assertEqual((told["Points earned"], told["Of these available later"]), ("100", "100"))
        self.assertIn("Next points expire on", told)
        told = dict(invoice._loyalty_lines())
        self.assertEqual((told["Points earned with this invoice"], told["Points spent"]), ("100", "80"))
        self.assertIn("Next points expire on", told)
        reports = self.env["ir.actions.report"]
        for report, record in (("sale.report_saleorder", order), ("account.report_invoice", invoice)):
            html = reports._render_qweb_html(report, record.ids)[0].decode()
            self.assertIn('name="loyalty_points"', html)
            self.assertIn("Points earned", html)

    def test_invoice_before_it_is_paid(self):
        """What is sent to be paid says what paying it will earn; drafts too, and for who sees no orders."""
        order = self.order(self.ana, quantity=4, reward=self.of_alfa)
        invoice = self.invoice(order, post=False)
        expected = {"Points earned once it is paid": "400", "Points spent": "80"}
        self.assertEqual(dict(invoice._loyalty_lines()), expected)
        invoice.action_post()
        clerk = self._user("t_loy_clerk", "account.group_account_invoice")
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(dict(invoice.with_user(clerk)._loyalty_lines()), expected)
        self.pay(invoice, invoice.amount_total / 4)
        self.env.invalidate_all()
        self.assertEqual((invoice.loyalty_earned, invoice.loyalty_promised), (100, 300))
        self.credit_note(invoice, quantity=1)
        self.env.invalidate_all()
        # Three pieces are left, paid in part: (300 × 118.5 / (474 − 121)) to the hundredth.
        self.assertEqual((invoice.loyalty_earned, invoice.loyalty_promised), (100.70, 199.30))
        self.credit_note(invoice, quantity=3)
        self.env.invalidate_all()
        self.assertEqual(invoice._loyalty_lines()[:1], [("Points spent", "80")], "the reward did not come back")

    def test_in_words_of_the_customer(self):
        order, _invoice = self.bought()
        for language in ("lt_LT", "lv_LV"):
            self.env["res.lang"]._activate_lang(language)
            told = order.with_context(lang=language)._loyalty_lines()
            self.assertEqual(len(told), 4)
            self.assertFalse({label for label, _value in told} & {label for label, _value in order._loyalty_lines()})

    def test_large_numbers(self):
        self.assertEqual(self.of_alfa._shown_points(1234567), "1,234,567")
        self.assertEqual(self.of_alfa._shown_points(0.5), "0.50")

    # ------------------------------------------------------------------
    # Portal
    # ------------------------------------------------------------------

    def test_portal_card_of_the_company(self):
        order, _invoice = self.bought()
        self.authenticate("loy_portal_ana", "loy_portal_ana")
        page = self.url_open("/my/home").text
        self.assertIn(f'data-card_id="{self.of_alfa.id}"', page)
        self.assertNotIn(f'data-card_id="{self.of_beta.id}"', page)
        told = self.values(self.of_alfa)
        self.assertEqual(told["card"]["points_display"], "220 points")
        self.assertEqual(told["ledger"][0], {"label": "Available later", "value": "100"})
        self.assertIn(order.name, told["history_lines"][0]["description"])
        history = self.url_open(f"/my/loyalty_card/{self.of_alfa.id}/history")
        self.assertIn(order.name, history.text)
        order_page = self.url_open(order.get_portal_url()).text
        self.assertIn('name="loyalty_points"', order_page)

    def test_portal_card_of_others(self):
        """Also of the own company while it is no shared one: a card put out of use, a program without a ledger."""
        plain = self.card(self.program(ledger=False), self.alfa, 5)
        self.authenticate("loy_portal_ana", "loy_portal_ana")
        for card in (self.of_beta, plain):
            self.assertNotIn(f'data-card_id="{card.id}"', self.url_open("/my/home").text)
            history = self.url_open(f"/my/loyalty_card/{card.id}/history")
            self.assertTrue(history.url.rstrip("/").endswith(("/my", "/my/home")), history.url)

    def test_portal_own_card(self):
        card = self.card(self.ledger, self.dora, 50)
        card.with_context(loyalty_overspend=INSIDE).points = -30
        self.authenticate("t_loy_portal", "t_loy_portal")
        told = self.values(card)
        self.assertEqual(told["ledger"], [{"label": "Owed, paid by the next points", "value": "30"}])

    # ------------------------------------------------------------------
    # Colleagues
    # ------------------------------------------------------------------

    def test_list_of_movements(self):
        """Grouped as the filters offer, and opened: order, invoice, credit note."""
        _order, invoice = self.bought()
        note = self.credit_note(invoice)
        moves = self.env["crm.loyalty.move"].with_user(self.manager)
        domain = [("card_id", "=", self.of_alfa.id)]
        for group in ("kind", "partner_id", "program_id", "card_id", "user_id", "date:month"):
            rows = moves.formatted_read_group(domain, [group], ["points:sum"])
            self.assertEqual(sum(row["points:sum"] for row in rows), 300)
        opened = {
            (move.kind, action["res_model"], action["res_id"])
            for move in moves.search(domain)
            for action in [move.sudo().action_open_document()]
        }
        self.assertIn(("clawback", "account.move", note.id), opened)
        self.assertIn("redeem", {kind for kind, *_document in opened})

    def test_bonus_from_the_list(self):
        balance = self.of_alfa.balance_ids.with_user(self.seller)
        action = balance.action_give_bonus()
        wizard = self.env["crm.loyalty.bonus"].with_user(self.seller).with_context(**action["context"])
        wizard.create({"number": 5, "reason": "Kind"}).action_give()
        self.assertEqual(self.of_alfa.points, 305)

    def test_nobody_passes_for_the_ledger(self):
        """Over RPC anybody can say what a program says to itself."""
        card = self.of_alfa.with_context(loyalty_ledger=True)
        with self.assertRaisesRegex(UserError, "loyalty manager"):
            card.with_user(self.seller).points = 9999
        card.with_user(self.manager).points = 310
        self.assertEqual(self.kinds(self.of_alfa)[1:], [("adjust", 10)])
        rows = self.env["loyalty.history"].with_user(self.manager).with_context(loyalty_ledger=True)
        self.assertFalse(rows.create({"card_id": card.id, "description": "Mine", "issued": 5}))
        self.assert_exact(self.of_alfa)

    def test_nobody_passes_for_the_ledger_through_an_order(self):
        """What an order does as the system goes through the ledger, whatever its caller said."""
        order = self.order(self.ana, reward=self.of_alfa, confirm=False)
        order.with_user(self.seller).with_context(loyalty_ledger=True).action_confirm()
        self.assertEqual(self.of_alfa.points, 300 - 80)
        self.of_alfa.sudo().with_context(loyalty_ledger=True).points = 230
        self.assertEqual(self.kinds(self.of_alfa)[-1], ("adjust", 10))
        self.assert_exact(self.of_alfa)

    def test_nobody_overspends(self):
        card = self.of_alfa.with_user(self.manager).with_context(loyalty_overspend=True)
        with self.assertRaises(UserError), self.env.cr.savepoint():
            card.points = -30
        self.assertEqual(self.of_alfa.points, 300)

    def test_nobody_passes_for_an_order(self):
        """Nor is what an order says to itself: its points are posted whatever the context says."""
        said = {"loyalty_by_order": True, "loyalty_later": 1}
        self.of_alfa.with_user(self.manager).with_context(**said).points = 310
        self.assertEqual((self.of_alfa.points, self.kinds(self.of_alfa)[1:]), (310, [("adjust", 10)]))
        order = self.order(self.ana, reward=self.of_alfa, confirm=False)
        order.with_user(self.seller).with_context(**said).action_confirm()
        self.assertEqual(self.of_alfa.points, 230)
        self.assert_exact(self.of_alfa)
