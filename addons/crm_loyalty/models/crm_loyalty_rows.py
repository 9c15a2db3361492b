import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.inside import INSIDE

from ..core.ledger import ZERO, Account, Lot, Take, points

#: The lot that a movement makes, until it has a number; higher than any.
NEW = 2**62


class CrmLoyaltyRows(models.AbstractModel):
    """The tables of the ledger: one statement reads what a movement needs to know, one writes all that follows from it.

    In SQL, since nobody has the right to write these tables, and since a sale waits for it.
    """

    _name = "crm.loyalty.rows"
    _description = "Rows of the Points Ledger"

    @api.model
    def _hold(self, cards):
        """Lock the balances of these cards; returns the ids of the cards with something due by today."""
        days = {program: program._ledger_today() for program in cards.program_id}
        cards = cards.sorted("id")
        self.env.cr.execute(HOLD, [cards.ids, [days[card.program_id] for card in cards]], log_exceptions=False)
        return sorted(card for card, due in self.env.cr.fetchall() if due)

    def _due(self, card, today):
        rows = self.env.execute_query(
            SQL(
                "SELECT id FROM crm_loyalty_lot WHERE card_id = %s AND pending AND available_from <= %s",
                card.id,
                today,
            )
        )
        return {row[0] for row in rows}

    def _times(self, card, kind):
        """How often points of a card moved in one way: what was given back after its day expires once more."""
        rows = self.env.execute_query(
            SQL("SELECT count(*) FROM crm_loyalty_move WHERE card_id = %s AND kind = %s", card.id, kind)
        )
        return rows[0][0]

    @api.model
    def _account(self, card):
        """The card as the pure ledger knows it."""
        return self._read(card)[1]

    def _before(self, card, entry, also=()):
        """What an entry finds: ``(id of the movement if it was written before, the card's account)``."""
        return self._read(card, entry.key, also)

    def _read(self, card, key=None, also=()):
        """The account with its lots that have something left, and those in ``also``."""
        rows = self.env.execute_query(SQL(READ, key=key, card=card.id, also=list(also)))
        if not rows:
            # Its name alone, in an error.
            raise UserError(self.env._("The card %s has no ledger.", card.sudo().display_name))
        lots = (
            Lot(id_, points(granted), points(remaining), *days, pending=bool(pending))
            for _known, _debt, id_, granted, remaining, *days, pending in rows
            if id_
        )
        return rows[0][0] or False, Account(tuple(lots), points(rows[0][1]))

    def _still_taken(self, moves):
        """What these movements took and have not given back; not what they took of lots they made themselves."""
        rows = self.env.execute_query(
            SQL(
                "SELECT a.lot_id, sum(a.points) FROM crm_loyalty_allocation a JOIN crm_loyalty_lot l ON l.id = a.lot_id"
                " WHERE a.move_id = ANY(%(moves)s) AND l.move_id <> ALL(%(moves)s)"
                " GROUP BY a.lot_id HAVING sum(a.points) > 0 ORDER BY min(a.id)",
                moves=list(moves),
            )
        )
        return [Take(lot, points(taken)) for lot, taken in rows]

    def _write(self, card, entry, signed, change):
        """One movement with its lot, what it took, and the sums. Returns its id."""
        made = next((lot for lot in change.account.lots if lot.id == NEW), None)
        old = [take for take in change.takes if take.lot != NEW]
        own = sum((take.points for take in change.takes if take.lot == NEW), ZERO)
        after = change.account
        model, document = self._document(entry)
        [(move, told)] = self.env.execute_query(
            SQL(
                WRITE, card=card.id, kind=entry.kind, points=signed, now=self.env.cr.now(), key=entry.key,
                reason=entry.reason or None, res_model=entry.res_model or None, res_id=entry.res_id or None,
                order=entry.order or None, invoice=entry.invoice or None, uid=self.env.uid,
                terms=json.dumps(dict(entry.terms)) if entry.terms else None,
                granted=made.granted if made else None, remaining=made.remaining if made else None,
                day=made.day if made else None, expires_on=made.expires_on if made else None,
                available_from=entry.available_from, pending=bool(made and made.pending), own=own,
                lots=[take.lot for take in old], taken=[take.points for take in old],
                available=after.available, waiting=after.pending, debt=after.debt,
                words=entry.reason or entry.kind, issued=max(signed, ZERO), used=max(-signed, ZERO),
                order_model=model, history_order=document,
            )
        )  # fmt: skip
        for name in ("move", "lot", "allocation", "balance"):
            self.env[f"crm.loyalty.{name}"].invalidate_model(flush=False)
        self._show(card, after)
        self._tell(told)
        return move

    def _document(self, entry):
        """Model and id of the document that Odoo's own history names."""
        return ("sale.order", entry.order) if entry.order else (None, None)

    def _release(self, card, change, lots):
        """Points become available. What they pay of a debt was paid by the movement that had granted the points."""
        after = change.account
        self.env.cr.execute("UPDATE crm_loyalty_lot SET pending = FALSE WHERE id = ANY(%s)", [list(lots)])
        self.env.cr.execute(
            RELEASE,
            {
                "card": card.id, "lots": [take.lot for take in change.takes],
                "taken": [take.points for take in change.takes],
                "available": after.available, "waiting": after.pending, "debt": after.debt,
            },
        )  # fmt: skip
        for name in ("lot", "allocation", "balance"):
            self.env[f"crm.loyalty.{name}"].invalidate_model(flush=False)
        self._show(card, after)

    def _show(self, card, account):
        # The user was asked before; the number on the card is what Odoo itself reads.
        shown = card.sudo().with_context(loyalty_ledger=INSIDE)
        if float(account.available) != shown.points:
            shown.points = float(account.available)

    def _tell(self, history):
        """Let the contact history know of a new row in Odoo's own history, as if it had gone through the ORM."""
        told = self.env["loyalty.history"].browse(history or [])
        told.invalidate_model(flush=False)
        told.env["loyalty.card"].invalidate_model(["history_ids"], flush=False)
        if told and (interests := told._touchpoint_interests()):
            self.env["crm.touchpoint"]._note_change(told, interests, "create")


