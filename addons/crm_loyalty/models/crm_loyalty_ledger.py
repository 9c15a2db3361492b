from contextlib import contextmanager

import psycopg2

from odoo import api, models
from odoo.exceptions import UserError
from odoo.service.model import MAX_TRIES_ON_CONCURRENCY_FAILURE

from ..core.entry import Entry
from ..core.ledger import ZERO, Change, NotEnoughPointsError, points
from .crm_loyalty_rows import NEW


class CrmLoyaltyLedger(models.AbstractModel):
    """The one place that writes the ledger: under the lock of the card's balance, by the pure rules of ``core.ledger``.

    Nobody has the right to write these tables; who may cause a movement is asked by the callers. What is written shows
    in the ledger, to those who may read it.
    """

    _name = "crm.loyalty.ledger"
    _inherit = "crm.loyalty.rows"
    _description = "Writing the Points Ledger"

    # ------------------------------------------------------------------
    # One at a time
    # ------------------------------------------------------------------

    @api.model
    def _lock(self, cards):
        """Hold these cards until the end of the transaction, and bring them up to today.

        A second transaction waits, and is refused by PostgreSQL once the first one is done (its picture is old, even
        where the first one moved nothing: what it had looked at may have changed). Odoo repeats the request; the last
        time the user is told.

        :raises UserError: the card was busy each time
        """
        if not cards:
            return
        with self._repeated():
            due = self._hold(cards)
        for card in cards.browse(due):
            self._settle(card)

    @contextmanager
    def _repeated(self):
        """A conflict inside is for Odoo, which repeats the request; the last time it is told to the user."""
        # How often this request was begun anew, here or elsewhere; its cursor is the same each time. In its own
        # dictionary: a closed cursor looks for anything else in what it no longer has.
        notes = vars(self.env.cr)
        if not notes.get("loyalty_watched"):
            notes["loyalty_watched"] = True
            self.env.cr.postrollback.add(_begun_anew(notes))
        try:
            yield
        except psycopg2.errors.SerializationFailure as error:
            if notes.get("loyalty_tries", 0) + 1 < MAX_TRIES_ON_CONCURRENCY_FAILURE:
                raise
            raise UserError(self.env._("The card is busy: somebody else uses it. Please repeat.")) from error

    @api.model
    def _settle(self, card):
        """What is due by today: points whose return window has ended, and points that have expired."""
        today = card.program_id._ledger_today()
        account, due = self._account(card), self._due(card, today)
        if due:
            change = account.release(due)
            self._release(card, change, due)
            account = change.account
        change = account.expire(today)
        if lost := sum((take.points for take in change.takes), ZERO):
            entry = Entry("expire", f"expiry:{card.id}:{self._times(card, 'expire')}", self.env._("Expired"))
            self._write(card, entry, -lost, change)

    # ------------------------------------------------------------------
    # Movements; the card is locked
    # ------------------------------------------------------------------

    @api.model
    def _credit(self, card, entry, amount):
        """Grant points. Returns the id of the movement, also when it was written before."""
        known, account = self._before(card, entry)
        if known:
            return known
        today = card.program_id._ledger_today()
        pending = bool(entry.available_from and entry.available_from > today)
        change = account.credit(NEW, amount, day=today, expires_on=entry.expires_on, pending=pending)
        return self._write(card, entry, amount, change)

    @api.model
    def _debit(self, card, entry, amount, debt=False, first=()):
        """Take points; see :meth:`core.ledger.Account.debit`.

        :raises UserError: not enough points
        """
        known, account = self._before(card, entry)
        if known:
            return known
        try:
            change = account.debit(amount, debt=debt, first=first)
        except NotEnoughPointsError as error:
            raise self._not_enough(card, error.available, error.asked) from error
        return self._write(card, entry, -amount, change)

    def _not_enough(self, card, available, asked):
        return UserError(
            self.env._(
                "Not enough points on the card %(card)s: %(available)s available, %(asked)s asked for.",
                card=card.sudo().code,  # who spends a card's points is told which one it was
                available=points(available),
                asked=points(asked),
            )
        )

    @api.model
    def _give_back(self, card, entry, amount, moves):
        """Return points that ``moves`` took to the lots they came from."""
        taken = self._still_taken(moves)
        known, account = self._before(card, entry, also=[take.lot for take in taken])
        return known or self._write(card, entry, amount, account.give_back(amount, taken))

    @api.model
    def _note(self, card, entry):
        """Write down what moves no points. Returns the id of the movement."""
        known, account = self._before(card, entry)
        return known or self._write(card, entry, ZERO, Change(account))


def _begun_anew(notes):
    def count():
        notes.update(loyalty_watched=False, loyalty_tries=notes.get("loyalty_tries", 0) + 1)

    return count
