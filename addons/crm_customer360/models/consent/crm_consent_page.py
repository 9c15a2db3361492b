import binascii
from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Datetime
from odoo.tools.misc import hash_sign, verify_hash_signed

from ...core.consent.standing import BINDING

SCOPE = "crm_customer360.consent"
MAX_TOKEN = 400
#: Rows one person may add through the page in a day; a person changes their mind a few times, a program more often.
MAX_ROWS_A_DAY = 100
#: What the contact needs to have for a channel to be offered.
NEEDED = {"email": "email", "sms": "phone", "phone": "phone", "post": "street"}


class CrmConsentPage(models.AbstractModel):
    """The page on which a person sees and changes what they agreed to, behind a signed link without a login."""

    _name = "crm.consent.page"
    _description = "Preference Page"

    # ------------------------------------------------------------------
    # The link
    # ------------------------------------------------------------------

    def _token(self, partner):
        """A token for one person and the current company; it says nothing but their ids and when it runs out."""
        days = self.env.company.consent_link_days
        # The signature takes the database's secret, which stays inside.
        return hash_sign(self.env(su=True), SCOPE, [partner.id, self.env.company.id], expiration=timedelta(days=days))

    def _person(self, token):
        """``(contact, company)`` of a token as superuser, or ``(None, None)`` if it is forged, spoilt or too old."""
        nobody = (None, None)
        if not isinstance(token, str) or not 0 < len(token) <= MAX_TOKEN or not token.isascii():
            return nobody
        try:
            found = verify_hash_signed(self.env(su=True), SCOPE, token)
        except (ValueError, binascii.Error):
            return nobody
        if not found:
            return nobody
        # The signature is the right to see and change these choices, and nothing else of the contact.
        partner = self.env["res.partner"].sudo().browse(found[0]).exists()
        company = self.env["res.company"].sudo().browse(found[1]).exists()
        return (partner, company) if partner and partner.active and company else nobody

    # ------------------------------------------------------------------
    # What stands on it
    # ------------------------------------------------------------------

    def _page(self, partner):
        """Purposes and channels of a person: ``[{"purpose", "binding", "said", "choices": [{"name", "channel",
        "label", "said", "allowed"}]}]``."""
        labels = dict(self.env["crm.consent"]._fields["channel"]._description_selection(self.env))
        purposes = self.env["crm.consent.purpose"].search([("active", "=", True)])
        standings = self._person_standings(partner, purposes)
        return [
            {
                "purpose": purpose,
                "binding": purpose.legal_basis in BINDING,
                "said": standings[purpose.id, "any"][0],
                "choices": [
                    {
                        "name": f"c_{purpose.id}_{channel}",
                        "channel": channel,
                        "label": labels[channel] if channel != "any" else self.env._("I agree"),
                        "said": standings[purpose.id, channel][0],
                        "allowed": standings[purpose.id, channel][1],
                    }
                    for channel in self._offered(partner, purpose)
                ],
            }
            for purpose in purposes
        ]

    def _offered(self, partner, purpose):
        """Channels of a purpose that we could use for this person."""
        if purpose.legal_basis in BINDING:
            return []
        if not purpose.by_channel:
            return ["any"]
        return [channel for channel, field in NEEDED.items() if partner[field]] or ["any"]

    # ------------------------------------------------------------------
    # What is saved from it
    # ------------------------------------------------------------------

    def _save_page(self, partner, chosen, nothing=False):
        """Write down what the person changed; what stays as it was adds no row.

        :param chosen: names of the choices that are ticked
        :param nothing: the person wants none of it, through no channel
        :return: number of rows added
        :raises UserError: too many changes in a day
        """
        rows = []
        for part in self._page(partner):
            if not part["binding"]:
                rows += self._changes(partner, part, set() if nothing else chosen, nothing)
        if rows and self._rows_today(partner) + len(rows) > MAX_ROWS_A_DAY:
            raise UserError(self.env._("Too many changes today. Please write to us instead."))
        self.env["crm.consent"]._create_once(rows)
        return len(rows)

    def _changes(self, partner, part, chosen, nothing):
        purpose, choices = part["purpose"], part["choices"]
        if not any(choice["name"] in chosen for choice in choices):
            # Nothing of it any more: that holds for channels we may come to have, too.
            said = {part["said"], *(choice["said"] for choice in choices)}
            if (nothing and part["said"] != "objected") or any(choice["allowed"] for choice in choices):
                return [self._change(partner, purpose, "any", "withdrawn" if "given" in said else "refused")]
            return []
        return [
            self._change(partner, purpose, choice["channel"], self._state(choice, choice["name"] in chosen))
            for choice in choices
            if choice["allowed"] != (choice["name"] in chosen)
        ]

    def _state(self, choice, wanted):
        if wanted:
            return "given"
        return "withdrawn" if choice["said"] == "given" else "refused"

    def _change(self, partner, purpose, channel, state):
        last = self.env["crm.consent"].search(
            [("partner_id", "=", partner.id), ("purpose_id", "=", purpose.id)], order="id desc", limit=1
        )
        return {
            "partner_id": partner.id,
            "purpose_id": purpose.id,
            "channel": channel,
            "state": state,
            "legal_basis": "consent" if state == "given" else purpose.legal_basis,
            "source": "preference_page",
            "evidence": purpose.person_text,
            "company_id": self.env.company.id,
            # The same change sent twice at once is one: both follow the same row.
            "external_ref": f"page:{partner.id}:{purpose.id}:{channel}:{last.id or 0}",
        }

    def _rows_today(self, partner):
        since = Datetime.now() - timedelta(days=1)
        domain = [("partner_id", "=", partner.id), ("source", "=", "preference_page"), ("create_date", ">", since)]
        return self.env["crm.consent"].search_count(domain)
