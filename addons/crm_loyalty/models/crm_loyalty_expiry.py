from datetime import timedelta

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..core.entry import Entry

#: Cards done in one statement; the work is committed after each.
CHUNK = 20_000
#: How often some cards are begun with.
TRIES = 5
#: Reminders sent before the work is committed.
LETTERS = 100


class CrmLoyaltyExpiry(models.AbstractModel):
    """What happens to lots as days pass: they become available, they are announced, they expire, they are extended."""

    _name = "crm.loyalty.expiry"
    _description = "Expiry of Points"

    @api.model
    def _cron_nightly(self):
        """Release and expire what is due, in sets; cards somebody uses right now have their turn next time."""
        programs = self.env["loyalty.program"].with_context(active_test=False).search([("use_ledger", "=", True)])
        days = {program: program._ledger_today() for program in programs}
        remaining = sum(self._waiting(program, day) for program, day in days.items())
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for program, day in days.items():
            while done := self._repeated_pass(program, day):
                remaining = max(remaining - done, 0)
                if not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                    return

    def _waiting(self, program, day):
        [(count,)] = self.env.execute_query(
            SQL("SELECT count(DISTINCT card_id) FROM (%s) due", self._due(program, day))
        )
        return count

    def _due(self, program, day):
        """Cards with something to do. Two halves, each with an index of its own."""
        return SQL(
            "SELECT l.card_id FROM crm_loyalty_lot l JOIN loyalty_card c ON c.id = l.card_id"
            " WHERE c.program_id = %(program)s AND l.remaining > 0 AND l.expires_on IS NOT NULL"
            " AND l.expires_on < %(day)s"
            " UNION SELECT l.card_id FROM crm_loyalty_lot l JOIN loyalty_card c ON c.id = l.card_id"
            " WHERE c.program_id = %(program)s AND l.pending AND l.available_from <= %(day)s",
            program=program.id,
            day=day,
        )

    def _repeated_pass(self, program, day, tries=TRIES):
        """Do some cards; begin these anew where somebody has moved their points since the job looked."""
        try:
            return self._pass(program, day)
        except psycopg2.errors.SerializationFailure:
            if tries <= 1:
                raise
        # What was done before is committed.
        self.env.cr.rollback()
        return self._repeated_pass(program, day, tries - 1)

    @api.model
    def _pass(self, program, day, limit=CHUNK):
        """Do some cards: returns how many. Running it twice changes nothing."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT b.card_id, b.debt FROM crm_loyalty_balance b WHERE b.card_id IN"
                " (SELECT card_id FROM (%s) due ORDER BY card_id LIMIT %s) ORDER BY b.card_id FOR UPDATE SKIP LOCKED",
                self._due(program, day),
                limit,
            )
        )
        rows = self.env.cr.fetchall()
        cards = [card for card, debt in rows if not debt]
        # Points that become available pay debts first: few cards, one by one by the rules of the ledger.
        owing = self.env["loyalty.card"].browse(card for card, debt in rows if debt)
        self.env["crm.loyalty.ledger"]._lock(owing)
        self.env.flush_all()
        if cards:
            parameters = {
                "cards": cards, "day": day, "uid": self.env.uid, "now": self.env.cr.now(),
                "reason": self.env._("Expired"),
            }  # fmt: skip
            self.env.cr.execute(EXPIRE, parameters)
            self.env.cr.execute(SUMS, parameters)
        self.env.invalidate_all(flush=False)
        return len(rows)

    # ------------------------------------------------------------------
    # Reminders
    # ------------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Write to customers whose points expire soon: one e-mail a card, once for each lot."""
        template = self.env.ref("crm_loyalty.mail_template_expiry", raise_if_not_found=False)
        cards = self._soon() if template else []
        self.env["ir.cron"]._commit_progress(remaining=len(cards))
        for number, (card_id, lots) in enumerate(cards, start=1):
            self._remind(template, self.env["loyalty.card"].browse(card_id), lots)
            if number % LETTERS == 0 or number == len(cards):
                done = (number - 1) % LETTERS + 1
                if not self.env["ir.cron"]._commit_progress(done):
                    return

    def _soon(self):
        programs = self.env["loyalty.program"].search([("use_ledger", "=", True), ("remind_days", ">", 0)])
        found = []
        for program in programs:
            today = program._ledger_today()
            found += self.env.execute_query(
                SQL(
                    "SELECT l.card_id, array_agg(l.id) FROM crm_loyalty_lot l"
                    " JOIN crm_loyalty_balance b ON b.card_id = l.card_id AND b.active AND b.program_id = %s"
                    " WHERE l.remaining > 0 AND l.reminded_on IS NULL AND l.expires_on BETWEEN %s AND %s"
                    " AND b.customer_key IS NOT NULL GROUP BY l.card_id ORDER BY l.card_id",
                    program.id,
                    today,
                    today + timedelta(days=program.remind_days),
                )
            )
        return found

    def _remind(self, template, card, lots):
        if card.partner_id.email:
            template.send_mail(card.id, email_layout_xmlid="mail.mail_notification_light")
        self.env.cr.execute(
            "UPDATE crm_loyalty_lot SET reminded_on = %s WHERE id = ANY(%s)", [card.program_id._ledger_today(), lots]
        )
        self.env["crm.loyalty.lot"].invalidate_model(flush=False)

    # ------------------------------------------------------------------
    # Extension
    # ------------------------------------------------------------------

    @api.model
    def _extend(self, lots, day, reason):
        """Let lots expire on another day. It stands in the ledger with the day before."""
        ledger = self.env["crm.loyalty.ledger"]
        ledger._lock(lots.card_id)
        lots.invalidate_recordset(flush=False)
        for lot in lots.sorted("id"):
            if not lot.remaining:
                raise UserError(self.env._("Nothing is left of the lot of %s.", fields.Date.to_string(lot.day)))
            if lot.expires_on == day:
                continue
            before = lot.expires_on and fields.Date.to_string(lot.expires_on)
            after = day and fields.Date.to_string(day)
            terms = {"lot": lot.id, "before": before or False, "after": after or False}
            key = f"extend:{lot.id}:{self._times(lot)}"
            entry = Entry("extend", key, reason, "crm.loyalty.lot", lot.id, terms=terms)
            ledger._note(lot.card_id, entry)
            self.env.cr.execute(
                "UPDATE crm_loyalty_lot SET expires_on = %s, reminded_on = NULL WHERE id = %s", [day or None, lot.id]
            )
        self.env["crm.loyalty.lot"].invalidate_model(flush=False)

    def _times(self, lot):
        domain = [("kind", "=", "extend"), ("res_model", "=", "crm.loyalty.lot"), ("res_id", "=", lot.id)]
        return self.env["crm.loyalty.move"].sudo().search_count(domain)


