from collections import defaultdict
from decimal import Decimal

from odoo import api, models
from odoo.fields import Date

from ..core.earning import Bill, Promise
from ..core.ledger import ZERO, points

#: Journals through which money comes.
MONEY = ("bank", "cash", "credit")


class CrmLoyaltyEarned(models.AbstractModel):
    """Reads from the accounting what an order has earned by now; the formula is in ``core.earning``."""

    _name = "crm.loyalty.earned"
    _description = "Points an Order Has Earned"

    @api.model
    def _targets(self, order, card, promise, places):
        """What the order earns on a card: ``{invoice id or 0: (points, rule)}``.

        :param promise: of the order to the card; None if it made none
        :param places: where something was posted before; they are part of the answer
        """
        # The accounting is read whole: who confirms an order need not see its invoices, and is shown none of them.
        order, card = order.sudo(), card.sudo()
        targets = dict.fromkeys(places, (ZERO, {}))
        if not promise:
            return targets
        rate = Promise(points(promise.points), self._exact(promise.base))
        terms = {**(promise.terms or {}), "points": promise.points, "base": promise.base}
        eligible = order._eligible_lines(card.program_id)
        if promise.earn_on == "order":
            credited = sum(self._credited(order, eligible).values(), ZERO)
            target = rate.of_order(credited) if order.state == "sale" else ZERO
            return {**targets, 0: (target, terms)}
        for invoice, bill in self._bills(order, eligible).items():
            paid = {"eligible": str(bill.net), "paid": f"{float(bill.paid_fraction):.4f}"}
            targets[invoice] = (rate.of_invoice(bill), {**terms, **paid})
        return targets

    @api.model
    def _once_paid(self, invoices):
        """What invoices earn once they are paid whole, posted or not: ``{invoice id: points}``."""
        # As above; the caller shows a number of points.
        found, invoices = defaultdict(Decimal), invoices.sudo().filtered(lambda one: one.move_type == "out_invoice")
        orders = {order.id: order for order in invoices.invoice_line_ids.sale_line_ids.order_id}
        for (order_id, card), promise in self.env["sale.order"].browse(orders)._promises().items():
            if promise.earn_on == "order":
                continue
            order, rate = orders[order_id], Promise(points(promise.points), self._exact(promise.base))
            eligible = order._eligible_lines(self.env["loyalty.card"].sudo().browse(card).program_id)
            posted = self._bills(order, eligible)
            for invoice in invoices & order.invoice_ids:
                bill = posted.get(invoice.id)
                net = bill.net if bill else self._amount(order, invoice, eligible)
                found[invoice.id] += rate.of_invoice(Bill(net, Decimal(1), Decimal(1)))
        return {invoice: float(number) for invoice, number in found.items()}

    # ------------------------------------------------------------------
    # Invoices and credit notes
    # ------------------------------------------------------------------

    def _documents(self, order, move_type):
        moves = order.order_line.invoice_lines.move_id
        return moves.filtered(lambda move: move.state == "posted" and move.move_type == move_type).sorted(
            lambda move: (move.invoice_date or move.date, move.id)
        )

    def _amount(self, order, move, lines):
        """What of a document is eligible, without taxes, in the currency of the order."""
        chosen = move.invoice_line_ids.filtered(lambda line: line.sale_line_ids & lines)
        amount = sum(chosen.mapped("price_subtotal"))
        if move.currency_id != order.currency_id:
            day = move.invoice_date or Date.context_today(order)
            amount = move.currency_id._convert(amount, order.currency_id, order.company_id, day)
        return self._exact(amount)

    def _credited(self, order, lines):
        """``{credit note: eligible amount}``."""
        return {note: self._amount(order, note, lines) for note in self._documents(order, "out_refund")}

    def _bills(self, order, lines):
        """``{invoice id: bill}``; credit notes that name no invoice count against the first ones."""
        invoices = self._documents(order, "out_invoice")
        credited, totals = defaultdict(Decimal), defaultdict(Decimal)
        eligible = {invoice: self._amount(order, invoice, lines) for invoice in invoices}
        loose = []
        for note, amount in self._credited(order, lines).items():
            if note.reversed_entry_id in invoices:
                credited[note.reversed_entry_id] += amount
                totals[note.reversed_entry_id] += self._exact(note.amount_total)
            else:
                loose.append((note, amount))
        for note, amount in loose:
            self._spread(invoices, eligible, credited, totals, self._exact(note.amount_total), amount)
        return {
            invoice.id: Bill(
                eligible[invoice],
                self._exact(invoice.amount_total),
                self._paid(invoice),
                credited[invoice],
                totals[invoice],
            )
            for invoice in invoices
        }

    def _spread(self, invoices, eligible, credited, totals, total, amount):
        left = amount
        for invoice in invoices:
            part = min(max(eligible[invoice] - credited[invoice], ZERO), left)
            if part > ZERO:
                credited[invoice] += part
                totals[invoice] += total * part / amount
                left -= part

    def _paid(self, invoice):
        """What was paid with money, in the currency of the invoice. A credit note is no payment, nor is a write-off."""
        receivable = invoice.line_ids.filtered(lambda line: line.account_id.account_type == "asset_receivable")
        paid = ZERO
        for partial in receivable.matched_credit_ids:
            if self._is_money(partial.credit_move_id.move_id):
                paid += self._exact(partial.debit_amount_currency)
        for partial in receivable.matched_debit_ids:
            if self._is_money(partial.debit_move_id.move_id):
                paid -= self._exact(partial.credit_amount_currency)
        return paid

    def _is_money(self, move):
        return move.move_type == "entry" and (move.origin_payment_id or move.journal_id.type in MONEY)

    def _exact(self, amount):
        return Decimal(repr(round(amount, 6)))

    # ------------------------------------------------------------------
    # Spent
    # ------------------------------------------------------------------

    @api.model
    def _spent(self, order, card):
        """What the order takes from a card: the cost of its rewards, less what came back with credit notes."""
        # As for what is earned.
        order, card = order.sudo(), card.sudo()
        if order.state != "sale":
            return ZERO
        spent = ZERO
        for line in order.order_line.filtered(lambda line: line.coupon_id == card and line.points_cost):
            same = order.order_line.filtered(
                lambda one, line=line: (
                    one.reward_identifier_code == line.reward_identifier_code and one.coupon_id == card
                )
            )
            spent += points(self._exact(line.points_cost) * (1 - self._returned(order, same)))
        return spent

    def _returned(self, order, lines):
        """Which part of a reward came back with posted credit notes, between 0 and 1."""
        notes = self._documents(order, "out_refund").invoice_line_ids.filtered(lambda line: line.sale_line_ids & lines)
        if not notes:
            return ZERO
        whole = self._size(lines, "price_subtotal", "product_uom_qty")
        came = self._size(notes, "price_subtotal", "quantity", by_amount=bool(self._amounts(lines, "price_subtotal")))
        return min(came / whole, Decimal(1)) if whole else ZERO

    def _amounts(self, lines, field):
        return abs(sum(map(self._exact, lines.mapped(field)), ZERO))

    def _size(self, lines, amount, quantity, by_amount=None):
        """How much of a reward these lines are: by their amounts, or by their quantities where the goods are free."""
        amounts = self._amounts(lines, amount)
        return amounts if by_amount or (by_amount is None and amounts) else self._amounts(lines, quantity)
