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
        due = {program: self._due_cards(program, day) for program, day in days.items()}
        remaining = sum(map(len, due.values()))
        self.env["ir.cron"]._commit_progress(remaining=remaining)
        for program, cards in due.items():
            for start in range(0, len(cards), CHUNK):
                done = self._repeated_pass(cards[start : start + CHUNK], days[program])
                remaining -= done
                if not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                    return

    def _due_cards(self, program, day):
        """Ids of the cards of a program with something to do by a day. Two halves, each with an index of its own."""
        rows = self.env.execute_query(
            SQL(
                "SELECT l.card_id FROM crm_loyalty_lot l JOIN crm_loyalty_balance b USING (card_id)"
                " WHERE b.program_id = %(program)s AND l.remaining > 0 AND l.expires_on IS NOT NULL"
                " AND l.expires_on < %(day)s"
                " UNION SELECT l.card_id FROM crm_loyalty_lot l JOIN crm_loyalty_balance b USING (card_id)"
                " WHERE b.program_id = %(program)s AND l.pending AND l.available_from <= %(day)s ORDER BY 1",
                program=program.id,
                day=day,
            )
        )
        return [card for (card,) in rows]

    def _repeated_pass(self, cards, day, tries=TRIES):
        """Do some cards; begin these anew where somebody has moved their points since the job looked."""
        try:
            return self._pass(cards, day)
        except psycopg2.errors.SerializationFailure:
            if tries <= 1:
                raise
        # What was done before is committed.
        self.env.cr.rollback()
        return self._repeated_pass(cards, day, tries - 1)

    @api.model
    def _pass(self, cards, day):
        """Do those of some cards that nobody uses: returns how many. Running it twice changes nothing."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                "SELECT card_id, debt FROM crm_loyalty_balance WHERE card_id = ANY(%s) ORDER BY card_id"
                " FOR UPDATE SKIP LOCKED",
                cards,
            )
        )
        # Points that become available pay debts first: few cards, one by one by the rules of the ledger.
        owing = self.env["loyalty.card"].browse(card for card, debt in rows if debt)
        self.env["crm.loyalty.ledger"]._lock(owing)
        self.env.flush_all()
        parameters = {
            "cards": [card for card, debt in rows if not debt], "day": day, "uid": self.env.uid,
            "now": self.env.cr.now(), "reason": self.env._("Expired"),
        }  # fmt: skip
        if parameters["cards"]:
            self.env.cr.execute(EXPIRE, parameters)
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
        # A number that makes the key of the next extension one of its own, whoever made those before.
        domain = [("kind", "=", "extend"), ("res_model", "=", "crm.loyalty.lot"), ("res_id", "=", lot.id)]
        return self.env["crm.loyalty.move"].sudo().search_count(domain)


#: One movement a card, its row in Odoo's history, what it took of each lot, the lots and the sums: one pass over the
#: lots that are due. These cards owe nothing.
EXPIRE = """
    WITH due AS MATERIALIZED (
        SELECT l.id AS lot, l.card_id, l.remaining, l.pending IS TRUE AS waits,
               l.remaining > 0 AND l.expires_on < %(day)s IS TRUE AS ended,
               l.pending AND l.available_from <= %(day)s IS TRUE AS opens
          FROM unnest(%(cards)s::int[]) c(card_id) JOIN crm_loyalty_lot l USING (card_id)
         WHERE l.remaining > 0 AND l.expires_on < %(day)s OR l.pending AND l.available_from <= %(day)s
    ), sums AS MATERIALIZED (
        SELECT card_id, coalesce(sum(remaining) FILTER (WHERE ended), 0) AS lost,
               coalesce(sum(remaining) FILTER (WHERE ended AND NOT waits), 0) AS lost_at_once,
               coalesce(sum(remaining) FILTER (WHERE opens AND NOT ended), 0) AS opened
          FROM due GROUP BY card_id
    ), moves AS (
        INSERT INTO crm_loyalty_move (card_id, program_id, company_id, kind, points, date, key, reason, user_id,
                                      create_uid, create_date)
        SELECT s.card_id, b.program_id, b.company_id, 'expire', -s.lost, %(now)s, 'expiry:' || s.card_id || ':'
               || (SELECT count(*) FROM crm_loyalty_move m WHERE m.card_id = s.card_id AND m.kind = 'expire'),
               %(reason)s, %(uid)s, %(uid)s, %(now)s
          FROM sums s JOIN crm_loyalty_balance b USING (card_id) WHERE s.lost > 0
        RETURNING id, card_id
    ), taken AS (
        INSERT INTO crm_loyalty_allocation (move_id, lot_id, points)
        SELECT m.id, d.lot, d.remaining FROM due d JOIN moves m USING (card_id) WHERE d.ended
    ), told AS (
        INSERT INTO loyalty_history (card_id, description, issued, used, create_uid, create_date, write_uid, write_date)
        SELECT card_id, %(reason)s, 0, lost, %(uid)s, %(now)s, %(uid)s, %(now)s FROM sums WHERE lost > 0
    ), lots AS (
        UPDATE crm_loyalty_lot l
           SET remaining = CASE WHEN due.ended THEN 0 ELSE l.remaining END, pending = l.pending AND NOT due.opens
          FROM due WHERE l.id = due.lot
    ), balances AS (
        UPDATE crm_loyalty_balance b SET available = b.available - s.lost_at_once + s.opened,
               pending = b.pending - (s.lost - s.lost_at_once) - s.opened
          FROM sums s WHERE s.card_id = b.card_id RETURNING b.card_id, b.available
    )
    UPDATE loyalty_card c SET points = b.available FROM balances b
     WHERE c.id = b.card_id AND c.points IS DISTINCT FROM b.available
"""
