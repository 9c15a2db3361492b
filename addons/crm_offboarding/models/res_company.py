from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..core import dates


class ResCompany(models.Model):
    _inherit = "res.company"

    offboarding_notice = fields.Integer("Notice Period", default=30)
    offboarding_notice_unit = fields.Selection(
        [("day", "days"), ("month", "months")], "Unit of the Notice", default="day", required=True
    )
    offboarding_single_below = fields.Monetary(
        "One Approver Below", help="Customers with less revenue in a year take one approver instead of two."
    )
    offboarding_decide_days = fields.Integer("Decide Candidates Within", default=30)
    offboarding_contact_id = fields.Many2one(
        "res.users", "Whom to Ask", domain=[("share", "=", False)],
        help="Named in every refusal, and reminded of candidates that wait too long.",
    )  # fmt: skip
    offboarding_complaints = fields.Text(
        "Where to Complain", translate=True, help="Stands in every letter: whom the customer can turn to."
    )
    offboarding_calendar_id = fields.Many2one(
        "resource.calendar", "Public Holidays", check_company=True,
        help="A notice that would end on one of its public holidays ends on the next working day.",
    )  # fmt: skip

    @api.constrains("offboarding_notice", "offboarding_decide_days")
    def _check_offboarding_days(self):
        for company in self:
            if not 1 <= company.offboarding_notice <= 3660:
                raise ValidationError(self.env._("Notice Period: between 1 and 3660."))
            if not 1 <= company.offboarding_decide_days <= 3660:
                raise ValidationError(self.env._("Decide Candidates Within: between 1 and 3660 days."))

    def _offboarding_zone(self):
        # A time zone and days off are no secret.
        calendar = self.sudo().offboarding_calendar_id or self.sudo().resource_calendar_id
        return calendar.tz or "UTC"

    def _offboarding_holidays(self):
        """Public holidays of the company's calendar: days that a leave of nobody in particular covers wholly."""
        calendar = self.sudo().offboarding_calendar_id or self.sudo().resource_calendar_id
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search(
                [
                    ("resource_id", "=", False),
                    ("company_id", "in", [self.id, False]),
                    ("calendar_id", "in", [calendar.id, False]),
                ]
            )
        )
        zone = self._offboarding_zone()
        found = set()
        for leave in leaves:
            found |= dates.whole_days(leave.date_from, leave.date_to, zone)
        return found
