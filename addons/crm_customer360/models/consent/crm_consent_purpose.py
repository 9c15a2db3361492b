from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...core.consent.standing import current
from .crm_consent_words import BASES

LIMITS = [("company", "The company's limit"), ("own", "A limit of its own"), ("none", "No limit")]


class CrmConsentPurpose(models.Model):
    """What we want to do with a person's data, and on which legal basis each company does it."""

    _name = "crm.consent.purpose"
    _description = "Purpose of Consent"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False, help="What other programs call it, such as “marketing”.")
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    person_text = fields.Text(
        "Text for the Person", translate=True, help="What the person reads on their preference page, in their language."
    )
    default_basis = fields.Selection(BASES, "Usual Legal Basis", required=True, default="consent")
    company_basis = fields.Selection(
        BASES,
        "Legal Basis in This Company",
        company_dependent=True,
        help="Only if it differs from the usual one. It decides what counts for people who have said nothing.",
    )
    legal_basis = fields.Selection(BASES, compute="_compute_legal_basis")
    by_channel = fields.Boolean(default=True, help="People may choose e-mail, SMS and so on; else it is one yes or no.")
    is_marketing = fields.Boolean("Marketing", help="What is sent for it counts for the limit of marketing contacts.")
    follows_blacklist = fields.Boolean(
        "Follows the Blacklists",
        help="An address on Odoo's blacklist counts as an objection to this purpose, and an objection puts the address"
        " on the blacklist.",
    )
    limit_policy = fields.Selection(LIMITS, "Limit of Contacts", required=True, default="company")
    limit_count = fields.Integer("Contacts at Most", default=1)
    limit_days = fields.Integer("Within Days", default=7)
    given_count = fields.Integer("Agreed", compute="_compute_counts")
    objected_count = fields.Integer("Objected", compute="_compute_counts")

    _code_uniq = models.UniqueIndex("(code)", "Another purpose has this code already.")
    _limit_check = models.Constraint(
        "CHECK (limit_count > 0 AND limit_days BETWEEN 1 AND 366)",
        "At least one contact, within 1 to 366 days.",
    )

    @api.depends("default_basis", "company_basis")
    @api.depends_context("company")
    def _compute_legal_basis(self):
        for purpose in self:
            purpose.legal_basis = purpose.company_basis or purpose.default_basis

    @api.depends_context("company", "allowed_company_ids")
    def _compute_counts(self):
        """People whose standing is so in a channel at least, of the companies the reader works in."""
        counts = {}
        if self.ids:
            query = SQL(
                "SELECT purpose_id, count(DISTINCT partner_id) FILTER (WHERE standing = 'given'),"
                " count(DISTINCT partner_id) FILTER (WHERE standing = 'objected') FROM (%s) s"
                " WHERE purpose_id = ANY(%s) AND (company_id IS NULL OR company_id = ANY(%s)) GROUP BY purpose_id",
                SQL(current()),
                self.ids,
                self.env.companies.ids,
            )
            self.env["crm.consent"].flush_model()
            counts = {id_: values for id_, *values in self.env.execute_query(query)}
        for purpose in self:
            purpose.given_count, purpose.objected_count = counts.get(purpose.id, (0, 0))

    def _limit(self):
        """``(contacts at most, days)`` in the current company, or ``(0, 0)`` if there is no limit."""
        self.ensure_one()
        company = self.env.company
        if not self.is_marketing or self.limit_policy == "none":
            return 0, 0
        if self.limit_policy == "own":
            return self.limit_count, self.limit_days
        return company.consent_limit_count, company.consent_limit_days

    def _open(self, standing):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_consent_state_action")
        domain = Domain("purpose_id", "=", self.id) & Domain("standing", "=", standing)
        return {**action, "domain": list(domain), "context": {}}

    def action_open_given(self):
        """The people who agreed."""
        return self._open("given")

    def action_open_objected(self):
        """The people who objected."""
        return self._open("objected")
