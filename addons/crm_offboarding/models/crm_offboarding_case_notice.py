from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools import format_date

from odoo.addons.crm_customer360.core.arguments import is_moment, shown

from ..core import dates, holidays, process

MEANS = ("email", "letter", "person")
#: The longest notice and a year of appeal lie within.
YEARS_AHEAD = 13


class CrmOffboardingCase(models.Model):
    """The notice: served, running, standing still during an appeal, over."""

    _inherit = "crm.offboarding.case"

    def action_serve(self, served_at=False, means="letter"):
        """Log the letter that gives notice; the notice runs from the day the customer has it.

        :param served_at: when the customer got it (``YYYY-MM-DD HH:MM:SS``, UTC); left out, now. Not for an e-mail,
            which is served when it is sent
        :param means: ``email`` (the letter is sent now), ``letter`` or ``person``
        :raises UserError: a moment to come, or before the approval; an unknown means
        """
        if means not in MEANS:
            raise UserError(self.env._("means: “%(value)s” is none of %(known)s.", value=shown(means, 40), known=MEANS))
        if means == "email" and served_at:
            raise UserError(self.env._("served_at: an e-mail is served when it is sent, now; leave the moment out."))
        for case in self:
            moment = case._served_moment(served_at)
            given = dates.notice(moment, case._period(), case._zone(), case._holidays())
            snapshot = {"zone": case._zone(), "period": [case._period().number, case._period().unit], "means": means}
            case._act("serve", values=case._notice_values(given), snapshot=snapshot)
            case._send_letter("notice", means)
            case._remind(given.last_day, "notice_ends")
        return True

    def action_ask_shorter(self, note="", day=False):
        """Ask for a shorter notice.

        :param note: why (str)
        :param day: its last day (``YYYY-MM-DD``)
        """
        for case in self:
            wanted = case._day_argument("day", day)
            case._act(
                "ask_shorter", note, values={"shorter_day": wanted or False, "shorter_by_id": self.env.uid},
                snapshot={"day": str(wanted or "")},
            )  # fmt: skip
            case._shortened()
        return True

    def action_grant_shorter(self, note=""):
        """Grant the shorter notice that somebody else asked for."""
        for case in self:
            case._checked("grant_shorter", note, {})
            given = case._shortened()
            values = {**case._notice_values(given), "shorter_day": False}
            case._act("grant_shorter", note, values=values, snapshot={"last_day": str(given.last_day)})
            case._remind(given.last_day, "notice_ends")
        return True

    def action_appeal(self, note=""):
        """Note that the customer disagrees: the notice stands still until the appeal is decided.

        :param note: what they say (str)
        """
        for case in self:
            if case.notice_ends_at and case.notice_ends_at <= Datetime.now():
                raise UserError(self.env._("The notice is over."))
            case._act("appeal", note, values={"appeal_at": Datetime.now()})
            case._remind(dates.add_months(case._today(), 1), "decide_appeal")
        return True

    def action_deny_appeal(self, note=""):
        """Stay with the decision; the notice goes on, longer by the days it stood still.

        :param note: the answer to what the customer says (str)
        """
        for case in self:
            case._checked("deny_appeal", note, {})
            given = dates.after_pause(case._notice(), case.appeal_at, Datetime.now(), case._zone(), case._holidays())
            case._act("deny_appeal", note, values={**case._notice_values(given), "appeal_at": False})
            case._remind(given.last_day, "notice_ends")
        return True

    def action_uphold_appeal(self, note=""):
        """The customer is right, and stays."""
        for case in self:
            case._act("uphold_appeal", note, values={"appeal_at": False})
        return True

    def action_settle(self):
        """Begin the settlement, once the notice is over."""
        for case in self:
            case._act("settle")
        return True

    # ------------------------------------------------------------------

    def _served_moment(self, served_at):
        if not served_at:
            return Datetime.now()
        if not is_moment(served_at):
            raise UserError(self.env._("served_at: “%s” is no moment.", shown(served_at, 40)))
        moment = Datetime.to_datetime(served_at)
        if moment > Datetime.now():
            raise UserError(self.env._("A letter that has not come cannot be logged."))
        if self.state == process.NOTICE and moment < self.state_since:
            raise UserError(self.env._("The notice cannot be served before the parting was approved."))
        return moment

    def _period(self):
        """The company's period, or the contract's where that is longer."""
        own = dates.Period(max(1, self.company_id.offboarding_notice), self.company_id.offboarding_notice_unit or "day")
        if self.contract_notice <= 0:
            return own
        contract = dates.Period(self.contract_notice, self.contract_unit or "month")
        return max(own, contract, key=lambda period: dates.last_day(self._today(), period))

    def _today(self):
        return dates.local_day(Datetime.now(), self._zone())

    def _holidays(self):
        """Days on which the notice does not end: what the company's calendar says, and what the law of the customer's
        country and of ours says whether or not somebody put it into a calendar."""
        # Only the countries are read of the contacts.
        countries = (self.partner_id.sudo().country_id | self.company_id.sudo().country_id).mapped("code")
        year = self._today().year
        by_law = (
            holidays.public_holidays(country, year + ahead) for country in countries for ahead in range(-1, YEARS_AHEAD)
        )
        return self.company_id._offboarding_holidays().union(*by_law)

    def _notice(self):
        return dates.Notice(self.served_at, self.notice_last_day, self.notice_ends_at)

    def _notice_values(self, given):
        return {"served_at": given.served_at, "notice_last_day": given.last_day, "notice_ends_at": given.ends_at}

    def _shortened(self):
        try:
            day = self.shorter_day or self._today()
            return dates.shortened(self._notice(), day, self._zone(), self._today(), self._holidays())
        except dates.DateError:
            raise UserError(
                self.env._(
                    "The shorter notice ends on a working day to come, after the day it was served and before %s.",
                    format_date(self.env, self.notice_last_day),
                )
            ) from None
