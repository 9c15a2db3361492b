import hashlib
import hmac

from odoo import api, fields, models
from odoo.tools import email_normalize

#: Fields of a contact by which the customer is known again.
KNOWN_BY = ("vat", "email", "phone")
#: Shorter ones are extensions within a house.
SHORTEST_PHONE = 7


class CrmOffboardingMark(models.Model):
    """Keyed fingerprints of a customer's tax number, e-mail addresses and telephones, so that the customer is known
    when entered anew.

    Kept only while the case stands: a fingerprint cannot be read, and is removed with the reason for it.
    """

    _name = "crm.offboarding.mark"
    _description = "Fingerprint of a Customer"
    _log_access = False

    case_id = fields.Many2one("crm.offboarding.case", required=True, readonly=True, index=True, ondelete="cascade")
    digest = fields.Char(required=True, readonly=True, index=True)

    _once = models.UniqueIndex("(case_id, digest)", "Kept already.")

    @api.model
    def _keep(self, case):
        wanted = self._marks(case._family())
        known = set(self.search([("case_id", "=", case.id)]).mapped("digest"))
        self.create([{"case_id": case.id, "digest": mark} for mark in sorted(wanted - known)])

    @api.model
    def _marks(self, partners):
        return set().union(*map(self._of, partners))

    @api.model
    def _of(self, partner):
        """Fingerprints of one contact (empty set where it has nothing to be known by)."""
        tax = "".join(filter(str.isalnum, partner.vat or "")).upper()
        found = [("vat", tax)] if len(tax) > 4 else []
        if normal := email_normalize(partner.email or ""):
            found.append(("email", normal))
        # With the prefix of the country where Odoo can tell, so that one number is one text.
        phone = "".join(filter(str.isdigit, partner.phone_sanitized or partner.phone or ""))
        if len(phone) >= SHORTEST_PHONE:
            found.append(("phone", phone))
        return {self._fingerprint(*one) for one in found}

    def _fingerprint(self, kind, value):
        # The secret never leaves; only the fingerprint is kept.
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hmac.new(secret.encode(), f"offboarding {kind} {value}".encode(), hashlib.sha256).hexdigest()
