import zoneinfo
from contextlib import suppress
from datetime import UTC

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime, Domain
from odoo.tools import SQL

from ...core.arguments import shown
from ...core.segment import condition, period, rule
from ...core.segment.rule import RuleError

MAX_REASON = 500
#: What a search for customers may raise over a domain that makes no sense.
BAD_DOMAIN = (ValueError, TypeError, KeyError, AttributeError, NotImplementedError)


class CrmSegmentRule(models.AbstractModel):
    """From a rule in plain values to the SQL that judges every customer by it, and who may ask what.

    The rule is evaluated past the rights of whoever has it evaluated, over all customers of the segment's company: a
    segment has the same members for every reader. Therefore its author must be allowed to read each field and each
    kind of record the rule names.
    """

    _name = "crm.segment.rule"
    _inherit = "crm.segment.conditions"
    _description = "Rule of a Segment"

    # ------------------------------------------------------------------
    # Whether a rule can be used, and by whom
    # ------------------------------------------------------------------

    @api.model
    def _check_rule(self, asked):
        """See that a rule can be evaluated, and that this user may ask all it asks.

        :raises UserError: names the line or field, what stands there, and why it cannot be used
        :raises AccessError: the user may not read a field or a kind of record the rule names
        """
        # First, as far as the filter makes sense: whoever may not read a field need not learn why it is of no use.
        with suppress(RuleError, *BAD_DOMAIN):
            self._check_domain_rights(self.env["res.partner"], self._domain_of(asked))
        if problem := self._rule_problem(asked):
            raise UserError(problem)
        self._check_domain_rights(self.env["res.partner"], self._domain_of(asked))
        known = self._conditions()
        for ask in asked.asks:
            self._check_condition_rights(known[ask.kind], ask)

    def _rule_problem(self, asked):
        """In words why the rule cannot be evaluated; empty if it can."""
        known = self._conditions()
        for number, ask in enumerate(asked.asks, 1):
            if problem := self._ask_problem(known.get(ask.kind), ask):
                return self.env._("Condition %(number)s: %(problem)s", number=number, problem=problem)
        return self._domain_problem(asked)

    def _ask_problem(self, kind, ask):
        if not kind:
            return self.env._(
                "“%s” – this kind of condition does not work here; its module is missing.", shown(ask.kind)
            )
        if not 0 <= ask.number <= rule.MAX_NUMBER:
            return self.env._("“%(number)s” – the number may not be negative or this large.", number=ask.number)
        if kind.target and not ask.target:
            return self.env._("“%(kind)s” – choose which.", kind=self._label_of(kind))
        return self._asking_problem(kind, ask)

    def _asking_problem(self, kind, ask):
        if unknown := [name for name, _value in ask.filters if name not in kind.filters]:
            return self.env._(
                "“%(name)s” does not narrow “%(kind)s”.", name=shown(unknown[0]), kind=self._label_of(kind)
            )
        if not kind.allows(ask.comparison):
            return self.env._("“%(kind)s” cannot be asked for this way.", kind=self._label_of(kind))
        if ask.period != period.ANY and not kind.date:
            return self.env._("“%(kind)s” has no date; choose “At any time”.", kind=self._label_of(kind))
        if ask.period in period.WITH_DAYS and not 0 < ask.days <= period.MAX_DAYS:
            return self.env._("“%(days)s” – the number of days is missing or too large.", days=ask.days)
        return ""

    def _domain_problem(self, asked):
        # Only the form of the domain is looked at here, past rights; nothing of what it finds leaves this method.
        try:
            self.env["res.partner"].sudo()._search(self._domain_of(asked))
        except (RuleError, UserError, *BAD_DOMAIN) as error:
            return self.env._("The filter cannot be used: %s", shown(error, MAX_REASON))
        return ""

    def _domain_of(self, asked):
        return Domain(asked.terms())

    def _check_condition_rights(self, kind, ask):
        for name, fields_ in kind.requires.items():
            self._check_fields_rights(self.env[name], fields_)
        if kind.target:
            target = self.env[kind.target[0]].browse(ask.target).exists()
            if not target:
                raise UserError(
                    self.env._("“%(kind)s” – what was chosen does not exist any more.", kind=self._label_of(kind))
                )
            target.check_access("read")

    def _check_fields_rights(self, model, names):
        model.browse().check_access("read")
        for name in names:
            model._check_field_access(model._fields[name], "read")

    def _check_domain_rights(self, model, domain):
        """The author may read every field on the way of every condition, and every kind of record it leads through."""
        model.browse().check_access("read")
        for term in domain.iter_conditions():
            reached = model
            for name in term.field_expr.split("."):
                field = reached._fields.get(name)
                if field is None:
                    # A property of a field that was checked before it.
                    break
                self._check_fields_rights(reached, [name])
                if field.comodel_name:
                    reached = self.env[field.comodel_name]
                    reached.browse().check_access("read")
            if isinstance(term.value, Domain) or term.operator in ("any", "not any"):
                self._check_domain_rights(reached, Domain(term.value))

    # ------------------------------------------------------------------
    # SQL
    # ------------------------------------------------------------------

    def _judged(self, asked, company, zone=""):
        """SQL of ``partner_id``, ``held`` (a bit a condition) and ``matches`` for all the rule is asked about."""
        # The same for every reader: see the class. What comes out is who is in the segment, and how many.
        judge = self._judge(company, zone)
        sets = [(judge._domain_set(asked), False)] if asked.terms() else []
        sets += [judge._ask_set(ask, company, zone) for ask in asked.asks]
        whole = [False] * bool(asked.terms()) + [ask.whole and asked.subject == rule.CONTACTS for ask in asked.asks]
        names = [f"c{number}" for number in range(len(sets))]
        held = [
            f"({name}.partner_id IS {'NULL' if opposite else 'NOT NULL'})"
            for name, (_set, opposite) in zip(names, sets, strict=True)
        ]
        joins = [
            SQL(
                " LEFT JOIN (%s) %s ON %s.partner_id = u.%s",
                select,
                SQL.identifier(name),
                SQL.identifier(name),
                SQL.identifier("commercial_partner_id" if of_customer else "id"),
            )
            for name, (select, _opposite), of_customer in zip(names, sets, whole, strict=True)
        ]
        bits = ", ".join(f"CASE WHEN {one} THEN '1' ELSE '0' END" for one in held)
        return SQL(
            "SELECT u.id AS partner_id, %s AS held, %s AS matches FROM res_partner u%s WHERE %s",
            SQL(f"concat({bits})" if bits else "''"),
            SQL(rule.combined(asked.combine, held)),
            SQL("").join(joins),
            self._asked_about(asked, company),
        )

    def _judge(self, company, zone):
        context = {"allowed_company_ids": company.ids, "tz": zone or "UTC", "active_test": True}
        # Reads past rights; see _judged.
        return self.sudo().with_company(company).with_context(**context)

    def _asked_about(self, asked, company):
        """SQL condition on the partners ``u`` the rule is asked about: of the company or of all, and none of us."""
        parts = [
            SQL("u.active AND u.partner_share IS NOT FALSE"),
            SQL("NOT EXISTS (SELECT FROM res_company own WHERE own.partner_id = u.id)"),
            SQL("(u.company_id IS NULL OR u.company_id = %s)", company.id),
        ]
        if asked.subject == rule.CUSTOMERS:
            parts.append(SQL("u.commercial_partner_id = u.id"))
        else:
            # An address is nobody.
            parts.append(SQL("(u.type = 'contact' OR u.type IS NULL OR u.commercial_partner_id = u.id)"))
        return SQL(" AND ").join(parts)

    def _domain_set(self, asked):
        query = self.env["res.partner"]._search(self._domain_of(asked))
        return SQL("SELECT found.id AS partner_id FROM (%s) found", query.select())

    def _ask_set(self, ask, company, zone):
        """The set a line selects, and whether those outside of it are meant."""
        kind = self._conditions()[ask.kind]
        span = period.span(ask.period, ask.days, Datetime.now(), zoneinfo.ZoneInfo(zone) if zone else UTC)
        text, params = condition.statement(kind, ask, span, company.id)
        # Text of declarations only; what a user chose is in the parameters.
        return SQL(text, **params), ask.opposite(kind)

    def _count_matches(self, asked, company, zone=""):
        """How many match a rule now."""
        if not asked.terms() and not asked.asks:
            return 0
        self.env.flush_all()
        judged = self._judged(asked, company, zone)
        return self.env.execute_query(SQL("SELECT count(*) FROM (%s) judged WHERE matches", judged))[0][0]

    def _rule_error(self, error):
        return UserError(
            self.env._(
                "%(field)s: “%(value)s” cannot be used here.", field=shown(error.field), value=shown(error.value)
            )
        )

    def _try_rule(self, asked):
        """What keeps this user from having the rule evaluated, in words; empty if nothing does."""
        try:
            self._check_rule(asked)
        except (UserError, AccessError) as error:
            return str(error)
        except RuleError as error:
            return str(self._rule_error(error))
        return ""