#: One movement a card, its row in Odoo's history, what it took of each lot, and the lots: one pass over those due.
EXPIRE = """
    WITH due AS MATERIALIZED (
        SELECT l.id AS lot, l.card_id, l.remaining FROM unnest(%(cards)s::int[]) c(card_id)
          JOIN crm_loyalty_lot l USING (card_id) WHERE l.remaining > 0 AND l.expires_on < %(day)s
    ), sums AS MATERIALIZED (
        SELECT card_id, sum(remaining) AS points FROM due GROUP BY card_id
    ), moves AS (
        INSERT INTO crm_loyalty_move (card_id, program_id, company_id, kind, points, date, key, reason, user_id,
                                      create_uid, create_date)
        SELECT s.card_id, b.program_id, b.company_id, 'expire', -s.points, %(now)s, 'expiry:' || s.card_id || ':'
               || (SELECT count(*) FROM crm_loyalty_move m WHERE m.card_id = s.card_id AND m.kind = 'expire'),
               %(reason)s, %(uid)s, %(uid)s, %(now)s
          FROM sums s JOIN crm_loyalty_balance b USING (card_id)
        RETURNING id, card_id
    ), taken AS (
        INSERT INTO crm_loyalty_allocation (move_id, lot_id, points)
        SELECT m.id, d.lot, d.remaining FROM due d JOIN moves m USING (card_id)
    ), told AS (
        INSERT INTO loyalty_history (card_id, description, issued, used, create_uid, create_date, write_uid, write_date)
        SELECT card_id, %(reason)s, 0, points, %(uid)s, %(now)s, %(uid)s, %(now)s FROM sums
    )
    UPDATE crm_loyalty_lot l SET remaining = 0 FROM due WHERE l.id = due.lot
"""
#: Afterwards: what has become available, and the sums. These cards owe nothing.
SUMS = """
    WITH released AS (
        UPDATE crm_loyalty_lot SET pending = FALSE
         WHERE card_id = ANY(%(cards)s) AND pending AND available_from <= %(day)s
        RETURNING id
    ), sums AS (
        SELECT b.card_id,
               coalesce(sum(l.remaining) FILTER (WHERE NOT coalesce(l.pending, FALSE)
                        OR l.available_from <= %(day)s), 0) AS available,
               coalesce(sum(l.remaining) FILTER (WHERE l.pending AND l.available_from > %(day)s), 0) AS pending
          FROM crm_loyalty_balance b LEFT JOIN crm_loyalty_lot l ON l.card_id = b.card_id AND l.remaining > 0
         WHERE b.card_id = ANY(%(cards)s) GROUP BY b.card_id
    ), balances AS (
        UPDATE crm_loyalty_balance b SET available = s.available, pending = s.pending FROM sums s
         WHERE s.card_id = b.card_id RETURNING b.card_id, b.available
    )
    UPDATE loyalty_card c SET points = b.available FROM balances b
     WHERE c.id = b.card_id AND c.points IS DISTINCT FROM b.available
"""
