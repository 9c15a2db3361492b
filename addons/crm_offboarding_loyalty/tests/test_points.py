import re

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.crm_customer360.core.inside import INSIDE
from odoo.addons.crm_offboarding.tests.offboarding_case import BOOKKEEPER, WORKER, OffboardingCase

MANAGER = "crm_loyalty.group_loyalty_manager"


@tagged("post_install", "-at_install")
class TestPoints(OffboardingCase):
    """Points of a customer parted with: blocked from notice on, settled before the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).active = False
        cls.ledger = cls._program("Ledger", use_ledger=True)
        cls.plain = cls._program("Plain")
        cls.wallet = cls.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "applies_on": "future",
                "company_id": cls.company.id,
                "reward_ids": [
                    Command.create({"reward_type": "discount", "discount_mode": "per_point", "discount": 1})
                ],
            }
        )
        cls.boss = cls._user("t_offl_boss", "sales_team.group_sale_manager")
        cls.manager = cls._user("t_offl_manager", MANAGER)
        cls.settler = cls._user("t_offl_settler", WORKER, BOOKKEEPER)

    @classmethod
    def _program(cls, name, **values):
        reward = {"reward_type": "discount", "discount_mode": "per_order", "discount": 10, "required_points": 100}
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "loyalty",
                "applies_on": "both",
                "trigger": "auto",
                "company_id": cls.company.id,
                "rule_ids": [Command.create({"reward_point_mode": "money", "reward_point_amount": 1})],
                "reward_ids": [Command.create(reward)],
                **values,
            }
        )

    def card(self, program, partner=None, points=0.0):
        return self.env["loyalty.card"].create(
            {"program_id": program.id, "partner_id": (partner or self.alfa).id, "points": points}
        )

    def points(self, card):
        card.balance_ids.invalidate_recordset()
        return (card.points, card.points_pending, card.points_debt)

    def refused(self, run, case):
        words = f"{case.name}(.|\n)*Complaints that could not be solved(.|\n)*{re.escape(self.one.name)}"
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            run()
            self.env.flush_all()
        self.env.invalidate_all()

    def ordered(self):
        """A confirmed order for 100 that earns on the ledger's card when it is invoiced."""
        order = self.order()
        order._update_programs_and_rewards()
        order.action_confirm()
        return order

    def pay(self, invoice):
        pay = self.env["account.payment.register"].with_user(self.bookkeeper)
        pay.with_context(active_model="account.move", active_ids=invoice.ids).create({})._create_payments()

    # ------------------------------------------------------------------
    # The block
    # ------------------------------------------------------------------

    def test_no_points_by_hand(self):
        card, plain = self.card(self.ledger, points=50), self.card(self.plain, points=50)
        other = self.card(self.ledger, self.beta, 10)
        free = self.card(self.plain, self.env["res.partner"])
        cards = self.env["loyalty.card"].with_user(self.manager)
        case = self.to("notice")
        ways = {
            "bonus": lambda: cards.give_bonus(card.id, 5, "Sorry"),
            "taken": lambda: cards.give_bonus(card.id, -5, "Sorry"),
            "moved to another": lambda: cards.transfer_points(card.id, other.id, 5, "A present"),
            "moved from another": lambda: cards.transfer_points(other.id, card.id, 5, "A present"),
            "more": lambda: cards.browse(plain.id).write({"points": 60}),
            "less": lambda: cards.browse(plain.id).write({"points": 40}),
            "more in a ledger": lambda: cards.browse(card.id).write({"points": 60}),
            "given away": lambda: cards.browse(plain.id).write({"partner_id": self.beta.id}),
            "taken over": lambda: cards.browse(free.id).write({"partner_id": self.ana.id}),
            "out of use": lambda: cards.browse(plain.id).write({"active": False}),
            "new card": lambda: cards.create({"program_id": self.plain.id, "partner_id": self.alfa.id}),
            "update wizard": lambda: (
                self.env["loyalty.card.update.balance"]
                .with_user(self.manager)
                .create({"card_id": plain.id, "new_balance": 90, "description": "x"})
                .action_update_card_point()
            ),
        }
        said = dict.fromkeys(("offboarding_settles", "loyalty_ledger", "loyalty_by_order", "loyalty_later"), True)
        for name, run in ways.items():
            with self.subTest(name):
                self.refused(run, case)
        for name in ("bonus", "moved to another", "more", "more in a ledger", "given away", "new card"):
            # Over RPC anybody can say what a program says to itself.
            with self.subTest(name, said=True):
                cards = self.env["loyalty.card"].with_user(self.manager).with_context(**said)
                self.refused(ways[name], case)
        cards = self.env["loyalty.card"].with_user(self.manager)
        self.assertEqual((card.points, plain.points, other.points), (50, 50, 10))
        # Others go on, and so does the customer once kept.
        cards.give_bonus(other.id, 5, "Welcome")
        case.with_user(self.one).action_retain("They stay")
        cards.give_bonus(card.id, 5, "Welcome back")
        self.assertEqual((card.points, other.points), (55, 15))

    def test_other_company_goes_on(self):
        program = self._program("Second", company_id=self.other_company.id, use_ledger=True)
        self.to("notice")
        manager = self._user("t_offl_second", MANAGER, company=self.other_company)
        card = self.card(program)
        self.as_user(self.env["loyalty.card"], manager).give_bonus(card.id, 5, "Welcome")
        self.assertEqual(card.points, 5)

    def test_orders_agreed_before(self):
        """An order is invoiced and taken back as agreed; it earns nothing new, and what it had earned is taken back."""
        card = self.card(self.ledger)
        old, later = self.ordered(), self.ordered()
        sold = old._create_invoices()
        sold.invoice_date = "2026-03-01"
        sold.action_post()
        self.pay(sold)
        self.assertEqual(sum(self.points(card)[:2]), 100)
        case = self.to("notice")
        bill = later._create_invoices()
        bill.invoice_date = "2026-03-01"
        bill.with_user(self.bookkeeper).action_post()
        self.pay(bill)
        self.assertEqual((bill.state, sum(self.points(card)[:2])), ("posted", 100))
        back = sold._reverse_moves([{"invoice_date": "2026-03-01"}])
        back.with_user(self.bookkeeper).action_post()
        self.assertEqual(sum(self.points(card)[:2]), 0)
        # Kept after all: the order that stands earns what it had promised.
        case.with_user(self.one).action_retain("They stay")
        later._follow_points()
        self.assertEqual(sum(self.points(card)[:2]), 100)

    def test_cancelled_order_gives_back(self):
        card = self.card(self.ledger, points=100)
        order = self.order()
        order._update_programs_and_rewards()
        rewards = order._get_claimable_rewards(forced_coupons=card)
        order._apply_program_reward(rewards[card][:1], card)
        order.action_confirm()
        self.assertEqual(card.points, 0)
        self.to("notice")
        order.with_user(self.boss)._action_cancel()
        self.assertEqual(card.points, 100)

    # ------------------------------------------------------------------
    # The settlement
    # ------------------------------------------------------------------

    def line(self, case, card, reason="balance"):
        return case.obligation_ids.filtered(
            lambda one: (one.res_model, one.res_id, one.reason) == ("loyalty.card", card.id, reason)
        )

    def test_found(self):
        card, plain = self.card(self.ledger, points=250), self.card(self.plain, self.ana, 30)
        wallet, others = self.card(self.wallet, points=42.5), self.card(self.plain, self.beta, 9)
        owing = self.card(self._program("Owing", use_ledger=True))
        owing.with_context(loyalty_overspend=INSIDE).write({"points": -20})
        case = self.to("settlement")
        self.assertEqual([self.line(case, one).amount for one in (card, plain, wallet)], [250, 30, 42.5])
        self.assertEqual(self.line(case, wallet).currency, self.company.currency_id.name)
        self.assertEqual(self.line(case, owing, "debt").amount, 20)
        # As the customer reads it: points are no money, money is.
        told = "\n".join(case._open_lines())
        for words in ("250 (points)", "20 (points owed)", self.company.currency_id.format(42.5)):
            self.assertIn(words, told)
        self.assertNotIn(self.company.currency_id.format(250), told)
        self.assertFalse(self.line(case, others))
        with self.assertRaisesRegex(UserError, "Something is open"):
            case.action_restrict()

    def test_paid_out(self):
        card, wallet = self.card(self.ledger, points=250), self.card(self.wallet, points=42.5)
        case = self.to("settlement")
        line = self.line(case, card).with_user(self.settler)
        with self.assertRaises(AccessError):
            # A case worker who may not make credit notes.
            self.line(case, card).action_pay_out(20, "As agreed")
        for amount in (0, -5, "20", True, float("nan"), 1e13):
            with self.assertRaisesRegex(UserError, "above zero"):
                line.action_pay_out(amount, "As agreed")
        for note in ("", " ", 5, "x" * 501):
            with self.assertRaisesRegex(UserError, "in words"):
                line.action_pay_out(20, note)
        self.assertEqual((card.points, line.state), (250, "open"))
        wizard = Form(self.env["crm.offboarding.points.wizard"].with_user(self.settler).with_context(
            default_obligation_id=line.id
        ))  # fmt: skip
        # 100 points are 10 off; 250 are 20.
        self.assertEqual(wizard.amount, 20)
        wizard.note = "As agreed"
        wizard.save().action_settle()
        self.assertEqual((card.points, line.state, line.done_by_id), (0, "cleared", self.settler))
        credit = self.env["account.move"].search([("partner_id", "=", self.alfa.id), ("move_type", "=", "out_refund")])
        self.assertEqual((credit.state, credit.amount_total), ("draft", 20))
        # It is open itself until it is posted and paid.
        drafted = case.obligation_ids.filtered(lambda one: (one.res_model, one.res_id) == ("account.move", credit.id))
        self.assertEqual((drafted.state, drafted.reason), ("open", "draft"))
        self.line(case, wallet).with_user(self.settler).action_pay_out(42.5, "All of it")
        self.assertEqual((wallet.points, wallet.history_ids[:1].used), (0, 42.5))
        self.env.flush_all()
        self.assertEqual(self.env["crm.loyalty.balance"]._differences(card), [])
        with self.assertRaisesRegex(UserError, "not open"):
            line.action_pay_out(20, "Twice")
        credit.with_user(self.bookkeeper).action_post()

    def test_written_off(self):
        card, plain = self.card(self.ledger, points=250), self.card(self.plain, points=30)
        owing = self.card(self._program("Owing", use_ledger=True))
        owing.with_context(loyalty_overspend=INSIDE).write({"points": -20})
        case = self.to("settlement")
        lines = self.line(case, card) | self.line(case, plain) | self.line(case, owing, "debt")
        for user, error in ((self.settler, AccessError), (self.seller, AccessError)):
            with self.assertRaises(error):
                lines.with_user(user).action_write_off("No")
        with self.assertRaisesRegex(UserError, "in words"):
            lines.with_user(self.one).action_write_off(" ")
        with self.assertRaisesRegex(UserError, "not paid out"):
            self.line(case, owing, "debt").with_user(self.settler).action_pay_out(20, "x")
        lines.with_user(self.one).action_write_off("Agreed with the customer")
        self.assertEqual(set(lines.mapped("state")), {"cleared"})
        self.assertEqual([self.points(one) for one in (card, owing)], [(0, 0, 0)] * 2)
        self.assertEqual(plain.points, 0)
        self.assertEqual(card.move_ids[:1].mapped(lambda one: (one.kind, one.points, one.reason)),
                         [("expire", -250, "Agreed with the customer")])  # fmt: skip
        self.env.flush_all()
        self.assertEqual(self.env["crm.loyalty.balance"]._differences(card | owing), [])
        case.action_restrict()
        self.assertEqual(case.state, "restricted")

    def test_waived(self):
        card = self.card(self.ledger, points=250)
        case = self.to("settlement")
        self.line(case, card).with_user(self.one).action_waive("They keep them")
        case.action_restrict()
        self.assertEqual(card.points, 250)
