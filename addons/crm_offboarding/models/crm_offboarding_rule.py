import datetime as dt

from psycopg2.extras import Json, execute_values

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime
from odoo.tools import SQL

from ..core import dates, evidence
from ..core.rules import KINDS
from ..core.statements import STATEMENTS
from .crm_offboarding_case import REASON_CLASSES

PAGE = 5_000
#: Records an evidence names; it counts all.
NAMED = 20


class CrmOffboardingRule(models.Model):
    """A rule that proposes candidates: a declared kind and its numbers (``core/rules.py``)."""

    _name = "crm.offboarding.rule"
    _description = "Rule for Candidates"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Empty: in every company.", index=True)
    kind = fields.Selection("_kinds", required=True)
    reason_class = fields.Selection(REASON_CLASSES, "Reason", compute="_compute_reason_class")
    months = fields.Integer(default=12, help="How far it looks back.")
    minimum = fields.Integer(default=3, help="At least so many.")

    @api.model
    def _declared(self):
        """Kinds of rules by key (:class:`.core.rules.Kind`); other addons add theirs, with the same checks."""
        return dict(KINDS)

    @api.model
    def _statements(self):
        """The statement of each kind, see ``core/statements.py``; other addons add theirs."""
        return dict(STATEMENTS)

    @api.model
    def _kind_words(self):
        return {
            "complaints": self.env._("Complaints that came again after an answer"),
            "dormant": self.env._("No dealings for a long time"),
        }

    def _kinds(self):
        words = self._kind_words()
        return [(key, words.get(key, key)) for key in self._declared()]

    @api.depends("kind")
    def _compute_reason_class(self):
        for rule in self:
            rule.reason_class = self._declared()[rule.kind].reason_class if rule.kind else False

    @api.constrains(lambda self: ["kind", *self._number_fields()])
    def _check_numbers(self):
        for rule in self:
            kind = self._declared()[rule.kind]
            for name in kind.check(rule._numbers()):
                bounds = kind.numbers[name]
                raise UserError(
                    self.env._(
                        "%(field)s: %(value)s is not between %(least)s and %(most)s.",
                        field=self._fields[name]._description_string(self.env),
                        value=rule[name],
                        least=bounds.least,
                        most=bounds.most,
                    )
                )

    @api.model
    def _number_fields(self):
        return sorted({name for kind in self._declared().values() for name in kind.numbers})

    def _numbers(self):
        return {name: self[name] for name in self._declared()[self.kind].numbers}

    @api.model
    def _cron_find(self):
        """Look for candidates, a rule and company a transaction, then remind of those that wait."""
        work = [
            (rule, company)
            for rule in self.search([])
            for company in rule.company_id or self.env["res.company"].search([])
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(work) + 1)
        for rule, company in work:
            rule._find(company)
            if not cron._commit_progress(1):
                return
        self.env["crm.offboarding.candidate"]._escalate()
        cron._commit_progress(1)

    def action_find(self):
        """Look for candidates now."""
        self.env["crm.offboarding.case"]._check_right("approver")
        self.check_access("write")
        found = 0
        for rule in self:
            for company in rule.company_id or self.env.companies:
                # Writes rows that nobody may write by hand; of the customers only what the rule looks at is read.
                found += rule.sudo()._find(company)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": self.env._("Candidates found: %s", found),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _find(self, company, as_of=None):
        """All customers of a company the rule finds, in one statement.

        :param as_of: moment in UTC up to which is looked at; left out, now
        :return: how many candidates are new
        """
        self.ensure_one()
        as_of = as_of or Datetime.now()
        rows = self._ask(company, as_of)
        today = Date.context_today(self)
        values = []
        for partner, found in rows:
            told = self._evidence(company, as_of, partner, found)
            values.append(
                (
                    partner,
                    company.id,
                    self.id,
                    self.reason_class,
                    today,
                    today,
                    Json(told),
                    evidence.digest(told),
                    "open",
                )
            )
        return self._put(values)

    def _ask(self, company, as_of, told=None):
        """Rows of the statement: for all customers, or for the one of an evidence."""
        self.env.flush_all()
        return self.env.execute_query(
            SQL(self._statements()[self.kind], **self._parameters(company, as_of, told or {}))
        )

    def _parameters(self, company, as_of, told):
        """What the statement is asked with; other addons add what theirs need."""
        return {
            **self._numbers(),
            "company": company.id,
            "since": dt.datetime.combine(dates.add_months(as_of.date(), -self.months), as_of.time()),
            "as_of": as_of,
            "named": NAMED,
            "partner": told.get("partner"),
        }

    def _evidence(self, company, as_of, partner, found):
        return {
            "kind": self.kind,
            "numbers": self._numbers(),
            "company": company.id,
            "partner": partner,
            "as_of": Datetime.to_string(as_of),
            **found,
        }

    def _again(self, told):
        """The evidence of a snapshot, found anew from what the records say today; False if they no longer say it."""
        rule = self.new({"kind": told["kind"], **told["numbers"]})
        company = self.env["res.company"].browse(told["company"])
        as_of = Datetime.to_datetime(told["as_of"])
        rows = rule._ask(company, as_of, told)
        return rule._evidence(company, as_of, *rows[0]) if rows else False

    def _put(self, values):
        """Write candidates: known ones that wait only get the day, dismissed ones come back after their day."""
        new = 0
        for start in range(0, len(values), PAGE):
            page = values[start : start + PAGE]
            rows = execute_values(
                self.env.cr._obj,
                "INSERT INTO crm_offboarding_candidate AS c (partner_id, company_id, rule_id, reason_class, first_on,"
                " last_on, evidence, digest, state) VALUES %s ON CONFLICT (partner_id, company_id, rule_id) DO UPDATE"
                " SET last_on = EXCLUDED.last_on,"
                " first_on = CASE WHEN c.state = 'open' THEN c.first_on ELSE EXCLUDED.first_on END,"
                " evidence = CASE WHEN c.state = 'open' THEN c.evidence ELSE EXCLUDED.evidence END,"
                " digest = CASE WHEN c.state = 'open' THEN c.digest ELSE EXCLUDED.digest END,"
                " escalated_on = CASE WHEN c.state = 'open' THEN c.escalated_on END, state = 'open'"
                " WHERE c.state = 'open' OR c.dismissed_until IS NULL OR c.dismissed_until < EXCLUDED.last_on"
                " RETURNING (xmax = 0)",
                page,
                page_size=PAGE,
                fetch=True,
            )
            new += sum(fresh for (fresh,) in rows)
        self.env["crm.offboarding.candidate"].invalidate_model()
        return new

    # ------------------------------------------------------------------
    # Evidence in words
    # ------------------------------------------------------------------

    def _words_complaints(self, found):
        return self.env._(
            "%(failed)s of %(complaints)s complaints in %(months)s months came after we had answered the one before.",
            failed=found["failed"],
            complaints=found["complaints"],
            months=found["numbers"]["months"],
        )

    def _words_dormant(self, found):
        return self.env._(
            "No dealings since %(date)s: more than %(months)s months.",
            date=found["last"],
            months=found["numbers"]["months"],
        )