#: Written, not only locked: who comes second must not go on with an older picture of what the points hang on.
HOLD = """
    WITH held AS (
        SELECT b.id, d.day FROM crm_loyalty_balance b
          JOIN unnest(%s::int[], %s::date[]) d(card_id, day) ON d.card_id = b.card_id
         ORDER BY b.card_id FOR UPDATE OF b
    )
    UPDATE crm_loyalty_balance b SET debt = b.debt FROM held WHERE b.id = held.id
    RETURNING b.card_id, EXISTS (
        SELECT FROM crm_loyalty_lot l WHERE l.card_id = b.card_id
           AND (l.pending AND l.available_from <= held.day OR l.remaining > 0 AND l.expires_on < held.day))
"""
READ = """
    SELECT (SELECT m.id FROM crm_loyalty_move m WHERE m.key = %(key)s), b.debt,
           l.id, l.granted, l.remaining, l.day, l.expires_on, l.pending
      FROM crm_loyalty_balance b
      LEFT JOIN crm_loyalty_lot l ON l.card_id = b.card_id AND (l.remaining > 0 OR l.id = ANY(%(also)s))
     WHERE b.card_id = %(card)s
"""
#: What takes from lots of before: their rows and what is left of them.
TAKEN = """
    takes AS (
        SELECT * FROM unnest(%(lots)s::int[], %(taken)s::numeric[]) WITH ORDINALITY t(lot_id, points, place)
    ), emptied AS (
        UPDATE crm_loyalty_lot l SET remaining = l.remaining - t.points
          FROM (SELECT lot_id, sum(points) AS points FROM takes GROUP BY lot_id) t WHERE l.id = t.lot_id
    ), summed AS (
        UPDATE crm_loyalty_balance SET available = %(available)s, pending = %(waiting)s, debt = %(debt)s
         WHERE card_id = %(card)s
    )
"""
#: Odoo's own history, which customers see in the portal, says the same as the ledger.
WRITE = f"""
    WITH move AS (
        INSERT INTO crm_loyalty_move (card_id, program_id, company_id, kind, points, date, key, reason, res_model,
                                      res_id, order_id, invoice_id, user_id, terms, create_uid, create_date)
        SELECT card_id, program_id, company_id, %(kind)s, %(points)s, %(now)s, %(key)s, %(reason)s, %(res_model)s,
               %(res_id)s, %(order)s, %(invoice)s, %(uid)s, %(terms)s::jsonb, %(uid)s, %(now)s
          FROM crm_loyalty_balance WHERE card_id = %(card)s
        RETURNING id, card_id, company_id
    ), lot AS (
        INSERT INTO crm_loyalty_lot (card_id, move_id, company_id, granted, remaining, day, available_from, pending,
                                     expires_on, create_uid, create_date)
        SELECT card_id, id, company_id, %(granted)s::numeric, %(remaining)s::numeric, %(day)s::date,
               %(available_from)s::date, %(pending)s, %(expires_on)s::date, %(uid)s, %(now)s
          FROM move WHERE %(granted)s::numeric IS NOT NULL
        RETURNING id
    ), {TAKEN}, paid AS (
        INSERT INTO crm_loyalty_allocation (move_id, lot_id, points)
        SELECT move.id, took.lot_id, took.points
          FROM move, (SELECT lot_id, points, place FROM takes
                      UNION ALL SELECT id, %(own)s, NULL FROM lot WHERE %(own)s <> 0) took
         ORDER BY took.place
    ), told AS (
        INSERT INTO loyalty_history (card_id, description, issued, used, order_model, order_id, create_uid, create_date,
                                     write_uid, write_date)
        SELECT card_id, %(words)s, %(issued)s, %(used)s, %(order_model)s, %(history_order)s, %(uid)s, %(now)s, %(uid)s,
               %(now)s
          FROM move WHERE %(points)s <> 0
        RETURNING id
    )
    SELECT move.id, told.id FROM move LEFT JOIN told ON TRUE
"""
RELEASE = f"""
    WITH {TAKEN}
    INSERT INTO crm_loyalty_allocation (move_id, lot_id, points)
    SELECT l.move_id, t.lot_id, t.points FROM takes t JOIN crm_loyalty_lot l ON l.id = t.lot_id ORDER BY t.place
"""
