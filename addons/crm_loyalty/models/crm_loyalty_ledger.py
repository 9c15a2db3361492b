import json
from contextlib import contextmanager
from dataclasses import replace

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE
from odoo.tools import SQL

from ..core.entry import Entry
from ..core.ledger import ZERO, Account, Change, Lot, NotEnoughPointsError, Take, points


class CrmLoyaltyLedger(models.AbstractModel):
    """The one place that writes the ledger: under the lock of the card's balance, by the pure rules of ``core.ledger``.

    Nobody has the right to write these tables; who may cause a movement is asked by the callers. What is written shows
    in the ledger, to those who may read it.
    """

    _name = "crm.loyalty.ledger"
    _description = "Writing the Points Ledger"

    # ------------------------------------------------------------------
    # One at a time
    # ------------------------------------------------------------------

    @api.model
    def _lock(self, cards):
        """Hold these cards until the end of the transaction, and bring them up to today.

        A second transaction waits. If the first one moved points, PostgreSQL refuses the second (its picture is old)
        and Odoo repeats the request; the last time the user is told.

        :raises UserError: the card was busy each time
        """
        if not cards:
            return
        with self._repeated():
            self.env.cr.execute(
                "SELECT card_id FROM crm_loyalty_balance WHERE card_id = ANY(%s) ORDER BY card_id FOR UPDATE",
                [sorted(cards.ids)],
                log_exceptions=False,
            )
        for card in cards.sorted("id"):
            self._settle(card)

    @contextmanager
    def _repeated(self):
        """A conflict inside is for Odoo, which repeats the request; the last time it is told to the user."""
        try:
            yield
        except psycopg2.errors.SerializationFailure as error:
            # How often this request was tried already; the cursor is the same each time.
            cr = self.env.cr
            cr.loyalty_tries = getattr(cr, "loyalty_tries", 0) + 1
            if cr.loyalty_tries < MAX_TRIES_ON_CONCURRENCY_FAILURE:
                raise
            raise UserError(self.env._("The card is busy: somebody else uses it. Please repeat.")) from error

    @api.model
    def _settle(self, card):
        """What is due by today: points whose return window has ended, and points that have expired."""
        today = card.program_id._ledger_today()
        account, due = self._account(card), self._due(card, today)
        if due:
            change = account.release(due)
            self._store(card, change, released=due)
            self._debts_paid(change.takes)
            account = change.account
        for take in account.expire(today).takes:
            lots = tuple(replace(lot, remaining=ZERO) if lot.id == take.lot else lot for lot in account.lots)
            change = Change(replace(account, lots=lots), (take,))
            entry = Entry("expire", f"expire:{take.lot}:{self._taken(take.lot)}", self.env._("Expired"))
            self._write(card, entry, -take.points, change)
            account = change.account

    def _due(self, card, today):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_loyalty_lot WHERE card_id = %s AND pending AND available_from <= %s",
                card.id,
                today,
            )
        )
        return {row[0] for row in rows}

    def _taken(self, lot):
        """How often points were taken from a lot: a part given back after its expiry expires once more."""
        [(count,)] = self.env.execute_query(SQL("SELECT count(*) FROM crm_loyalty_allocation WHERE lot_id = %s", lot))
        return count

    @api.model
    def _account(self, card, also=()):
        """The card as the pure ledger knows it: lots with something left, and those in ``also``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, granted, remaining, day, expires_on, pending FROM crm_loyalty_lot"
                " WHERE card_id = %s AND (remaining > 0 OR id = ANY(%s))",
                card.id,
                list(also),
            )
        )
        debts = self.env.execute_query(SQL("SELECT debt FROM crm_loyalty_balance WHERE card_id = %s", card.id))
        if not debts:
            raise UserError(self.env._("The card %s has no ledger.", card.sudo().display_name))
        lots = (Lot(row[0], points(row[1]), points(row[2]), *row[3:5], pending=bool(row[5])) for row in rows)
        return Account(tuple(lots), points(debts[0][0]))

    # ------------------------------------------------------------------
    # Movements; the card is locked
    # ------------------------------------------------------------------

    @api.model
    def _credit(self, card, entry, amount):
        """Grant points. Returns the id of the movement, also when it was written before."""
        if known := self._known(entry):
            return known
        account = self._account(card)
        lot = self._next("crm_loyalty_lot_id_seq")
        today = card.program_id._ledger_today()
        pending = bool(entry.available_from and entry.available_from > today)
        change = account.credit(lot, amount, day=today, expires_on=entry.expires_on, pending=pending)
        return self._write(card, entry, amount, change, lot=lot)

    @api.model
    def _debit(self, card, entry, amount, debt=False, first=()):
        """Take points; see :meth:`core.ledger.Account.debit`.

        :raises UserError: not enough points
        """
        if known := self._known(entry):
            return known
        account = self._account(card)
        try:
            change = account.debit(amount, debt=debt, first=first)
        except NotEnoughPointsError as error:
            raise UserError(
                self.env._(
                    "Not enough points on the card %(card)s: %(available)s available, %(asked)s asked for.",
                    card=card.sudo().code,
                    available=error.available,
                    asked=error.asked,
                )
            ) from error
        return self._write(card, entry, -amount, change)

    @api.model
    def _give_back(self, card, entry, amount, moves):
        """Return points that ``moves`` took to the lots they came from."""
        if known := self._known(entry):
            return known
        taken = self._still_taken(moves)
        account = self._account(card, also=[take.lot for take in taken])
        change = account.give_back(amount, taken)
        return self._write(card, entry, amount, change)

    def _still_taken(self, moves):
        rows = self.env.execute_query(
            SQL(
                "SELECT a.lot_id, sum(a.points) FROM crm_loyalty_allocation a WHERE a.move_id = ANY(%s)"
                " GROUP BY a.lot_id HAVING sum(a.points) > 0 ORDER BY min(a.id)",
                list(moves),
            )
        )
        return [Take(lot, points(taken)) for lot, taken in rows]

    # ------------------------------------------------------------------
    # The tables
    # ------------------------------------------------------------------

    def _known(self, entry):
        rows = self.env.execute_query(SQL("SELECT id FROM crm_loyalty_move WHERE key = %s", entry.key))
        return rows[0][0] if rows else False

    def _next(self, sequence):
        [(number,)] = self.env.execute_query(SQL("SELECT nextval(%s)", sequence))
        return number

    def _write(self, card, entry, signed, change, lot=None):
        """One movement with what follows from it."""
        move = self._next("crm_loyalty_move_id_seq")
        self._insert("crm_loyalty_move", [self._move_row(card, entry, signed, move)])
        if lot:
            self._insert("crm_loyalty_lot", [self._lot_row(card, entry, change, lot, move)])
        self._allocate(move, change.takes)
        self._store(card, change)
        self._mirror(card, entry, signed)
        return move

    def _move_row(self, card, entry, signed, move):
        return {
            "id": move, "card_id": card.id, "program_id": card.program_id.id,
            "company_id": card.sudo().company_id.id or None, "kind": entry.kind, "points": signed,
            "date": self.env.cr.now(), "key": entry.key, "reason": entry.reason or None,
            "res_model": entry.res_model or None, "res_id": entry.res_id or None, "order_id": entry.order or None,
            "invoice_id": entry.invoice or None, "user_id": self.env.uid,
            "terms": json.dumps(dict(entry.terms)) if entry.terms else None,
            "create_uid": self.env.uid, "create_date": self.env.cr.now(),
        }  # fmt: skip

    def _lot_row(self, card, entry, change, lot, move):
        made = next(one for one in change.account.lots if one.id == lot)
        return {
            "id": lot, "card_id": card.id, "move_id": move, "company_id": card.sudo().company_id.id or None,
            "granted": made.granted, "remaining": made.granted, "day": made.day,
            "available_from": entry.available_from, "pending": made.pending, "expires_on": made.expires_on,
            "create_uid": self.env.uid, "create_date": self.env.cr.now(),
        }  # fmt: skip

    def _insert(self, table, rows):
        columns = list(rows[0])
        values = [SQL("%s", tuple(row[name] for name in columns)) for row in rows]
        names = SQL(", ").join(SQL.identifier(name) for name in columns)
        self.env.cr.execute(SQL("INSERT INTO %s (%s) VALUES %s", SQL.identifier(table), names, SQL(", ").join(values)))
        self.env[table.replace("_", ".")].invalidate_model(flush=False)

    def _allocate(self, move, takes):
        if not takes:
            return
        rows = [{"move_id": move, "lot_id": take.lot, "points": take.points} for take in takes]
        self._insert("crm_loyalty_allocation", rows)
        self.env.cr.execute(
            "UPDATE crm_loyalty_lot l SET remaining = l.remaining - t.points FROM"
            " (SELECT lot_id, sum(points) AS points FROM unnest(%s::int[], %s::numeric[]) n(lot_id, points)"
            " GROUP BY lot_id) t WHERE l.id = t.lot_id",
            [[take.lot for take in takes], [take.points for take in takes]],
        )
        self.env["crm.loyalty.lot"].invalidate_model(flush=False)

    def _debts_paid(self, takes):
        """Debt is paid by the movement that had granted the points."""
        for take in takes:
            [(move,)] = self.env.execute_query(SQL("SELECT move_id FROM crm_loyalty_lot WHERE id = %s", take.lot))
            self._allocate(move, [take])

    def _store(self, card, change, released=()):
        """The sums, on our own row and on Odoo's card."""
        after = change.account
        if released:
            self.env.cr.execute("UPDATE crm_loyalty_lot SET pending = FALSE WHERE id = ANY(%s)", [list(released)])
        self.env.cr.execute(
            "UPDATE crm_loyalty_balance SET available = %s, pending = %s, debt = %s WHERE card_id = %s",
            [after.available, after.pending, after.debt, card.id],
        )
        self.env["crm.loyalty.balance"].invalidate_model(flush=False)
        # The user was asked before; the number on the card is what Odoo itself reads.
        shown = card.sudo().with_context(loyalty_ledger=True)
        if float(after.available) != shown.points:
            shown.points = float(after.available)

    def _mirror(self, card, entry, signed):
        """Odoo's own history, which customers see in the portal, says the same."""
        if not signed:
            return
        self.env["loyalty.history"].sudo().with_context(loyalty_ledger=True).create(
            {
                "card_id": card.id,
                "description": entry.reason or entry.kind,
                "issued": float(max(signed, ZERO)),
                "used": float(max(-signed, ZERO)),
                "order_model": "sale.order" if entry.order else False,
                "order_id": entry.order or False,
            }
        )
