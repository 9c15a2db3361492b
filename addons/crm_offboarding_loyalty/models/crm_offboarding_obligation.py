from odoo import Command, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_customer360.core.arguments import is_text
from odoo.addons.crm_customer360.core.inside import INSIDE
from odoo.addons.crm_loyalty.core.entry import Entry
from odoo.addons.crm_loyalty.core.ledger import ZERO
from odoo.addons.crm_offboarding.core import process

from ..core.points import worth

#: Programs whose points are money.
MONEY = ("gift_card", "ewallet")
CARD = "loyalty.card"


class CrmOffboardingObligation(models.Model):
    """Points, gift cards and e-wallets in the settlement: paid out, or written off with a reason and the right."""

    _inherit = "crm.offboarding.obligation"

    is_points = fields.Boolean("Points", compute="_compute_is_points")

    def _compute_is_points(self):
        for line in self:
            line.is_points = line.res_model == CARD and line.state == "open"

    # ------------------------------------------------------------------
    # Finding
    # ------------------------------------------------------------------

    def _found(self, case):
        found = super()._found(case)
        cards = self._cards_of(case)
        by_id = {card.id: card for card in cards}
        for one in found:
            card = by_id.get(one["res_id"]) if one["res_model"] == CARD else None
            if card and card.program_id.program_type in MONEY:
                one["currency"] = card.program_id.currency_id.name
        pending = [self._card_line(card, "pending", card.points_pending) for card in cards if card.points_pending]
        debts = [self._card_line(card, "debt", card.points_debt) for card in cards if card.points_debt]
        return found + pending + debts

    def _cards_of(self, case):
        # All cards of the customer, whoever looks: the settlement has to be complete.
        cards = self.env[CARD].sudo().with_context(allowed_company_ids=case.company_id.ids)
        company = ("company_id", "in", [False, case.company_id.id])
        return cards.search([("partner_id", "in", case._family().ids), ("active", "=", True), company])

    def _card_line(self, card, reason, amount):
        return {
            "res_model": CARD,
            "res_id": card.id,
            "reason": reason,
            "record": card.display_name,
            "amount": amount,
            "currency": False,
        }

    def _words(self):
        words = {"pending": self.env._("points not available yet"), "debt": self.env._("points owed")}
        return {**super()._words(), **{f"{CARD}/{reason}": said for reason, said in words.items()}}

    def _told(self):
        if self.res_model != CARD or self.currency:
            return super()._told()
        # Points are no money.
        words = self._words().get(f"{CARD}/{self.reason}") or self.env._("points")
        # The customer's own card, by its name.
        card = self.env[CARD].sudo().browse(self.res_id)
        return f"{card.display_name}: {self.amount_told} ({words})"

    # ------------------------------------------------------------------
    # Settling
    # ------------------------------------------------------------------

    def action_pay_out(self, amount, note=""):
        """Empty the card and draft a credit note for it, which is settled as any other.

        :param amount: what is paid, above 0, in the program's currency (float)
        :param note: why, in words (str); it stands in the ledger and on the credit note
        :return: id of the credit note
        :raises AccessError: the user may not draft credit notes, or is no case worker
        :raises UserError: not open, points that are owed, an amount that is none
        """
        self.ensure_one()
        self._check_settling(process.WORKER)
        card = self._settled_card(note)
        if isinstance(amount, bool) or not isinstance(amount, int | float) or not 0 < amount < 1e12:
            raise UserError(self.env._("Paying out takes an amount above zero."))
        if self.reason == "debt":
            raise UserError(self.env._("%s: what a customer owes is not paid out. Write it off.", self.name))
        credit = self._credit_note(card, amount, note)
        self._empty(card, "adjust", note)
        self._done("clear", "cleared", note)
        # The credit note is open until it is posted and paid.
        self.case_id._refresh_obligations()
        return credit.id

    def action_write_off(self, note=""):
        """Let points expire, or forgive those that are owed: for approvers.

        :param note: why, in words (str); it stands in the ledger
        :raises AccessError: the user is no approver
        :raises UserError: not open, or no words
        """
        for line in self:
            line._check_settling(process.APPROVER)
            card = line._settled_card(note)
            line._empty(card, "adjust" if line.reason == "debt" else "expire", note)
            line._done("clear", "cleared", note)
        return True

    def _settled_card(self, note):
        if self.res_model != CARD:
            raise UserError(self.env._("%s: no points, gift card or e-wallet.", self.name))
        if not is_text(note, 500) or not note.strip():
            raise UserError(self.env._("Say why, in words."))
        # The right to settle was checked; a card is emptied whoever may change cards otherwise.
        card = self.env[CARD].sudo().with_context(offboarding_settles=INSIDE).browse(self.res_id).exists()
        if not card:
            raise UserError(self.env._("%s: the card is gone. Look again for what is open.", self.name))
        return card

    def _worth(self):
        """What the points of a line would be as a reward, in the program's currency; 0 if that is no amount."""
        # What the program says is known to whoever may read the settlement.
        program = self.env[CARD].sudo().browse(self.res_id).exists().program_id
        if program.program_type in MONEY:
            return self.amount
        for reward in program.reward_ids.filtered(lambda one: one.reward_type == "discount"):
            if value := worth(self.amount, reward.discount_mode, reward.discount, reward.required_points):
                return value
        return 0.0

    def _credit_note(self, card, amount, note):
        """A draft of what is paid back, with the user's own rights."""
        program = card.program_id
        product = program.reward_ids.discount_line_product_id[:1] or program.trigger_product_ids[:1]
        line = {
            "product_id": product.id,
            "name": f"{program.name} {card.code}: {note}",
            "quantity": 1,
            "price_unit": amount,
            # A gift card that is paid back is no sale.
            "tax_ids": [Command.clear()],
        }
        moves = self.env["account.move"].with_company(self.case_id.company_id)
        return moves.create(
            {
                "move_type": "out_refund",
                "partner_id": self.case_id.partner_id.id,
                "company_id": self.case_id.company_id.id,
                "currency_id": program.currency_id.id or self.case_id.currency_id.id,
                "invoice_line_ids": [Command.create(line)],
            }
        )

    def _empty(self, card, kind, note):
        """Take what the line is about off the card; with a ledger it is a movement, else a row of the history."""
        if not card.use_ledger:
            taken = card.points
            self.env["loyalty.history"].sudo().create({"card_id": card.id, "description": note, "used": taken})
            card.points = 0
            return
        ledger = self.env["crm.loyalty.ledger"].sudo().with_context(offboarding_settles=INSIDE)
        ledger._lock(card)
        account = ledger._account(card)
        case = self.case_id
        entry = Entry(kind, f"parting:{self.id}:{case.version}", note, case._name, case.id)
        if self.reason == "debt":
            if account.debt > ZERO:
                ledger._credit(card, entry, account.debt)
        elif self.reason == "pending":
            if account.pending > ZERO:
                waiting = [lot.id for lot in account.lots if lot.pending]
                ledger._debit(card, entry, account.pending, first=waiting)
        elif account.available > ZERO:
            ledger._debit(card, entry, account.available)
