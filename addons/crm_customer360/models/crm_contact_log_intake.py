from collections import namedtuple

import psycopg2
from psycopg2 import errorcodes

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tools import html_escape

from ..core.contact_log import MAX_ROWS, Problem, parse_rows, shown
from ..core.contact_values import BadValueError, Context

MAX_PROBLEMS = 50
EXTERNAL_INDEX = "crm_contact_log_external_idx"
#: The identity of a row that came from outside.
Key = namedtuple("Key", "company system ref")


class CrmContactLogIntake(models.AbstractModel):
    """Rows of ``crm.touchpoint.log``: whose they are, which are there already, and writing them all or none."""

    _name = "crm.contact.log.intake"
    _description = "Intake of the Contact Log"

    @api.model
    def _log(self, vals_list):
        """See ``crm.touchpoint.log``; runs as the calling user."""
        self.check_access("create")
        entries, problems = self._parsed(vals_list)
        entries = self._sift(entries, problems, self._company_problem)
        keys = {entry.row: self._key(entry) for entry in entries}
        known = self._known({key for key in keys.values() if key})
        fresh, again = self._split(entries, keys, known)
        found = self._looked_up([*fresh, *again], problems)
        self._sift(again, problems, lambda entry: self._change_problem(entry, known.get(keys[entry.row])))
        if problems:
            raise UserError(self._explained(problems))
        created = self._create_once([found[entry.row][0] for entry in fresh])
        records = {entry.row: record for entry, record in zip(fresh, created, strict=True)}
        known.update({keys[row]: record for row, record in records.items() if keys[row]})
        records = {entry.row: records.get(entry.row) or known[keys[entry.row]] for entry in entries}
        for entry in again:
            records[entry.row].write(found[entry.row][0])
        for row, (_values, followup) in found.items():
            records[row]._plan_followup(followup)
        return [records[entry.row].id for entry in entries]

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

    def _sift(self, entries, problems, judge):
        """The entries without a problem; those of the others are added to ``problems``."""
        good = []
        for entry in entries:
            problem = judge(entry)
            if problem:
                problems.append(problem)
            else:
                good.append(entry)
        return good

    # ------------------------------------------------------------------
    # Rows that were sent before
    # ------------------------------------------------------------------

    def _key(self, entry):
        ref = entry.values.get("external_ref")
        company = entry.values.get("company_id") or self.env.company.id
        return Key(company, entry.values.get("external_system", ""), ref) if ref else None

    def _known(self, keys):
        """Entries with these references, archived ones too: ``{key: record}``.

        Reveals to who sends a reference of their own company that it is there; a record that they may not read stays
        closed to them.
        """
        if not keys:
            return {}
        everything = self.sudo().with_context(active_test=False)
        records = everything.search([("external_ref", "in", sorted({key.ref for key in keys}))])
        found = {Key(one.company_id.id, one.external_system or "", one.external_ref): one for one in records}
        return {key: found[key].with_env(self.env) for key in keys & set(found)}

    def _split(self, entries, keys, known):
        """Entries to be created, and entries that are there with other values."""
        # Compared only: what the entry holds stays closed to who may not read it.
        digests = {key: record.sudo().external_digest for key, record in known.items()}
        fresh, again = [], []
        for entry in entries:
            key = keys[entry.row]
            if key is None or key not in digests:
                fresh.append(entry)
            elif digests[key] != entry.digest:
                again.append(entry)
            if key:
                digests[key] = entry.digest
        return fresh, again

    def _change_problem(self, entry, record):
        if record and not record.has_access("write"):
            return Problem(entry.row, "external_ref", entry.values["external_ref"], "not_yours")
        return None

    def _create_once(self, vals_list):
        """New entries; a reference that another transaction has written since ours began is for the next try."""
        try:
            return self.create(vals_list)
        except psycopg2.IntegrityError as error:
            if error.pgcode == errorcodes.UNIQUE_VIOLATION and error.diag.constraint_name == EXTERNAL_INDEX:
                raise ConcurrencyError("crm.contact.log: the same reference is being written elsewhere") from error
            raise

    # ------------------------------------------------------------------
    # Follow-up
    # ------------------------------------------------------------------

    def _plan_followup(self, followup):
        """Plan the activity on the contact, unless one was planned before."""
        if not followup or self.activity_id:
            return
        user = followup.get("user_id") or self.user_id.id or self.env.uid
        # A reminder needs no right to change the customer. Its user was found to be one who may read the contact.
        activity = (
            self.env["mail.activity"]
            .sudo()
            .create(
                {
                    "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                    "res_id": self.partner_id.id,
                    "activity_type_id": followup["activity_type"],
                    "summary": followup.get("summary") or self.name or "",
                    "note": html_escape(self.body or ""),
                    "date_deadline": followup["date"],
                    "user_id": user,
                }
            )
        )
        # The link to it is no change of what was written.
        self.sudo().activity_id = activity

    # ------------------------------------------------------------------
    # What is wrong, in words
    # ------------------------------------------------------------------

    def _explained(self, problems):
        reasons = self._reasons()
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
        return "\n".join([self.env._("Nothing was logged. Mend these rows:"), *lines])

    def _reasons(self):
        """The words for each reason a problem may have."""
        return {
            "not_dict": self.env._("it has to be a dictionary of values."),
            "unknown_field": self.env._("there is no such field."),
            "missing": self.env._("a value is required."),
            "not_text": self.env._("it has to be text."),
            "bad_characters": self.env._("it holds characters that are no text."),
            "too_long": self.env._("it is too long, at most {} characters."),
            "not_id": self.env._("it has to be the id of a record, a whole number."),
            "not_number": self.env._("it has to be a number."),
            "out_of_range": self.env._("it has to be between 0 and {}."),
            "not_choice": self.env._("choose one of: {}."),
            "not_moment": self.env._("write it as YYYY-MM-DD HH:MM:SS in UTC, with an offset, or as YYYY-MM-DD."),
            "not_day": self.env._("write it as YYYY-MM-DD."),
            "future": self.env._("it lies in the future."),
            "too_old": self.env._("it lies before {}."),
            "past": self.env._("it has passed."),
            "only_need": self.env._("only an entry of the nature “need” has it."),
            "no_company": self.env._("it is none of the companies you work in."),
            "no_customer": self.env._("no customer is found."),
            "many_customers": self.env._("several customers have it."),
            "foreign_customer": self.env._("the customer belongs to another company."),
            "no_user": self.env._("there is no such employee in the company."),
            "no_reader": self.env._("they may not open the customer."),
            "no_product": self.env._("there is no such product."),
            "no_activity_type": self.env._("there is no such type of activity for contacts."),
            "not_yours": self.env._("the entry is there with other values, and it is not yours to change."),
        }
