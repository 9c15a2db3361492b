from odoo import api, models
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.inside import INSIDE

from ..core.entry import Entry
from ..core.ledger import ZERO, points


class CrmLoyaltyTransfer(models.AbstractModel):
    """Points go from one card to another with their days: nothing is lost and nothing lives longer."""

    _name = "crm.loyalty.transfer"
    _description = "Transferring Points"

    @api.model
    def _join(self, card, stays, reason):
        """Give everything of ``card`` to ``stays``, what is pending and what is owed too, and put it out of use.

        :return: the points that came over, what was owed taken off
        """
        ledger = self.env["crm.loyalty.ledger"]
        ledger._lock(card | stays)
        account = ledger._account(card)
        pending = [lot.id for lot in account.lots if lot.pending]
        whole = account.available + account.pending
        if whole:
            self._move(card, stays, whole, reason, first=pending)
        if account.debt:
            self._move_debt(card, stays, account.debt, reason)
        self._put_out_of_use(card)
        return whole - account.debt

    @api.model
    def _move(self, card, other, amount, reason, first=(), ref=""):
        """Take points from ``card`` as a debit does and grant each part to ``other`` with its days."""
        ledger = self.env["crm.loyalty.ledger"]
        key = ref or f"transfer:{card.id}:{other.id}:{self._count(card)}"
        common = {"reason": reason, "res_model": "loyalty.card"}
        out = ledger._debit(card, Entry("transfer", f"{key}:out", res_id=other.id, **common), amount, first=first)
        rows = self.env.execute_query(
            SQL(
                "SELECT l.id, a.points, l.expires_on, CASE WHEN l.pending THEN l.available_from END"
                " FROM crm_loyalty_allocation a JOIN crm_loyalty_lot l ON l.id = a.lot_id WHERE a.move_id = %s"
                " ORDER BY a.id",
                out,
            )
        )
        for lot, taken, expires_on, available_from in rows:
            days = {"expires_on": expires_on, "available_from": available_from}
            entry = Entry("transfer", f"{key}:in:{lot}", res_id=card.id, **days, **common)
            ledger._credit(other, entry, points(taken))
        return out

    def _move_debt(self, card, other, debt, reason):
        ledger, key = self.env["crm.loyalty.ledger"], f"transfer:{card.id}:{other.id}:{self._count(card)}"
        common = {"reason": reason, "res_model": "loyalty.card"}
        ledger._credit(card, Entry("transfer", f"{key}:debt:out", res_id=other.id, **common), debt)
        ledger._debit(other, Entry("transfer", f"{key}:debt:in", res_id=card.id, **common), debt, debt=True)

    def _count(self, card):
        [(count,)] = self.env.execute_query(SQL("SELECT count(*) FROM crm_loyalty_move WHERE card_id = %s", card.id))
        return count

    @api.model
    def _forward(self, cards):
        """What comes to a card that was joined with another one, from an order of before, goes on to that one.

        What was to be taken from it is taken there.
        """
        if not (gone := cards.filtered(lambda card: not card.active)):
            return
        self.env.flush_all()
        reason = self.env._("Joined with the customer's other card")
        for card, stays in self.env.execute_query(SQL(FORWARD, gone.ids)):
            self._join(*self.env["loyalty.card"].browse([card, stays]), reason)

    def _put_out_of_use(self, card):
        # Its movements stay where they are; only nobody uses the card any more.
        card.sudo().with_context(loyalty_ledger=INSIDE).active = False
        self.env.cr.execute("UPDATE crm_loyalty_balance SET active = FALSE WHERE card_id = %s", [card.id])
        self.env["crm.loyalty.balance"].invalidate_model(flush=False)

    # ------------------------------------------------------------------
    # Customers change
    # ------------------------------------------------------------------

    @api.model
    def _realign(self, reason):
        """Cards follow their customers: a contact came to a company, or two customers were merged.

        :return: ``[(card id, id of the card that stays, points, customer before)]`` of the cards that were joined
        """
        self.env.flush_all()
        joined = []
        for card_id, customer, before in self.env.execute_query(SQL(ASTRAY)):
            card = self.env["loyalty.card"].browse(card_id)
            partner = self.env["res.partner"].browse(customer)
            stays = self.env["crm.loyalty.balance"]._cards_of(partner, card.sudo().program_id)
            if stays:
                came = self._join(card, stays, reason)
                joined.append((card.id, stays.id, came, before))
            else:
                self._belong(card, customer)
        return joined

    def _belong(self, card, customer):
        self.env["crm.loyalty.ledger"]._lock(card)
        self.env.cr.execute(
            "UPDATE crm_loyalty_balance SET customer_key = %s WHERE card_id = %s", [customer or None, card.id]
        )
        self.env["crm.loyalty.balance"].invalidate_model(flush=False)
        if card.sudo().partner_id.id != customer:
            card.sudo().with_context(loyalty_ledger=INSIDE).partner_id = customer

    @api.model
    def _part(self, joined):
        """Undo a join as far as the points were not spent: ``{"card", "stays", "points", "customer"}``.

        :return: points that are missing
        """
        cards = self.env["loyalty.card"].browse([joined["card"], joined["stays"]])
        card, stays = cards.with_context(active_test=False)
        ledger, owed = self.env["crm.loyalty.ledger"], points(joined["points"])
        self.env.cr.execute(
            "UPDATE crm_loyalty_balance SET active = TRUE, customer_key = %s WHERE card_id = %s",
            [joined["customer"], card.id],
        )
        card.sudo().with_context(loyalty_ledger=INSIDE).active = True
        ledger._lock(cards)
        reason = self.env._("The merge of the customers was undone")
        if owed < ZERO:
            self._move_debt(stays, card, -owed, reason)
            return ZERO
        account = ledger._account(stays)
        back = min(owed, account.available + account.pending)
        if back:
            pending = [lot.id for lot in account.lots if lot.pending] if back > account.available else ()
            self._move(stays, card, back, reason, first=pending)
        return owed - back


#: Cards out of use with something on them, and the card their customer uses.
FORWARD = """
    SELECT b.card_id, s.card_id FROM crm_loyalty_balance b
      JOIN loyalty_card c ON c.id = b.card_id JOIN res_partner p ON p.id = c.partner_id
      JOIN crm_loyalty_balance s ON s.program_id = b.program_id AND s.active
                                AND s.customer_key = p.commercial_partner_id
     WHERE b.card_id = ANY(%s) AND NOT b.active AND b.available + b.pending + b.debt > 0 ORDER BY b.card_id
"""
ASTRAY = """
    SELECT b.card_id, p.commercial_partner_id, b.customer_key
      FROM crm_loyalty_balance b JOIN loyalty_card c ON c.id = b.card_id JOIN res_partner p ON p.id = c.partner_id
     WHERE b.active AND b.customer_key IS DISTINCT FROM p.commercial_partner_id ORDER BY b.card_id
"""
