"""Days: pending points, expiry, reminders, extension; the clock is moved by hand."""

from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Date
from odoo.tools import format_date

from odoo.addons.crm_customer360.core.inside import INSIDE

from ..models import crm_loyalty_expiry
from .loyalty_case import LoyaltyCase


class TestExpiry(LoyaltyCase):
    """Points expire 30 days after they were earned and can be used after 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.program(return_days=10, expire_after=30, remind_days=7)
        cls.today = Date.today()

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(type(self.env["ir.cron"]), "_commit_progress", lambda *args, **values: 1.0))

    def earned(self):
        order = self.order(self.dora)
        self.pay(self.invoice(order))
        return order.coupon_point_ids.coupon_id

    def night(self, days):
        """What the nightly job does so many days from now."""
        with freeze_time(self.today + timedelta(days=days)):
            self.env["crm.loyalty.expiry"]._cron_nightly()

    def test_days_of_a_lot(self):
        card = self.earned()
        for days, expected in (
            (9, (0, 100, 0)),
            (10, (100, 0, 0)),
            (30, (100, 0, 0)),
            (31, (0, 0, 0)),
            (32, (0, 0, 0)),
        ):
            self.night(days)
            self.assertEqual((days, self.balance(card)), (days, expected))
            self.night(days)
            self.assertEqual(self.balance(card), expected, "a second time in one night changes nothing")
        self.assertEqual(self.kinds(card), [("earn", 100), ("expire", -100)])
        self.assertEqual(sum(row.issued - row.used for row in card.history_ids), 0)
        self.assert_exact(card)

    def test_due_cards_are_counted(self):
        card = self.earned()
        for days, due in ((9, 0), (10, 1), (31, 1)):
            with freeze_time(self.today + timedelta(days=days)):
                self.ledger.invalidate_recordset(["ledger_due"])
                self.assertEqual((days, self.ledger.with_user(self.manager).ledger_due), (days, due))
                self.env["crm.loyalty.expiry"]._cron_nightly()
                self.ledger.invalidate_recordset(["ledger_due"])
                self.assertEqual(self.ledger.ledger_due, 0)
        self.assert_exact(card)

    def test_pending_past_its_last_day(self):
        """Two lots of one card in one run: one becomes available, one expires before it ever did."""
        card = self.earned()
        self.ledger.write({"return_days": 40, "expire_after": 20})
        self.pay(self.invoice(self.order(self.dora, quantity=2)))
        self.assertEqual(self.balance(card), (0, 300, 0))
        self.night(25)
        self.assertEqual(self.balance(card), (100, 0, 0))
        self.assertEqual(self.kinds(card)[-1], ("expire", -200))
        self.night(31)
        self.night(41)
        self.assertEqual((self.balance(card), self.kinds(card)[-1]), ((0, 0, 0), ("expire", -100)))
        self.assert_exact(card)

    def test_many_cards_in_one_run(self):
        """Some expire, some become available, one owes and is paid first, one has nothing to do; in several pieces."""
        partners = self.env["res.partner"].create([{"name": f"P{number}"} for number in range(5)])
        cards = [self.card(self.ledger, partner) for partner in partners]
        for partner in partners[:4]:
            self.pay(self.invoice(self.order(partner)))
        cards[2].with_context(loyalty_overspend=INSIDE).points = -30
        with patch.object(crm_loyalty_expiry, "CHUNK", 2):
            self.night(10)
            self.assertEqual([self.balance(card)[0] for card in cards], [100, 100, 70, 100, 0])
            self.night(31)
        self.assertEqual([self.balance(card) for card in cards], [(0, 0, 0)] * 5)
        self.assertEqual([card.points for card in cards], [0] * 5)
        self.assert_exact(*cards)

    def test_spending_before_the_job_has_run(self):
        """What has expired cannot be spent, whether the job has run or not."""
        card = self.earned()
        with freeze_time(self.today + timedelta(days=11)):
            self.env["loyalty.card"].give_bonus(card.id, 1, "The card is looked at")
            self.assertEqual(card.points, 101)
        with freeze_time(self.today + timedelta(days=31)), self.assertRaises(UserError):
            self.env["loyalty.card"].give_bonus(card.id, -90, "Too late")

    def test_debt_is_paid_when_points_become_available(self):
        card = self.earned()
        card.with_context(loyalty_overspend=INSIDE).points = -30
        self.assertEqual(self.balance(card), (0, 100, 30))
        self.night(10)
        self.assertEqual(self.balance(card), (70, 0, 0))
        self.assert_exact(card)

    def test_reminder_once(self):
        card = self.earned()
        self.night(10)
        expiry = self.env["crm.loyalty.expiry"]
        with freeze_time(self.today + timedelta(days=22)):
            self.assertFalse(expiry._soon())
        with freeze_time(self.today + timedelta(days=23)):
            expiry._cron_remind()
            expiry._cron_remind()
        letters = self.env["mail.mail"].search([("model", "=", "loyalty.card"), ("res_id", "=", card.id)])
        self.assertEqual(len(letters), 1)
        self.assertIn("100", letters.body_html)
        # The day as the customer writes it, not as the database does.
        last = self.today + timedelta(days=30)
        self.assertIn(format_date(self.env, last), letters.body_html)
        self.assertNotIn(str(last), letters.body_html)

    def test_extension(self):
        card = self.earned()
        lots, day = card.lot_ids, self.today + timedelta(days=60)
        values = {"lot_ids": [(6, 0, lots.ids)], "expires_on": day, "reason": "Ill for a month"}
        with self.assertRaises(AccessError):
            self.env["crm.loyalty.extend"].with_user(self.seller).create(values)
        self.env["crm.loyalty.extend"].with_user(self.manager).create(values).action_extend()
        self.assertEqual(lots.expires_on, day)
        extended = card.move_ids.filtered(lambda move: move.kind == "extend")
        self.assertEqual((extended.reason, extended.points, extended.user_id), ("Ill for a month", 0, self.manager))
        self.night(31)
        self.assertEqual(self.balance(card), (100, 0, 0))
        self.night(61)
        self.assertEqual(self.balance(card), (0, 0, 0))
        self.assert_exact(card)

    def test_given_back_after_expiry_expires_again(self):
        card = self.earned()
        self.night(10)
        with freeze_time(self.today + timedelta(days=12)):
            order = self.order(self.dora, reward=card)
        self.night(31)
        self.assertEqual(self.balance(card), (0, 0, 0))
        with freeze_time(self.today + timedelta(days=32)):
            order._action_cancel()
            self.env["crm.loyalty.ledger"]._lock(card)
        self.assertEqual(self.balance(card), (0, 0, 0))
        self.assertEqual(
            [kind for kind, _points in self.kinds(card)], ["earn", "redeem", "expire", "restore", "expire"]
        )
        self.assert_exact(card)
