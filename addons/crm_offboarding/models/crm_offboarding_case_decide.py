from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.arguments import is_moment, shown

from ..core import dates, gates, process

#: The decision has just been written down; that it is the first of this person was asked before.
DECIDING = {"decided": False}


class CrmOffboardingCase(models.Model):
    """From the first evidence to the decision."""

    _inherit = "crm.offboarding.case"

    def action_assess(self):
        """Begin the assessment; the evidence is kept as it is now.

        :raises UserError: no owner, no grounds
        """
        for case in self:
            snapshot = case._snapshot()
            values = {"evidence": snapshot, "evidence_digest": case._digest_of(snapshot)}
            case._act("assess", values=values, snapshot={"evidence": values["evidence_digest"]})
        return True

    def action_dismiss(self, note="", until=False):
        """Leave the customer in peace.

        :param note: why (str)
        :param until: day until which the same evidence makes no candidate (``YYYY-MM-DD``), after today
        """
        day = self._day_argument("until", until)
        for case in self:
            case._act("dismiss", note, facts={"until": day or None}, values={"dismissed_until": day})
            case.candidate_id.sudo()._dismissed(note, day)
        return True

    def action_leave(self, note=""):
        """The customer leaves by their own wish: straight to the settlement.

        :param note: how they said so (str)
        """
        for case in self:
            case._act("leave", note)
        return True

    def action_read_history(self):
        """Note that the user has read the customer's contacts; what there was to read is noted with it."""
        for case in self:
            page = self.env["crm.touchpoint.timeline"].timeline(case.partner_id.id, False, 100, False)
            rows = page["rows"]
            newest = rows[0]["date"] if rows else False
            case._act("read_history", snapshot={"rows": len(rows), "more": bool(page["cursor"]), "newest": newest})
        return True

    def action_hear(self):
        """Begin to hear the customer."""
        for case in self:
            case._act("hear")
            if case.answer_by:
                case._remind(case.answer_by, "answer_by")
        return True

    def action_consider(self):
        """Look for alternatives, once the customer has been heard."""
        for case in self:
            case._act("consider")
        return True

    def action_retain(self, note=""):
        """Keep the customer.

        :param note: thanks to what (str)
        """
        for case in self:
            offers = case.offer_ids.filtered(lambda offer: offer.answer == "accepted")
            case._act("retain", note, snapshot={"accepted": offers.alternative_id.mapped("kind")})
        return True

    def action_check_legal(self, note=""):
        """Put the legal check on record: contract, duty to serve and market position have to be filled in.

        :param note: the conclusion (str)
        """
        for case in self:
            for name in ("legal_contract", "legal_public", "legal_dominance"):
                if not (case[name] or "").strip():
                    raise UserError(self.env._("%s: not filled in.", case._label(name)))
            case._act("check_legal", note, values={"legal_by_id": self.env.uid, "legal_at": Datetime.now()})
        return True

    def action_submit(self):
        """Ask for the decision. The customer's value is counted now and decides how many have to approve."""
        for case in self:
            value = case._revenue_of_a_year()
            below = case.company_id.offboarding_single_below
            needed = gates.approvals_needed(value, below, case.reason_class)
            values = {"value": value, "approvals_needed": needed, "approval_round": case.approval_round + 1}
            snapshot = {"value": value, "single_below": below, "needed": needed, "case": case._snapshot()}
            case._act("submit", values=values, snapshot=snapshot)
        return True

    def action_approve(self, note=""):
        """Approve the parting. With the last approval needed the notice begins: no new business from then on."""
        for case in self:
            case._checked("approve", note, {})
            case._decide("approve", note)
            flags = [one.ethics for one in case._given()]
            if gates.is_approved(flags, case.approvals_needed, case.reason_class):
                case._act("approve", note, facts=DECIDING, values={"drafts_before": case._drafts_now()})
            else:
                case._act("approve", note, to=process.APPROVAL, facts=DECIDING)
        return True

    def action_reject(self, note=""):
        """Refuse the parting: back to the alternatives.

        :param note: why (str)
        """
        for case in self:
            case._checked("reject", note, {})
            case._decide("reject", note)
            case._act("reject", note, facts=DECIDING, values={"refused_count": case.refused_count + 1})
        return True

    def action_withdraw(self, note=""):
        """Take the request back: to the alternatives."""
        for case in self:
            case._act("withdraw", note)
        return True

    def action_hand_over(self):
        """Not part of this process yet: always refused."""
        for case in self:
            case._act("hand_over")

    def action_erase(self):
        """Not part of this process yet: always refused."""
        for case in self:
            case._act("erase")

    # ------------------------------------------------------------------

    def _decide(self, decision, note):
        """Write down the decision of one human being, once a submission."""
        ethics = self.env.user.has_group("crm_offboarding.group_ethics_approver")
        # Rows nobody may write by hand; who decides was checked before.
        self.env["crm.offboarding.approval"].sudo().create(
            {
                "case_id": self.id,
                "number": self.approval_round,
                "user_id": self.env.uid,
                "decision": decision,
                "ethics": ethics,
                "note": note or False,
            }
        )
        self.invalidate_recordset(["approval_ids"])

    def _decisions(self):
        return self.approval_ids.filtered(lambda one: one.number == self.approval_round)

    def _given(self):
        return self._decisions().filtered(lambda one: one.decision == "approve")

    def _snapshot(self):
        """What is known now, as plain values."""
        files = self.env["ir.attachment"].search([("res_model", "=", self._name), ("res_id", "=", self.id)], order="id")
        return {
            "partner": self.partner_id.id,
            "reason_class": self.reason_class,
            "grounds": self.grounds or "",
            "files": [{"id": file.id, "name": file.name, "sha1": file.checksum or ""} for file in files],
            "found": self.candidate_id.sudo().evidence or {},
            "hearing": [[one.kind, str(one.date), one.channel, one.text] for one in self.hearing_ids],
            "offers": [[one.alternative_id.kind, str(one.date), one.note or "", one.answer] for one in self.offer_ids],
        }

    def _revenue_of_a_year(self):
        """Posted revenue of the customer in the last twelve months, company currency, without taxes."""
        since = dates.add_months(Date.context_today(self), -12)
        self.env["account.move"].flush_model()
        query = SQL(
            "SELECT COALESCE(sum(amount_untaxed_signed), 0) FROM account_move WHERE state = 'posted'"
            " AND move_type IN ('out_invoice', 'out_refund', 'out_receipt')"
            " AND commercial_partner_id = %s AND company_id = %s AND date > %s",
            self.partner_id.id,
            self.company_id.id,
            since,
        )
        # A sum of the customer's invoices, shown to whoever decides about it.
        return float(self.env.execute_query(query)[0][0])

    def _drafts_now(self):
        """Draft invoices there are when the parting is decided, with their amounts: they may still be posted."""
        drafts = (
            self.env["account.move"]
            .sudo()
            .search(
                [
                    ("commercial_partner_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "draft"),
                    ("move_type", "in", ("out_invoice", "out_receipt")),
                ]
            )
        )
        return {str(move.id): move.amount_total for move in drafts}

    def _day_argument(self, name, value):
        """A day from outside, or False.

        :raises UserError: it is none
        """
        if value and not is_moment(str(value), day=True):
            raise UserError(self.env._("%(name)s: “%(value)s” is no day.", name=name, value=shown(value, 40)))
        return Date.to_date(value) if value else False
