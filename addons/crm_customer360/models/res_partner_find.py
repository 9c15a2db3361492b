from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..core.caller import MAX_QUERY, BadQueryError, parse_limit, parse_query
from ..core.fold import sql_fold

#: SQL of what the searches compare with; the indexes below are made of the same text.
NAME_KEY = sql_fold("res_partner.name")
NAME_WHOLE = f"md5({NAME_KEY})"
PHONE_END = "reverse(regexp_replace(res_partner.phone, '[^0-9]', '', 'g'))"
EMAIL_DOMAIN = "split_part(res_partner.email_normalized, '@', 2)"
VAT_COUNTRY_LESS = "regexp_replace(regexp_replace(upper(res_partner.vat), '[^0-9A-Z]', '', 'g'), '^[A-Z][A-Z]', '')"


def _indexed(expression):
    return expression.replace("res_partner.", "")


class ResPartner(models.Model):
    _inherit = "res.partner"

    # The operator class serves equality and the beginning of a text alike.
    _email_normalized_idx = models.Index("(email_normalized varchar_pattern_ops)")
    _phone_sanitized_idx = models.Index("(phone_sanitized varchar_pattern_ops)")
    _phone_end_idx = models.Index(f"({_indexed(PHONE_END)} text_pattern_ops) WHERE phone IS NOT NULL")
    _email_domain_idx = models.Index(f"({_indexed(EMAIL_DOMAIN)}) WHERE email_normalized IS NOT NULL")
    _vat_compact_idx = models.Index(f"(({_indexed(VAT_COUNTRY_LESS)})) WHERE vat IS NOT NULL")
    # Names that are alike share their trigrams: the whole of a name is found by this.
    _name_whole_idx = models.Index(f"({_indexed(NAME_WHOLE)})")
    # Without trigrams the beginning of a name is found quickly and the rest of it by reading all names.
    _name_key_idx = models.Index(
        lambda registry: (
            f"USING gin (({_indexed(NAME_KEY)}) gin_trgm_ops)"
            if registry.has_trigram
            else f"({_indexed(NAME_KEY)} text_pattern_ops)"
        )
    )

    @api.model
    @api.readonly
    def find_caller(self, query, limit=10):
        """Who is calling or writing: contacts found by whatever is known of them.

        :param query: a telephone number in any format, e-mail address or its domain, name (case and accents do not
            matter, typing mistakes are forgiven), VAT number, company code, customer number, number of an order, an
            invoice or a delivery (str, at most 200 characters; wildcards mean themselves)
        :param limit: rows wanted (int, at most 50)
        :return: the best first, those in use before archived ones: ``[{"partner_id", "name", "is_company", "company",
            "city", "phone", "email", "owner", "active", "match", "matched", "score"}]``. ``company`` is the company a
            person belongs to, ``owner`` the salesperson; both are "" if there is none. ``match`` says what agreed
            (``phone``, ``email``, ``domain``, ``vat``, ``company_code``, ``ref``, ``name``, ``order``, ``invoice`` or
            ``delivery``), ``matched`` is its value and ``score`` how well it did, 1 being exactly. Only contacts, and
            documents, that the caller of the method may read
        :raises AccessError: the caller of the method is no employee
        :raises UserError: an argument of the wrong kind
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Finding customers is for employees."))
        regions = [company.country_id.code for company in self.env.company | self.env.companies if company.country_id]
        try:
            parsed = parse_query(query, dict.fromkeys(regions))
            limit = parse_limit(limit)
        except BadQueryError as error:
            raise self._find_caller_error(error.reason) from None
        except ValueError:
            raise UserError(self.env._("limit: a whole number from 1 on is wanted.")) from None
        found = self.env["crm.caller.search"]._search_all(parsed, limit)
        return self._find_caller_rows(found, limit)

    def _find_caller_error(self, reason):
        messages = {
            "not_text": self.env._("query: text is wanted."),
            "too_long": self.env._("query: at most %s characters.", MAX_QUERY),
            "bad_characters": self.env._("query: there are characters in it that cannot be searched for."),
        }
        return UserError(messages[reason])

    @api.model
    def _find_caller_rows(self, found, limit):
        """The best matches as plain values; ``found`` is ``{partner id: Match}`` of readable contacts."""
        partners = self.browse(found).with_context(active_test=False)
        partners.fetch(
            ["name", "is_company", "commercial_company_name", "city", "phone", "email", "user_id", "active", "type"]
        )
        ranked = sorted(partners, key=lambda one: (not one.active, -found[one.id].score, len(one.name or ""), one.id))
        return [one._find_caller_row(found[one.id]) for one in ranked[:limit]]

    def _find_caller_row(self, match):
        self.ensure_one()
        company = self.commercial_company_name or ""
        return {
            "partner_id": self.id,
            # An address of a company needs no name of its own.
            "name": self.name or self.display_name or "",
            "is_company": self.is_company,
            "company": "" if self.is_company and company == self.name else company,
            "city": self.city or "",
            "phone": self.phone or "",
            "email": self.email or "",
            # The name of a colleague, whose contact may belong to another company.
            "owner": self.user_id.sudo().name or "",
            "active": self.active,
            "match": match.kind,
            "matched": match.value or "",
            "score": round(match.score, 3),
        }
