from odoo import models
from odoo.tools import format_list, html2plaintext, plaintext2html

from ...core.fold import fold
from ...core.intake.decide import same
from ...core.intake.problems import Problem
from ...core.intake.values import COLUMNS, FIELDS, NO_FIELD
from ..res_partner_find import VAT_COUNTRY_LESS

#: Fields that name another record, by the model it is of.
RECORDS = {
    "parent": "res.partner",
    "country": "res.country",
    "tags": "res.partner.category",
    "industry": "res.partner.industry",
    "user": "res.users",
}
WRITTEN = tuple(name for name in FIELDS if name not in NO_FIELD)
NAMED = ("country", "lang", "industry", "user", "tags")


class CrmImportLookup(models.AbstractModel):
    """From texts to records and back: countries, languages, tags, industries, owners, and values of a customer."""

    _name = "crm.import.lookup"
    _description = "Import: Looking up Records"

    # ------------------------------------------------------------------
    # From texts to records
    # ------------------------------------------------------------------

    def _look_up(self, rows, mapping, create_tags=False):
        """Replace the texts that name a record by its id; what is not found becomes a problem of the row.

        :param rows: ``Work`` of :mod:`.crm_import_apply`
        :param create_tags: make tags that are missing
        """
        columns = {name: column for column, name in mapping.items()}
        for name in NAMED:
            texts = {str(row.values[name]) for row in rows if row.values.get(name)}
            if not texts:
                continue
            parts = {text: self._parts(name, text) for text in texts}
            known = getattr(self, f"_find_{name}")({part for found in parts.values() for part in found})
            if name == "tags" and create_tags:
                known |= self._make_tags({part for found in parts.values() for part in found} - set(known))
            for row in rows:
                if text := row.values.get(name):
                    self._put(row, name, parts[text], known, columns[name])

    def _parts(self, name, text):
        if name != "tags":
            return [text]
        return [part.strip() for part in text.replace(";", ",").split(",") if part.strip()]

    def _put(self, row, name, parts, known, column):
        if name == "tags":
            # A tag that is still to be made is no id yet; the preview shows the others.
            row.values[name] = sorted({known[part] for part in parts if part in known})
        elif parts[0] in known:
            row.values[name] = known[parts[0]]
        else:
            del row.values[name]
            row.problems.append(Problem(row.number, column, parts[0][:80], "not_found"))

    def _find_country(self, texts):
        countries = self.env["res.country"].search([("code", "!=", False)])
        found = {}
        for lang in {"en_US", self.env.lang or "en_US", *self._installed_langs()}:
            found |= {fold(country.name): country.id for country in countries.with_context(lang=lang)}
        found |= {country.code.lower(): country.id for country in countries if country.code}
        return {text: found[fold(text)] for text in texts if fold(text) in found}

    def _installed_langs(self):
        return [code for code, _name in self.env["res.lang"].get_installed()]

    def _find_lang(self, texts):
        found = {}
        for code, name in self.env["res.lang"].get_installed():
            for text in (code, code.split("_", maxsplit=1)[0], name, name.split(" / ")[-1]):
                found.setdefault(fold(text), code)
        return {text: found[fold(text)] for text in texts if fold(text) in found}

    def _find_industry(self, texts):
        industries = self.env["res.partner.industry"].search([("active", "=", True)])
        found = {fold(one.name): one.id for one in industries}
        return {text: found[fold(text)] for text in texts if fold(text) in found}

    def _find_user(self, texts):
        domain = [("login", "in", sorted(texts)), ("share", "=", False), ("company_ids", "in", self.company_id.ids)]
        return {user.login: user.id for user in self.env["res.users"].search(domain)}

    def _find_tags(self, texts):
        tags = self.env["res.partner.category"].search([("active", "=", True)])
        found = {fold(tag.name): tag.id for tag in tags}
        return {text: found[fold(text)] for text in texts if fold(text) in found}

    def _make_tags(self, texts):
        spellings = {fold(text): text for text in sorted(texts)}
        made = self.env["res.partner.category"].create([{"name": text} for text in spellings.values()])
        ids = dict(zip(spellings, made.ids, strict=True))
        return {text: ids[fold(text)] for text in texts}

    # ------------------------------------------------------------------
    # Companies that contacts belong to
    # ------------------------------------------------------------------

    def _find_parents(self, keys):
        """Customers by their number in the source, customer number, company code or VAT number: ``{key: ids}``."""
        found = {}
        own = (
            "SELECT e.external_id, p.id FROM crm_external_id e JOIN res_partner p ON p.id = e.partner_id"
            " WHERE e.source_id = %(source)s AND e.external_id = ANY(%(keys)s)"
        )
        others = [
            f"SELECT k.key, res_partner.id FROM unnest(%(keys)s) AS k(key) JOIN res_partner ON {condition}"
            " WHERE res_partner.active AND res_partner.commercial_partner_id = res_partner.id"
            " AND (res_partner.company_id IS NULL OR res_partner.company_id = %(company)s)"
            for condition in (
                "res_partner.ref = k.key",
                "res_partner.company_registry = k.key",
                f"{VAT_COUNTRY_LESS} = regexp_replace(upper(k.key), '^[A-Z][A-Z]', '') AND res_partner.vat IS NOT NULL",
            )
        ]
        self.env["res.partner"].flush_model()
        for query in (own, *others):
            left = sorted(set(keys) - set(found))
            if not left:
                break
            self.env.cr.execute(query, {"keys": left, "source": self.source_id.id, "company": self.company_id.id})
            for key, partner in self.env.cr.fetchall():
                found.setdefault(key, set()).add(partner)
        return {key: sorted(ids) for key, ids in found.items()}

    def _parents_to_come(self, keys, mapping):
        """Those of the keys that another row of the batch has: for a preview, which creates nobody."""
        columns = [
            column for column, name in mapping.items() if name in ("external_id", "ref", "company_registry", "vat")
        ]
        self.env.cr.execute(
            "SELECT DISTINCT btrim(r.cells ->> c.name) FROM crm_import_row r, unnest(%s::text[]) AS c(name)"
            " WHERE r.batch_id = %s AND coalesce(r.result, '') <> 'rejected' AND btrim(r.cells ->> c.name) = ANY(%s)",
            [columns, self.id, sorted(keys)],
        )
        return {key for (key,) in self.env.cr.fetchall()}

    # ------------------------------------------------------------------
    # Values of customers
    # ------------------------------------------------------------------

    def _current_values(self, partners):
        """Values by field of an import: ``{partner id: {field: value}}``; records as ids, notes as plain text."""
        return {partner.id: {name: self._current(partner, name) for name in WRITTEN} for partner in partners}

    def _current(self, partner, name):
        value = partner[COLUMNS.get(name, name)]
        if name == "tags":
            return sorted(value.ids)
        if name in RECORDS:
            return value.id or 0
        if name == "comment":
            return html2plaintext(value or "").strip()
        return value or (False if name == "is_company" else "")

    def _orm_values(self, values):
        """Values of an import as the ORM takes them."""
        result = {}
        for name, value in values.items():
            if name == "comment":
                result["comment"] = plaintext2html(value) if value else False
            elif name == "tags":
                result["category_id"] = [(6, 0, value)]
            elif name in WRITTEN:
                result[COLUMNS.get(name, name)] = value or False
        return result

    def _prepared(self, name, value):
        """A value as the ORM keeps it, so that it is the same when it comes again."""
        if name == "website":
            return self.env["res.partner"]._clean_website(value)
        if name == "comment":
            return html2plaintext(plaintext2html(value)).strip()
        return value

    def _value_text(self, name, value):
        """A value in words."""
        if name in RECORDS:
            ids = value if isinstance(value, list) else [value] if value else []
            records = self.env[RECORDS[name]].browse(ids).exists()._filtered_access("read")
            return format_list(self.env, [record.display_name or "" for record in records]) if records else ""
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        if name == "lang" and value:
            return dict(self.env["res.lang"].get_installed()).get(value, value)
        return str(value or "")

    def _said_text(self, name, value):
        """The value of a cell in words, before anything was looked up."""
        return self._value_text("is_company", value) if isinstance(value, bool) else str(value)

    def _is_still(self, name, partner, value):
        """Whether the customer's field still has this value."""
        return same(name, self._current(partner, name), value)
