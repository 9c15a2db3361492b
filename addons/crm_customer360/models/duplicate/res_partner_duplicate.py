from dataclasses import replace

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from ...core.arguments import is_id, is_text, shown
from ...core.caller import compact_vat, format_e164
from ...core.duplicate.facts import Facts
from ...core.duplicate.keys import COLUMNS, ENOUGH, keys_of
from ...core.duplicate.score import judge, value_of
from ..res_partner_find import VAT_COUNTRY_LESS
from .crm_duplicate_engine import CUSTOMERS, WEIGHT, stored_evidence

MAX_TEXT = 500
MAX_LIMIT = 20
TEXTS = ("name", "email", "phone", "vat", "company_registry", "website", "street", "zip", "city")
IDS = ("id", "parent_id", "country_id")
#: Customers looked at more closely; of a name that many bear, some.
CANDIDATES = 100
#: Customers added since the last run whose keys are made on the spot.
FRESH = 300
#: Columns with an index of their own: what is exactly the same is found whenever it was written.
EXACT = f"""
    SELECT id, {ENOUGH} FROM res_partner WHERE email_normalized = %(email_normalized)s
    UNION ALL SELECT id, {ENOUGH} FROM res_partner WHERE phone_sanitized = %(phone_sanitized)s
    UNION ALL SELECT id, {ENOUGH} FROM res_partner WHERE {VAT_COUNTRY_LESS} = %(number)s AND vat IS NOT NULL
"""
TYPES = {"id": "int", "is_company": "bool", "own": "bool"}
_TYPED_COLUMNS = ", ".join(f"%({name})s::{TYPES.get(name, 'text')} AS {name}" for name in COLUMNS)
#: What was typed, as a relation of one row.
TYPED = f"(SELECT {_TYPED_COLUMNS})"


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    @api.readonly
    def find_duplicates(self, values, limit=5):
        """Customers that a new one, or one being changed, looks like.

        :param values: what is known of it, any of ``name``, ``email``, ``phone``, ``vat``, ``company_registry``,
            ``website``, ``street``, ``zip``, ``city`` (str, at most 500 characters, or False), ``is_company`` (bool),
            ``parent_id`` and ``country_id`` (int or False), ``id`` (int or False, of a customer not to be named). That
            one is a company and the other a person is not counted against them
        :param limit: customers wanted (int, at most 20)
        :return: the most probable first: ``[{"id", "display_name", "score", "reasons"}]``; ``score`` is the probability
            from 0 to 1, ``reasons`` says what agrees, in the reader's language (list of str). Only customers the caller
            may read
        :raises AccessError: the caller is no employee
        :raises UserError: an argument of the wrong kind
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Finding customers is for employees."))
        if isinstance(limit, bool) or not isinstance(limit, int) or not 1 <= limit <= MAX_LIMIT:
            raise UserError(self.env._("limit: a whole number from 1 to %s is wanted.", MAX_LIMIT))
        typed = self._duplicate_typed(values)
        readable = self.search([("id", "in", self._duplicate_candidates(typed))])
        facts, engine = self._typed_facts(typed), self.env["crm.duplicate.engine"]
        # Whom the caller may read, they may read these fields of.
        others = engine.sudo()._facts(readable.ids)
        # A form begins as a company or as a person, whatever is typed into it: that is no evidence yet.
        judged = [(judge(replace(facts, company=other.company), other), id_) for id_, other in others.items()]
        best = sorted((one for one in judged if one[0].level), key=lambda one: (-one[0].bits, one[1]))[:limit]
        words = self.env["crm.duplicate.words"]
        return [
            {
                "id": id_,
                "display_name": self.browse(id_).display_name or "",
                "score": found.probability,
                "reasons": words._reasons(stored_evidence(found)),
            }
            for found, id_ in best
        ]

    # ------------------------------------------------------------------
    # What was typed
    # ------------------------------------------------------------------

    @api.model
    def _duplicate_typed(self, values):
        """The values in the columns that are compared."""
        if not isinstance(values, dict):
            raise UserError(self.env._("values: a dictionary is wanted."))
        for name, value in values.items():
            self._check_typed(name, value)
        texts = {name: " ".join((values.get(name) or "").split()) for name in TEXTS}
        email, phone = texts.pop("email"), texts.pop("phone")
        company = bool(values.get("is_company"))
        country = self.env["res.country"].browse(values.get("country_id") or ())
        region = (country or self.env.company.country_id).code
        return {
            **{name: value or None for name, value in texts.items()},
            "id": values.get("id") or 0,
            "is_company": company,
            "own": company or not values.get("parent_id"),
            "parent_id": values.get("parent_id") or 0,
            "email_normalized": email_normalize(email) or None,
            "phone": phone or None,
            "phone_sanitized": format_e164(phone, region) or None if phone else None,
            "number": compact_vat(texts["vat"])[1] or None,
        }

    @api.model
    def _check_typed(self, name, value):
        if name in TEXTS:
            right = value is False or value is None or is_text(value, MAX_TEXT)
            reason = self.env._("a text of at most %s characters is wanted", MAX_TEXT)
        elif name in IDS:
            right = value is False or value is None or value == 0 or is_id(value)
            reason = self.env._("an id is wanted")
        else:
            right = name == "is_company" and isinstance(value, bool | int)
            reason = self.env._("there is no such value")
        if not right:
            raise UserError(
                self.env._(
                    "values: %(name)s “%(value)s”: %(reason)s.",
                    name=shown(name),
                    value=shown(value),
                    reason=reason,
                )
            )

    @api.model
    def _typed_facts(self, typed):
        own = typed["own"]
        return Facts(
            id=typed["id"],
            name=typed["name"] or "",
            company=typed["is_company"],
            email=typed["email_normalized"] or "",
            phone=typed["phone_sanitized"] or typed["phone"] or "",
            vat=(own and typed["vat"]) or "",
            code=(own and typed["company_registry"]) or "",
            website=(own and typed["website"]) or "",
            street=(own and typed["street"]) or "",
            zip=(own and typed["zip"]) or "",
            city=(own and typed["city"]) or "",
            employer=0 if own else typed["parent_id"],
        )

    @api.model
    def _duplicate_candidates(self, typed):
        """Ids of customers that share keys with what was typed; whether the caller may read them is not asked yet."""
        self.flush_model()
        self.env.cr.execute(
            f"""
            WITH mine AS (SELECT kind, key FROM ({keys_of(TYPED)}) k),
            fresh AS (
                SELECT c.* FROM ({CUSTOMERS}) c
                 WHERE c.id > (SELECT coalesce(max(partner_id), 0) FROM crm_duplicate_state)
                 ORDER BY c.id DESC LIMIT {FRESH}
            ),
            shared AS (
                SELECT k.partner_id AS id, {WEIGHT.format("k.kind")} AS weight
                  FROM mine m JOIN crm_duplicate_key k ON k.key = m.key AND NOT k.common
                UNION ALL
                SELECT f.partner_id, {WEIGHT.format("m.kind")}
                  FROM mine m JOIN ({keys_of("fresh")}) f ON f.key = m.key
                UNION ALL ({EXACT})
            )
            SELECT s.id FROM shared s JOIN res_partner r ON r.id = s.id
             WHERE r.active AND r.id NOT IN (%(id)s, %(parent_id)s)
             GROUP BY s.id HAVING sum(s.weight) >= {ENOUGH}
             ORDER BY sum(s.weight) DESC, s.id LIMIT {CANDIDATES}
            """,
            typed,
        )
        return [id_ for (id_,) in self.env.cr.fetchall()]

    # ------------------------------------------------------------------
    # Side by side
    # ------------------------------------------------------------------

    def _duplicate_facts(self):
        """What is compared of a customer the reader may read."""
        self.ensure_one()
        own = self._duplicate_is_own()
        return Facts(
            id=self.id,
            name=self.name or "",
            company=self.is_company,
            email=self.email_normalized or "",
            phone=self.phone_sanitized or self.phone or "",
            vat=(own and self.vat) or "",
            code=(own and self.company_registry) or "",
            website=(own and self.website) or "",
            street=(own and self.street) or "",
            zip=(own and self.zip) or "",
            city=(own and self.city) or "",
            # Reveals only whether two contacts belong to one company.
            employer=0 if own else self.sudo().commercial_partner_id.id,
        )

    def _duplicate_is_own(self):
        # Reveals only whether the contact stands for itself.
        return self == self.sudo().commercial_partner_id

    def _duplicate_value(self, name):
        """What stands in a field of the comparison, for the eye."""
        if name == "kind":
            return self.env._("Company") if self.is_company else self.env._("Person")
        if name == "phone":
            return self.phone or ""
        if name == "employer":
            if self._duplicate_is_own() or not self.commercial_partner_id.has_access("read"):
                return ""
            return self.commercial_partner_id.display_name or ""
        return value_of(self._duplicate_facts(), name)

    def _customer360_panels(self):
        return [*super()._customer360_panels(), *self.env["crm.duplicate"]._panel(self)]
