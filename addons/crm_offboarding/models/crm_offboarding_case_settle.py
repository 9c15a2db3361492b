from odoo import models

from ..core import dates, process


class CrmOffboardingCase(models.Model):
    """Settlement, restriction and the way back."""

    _inherit = "crm.offboarding.case"

    def _entered(self, state):
        result = super()._entered(state)
        if state == process.SETTLEMENT:
            self._refresh_obligations()
        elif state == process.RESTRICTED:
            self._restrict_customer()
        elif state == process.REOPENED:
            self._open_customer()
        elif state == process.RETAINED and self.candidate_id:
            # Kept for a reason: the same evidence makes no candidate for half a year. Who may was checked before.
            self.candidate_id.sudo()._dismissed(self._act_words("retain"), dates.add_months(self._today(), 6))
        if state in (process.NOTICE, process.SETTLEMENT, process.RESTRICTED):
            self._keep_marks()
        elif state in process.OVER:
            self._forget_marks()
        return result

    def action_open_customer(self):
        """Open the 360 page of the customer."""
        self.ensure_one()
        return self.partner_id.action_open_customer360()

    def action_refresh_obligations(self):
        """Look again for what stands against parting; what has been done since is marked as cleared."""
        for case in self:
            case._check_right(process.WORKER)
            case.check_access("write")
            case._refresh_obligations()
        return True

    def action_restrict(self):
        """End it: the contacts are archived, their addresses sealed, and only what settles is still possible."""
        for case in self:
            # What came up since the last look counts too.
            case._lock()
            if case.state == process.SETTLEMENT:
                case._refresh_obligations()
            case._act("restrict")
        return True

    def action_reopen(self, note=""):
        """Take the restriction back.

        :param note: why (str)
        """
        for case in self:
            case._act("reopen", note)
        return True

    def action_win_back(self, note=""):
        """The customer comes back.

        :param note: thanks to what (str)
        """
        for case in self:
            case._act("win_back", note, values={"won_back": True})
        return True

    # ------------------------------------------------------------------

    def _family(self):
        """The customer and all its contacts, archived ones too."""
        # Only to find their documents and to close or open them; what of it is shown, the reader's rights decide.
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        return partners.search([("id", "child_of", self.partner_id.id)], order="id")

    def _refresh_obligations(self):
        # Rows nobody may write by hand: what is open is found, not told.
        self.env["crm.offboarding.obligation"].sudo()._refresh(self)
        self.invalidate_recordset(["obligation_ids", "obligations_open"])

    def _restrict_customer(self):
        """Users first: as long as a log-in is active, its contact cannot be archived."""
        family = self._family()
        users = family.user_ids.filtered("share")
        users.write({"active": False})
        self.env["crm.offboarding.sealed"].sudo()._seal(self, family)
        # Odoo refuses to archive the contact of an active log-in; an employee who is a customer too keeps theirs.
        free = family.filtered(lambda one: not one.user_ids.filtered("active"))
        # Odoo looks for log-ins in the context it is called with: those archived above are none.
        free.with_context(active_test=True).write({"active": False})

    def _open_customer(self):
        self.env["crm.offboarding.sealed"].sudo()._unseal(self)

    def _keep_marks(self):
        # Fingerprints only; they say nothing without the key of this database.
        self.env["crm.offboarding.mark"].sudo()._keep(self)

    def _forget_marks(self):
        self.env["crm.offboarding.mark"].sudo().search([("case_id", "=", self.id)]).unlink()
