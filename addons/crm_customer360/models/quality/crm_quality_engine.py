import json

from odoo import api, fields, models
from odoo.tools import SQL

from ...core.quality.check import ADDRESS, COMPANY, CONTACT, PERSON, Facts
from ...core.quality.score import digest, judge, score
from . import quality_statements as statements
from .crm_quality_pending import CHUNK

#: Columns every check may read; those of other addons' checks are fetched besides, as text.
TEXTS = ("name", "email", "phone", "vat", "company_registry", "street", "zip", "city", "vat_owner_name")
KNOWN = {*TEXTS, "country_id", "is_company"}
PLAIN_TYPES = ("char", "text", "selection", "integer", "boolean", "date")


class CrmQualityEngine(models.AbstractModel):
    """Checks contacts by the thousand: one statement fetches the facts, pure Python judges, a few statements write."""

    _name = "crm.quality.engine"
    _description = "Checking Customer Data"

    @api.model
    def _check(self, partner_ids):
        """Check contacts now; of those that are none of the customers' contacts (any more), nothing is kept.

        :param partner_ids: ids, some thousand at most
        :return: number of contacts checked
        """
        ids = sorted(partner_ids)
        if not ids:
            return 0
        checks = self._active_checks()
        facts = self._facts(ids, checks)
        accepted = self._accepted(facts, checks)
        verdicts = {id_: judge(found, checks) for id_, (found, _company) in facts.items()}
        self._write_findings(ids, verdicts, accepted)
        self._write_scores(ids, facts, verdicts, accepted)
        self.env["crm.quality.finding"].invalidate_model(flush=False)
        self.env["crm.quality.score"].invalidate_model(flush=False)
        self.env["res.partner"].invalidate_model(self.env["res.partner"]._quality_fields(), flush=False)
        return len(facts)

    @api.model
    def _check_all(self, partner_ids):
        """The same for any number of contacts; returns how many were checked."""
        ids = sorted(partner_ids)
        return sum(self._check(ids[start : start + CHUNK]) for start in range(0, len(ids), CHUNK))

    @api.model
    def _digests(self, findings):
        """Fingerprint of the values behind each finding: ``{finding id: digest}``."""
        checks = {check.code: check for check in self.env["res.partner"]._quality_checks()}
        facts = self._facts(findings.partner_id.ids, checks.values())
        return {
            finding.id: digest(facts[finding.partner_id.id][0], checks[finding.check_id.code]) for finding in findings
        }

    @api.model
    def _active_checks(self):
        """Declared checks that are on in one company at least."""
        wanted = set().union(*self.env["crm.quality.setting"]._profiles().values())
        return [check for check in self.env["res.partner"]._quality_checks() if check.code in wanted]

    # ------------------------------------------------------------------
    # Fetching
    # ------------------------------------------------------------------

    @api.model
    def _facts(self, partner_ids, checks):
        """Facts of those of the contacts that are checked: ``{id: (Facts, company id or None)}``."""
        self.env.flush_all()
        extra = self._extra_fields(checks)
        columns = SQL(", ").join(SQL.identifier("p", name) for name in (*TEXTS, *extra))
        rows = self.env.execute_query_dict(SQL(statements.FACTS, columns=columns, ids=list(partner_ids)))
        regions = self._regions()
        return {row["id"]: (self._fact(row, extra, regions), row["company_id"]) for row in rows}

    def _fact(self, row, extra, regions):
        return Facts(
            role=self._role(row),
            country=row["country"] or "",
            region=regions.get(row["company_id"]) or regions.get(False) or "",
            email_uses=row["email_uses"],
            phone_uses=row["phone_uses"],
            extra={name: _text(row[name]) for name in extra},
            **{name: row[name] or "" for name in TEXTS},
        )

    def _role(self, row):
        if row["is_company"]:
            return COMPANY
        if not row["parent_id"]:
            return PERSON
        return CONTACT if row["type"] in (None, "contact") else ADDRESS

    def _extra_fields(self, checks):
        """Stored fields that only checks of other addons read."""
        fields_ = self.env["res.partner"]._fields
        wanted = sorted({name for check in checks for name in check.fields} - KNOWN)
        return [name for name in wanted if fields_[name].store and fields_[name].type in PLAIN_TYPES]

    def _regions(self):
        """Country of each company; under False that of the first one, for customers of all companies."""
        companies = self.env["res.company"].search([("partner_id.country_id", "!=", False)], order="id")
        regions = {company.id: company.country_id.code for company in companies}
        return {False: next(iter(regions.values()), ""), **regions}

    def _accepted(self, facts, checks):
        """What somebody accepted of values that are the same still: ``{partner id: {codes}}``."""
        by_code = {check.code: check for check in checks}
        found = {}
        for partner_id, code, kept in self.env.execute_query(SQL(statements.ACCEPTED, list(facts))):
            if code in by_code and kept == digest(facts[partner_id][0], by_code[code]):
                found.setdefault(partner_id, set()).add(code)
        return found

    # ------------------------------------------------------------------
    # Writing
    # ------------------------------------------------------------------

    def _write_findings(self, ids, verdicts, accepted):
        check_ids = self.env["crm.quality.check"]._ids_by_code()
        rows = [
            (partner_id, check_ids[code], problem.reason, json.dumps(problem.details, sort_keys=True), kept)
            for partner_id, verdict in verdicts.items()
            for code, problem in verdict.problems.items()
            for kept in (code in accepted.get(partner_id, ()),)
        ]
        active = [check_ids[check.code] for check in self._active_checks()]
        params = {
            "ids": ids,
            "checked": list(verdicts),
            "active": active,
            "now": fields.Datetime.now(),
            **_columns(("partners", "checks", "reasons", "details", "accepted"), rows),
        }
        self.env.cr.execute(statements.FINDINGS_GONE, params)
        self.env.cr.execute(statements.FINDINGS_MENDED, params)
        self.env.cr.execute(statements.FINDINGS_PUT, params)

    def _write_scores(self, ids, facts, verdicts, accepted):
        profiles = self.env["crm.quality.setting"]._profiles()
        kinds = {check.code: check.kind for check in self.env["res.partner"]._quality_checks()}
        rows = []
        for partner_id, verdict in verdicts.items():
            for company_id in self._companies(facts[partner_id][1], profiles):
                found = score(verdict, profiles[company_id], kinds, accepted.get(partner_id, ()))
                figures = (found.score, found.completeness, found.validity, found.failing)
                rows.append((partner_id, company_id or None, *figures))
        names = ("partners", "companies", "scores", "completeness", "validity", "failing")
        params = {"ids": ids, "now": fields.Datetime.now(), **_columns(names, rows)}
        self.env.cr.execute(statements.SCORES_GONE, params)
        self.env.cr.execute(statements.SCORES_PUT, params)

    def _companies(self, company_id, profiles):
        """Whose weights a contact is judged by: its company's, or for a contact of all companies everybody's."""
        if not company_id:
            return list(profiles)
        return [company_id if company_id in profiles else False]


def _columns(names, rows):
    """Rows turned into one list a column, for ``unnest``."""
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: list(column) for name, column in zip(names, columns, strict=True)}


def _text(value):
    return "" if value is None or value is False else str(value)
