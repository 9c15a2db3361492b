import uuid
from contextlib import suppress
from datetime import date, datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.arguments import is_text, shown

from ..core.entry import Entry
from ..core.ledger import ZERO, points

#: What a statement adds up, by kind of movement.
SUMS = {
    "earned": ("earn",),
    "bonus": ("bonus", "referral"),
    "redeemed": ("redeem", "restore"),
    "expired": ("expire",),
    "clawed_back": ("clawback",),
    "other": ("opening", "adjust", "transfer", "extend"),
}
#: Days ahead for which a statement tells what expires.
AHEAD = (30, 60, 90)
#: Characters of a reason or of the name of an occasion.
LONGEST = 500


class LoyaltyCard(models.Model):
    """What other programs ask of a card."""

    _inherit = "loyalty.card"

    @api.model
    @api.readonly
    def statement(self, card_id, date_from, date_to):
        """What moved on a card in a period, and what stands on it.

        :param card_id: id of a card whose program keeps a ledger (int)
        :param date_from: first day, ``YYYY-MM-DD``, where the company is
        :param date_to: last day, not before the first
        :return: dictionary with ``card`` (``{"id", "code", "program", "customer"}``), ``date_from``, ``date_to``,
            ``opening`` and ``closing`` (the sum of all movements until then: what is available and pending, less
            what is owed), the sums ``earned``, ``bonus``, ``redeemed``, ``expired``, ``clawed_back``, ``other``
            (signed; opening + sums = closing), ``rows`` (``[{"id", "date", "kind", "label", "points", "balance",
            "reason", "res_model", "res_id"}]``, oldest first; a moment in UTC), and as of now
            ``available``, ``pending``, ``debt``, ``expiring`` (``{"30", "60", "90"}``: points that
            expire within so many days)
        :raises AccessError: the caller may not read the card or its movements
        :raises UserError: an argument of the wrong kind, or a card without a ledger
        """
        card = self._statement_card(card_id)
        start, end = self._statement_day("date_from", date_from), self._statement_day("date_to", date_to)
        if end < start:
            raise UserError(self.env._("date_to: %(end)s is before date_from, %(start)s.", end=end, start=start))
        opening, rows = card._statement_rows(start, end)
        sums = {name: self._total(row["points"] for row in rows if row["kind"] in SUMS[name]) for name in SUMS}
        balance = card.balance_ids
        return {
            "card": {
                "id": card.id,
                "code": card.code,
                "program": card.program_id.name,
                "customer": card.partner_id.name or "",
            },
            "date_from": start.isoformat(),
            "date_to": end.isoformat(),
            "opening": float(opening),
            "closing": rows[-1]["balance"] if rows else float(opening),
            **sums,
            "rows": rows,
            "available": balance.available,
            "pending": balance.pending,
            "debt": balance.debt,
            "expiring": card._expiring(),
        }

    @api.model
    def give_bonus(self, card_id, number, reason, ref=False):
        """Give points by hand, or take some if the number is below zero.

        :param card_id: id of a card whose program keeps a ledger (int)
        :param number: points, not 0; taking never goes below zero
        :param reason: in words; it stands in the ledger
        :param ref: what this occasion is called; the same again changes nothing (str or False)
        :return: id of the movement
        :raises AccessError: the caller may not change cards
        :raises UserError: an argument of the wrong kind, more than the program allows without a loyalty manager, or
            not enough points
        """
        card = self._statement_card(card_id)
        card.check_access("write")
        signed, why = self._number("number", number), self._reason(reason)
        if ref is not False and (not is_text(ref, LONGEST) or not ref.strip()):
            raise UserError(self.env._("ref: a text or False, not %s.", shown(ref)))
        if not signed:
            raise UserError(self.env._("number: points to give or to take, not 0."))
        card._check_limit(signed)
        key = f"bonus:{card.id}:{ref.strip() if ref else uuid.uuid4()}"
        return card._post(Entry("bonus", key, why, "loyalty.card", card.id), signed)

    @api.model
    def transfer_points(self, card_id, to_card_id, number, reason):
        """Move points to another card of the program, with their days.

        :param card_id: id of the card they leave (int)
        :param to_card_id: id of the card they come to, of the same program (int)
        :param number: points, above 0
        :param reason: in words; it stands in the ledger of both
        :return: id of the movement on the first card
        :raises AccessError: the caller is no loyalty manager
        :raises UserError: an argument of the wrong kind, or not enough points
        """
        self._require_manager()
        card, other = self._statement_card(card_id), self._statement_card(to_card_id)
        signed, why = self._number("number", number), self._reason(reason)
        if signed <= ZERO or card == other or card.program_id != other.program_id:
            raise UserError(self.env._("Points above zero move between two different cards of one program."))
        self.env["crm.loyalty.ledger"]._lock(card | other)
        return self.env["crm.loyalty.transfer"]._move(card, other, signed, why)

    # ------------------------------------------------------------------
    # Arguments
    # ------------------------------------------------------------------

    def _statement_card(self, card_id):
        if isinstance(card_id, bool) or not isinstance(card_id, int):
            raise UserError(self.env._("card_id: the id of a card, not %s.", shown(card_id)))
        self.check_access("read")
        self.env["crm.loyalty.move"].check_access("read")
        card = self.browse(card_id)
        if not 0 < card_id < 2**31 or not card.exists():
            raise UserError(self.env._("card_id: there is no card %s.", shown(card_id)))
        card.check_access("read")
        if not card.use_ledger:
            raise UserError(self.env._("card_id: the program of the card %s keeps no ledger.", card_id))
        return card

    def _statement_day(self, name, value):
        if isinstance(value, str) and len(value) == len("2026-01-31"):
            with suppress(ValueError):
                return date.fromisoformat(value)
        raise UserError(self.env._("%(name)s: a day like 2026-01-31, not %(value)s.", name=name, value=shown(value)))

    def _number(self, name, value):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < 1e12:
            raise UserError(self.env._("%(name)s: a number of points, not %(value)s.", name=name, value=shown(value)))
        return points(float(value))

    def _reason(self, value):
        if not is_text(value, LONGEST) or not value.strip():
            raise UserError(self.env._("reason: say why, in words."))
        return value.strip()

    def _require_manager(self):
        if not (self.env.su or self.env.user.has_group("crm_loyalty.group_loyalty_manager")):
            raise AccessError(self.env._("This is for loyalty managers."))

    # ------------------------------------------------------------------
    # The statement
    # ------------------------------------------------------------------

    def _statement_rows(self, start, end):
        """The balance before the first day, and the rows of the period with the balance after each."""
        zone = (self.sudo().company_id or self.env.company).partner_id.tz or "UTC"
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT id, date, kind, points, reason, res_model, res_id, ((date AT TIME ZONE 'UTC')"
                " AT TIME ZONE %(zone)s)::date AS day FROM crm_loyalty_move"
                " WHERE card_id = %(card)s AND date < %(end)s ORDER BY date, id",
                zone=zone,
                card=self.id,
                end=datetime.combine(end + timedelta(days=2), datetime.min.time()),
            )
        )
        opening = sum((points(row["points"]) for row in rows if row["day"] < start), ZERO)
        balance, told = opening, []
        labels = dict(self.env["crm.loyalty.move"]._fields["kind"]._description_selection(self.env))
        for row in rows:
            if start <= row["day"] <= end:
                balance += points(row["points"])
                told.append(self._statement_row(row, float(balance), labels))
        return opening, told

    def _statement_row(self, row, balance, labels):
        return {
            "id": row["id"],
            "date": fields.Datetime.to_string(row["date"]),
            "kind": row["kind"],
            "label": labels[row["kind"]],
            "points": row["points"],
            "balance": balance,
            "reason": row["reason"] or "",
            "res_model": row["res_model"] or "",
            "res_id": row["res_id"] or False,
        }

    def _total(self, numbers):
        return float(sum((points(number) for number in numbers), ZERO))

    def _expiring(self):
        today = self.program_id._ledger_today()
        lots = self.env["crm.loyalty.lot"].search(
            [("card_id", "=", self.id), ("remaining", ">", 0), ("expires_on", "<=", today + timedelta(days=AHEAD[-1]))]
        )
        return {
            str(days): self._total(lot.remaining for lot in lots if lot.expires_on <= today + timedelta(days=days))
            for days in AHEAD
        }
