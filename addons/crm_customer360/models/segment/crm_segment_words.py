from odoo import api, models
from odoo.tools.misc import formatLang

from ...core.segment import condition, period, rule

#: Conditions of an "any" rule that a reason names; the rest is counted.
SAID = 4


class CrmSegmentWords(models.AbstractModel):
    """A rule, its conditions and the reason of a membership in words of the reader's language."""

    _name = "crm.segment.words"
    _inherit = ["crm.segment.conditions", "crm.segment.domain.words"]
    _description = "Segments in Words"

    @api.model
    def _rule_words(self, asked, company):
        """One sentence that says who is meant."""
        parts = self._conditions_words(asked, company)
        who = self.env._("Contacts") if asked.subject == rule.CONTACTS else self.env._("Customers")
        if not parts:
            return self.env._("Nobody yet: add a condition.")
        # In Lithuanian and Latvian a condition may end with an abbreviation that has its own full stop.
        said = "; ".join(parts).removesuffix(".")
        if len(parts) == 1 and asked.combine != rule.NONE_OF:
            return self.env._("%(who)s with: %(conditions)s.", who=who, conditions=said)
        if asked.combine == rule.ANY_OF:
            return self.env._("%(who)s with any of: %(conditions)s.", who=who, conditions=said)
        if asked.combine == rule.NONE_OF:
            return self.env._("%(who)s with none of: %(conditions)s.", who=who, conditions=said)
        return self.env._("%(who)s with all of: %(conditions)s.", who=who, conditions=said)

    @api.model
    def _reason_words(self, asked, held, entering, company):
        """Why somebody entered or left, by which conditions held then."""
        parts = self._conditions_words(asked, company)
        if held == rule.GONE and not entering:
            return self.env._("No customer of the company any more: archived, or now part of another one")
        said = [parts[place] for place in rule.telling(asked.combine, held) if place < len(parts)]
        more = len(said) - SAID
        if more > 0:
            said = [*said[:SAID], self.env._("%s more", more)]
        text = "; ".join(said)
        not_any_more = not entering and asked.combine != rule.NONE_OF
        if not_any_more or (entering and asked.combine == rule.NONE_OF):
            return self.env._("Not: %s", text)
        return text

    def _conditions_words(self, asked, company):
        """The conditions in words, in the order of ``held``."""
        known = self._conditions()
        said = [self._domain_words(asked)] if asked.terms() else []
        return said + [self._ask_words(known.get(ask.kind), ask, asked.subject, company) for ask in asked.asks]

    @api.model
    def _ask_words(self, kind, ask, subject, company):
        """One line of a rule in words."""
        if not kind:
            return self.env._("“%s”, which does not work here", ask.kind)
        what = self._label_of(kind)
        if kind.target:
            what = f"{what} {self._target_words(kind, ask)}"
        narrowed = [self._filter_words(name, value) for name, value in ask.filters if value]
        if subject == rule.CONTACTS and not ask.whole:
            narrowed.append(self.env._("of this contact alone"))
        if narrowed:
            what = f"{what} ({', '.join(narrowed)})"
        return " ".join(filter(None, [f"{what}:", self._how_words(kind, ask, company), self._when_words(ask)]))

    def _target_words(self, kind, ask):
        record = self.env[kind.target[0]].browse(ask.target).exists()
        if not record:
            return self.env._("(deleted)")
        return f"“{record.display_name}”" if record.has_access("read") else f"#{ask.target}"

    def _filter_words(self, name, value):
        field = self.env["crm.segment.line"]._fields.get(name)
        if field is not None and field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        return value

    def _how_words(self, kind, ask, company):
        if ask.comparison in condition.VALUES:
            return self._value_asked_words(kind, ask, company)
        number = formatLang(self.env, ask.number, digits=0)
        if ask.comparison == condition.COUNT_MIN:
            return self.env._("at least %s", number)
        if ask.comparison == condition.COUNT_MAX:
            return self.env._("at most %s", number)
        if not kind.countable:
            return self.env._("yes") if ask.comparison == condition.SOME else self.env._("no")
        return self.env._("at least one") if ask.comparison == condition.SOME else self.env._("none")

    def _value_asked_words(self, kind, ask, company):
        if kind.unit != condition.MONEY:
            number = formatLang(self.env, ask.number, digits=0 if float(ask.number).is_integer() else 2)
            at_least = ask.comparison == condition.VALUE_MIN
            return self.env._("at least %s", number) if at_least else self.env._("at most %s", number)
        amount = formatLang(self.env, ask.number, currency_obj=company.currency_id)
        if ask.comparison == condition.VALUE_MIN:
            return self.env._("worth at least %s", amount)
        return self.env._("worth at most %s", amount)

    def _when_words(self, ask):
        words = {
            period.LAST: self.env._("within the last %s days", ask.days),
            period.BEFORE: self.env._("more than %s days ago", ask.days),
            period.THIS_MONTH: self.env._("this month"),
            period.LAST_MONTH: self.env._("last month"),
            period.THIS_YEAR: self.env._("this year"),
            period.LAST_YEAR: self.env._("last year"),
        }
        return words.get(ask.period, "")
