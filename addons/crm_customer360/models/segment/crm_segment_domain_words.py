import re

from odoo import api, models
from odoo.fields import Domain

from ...core.segment.domain_tree import AND, NOT, Node, tree
from ...core.segment.rule import RuleError

#: More records than these are counted, not named.
NAMED = 3
AGO = re.compile(r"(?:today|now)?\s*-(\d+)([dwmy])")


class CrmSegmentDomainWords(models.AbstractModel):
    """The filter of a rule in words, in the reader's language and with the names the reader may read."""

    _name = "crm.segment.domain.words"
    _description = "Filters of Segments in Words"

    @api.model
    def _domain_words(self, asked):
        try:
            terms = list(Domain(asked.terms()))
        except (RuleError, ValueError, TypeError):
            return asked.domain
        return self._node_words(self.env["res.partner"], tree(terms), outermost=True)

    def _node_words(self, model, node, outermost=False):
        if node is None:
            return ""
        if not isinstance(node, Node):
            return self._leaf_words(model, *node)
        parts = [self._node_words(model, part) for part in node.parts]
        if node.sign == NOT:
            return self.env._("not (%s)", parts[0])
        text = (self.env._(" and ") if node.sign == AND else self.env._(" or ")).join(parts)
        return text if outermost else f"({text})"

    def _leaf_words(self, model, path, operator, value):
        if not isinstance(path, str):
            return self.env._("everybody") if path == operator == 1 and value == 1 else self.env._("nobody")
        label, reached, field = self._path_words(model, path)
        if operator in ("any", "not any"):
            inside = self._node_words(self.env[field.comodel_name], tree(list(Domain(value))), outermost=True)
            return f"{label} {self._operator_words(operator)} ({inside})"
        if field is not None and field.type == "boolean":
            yes = (operator in ("=", "in")) == bool(value if operator in ("=", "!=") else True in value)
            return f"{label}: {self.env._('yes') if yes else self.env._('no')}"
        if value is False or value == [False]:
            is_set = operator in ("!=", "not in")
            return f"{label} {self.env._('is set') if is_set else self.env._('is not set')}"
        return f"{label} {self._operator_words(operator)} {self._value_words(reached, field, value)}"

    def _path_words(self, model, path):
        """Labels of the fields on the way; the model of the last one; the last one, or None for a property."""
        labels, reached, field = [], model, None
        for name in path.split("."):
            found = reached._fields.get(name)
            if found is None:
                labels.append(name)
                return " → ".join(labels), reached, None
            labels.append(found._description_string(self.env))
            field, holder = found, reached
            if found.comodel_name:
                reached = self.env[found.comodel_name]
        return " → ".join(labels), holder, field

    def _operator_words(self, operator):
        words = {
            "=": self.env._("is"),
            "!=": self.env._("is not"),
            "in": self.env._("is one of"),
            "not in": self.env._("is none of"),
            "ilike": self.env._("contains"),
            "not ilike": self.env._("does not contain"),
            "=ilike": self.env._("is like"),
            "child_of": self.env._("is or stands under"),
            "parent_of": self.env._("is or stands above"),
            "any": self.env._("with"),
            "not any": self.env._("without"),
            ">=": "≥",
            "<=": "≤",
        }
        return words.get(operator, operator)

    def _value_words(self, model, field, value):
        values = list(value) if isinstance(value, (list, tuple, set)) else [value]
        if len(values) > NAMED:
            return self.env._("%s values", len(values))
        return ", ".join(self._one_value_words(model, field, one) for one in values)

    def _one_value_words(self, model, field, value):
        if field is None:
            return f"“{value}”"
        if field.relational and isinstance(value, int):
            record = self.env[field.comodel_name].browse(value).exists()
            readable = record and record.has_access("read")
            return f"“{record.display_name}”" if readable else f"#{value}"
        if field.type == "selection":
            return f"“{dict(field._description_selection(self.env)).get(value, value)}”"
        if field.type in ("date", "datetime") and (ago := AGO.fullmatch(str(value).strip())):
            return self._ago_words(int(ago[1]), ago[2])
        return str(value) if isinstance(value, (int, float)) else f"“{value}”"

    def _ago_words(self, number, unit):
        if unit == "d":
            return self.env._("%s days ago", number)
        if unit == "w":
            return self.env._("%s weeks ago", number)
        if unit == "m":
            return self.env._("%s months ago", number)
        return self.env._("%s years ago", number)
