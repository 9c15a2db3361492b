from odoo import models
from odoo.tools import SQL

from ...core.fold import sql_fold
from ...core.intake.keys import Candidate
from ..res_partner_find import NAME_WHOLE, VAT_COUNTRY_LESS

#: More customers than this with one key tell nothing.
CANDIDATES = 20
#: A person repeats the numbers of the company.
MAIN = "AND res_partner.commercial_partner_id = res_partner.id"
CITY_KEY = sql_fold("coalesce(res_partner.city, '')")
CONDITIONS = {
    "vat": f"{VAT_COUNTRY_LESS} = k.key AND res_partner.vat IS NOT NULL {MAIN}",
    "company_registry": f"res_partner.company_registry = k.key {MAIN}",
    "ref": "res_partner.ref = k.key",
    "email": "res_partner.email_normalized = k.key",
    "phone": "res_partner.phone_sanitized = k.key",
    "name_city": f"{NAME_WHOLE} = md5(split_part(k.key, E'\\n', 1)) AND {CITY_KEY} = split_part(k.key, E'\\n', 2)",
}


class CrmImportMatching(models.AbstractModel):
    """Finding the customers of many rows at once: one statement for each way to find them."""

    _name = "crm.import.matching"
    _description = "Import: Finding Customers"

    def _match(self, keys, own):
        """Customers by row and rule.

        :param keys: ``{row: {rule: key}}``
        :param own: ``{row: number in the source}``
        :return: ``{row: {rule: [partner ids]}}``
        """
        found = {row: {} for row in keys}
        for row, partner in self._match_own(own):
            found[row]["external_id"] = [partner]
        self.env["res.partner"].flush_model()
        for rule, condition in CONDITIONS.items():
            # A row whose number is known needs no other way.
            wanted = [(row, one[rule]) for row, one in keys.items() if rule in one and "external_id" not in found[row]]
            for row, partners in self._match_rule(condition, wanted):
                found[row][rule] = partners
        return found

    def _match_own(self, own):
        if not own:
            return []
        # A customer that was merged into another one is that one now.
        merged = "merged_into_id" in self.env["res.partner"]._fields
        target = SQL("coalesce(p.merged_into_id, p.id)") if merged else SQL("p.id")
        return self.env.execute_query(
            SQL(
                "SELECT k.row, %s FROM unnest(%s::int[], %s::text[]) AS k(row, key)"
                " JOIN crm_external_id e ON e.source_id = %s AND e.external_id = k.key"
                " JOIN res_partner p ON p.id = e.partner_id",
                target,
                list(own),
                list(own.values()),
                self.source_id.id,
            )
        )

    def _match_rule(self, condition, wanted):
        if not wanted:
            return []
        # Key by key through the index: a join of the whole table would be planned without knowing the expressions.
        return self.env.execute_query(
            SQL(
                "SELECT k.row, array_agg(found.id ORDER BY found.id) FROM unnest(%s::int[], %s::text[]) AS k(row, key)"
                " CROSS JOIN LATERAL (SELECT res_partner.id FROM res_partner"
                " WHERE %s AND res_partner.active"
                " AND (res_partner.company_id IS NULL OR res_partner.company_id = %s) LIMIT %s) AS found"
                " GROUP BY k.row",
                [row for row, _key in wanted],
                [key for _row, key in wanted],
                SQL(condition),
                self.company_id.id,
                CANDIDATES,
            )
        )

    def _candidates(self, partner_ids, own):
        """Name of each customer, and whether the source knows them by a number: ``{partner id: Candidate}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT p.id, coalesce(p.name, ''), array_remove(array_agg(e.external_id), NULL) FROM res_partner p"
                " LEFT JOIN crm_external_id e ON e.partner_id = p.id AND e.source_id = %s"
                " AND left(e.external_id, 4) <> 'row:'"
                " WHERE p.id = ANY(%s) GROUP BY p.id",
                self.source_id.id,
                sorted(partner_ids),
            )
        )
        return {partner: Candidate(name, bool(numbers)) for partner, name, numbers in rows}

    def _stated_before(self, partner_ids, mapping, state, skip):
        """Fields about which rows of the batch in this state said something: ``{partner id: {field}}``."""
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, cells FROM crm_import_row WHERE batch_id = %s AND partner_id = ANY(%s)"
                " AND state = %s AND NOT id = ANY(%s)",
                self.id,
                sorted(partner_ids),
                state,
                list(skip),
            )
        )
        stated = {}
        for partner, cells in rows:
            stated.setdefault(partner, set()).update(mapping[column] for column in cells if column in mapping)
        return stated
