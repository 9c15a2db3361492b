"""The ledger of a card: who may do what, opening, transfer, merge, statement, what is never allowed."""

import xmlrpc.client

import psycopg2

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Date
from odoo.tests import new_test_user
from odoo.tools import mute_logger

from odoo.addons.crm_customer360.core.inside import INSIDE
from odoo.addons.crm_customer360.core.privacy.handler import DETACH, KEEP

from .loyalty_case import LoyaltyCase


class TestCard(LoyaltyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ledger = cls.program()

    def statement(self, card, user=None):
        today = Date.to_string(Date.today())
        cards = card.browse().with_user(user or self.env.user)
        return cards.statement(card.id, "2020-01-01", today)

    def test_append_only(self):
        card = self.card(self.ledger, self.dora, 10)
        for record in (card.move_ids, card.lot_ids):
            with self.assertRaises(UserError):
                record.sudo().write({"company_id": False})
            with self.assertRaises(UserError):
                record.sudo().unlink()
        with self.assertRaises(UserError):
            card.unlink()
        with self.assertRaises(AccessError):
            self.env["crm.loyalty.move"].with_user(self.manager).create({})

    def test_the_tables_hold_together(self):
        """Whoever writes past all code: nothing is taken from a lot of another card, or of none; no such lot goes."""
        card, other = self.card(self.ledger, self.dora, 10), self.card(self.ledger, self.beta, 10)
        self.env["loyalty.card"].give_bonus(card.id, -4, "Gift")
        taken = card.move_ids.allocation_ids
        row = "INSERT INTO crm_loyalty_allocation (move_id, lot_id, points) VALUES (%s, %s, 1)"
        for statement, arguments in (
            (row, [taken.move_id.id, other.lot_ids.id]), (row, [taken.move_id.id, 2**31 - 1]),
            (row, [2**31 - 1, card.lot_ids.id]),
            ("UPDATE crm_loyalty_allocation SET lot_id = %s WHERE id = %s", [other.lot_ids.id, taken.id]),
            ("DELETE FROM crm_loyalty_lot WHERE id = %s", [card.lot_ids.id]),
            ("DELETE FROM crm_loyalty_move WHERE id = %s", [taken.move_id.id]),
        ):  # fmt: skip
            with (
                self.assertRaises(psycopg2.errors.ForeignKeyViolation), mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(flush=False),
            ):  # fmt: skip
                self.env.cr.execute(statement, arguments)
        self.env.cr.execute(row, [taken.move_id.id, card.lot_ids.id])

    def test_same_bonus_twice(self):
        card = self.card(self.ledger, self.dora)
        cards = self.env["loyalty.card"].with_user(self.seller)
        one = cards.give_bonus(card.id, 50, "Sorry for the delay", "case 7")
        self.assertEqual(cards.give_bonus(card.id, 50, "Sorry for the delay", "case 7"), one)
        self.assertEqual(card.points, 50)

    def test_limit_of_a_bonus(self):
        card = self.card(self.ledger, self.dora)
        for user, points in ((self.seller, 100), (self.manager, 101)):
            self.env["loyalty.card"].with_user(user).give_bonus(card.id, points, "Because")
        with self.assertRaisesRegex(UserError, "loyalty manager"):
            self.env["loyalty.card"].with_user(self.seller).give_bonus(card.id, 101, "Because")
        with self.assertRaisesRegex(UserError, "loyalty manager"):
            card.with_user(self.seller).points = 5000
        for user in (self.agent, self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.env["loyalty.card"].with_user(user).give_bonus(card.id, 1, "Because")
        self.assertEqual(card.points, 201)

    def test_wrong_arguments(self):
        card = self.card(self.ledger, self.dora)
        cards = self.env["loyalty.card"]
        for arguments in (
            ("x", "2026-01-01", "2026-01-31"), (True, "2026-01-01", "2026-01-31"),
            (card.id, "2026-13-01", "2026-01-31"),
            (card.id, "2026-01-31", "2026-01-01"), (2**40, "2026-01-01", "2026-01-31"), (card.id, False, False),
        ):  # fmt: skip
            with self.assertRaises(UserError):
                cards.statement(*arguments)
        for arguments in ((0, "Because"), (1, ""), ("1", "Because"), (float("nan"), "Because"), (1, "Because", "")):
            with self.assertRaises(UserError):
                cards.give_bonus(card.id, *arguments)
        self.assertFalse(card.move_ids)

    def test_statement(self):
        card = self.card(self.ledger, self.dora, 20)
        order = self.order(self.dora)
        self.pay(self.invoice(order))
        self.order(self.dora, reward=card)
        told = self.statement(card, self.agent)
        sums = {name: told[name] for name in ("opening", "earned", "redeemed", "other", "closing", "available")}
        self.assertEqual(
            sums, {"opening": 0, "earned": 100, "redeemed": -80, "other": 20, "closing": 40, "available": 40}
        )
        self.assertEqual([row["balance"] for row in told["rows"]], [20, 120, 40])
        self.assertEqual(told["rows"][1]["res_model"], "account.move")
        xmlrpc.client.dumps((told,), allow_none=False)

    def test_readers(self):
        card = self.card(self.ledger, self.dora, 20)
        for user in (self.agent, self.seller, self.manager):
            self.assertEqual(self.statement(card, user)["closing"], 20)
        for user in (self.employee, self.portal):
            with self.assertRaises(AccessError):
                self.statement(card, user)

    def test_two_companies(self):
        other = self._company("Other Ltd")
        stranger = new_test_user(
            self.env,
            "t_loy_stranger",
            "base.group_user,sales_team.group_sale_manager,crm_loyalty.group_loyalty_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        card = self.card(self.ledger, self.dora, 20)
        with self.assertRaises(AccessError):
            self.statement(card.with_context(allowed_company_ids=other.ids), stranger)
        theirs = self.env["loyalty.card"].with_user(stranger).with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            theirs.give_bonus(card.id, 1, "Because")
        with self.assertRaises(AccessError):
            theirs.transfer_points(card.id, self.card(self.ledger, self.beta).id, 1, "Because")
        self.assertEqual(card.points, 20)
        for model in ("move", "lot", "balance", "allocation"):
            records = self.env[f"crm.loyalty.{model}"].with_user(stranger).with_context(allowed_company_ids=other.ids)
            seen = records.search([])
            self.assertFalse(seen.filtered(lambda one: one.sudo().company_id == self.company))

    def test_transfer_keeps_days(self):
        one, other = self.card(self.ledger, self.alfa, 100), self.card(self.ledger, self.beta)
        day = Date.add(Date.today(), days=5)
        self.env["crm.loyalty.expiry"]._extend(one.lot_ids, day, "For the test")
        cards = self.env["loyalty.card"]
        with self.assertRaises(AccessError):
            cards.with_user(self.seller).transfer_points(one.id, other.id, 30, "Sold")
        cards.with_user(self.manager).transfer_points(one.id, other.id, 30, "Sold")
        self.assertEqual((one.points, other.points, other.lot_ids.expires_on), (70, 30, day))
        with self.assertRaises(UserError):
            cards.with_user(self.manager).transfer_points(one.id, other.id, 71, "Too much")
        self.assert_exact(one, other)

    def test_merge_and_back(self):
        one, other = self.card(self.ledger, self.alfa, 100), self.card(self.ledger, self.beta, 50)
        merge = self.env["res.partner"].merge_customers(self.alfa.id, [self.beta.id])
        self.env.invalidate_all()
        self.assertEqual((one.points, other.points, other.active), (150, 0, False))
        self.assert_exact(one, other)
        self.env["crm.merge"].unmerge(merge)
        self.env.invalidate_all()
        self.assertEqual((one.points, other.points, other.active), (100, 50, True))
        self.assertEqual((one.partner_id, other.partner_id), (self.alfa, self.beta))
        self.assert_exact(one, other)

    def test_contact_comes_to_a_company(self):
        one, other = self.card(self.ledger, self.alfa, 100), self.card(self.ledger, self.dora, 7)
        self.dora.parent_id = self.alfa
        self.assertEqual((one.points, other.active), (107, False))
        self.assert_exact(one, other)

    def test_a_card_comes_along_whatever_is_said(self):
        one, other = self.card(self.ledger, self.alfa, 100), self.card(self.ledger, self.dora, 7)
        # What a merge says to itself, anybody can say over RPC.
        self.dora.with_context(crm_merge=True).parent_id = self.alfa
        self.assertEqual((one.points, other.active), (107, False))

    def test_opening_takes_over(self):
        """What stands on the cards: points, two cards of one customer, points below zero, an expiry."""
        plain = self.program(ledger=False)
        one, double, owing = (self.card(plain, partner, 100) for partner in (self.alfa, self.ana, self.beta))
        owing.points = -30
        double.with_context(loyalty_no_mail=True).expiration_date = "2099-01-01"
        plain.use_ledger = True
        self.assertEqual((one.points, double.points, double.active), (200, 0, False))
        self.assertEqual((self.balance(owing), owing.points), ((0, 0, 30), 0))
        self.assertEqual(sorted(map(str, one.lot_ids.mapped("expires_on"))), ["2099-01-01", "False"])
        self.assert_exact(one, double, owing)
        with self.assertRaises(UserError):
            plain.use_ledger = False

    def test_sums_are_checked(self):
        """By who answers for them; what does not agree is opened."""
        card, other = self.card(self.ledger, self.dora, 100), self.card(self.ledger, self.beta, 5)
        self.env["loyalty.card"].give_bonus(card.id, -20, "Gift")
        program = self.ledger.with_user(self.manager)
        told = program.action_check_ledger()["params"]["message"]
        self.assertEqual(told, "2 cards, 3 movements: every balance is the sum of its movements.")
        self.env.cr.execute("UPDATE crm_loyalty_balance SET available = 81 WHERE card_id = %s", [card.id])
        self.assertEqual(program.action_check_ledger()["domain"], [("card_id", "in", card.ids)])
        with self.assertRaises(AccessError):
            self.ledger.with_user(self.employee).action_check_ledger()
        self.assertEqual(other.points, 5)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env,
            "t_loy_elsewhere",
            "base.group_user,crm_loyalty.group_loyalty_manager",
            company_id=elsewhere.id,
            company_ids=elsewhere.ids,
        )
        strange = self.ledger.with_user(stranger).with_context(allowed_company_ids=elsewhere.ids)
        with self.assertRaises(AccessError):
            strange.action_check_ledger()
        # A program of all companies: of its cards everybody counts their own.
        self.env.cr.execute("UPDATE loyalty_program SET company_id = NULL WHERE id = %s", [self.ledger.id])
        self.env.invalidate_all()
        self.env.cr.execute("UPDATE crm_loyalty_balance SET available = 80 WHERE card_id = %s", [card.id])
        self.assertIn("0 cards, 0 movements", strange.action_check_ledger()["params"]["message"])
        self.assertIn("2 cards, 3 movements", program.action_check_ledger()["params"]["message"])

    def test_uninstalling_gives_the_sums_back(self):
        from ..hooks import uninstall_hook

        card = self.card(self.ledger, self.dora, 100)
        card.with_context(loyalty_overspend=INSIDE).points = -30
        uninstall_hook(self.env)
        self.assertEqual(card.points, -30)

    def test_only_cards_of_customers(self):
        with self.assertRaises(ValidationError):
            self.env["loyalty.program"].create({"name": "Coupons", "program_type": "coupons", "use_ledger": True})

    def test_panel(self):
        self.card(self.ledger, self.alfa, 20)
        panels = {panel["key"]: panel for panel in self.ana.with_user(self.agent)._customer360_panels()}
        (item,) = panels["loyalty"]["items"]
        self.assertEqual((item["value"], item["action"]["res_model"]), (20, "crm.loyalty.move"))

    def test_told_to_the_person(self):
        self.card(self.ledger, self.dora, 20)
        told = {section["model"]: rows for section, rows in self.env["crm.personal.data"].sudo().export(self.dora)}
        self.assertEqual([row["points"] for row in told["crm.loyalty.move"]], [20])

    def test_erasure_keeps_the_proof(self):
        """The ledger names the customer by the card alone: once that is parted from them, nothing is theirs."""
        card, data = self.card(self.ledger, self.dora, 20), self.env["crm.personal.data"].sudo()
        lines = {line["model"]: line for line in data.erase(self.dora, dry_run=False)}
        for name in ("move", "lot", "balance"):
            line = lines[f"crm.loyalty.{name}"]
            self.assertEqual((line["action"], line["reason"], line["done"]), (KEEP, "evidence", False))
        planned = {name: (lines[name]["action"], lines[name]["reason"]) for name in ("loyalty.card", "loyalty.history")}
        self.assertEqual(planned, {"loyalty.card": (DETACH, "later"), "loyalty.history": (KEEP, "evidence")})
        self.assertEqual((card.points, len(card.move_ids)), (20, 1))
        # As it is planned: the card would refuse to be deleted.
        card.write(data._active_handlers()["loyalty.card"].erasure.fields)
        told = {section["model"] for section, _rows in data.export(self.dora)}
        self.assertFalse([name for name in told if name.startswith(("crm.loyalty.", "loyalty."))])
        self.assertFalse(card.balance_ids.customer_key)
        self.assert_exact(card)
