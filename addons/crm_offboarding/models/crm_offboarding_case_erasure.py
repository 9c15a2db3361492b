from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.crm_customer360.core.arguments import is_text, shown

from ..core import dates, process
from .crm_offboarding_case_act import NOTE_LENGTH
from .crm_offboarding_letter import MEANS


class CrmOffboardingCase(models.Model):
    """The customer asks for erasure while the case stands: what is not needed now stops, the rest is explained.

    What is kept is erased by a process that comes later, when the last period is over.
    """

    _inherit = "crm.offboarding.case"

    erasure_asked_on = fields.Date("Erasure Asked For On", readonly=True, copy=False)
    erasure_due_on = fields.Date("Answer on Erasure Until", readonly=True, copy=False)
    erasure_answered_on = fields.Date(readonly=True, copy=False)

    def action_ask_erasure(self, note=""):
        """Note that the customer asks for erasure, and stop what their data is not needed for now: marketing, mailing
        lists, and colleagues who do not handle the case reading the history.

        :param note: how they asked and were identified (str)
        :raises UserError: asked for already; the case is over; no words
        """
        for case in self:
            case._check_erasure_step()
            if case.state in process.OVER:
                raise UserError(
                    self.env._("The case is over. Note the request with the data-protection officer instead.")
                )
            if case.erasure_asked_on:
                raise UserError(self.env._("The request of %s is on record already.", case.erasure_asked_on))
            if not is_text(note, NOTE_LENGTH) or not note.strip():
                raise UserError(self.env._("%(act)s: say why, in words.", act=case._act_words("ask_erasure")))
            today = case._today()
            # Article 12(3) GDPR: within one month of receipt.
            due = dates.add_months(today, 1)
            case._set({"erasure_asked_on": today, "erasure_due_on": due, "version": case.version + 1})
            case._note_step("ask_erasure", case.state, case.state, note, case._stop_what_is_not_needed())
            case._remind_of_erasure()
        return True

    def action_answer_erasure(self, means="email"):
        """Tell the customer what was stopped, what is kept, why and until when, and note that they were told.

        :param means: ``email``, ``letter`` or ``person``
        :raises UserError: nothing was asked for, or it was answered already; no e-mail address
        """
        if means not in dict(MEANS):
            raise UserError(
                self.env._("means: “%(value)s” is none of %(known)s.", value=shown(means, 40), known=list(dict(MEANS)))
            )
        for case in self:
            case._check_erasure_step()
            case._send_letter("erasure", means)
            case._set({"erasure_answered_on": case._today(), "version": case.version + 1})
            case._note_step("answer_erasure", case.state, case.state, "", {"kept": case._kept_lines()})
            case._erasure_deadlines().unlink()
        return True

    # ------------------------------------------------------------------

    def _check_erasure_step(self):
        self.check_access("write")
        self._lock()
        self._check_right(process.WORKER)

    def _entered(self, state):
        result = super()._entered(state)
        # The other deadlines belong to a state; this one is the law's.
        self._remind_of_erasure()
        return result

    def _remind_of_erasure(self):
        if self.erasure_due_on and not self.erasure_answered_on:
            self._remind(self.erasure_due_on, "answer_erasure")

    def _erasure_deadlines(self):
        """Deadlines of the answer, whoever they are planned for."""
        kind = self.env.ref("crm_offboarding.mail_activity_type_answer_erasure")
        # A deadline that is met is met for everybody.
        return self.sudo().activity_ids.filtered(lambda one: one.activity_type_id == kind)

    def _stop_what_is_not_needed(self):
        """Marketing and mailing lists, for the customer and all its contacts; returns how much, for the record."""
        family = self._family()
        return {"consents": self._stop_marketing(family), "lists": self._stop_lists(family)}

    def _stop_marketing(self, family):
        # The customer has said so to whoever handles the case; that person need not be one who keeps consents.
        purposes = self.env["crm.consent.purpose"].sudo().search([("is_marketing", "=", True)])
        rows = [
            {
                "partner_id": partner.id,
                "purpose": purpose.code,
                "state": "withdrawn",
                "source": "message",
                "evidence": self.name,
                "company_id": self.company_id.id,
            }
            for partner in family
            for purpose in purposes
        ]
        consents = self.env["crm.consent"].sudo()
        return len([consents._record(rows[start : start + 1000]) for start in range(0, len(rows), 1000)] and rows)

    def _stop_lists(self, family):
        if "mailing.subscription" not in self.env:
            return 0
        emails = [mail for mail in family.mapped("email_normalized") if mail]
        domain = Domain("contact_id.email_normalized", "in", emails) & Domain("opt_out", "=", False)
        # Taking somebody off a list shows nothing of it.
        found = self.env["mailing.subscription"].sudo().search(domain)
        found.write({"opt_out": True})
        return len(found)
