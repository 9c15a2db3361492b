from collections.abc import Callable
from dataclasses import dataclass

from odoo import api, models
from odoo.tools import SQL

from ..core.caller import compact_vat, escape_like
from ..core.name_score import NAME_ENOUGH, TYPO_LETTERS, NameScorer, trigrams_kept
from .res_partner_find import EMAIL_DOMAIN, NAME_KEY, PHONE_END, VAT_COUNTRY_LESS

#: Matches looked at for one kind; of a name that thousands have, some.
CANDIDATES = 300
TYPO_CANDIDATES = 1_000
#: With so many matches letter for letter nobody looks for misspelt ones.
PLENTY = 3
#: From here on it is that customer and no other.
SURE = 0.95
FIELDS = (
    "name",
    "phone",
    "phone_sanitized",
    "email_normalized",
    "vat",
    "company_registry",
    "ref",
    "active",
    "commercial_partner_id",
)
#: Documents by whose number a customer is found: model, kind, columns, domain.
DOCUMENTS = (
    ("sale.order", "order", ("name", "client_order_ref"), []),
    (
        "account.move",
        "invoice",
        ("name", "payment_reference"),
        [("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))],
    ),
    ("stock.picking", "delivery", ("name",), []),
)


@dataclass(frozen=True)
class Match:
    """What agreed: kind, value, and how well (1 is exactly)."""

    kind: str
    value: str
    score: float


@dataclass(frozen=True)
class Step:
    """One search among the contacts: kind of match, column of the value shown, condition, and the score.

    With ``many`` there may be more matches than the limit.
    """

    kind: str
    column: str
    where: SQL
    score: float | Callable[[str], float]
    limit: int = CANDIDATES
    order: SQL | None = None
    many: bool = False


class CrmCallerSearch(models.AbstractModel):
    """The searches behind ``res.partner.find_caller``, the surest first. All of them run as the user."""

    _name = "crm.caller.search"
    _description = "Search for the Caller"

    @api.model
    def _search_all(self, query, limit):
        """Matches of readable contacts, the best of each contact: ``{partner id: Match}``."""
        self.env["res.partner"].flush_model(FIELDS)
        found = {}
        for step in self._sure_steps(query):
            self._take(found, step)
        for model, kind, columns, domain in DOCUMENTS:
            self._take_documents(found, query, model, kind, columns, domain)
        # A number that is somebody's exactly is not also the end of somebody else's.
        if not any(match.score >= SURE for match in found.values()):
            for step in self._possible_steps(query):
                self._take(found, step)
        if query.words and len(found) < limit:
            self._take_names(found, query)
        return found

    # ------------------------------------------------------------------
    # Contacts
    # ------------------------------------------------------------------

    def _sure_steps(self, query):
        if query.phones:
            where = SQL("res_partner.phone_sanitized = ANY(%s)", list(query.phones))
            yield Step("phone", "phone", where, 1.0)
        if query.email:
            yield Step("email", "email", SQL("res_partner.email_normalized = %s", query.email), 1.0)
        # Contacts repeat the numbers of their company.
        main = SQL("res_partner.commercial_partner_id = res_partner.id")
        if query.vat:
            where = SQL("%s = %s AND %s", SQL(VAT_COUNTRY_LESS), query.vat, main)
            yield Step("vat", "vat", where, lambda value: _vat_score(query, value))
        if query.codes:
            codes = list(query.codes)
            yield Step("ref", "ref", SQL("res_partner.ref = ANY(%s)", codes), 0.98)
            where = SQL("res_partner.company_registry = ANY(%s) AND %s", codes, main)
            yield Step("company_code", "company_registry", where, 0.99)

    def _possible_steps(self, query):
        if query.phone_end:
            where = SQL("%s LIKE %s", SQL(PHONE_END), query.phone_end[::-1] + "%")
            yield Step("phone", "phone", where, 0.85 if len(query.phone_end) >= 7 else 0.6, many=True)
        if query.phone_start:
            where = SQL("res_partner.phone_sanitized LIKE %s", query.phone_start + "%")
            yield Step("phone", "phone", where, 0.6, many=True)
        if query.email_start:
            where = SQL("res_partner.email_normalized LIKE %s", escape_like(query.email_start) + "%")
            yield Step("email", "email", where, 0.7, many=True)
        if query.domain:
            yield Step("domain", "email", SQL("%s = %s", SQL(EMAIL_DOMAIN), query.domain), 0.5, many=True)

    def _take(self, found, step):
        """Add the matches of a step."""
        taken = 0
        # Archived ones only while there is room, so that they do not push out those in use.
        parts = ("res_partner.active", "NOT res_partner.active") if step.many else ("TRUE",)
        for part in parts:
            if taken >= step.limit:
                break
            for partner_id, value in self._rows(step, SQL(part), step.limit - taken):
                taken += 1
                score = step.score(value or "") if callable(step.score) else step.score
                if score > 0:
                    _keep(found, partner_id, Match(step.kind, value, score))
        return taken

    def _rows(self, step, part, limit):
        # The rules for contacts are part of this query; archived ones are found and marked.
        query = self.env["res.partner"].with_context(active_test=False)._search([])
        # A merged contact is found as the one it was merged into.
        query.add_where(SQL("res_partner.merged_into_id IS NULL AND %s AND (%s)", part, step.where))
        query.order = step.order
        query.limit = limit
        columns = (SQL.identifier("res_partner", name) for name in ("id", step.column))
        return self.env.execute_query(query.select(*columns))

    # ------------------------------------------------------------------
    # Names
    # ------------------------------------------------------------------

    def _take_names(self, found, query):
        scorer = NameScorer(query.words)

        def score(name):
            agreed = scorer.score(name)
            return 0.94 * agreed if agreed >= NAME_ENOUGH else 0.0

        key = SQL(NAME_KEY)
        exact = SQL("res_partner.name = %s", query.text)
        self._take(found, Step("name", "name", exact, score))
        letters = SQL(" AND ").join(_contains(key, word) for word in query.words)
        if self._take(found, Step("name", "name", letters, score, many=True)) >= PLENTY:
            return
        typed = [word for word in query.words if len(word) >= TYPO_LETTERS and word.isalpha()]
        if not typed:
            return
        if self.env.registry.has_trigram:
            kept = trigrams_kept(typed)
            self.env.cr.execute("SELECT set_config('pg_trgm.word_similarity_threshold', %s, TRUE)", [str(kept)])
            where = SQL(" AND ").join(SQL("%s <%% %s", word, key) for word in typed)
            order = SQL("strict_word_similarity(%s, %s) DESC", " ".join(typed), key)
            self._take(found, Step("name", "name", where, score, TYPO_CANDIDATES, order))
        else:
            # Two letters right at the beginning, the rest is left to the score.
            where = SQL(" OR ").join(_begins(key, word[:2]) for word in typed)
            self._take(found, Step("name", "name", where, score, 20 * CANDIDATES))

    # ------------------------------------------------------------------
    # Documents
    # ------------------------------------------------------------------

    def _take_documents(self, found, query, model, kind, columns, domain):
        """Add the customers of documents with this number, if the user may read both."""
        if not query.documents or model not in self.env or not self.env[model].has_access("read"):
            return
        self.env[model].flush_model([*columns, "partner_id"])
        table = self.env[model]._table
        for column in columns:
            place = SQL.identifier(table, column)
            exact = SQL("%s = ANY(%s)", place, list(query.documents))
            rows = [(row, 0.97) for row in self._documents(model, domain, place, exact)]
            if not rows and query.document_end and column == "name":
                ends = SQL("%s LIKE %s", place, "%" + escape_like(query.document_end.upper()))
                rows = [(row, 0.55) for row in self._documents(model, domain, place, ends)]
            readable = self._readable({partner_id for (partner_id, _value), _score in rows})
            for (partner_id, value), score in rows:
                if partner_id in readable:
                    _keep(found, partner_id, Match(kind, value, score))

    def _documents(self, model, domain, place, where):
        query = self.env[model].with_context(active_test=False)._search(domain)
        query.add_where(SQL("%s AND %s IS NOT NULL", where, SQL.identifier(self.env[model]._table, "partner_id")))
        query.order = None
        query.limit = CANDIDATES
        return self.env.execute_query(query.select(SQL.identifier(self.env[model]._table, "partner_id"), place))

    def _readable(self, partner_ids):
        return set(self.env["res.partner"].browse(partner_ids)._filtered_access("read")._ids)


def _keep(found, partner_id, match):
    if partner_id not in found or found[partner_id].score < match.score:
        found[partner_id] = match


def _vat_score(query, value):
    country, _rest = compact_vat(value)
    if query.vat_country and country and query.vat_country != country:
        return 0.0
    return 1.0


def _contains(key, word):
    """A word anywhere in a name; a short one only where a word begins."""
    if len(word) < 3:
        return _begins(key, word)
    return SQL("%s LIKE %s", key, f"%{escape_like(word)}%")


def _begins(key, word):
    start = escape_like(word)
    return SQL("(%s LIKE %s OR %s LIKE %s)", key, f"{start}%", key, f"% {start}%")
