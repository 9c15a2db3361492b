import psycopg2
from psycopg2 import errorcodes

from odoo import fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ...core.consent.values import MAX_ROWS, Problem, parse_rows, shown
from ...core.contact_values import BadValueError, Context

MAX_PROBLEMS = 50
EXTERNAL_INDEX = "crm_consent_external_idx"


class CrmConsentIntake(models.AbstractModel):
    """Rows of ``crm.consent.record``: checked, found if they were sent before, written all or none."""

    _name = "crm.consent.intake"
    _description = "Intake of the Consent Ledger"

    def _record(self, vals_list):
        """See ``crm.consent.record``; runs as the calling user."""
        self.check_access("create")
        entries, problems = self._parsed(vals_list)
        values = {entry.row: self._values(entry, problems) for entry in entries}
        known = self._known(entries)
        self._refuse_changes(entries, known, problems)
        if problems:
            raise UserError(self._explained(problems))
        fresh = {}
        for entry in entries:
            if self._key(entry) not in known:
                # Without a reference every row is its own.
                fresh.setdefault(self._key(entry) or entry.row, values[entry.row])
        created = dict(zip(fresh, self._create_once(list(fresh.values())), strict=True))
        return [(known.get(self._key(entry)) or created[self._key(entry) or entry.row]).id for entry in entries]

    def _parsed(self, vals_list):
        context = Context(now=fields.Datetime.now(), timezone=self.env.user.tz or "UTC")
        try:
            return parse_rows(vals_list, context)
        except BadValueError as error:
            if error.reason == "too_long":
                raise UserError(self.env._("vals_list: at most %s rows in one call.", MAX_ROWS)) from None
            raise UserError(
                self.env._("vals_list: “%s” cannot be used here. Send a list of dictionaries.", shown(vals_list))
            ) from None

    def _key(self, entry):
        ref = entry.values.get("external_ref")
        return ref and (entry.values.get("company_id") or self.env.company.id, ref)

    def _known(self, entries):
        """Rows with these references: ``{key: row}``.

        Reveals to who sends a reference of their own company that it is there, and nothing of it.
        """
        refs = {entry.values["external_ref"] for entry in entries if entry.values.get("external_ref")}
        rows = self.env["crm.consent"].sudo().search([("external_ref", "in", sorted(refs))]) if refs else []
        return {(row.company_id.id, row.external_ref): row for row in rows}

    def _refuse_changes(self, entries, known, problems):
        digests = {key: row.external_digest for key, row in known.items()}
        for entry in entries:
            key = self._key(entry)
            if key and digests.setdefault(key, entry.digest) != entry.digest:
                problems.append(Problem(entry.row, "external_ref", str(key[1]), "stands"))

    def _values(self, entry, problems):
        """Values of the ledger's fields; adds to ``problems`` what names a record that cannot be used."""
        values = dict(entry.values)
        company = self.env["res.company"].browse(values.get("company_id") or self.env.company.id)
        if company not in self.env.companies:
            problems.append(Problem(entry.row, "company_id", str(company.id), "no_company"))
        purpose = self.env["crm.consent.purpose"].search([("code", "=", values.pop("purpose"))])
        if not purpose:
            problems.append(Problem(entry.row, "purpose", shown(entry.values["purpose"]), "no_purpose"))
        elif values["channel"] != "any" and not purpose.by_channel:
            problems.append(Problem(entry.row, "channel", str(values["channel"]), "no_channels"))
        problems += self._record_problems(entry, company)
        return {
            **values,
            "purpose_id": purpose.id,
            "company_id": company.id,
            "legal_basis": values.get("legal_basis") or purpose.with_company(company).legal_basis,
            "external_digest": values.get("external_ref") and entry.digest,
        }

    def _record_problems(self, entry, company):
        problems = []
        partner = self._reached("res.partner", entry.values["partner_id"])
        if not partner:
            problems.append(Problem(entry.row, "partner_id", str(entry.values["partner_id"]), "no_customer"))
        # A branch uses the contacts of the company above it.
        elif partner.company_id and partner.company_id not in company.sudo().parent_ids:
            problems.append(Problem(entry.row, "partner_id", str(partner.id), "foreign_customer"))
        if model := entry.values.get("evidence_model"):
            record = self._reached(model, entry.values["evidence_id"]) if model in self.env else None
            if not record:
                problems.append(Problem(entry.row, "evidence_id", str(entry.values["evidence_id"]), "no_evidence"))
        return problems

    def _reached(self, model, id_):
        """The record, if it is there and the caller may read it."""
        record = self.env[model].browse(id_).exists()
        return record if record and record.has_access("read") else None

    def _create_once(self, vals_list):
        """New rows; a reference that another transaction has written since ours began is for the next try."""
        try:
            return self.env["crm.consent"].create(vals_list)
        except psycopg2.IntegrityError as error:
            if error.pgcode == errorcodes.UNIQUE_VIOLATION and error.diag.constraint_name == EXTERNAL_INDEX:
                raise ConcurrencyError("crm.consent: the same reference is being written elsewhere") from error
            raise

    def _explained(self, problems):
        reasons = {
            **self.env["crm.contact.log"]._reasons(),
            "stands": self.env._("a row with this reference stands there with other values, and rows do not change."),
            "no_purpose": self.env._("there is no such purpose."),
            "no_channels": self.env._("the purpose has no channels."),
            "no_evidence": self.env._("there is no such record, or you may not read it."),
        }
        lines = [
            self.env._(
                "Row %(row)s, %(field)s: “%(value)s” – %(reason)s",
                row=problem.row,
                field=problem.field or self.env._("the row"),
                value=problem.value,
                reason=reasons[problem.reason].format(problem.detail),
            )
            for problem in sorted(problems, key=lambda problem: problem.row)[:MAX_PROBLEMS]
        ]
        if len(problems) > MAX_PROBLEMS:
            lines.append(self.env._("… and %s more.", len(problems) - MAX_PROBLEMS))
        return "\n".join([self.env._("Nothing was written down. Mend these rows:"), *lines])
