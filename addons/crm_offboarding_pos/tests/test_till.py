import uuid

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime
from odoo.tests import tagged

from .till_case import CASHIER, TillCase


@tagged("post_install", "-at_install")
class TestTill(TillCase):
    """The till knows whom it does not take; what it sold all the same is accepted and stands on the case."""

    def sync(self, partner, amount=50.0, invoice=False, **values):
        """An order as a till sends it, paid by card; as the cashier."""
        line = {"product_id": self.product.id, "qty": 1, "price_unit": amount, "tax_ids": [Command.clear()],
                "price_subtotal": amount, "price_subtotal_incl": amount, "uuid": str(uuid.uuid4())}  # fmt: skip
        payment = {"amount": amount, "payment_method_id": self.method.id, "name": "now", "uuid": str(uuid.uuid4())}
        order = {
            "uuid": str(uuid.uuid4()),
            "access_token": str(uuid.uuid4()),
            "session_id": self.till_session.id,
            "company_id": self.company.id,
            "user_id": self.cashier.id,
            "partner_id": partner.id,
            "date_order": Datetime.to_string(Datetime.now()),
            "amount_total": amount,
            "amount_paid": amount,
            "amount_return": 0,
            "amount_tax": 0,
            "state": "paid",
            "to_invoice": invoice,
            "lines": [Command.create({**line, **values})],
            "payment_ids": [Command.create(payment)],
        }
        orders = self.env["pos.order"].with_user(self.cashier).with_company(self.company)
        # Each request of a till reads anew.
        self.env["res.partner"].invalidate_model(["offboarding_refusal"])
        self.answer = orders.sync_from_ui([order])
        return self.env["pos.order"].search([("uuid", "=", order["uuid"])])

    def told(self, partner):
        """What the till reads of a contact."""
        partners = partner.with_user(self.cashier).with_company(self.company)
        # Each session of a till reads anew.
        partners.invalidate_recordset(["offboarding_refusal"])
        return partners._load_pos_data_read(partners, self.config)[0]["offboarding_refusal"]

    def sold(self, case, state="open"):
        lines = case.obligation_ids.filtered(lambda one: one.res_model == "pos.order" and one.state == state)
        return set(lines.mapped("res_id"))

    # ------------------------------------------------------------------

    def test_the_till_is_told(self):
        self.assertIn("offboarding_refusal", self.env["res.partner"]._load_pos_data_fields(self.config))
        self.assertEqual((self.told(self.alfa), self.told(self.ana)), (False, False))
        case = self.to("notice")
        for partner in (self.alfa, self.ana):
            for words in (case.name, "Complaints that could not be solved", self.one.name, "at the till"):
                self.assertIn(words, self.told(partner))
        self.assertFalse(self.told(self.beta))
        # One who sells nothing at a till does not read it.
        with self.assertRaises(AccessError):
            self.alfa.with_user(self.bookkeeper).read(["offboarding_refusal"])
        case.with_user(self.one).action_retain("They stay")
        self.assertFalse(self.told(self.alfa))

    def test_other_company(self):
        self.to("notice")
        cashier = self._user("t_offp_second", CASHIER, company=self.other_company)
        self.assertFalse(self.as_user(self.alfa, cashier).offboarding_refusal)

    def test_a_paid_order_is_accepted(self):
        before = self.sync(self.ana, 30)
        before.date_order = Datetime.subtract(before.date_order, hours=1)
        case = self.to("notice")
        order = self.sync(self.ana)
        self.assertEqual((order.state, order.partner_id), ("paid", self.ana))
        self.assertEqual(self.sold(case), {order.id})
        line = case.obligation_ids.filtered(lambda one: one.res_id == order.id)
        self.assertEqual((line.amount, line.currency), (50.0, order.currency_id.name))
        self.assertIn(order.pos_reference, case.message_ids.mapped("body")[0])
        reminder = case.activity_ids.filtered(lambda one: order.pos_reference in (one.note or ""))
        self.assertEqual(reminder.user_id, self.worker)
        self.assertIn("Sold at the till", reminder.display_name)
        self.sync(self.beta)
        # What was sold before is no matter of the case, also when its state changes later.
        before.write({"state": "done"})
        self.assertEqual(self.sold(case), {order.id})
        self._to_settlement(case)
        self.assertEqual(self.sold(case), {order.id})
        self.assertNotIn(before.id, self.sold(case))
        with self.assertRaisesRegex(UserError, "Something is open"):
            case.action_restrict()
        with self.assertRaisesRegex(UserError, "somebody's work"):
            line.action_clear()
        line.with_user(self.one).action_waive("They were told")
        self.assertFalse(self.sold(case))

    def test_a_till_opened_before_the_notice(self):
        """It sends a sale it did not know was refused: taken, put on the case, and the till reads that with it."""
        self.assertFalse(self.told(self.ana))
        case = self.to("notice")
        order = self.sync(self.ana)
        self.assertEqual(self.sold(case), {order.id})
        [row] = self.answer["res.partner"]
        self.assertEqual(row["id"], self.ana.id)
        self.assertIn(case.name, row["offboarding_refusal"])
        # Nothing of it where it was right: others, and goods that come back.
        self.sync(self.beta)
        self.assertNotIn("res.partner", self.answer)
        self.sync(self.alfa, -50.0, qty=-1, price_unit=50.0, refunded_orderline_id=order.lines.id)
        self.assertNotIn("res.partner", self.answer)

    def test_in_the_language_of_whoever_reads(self):
        case = self.to("notice")
        order = self.sync(self.alfa)
        self.env["res.lang"]._activate_lang("lt_LT")
        line = case.obligation_ids.filtered(lambda one: one.res_id == order.id)
        self.assertEqual(line.name, f"{order.pos_reference}: sold at the till after the decision")
        self.assertNotEqual(line.with_context(lang="lt_LT").name, line.name)
        self.assertIn(order.pos_reference, line.with_context(lang="lt_LT").name)

    def test_given_back(self):
        case = self.to("notice")
        order = self.sync(self.alfa)
        back = self.sync(self.alfa, -50.0, qty=-1, price_unit=50.0, refunded_orderline_id=order.lines.id)
        self.assertLess(back.amount_total, 0)
        self.assertEqual(self.sold(case), {order.id})
        self._to_settlement(case)
        self.assertEqual((self.sold(case), self.sold(case, "cleared")), (set(), {order.id}))

    def test_invoiced_at_the_till(self):
        self.to("notice")
        order = self.sync(self.alfa, invoice=True)
        self.assertEqual((order.account_move.state, order.account_move.partner_id), ("posted", self.alfa))
        # Another invoice is refused as ever.
        with self.assertRaisesRegex(UserError, "A new invoice"):
            self.invoice().action_post()

    def test_restricted(self):
        case = self.to("restricted")
        order = self.sync(self.alfa)
        self.assertEqual((order.state, case.state), ("paid", "restricted"))
        self.assertEqual(self.sold(case), {order.id})

    def test_set_afterwards(self):
        """A sale to nobody that is given to the customer in the back office stands on the case, too."""
        case = self.to("notice")
        order = self.sync(self.env["res.partner"])
        self.assertFalse(self.sold(case))
        order.write({"partner_id": self.alfa.id})
        self.assertEqual(self.sold(case), {order.id})
