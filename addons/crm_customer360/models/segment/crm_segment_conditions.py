from odoo import api, models

from ...core.segment.score import Score
from .segment_kinds import CONDITIONS

#: A company that weighs the checks of the data in its own way has rows of its own, the others share those without one.
QUALITY = """
    SELECT DISTINCT ON (q.partner_id) q.partner_id, q.score AS value FROM crm_quality_score q
     WHERE q.company_id IS NULL OR q.company_id = %(company)s
     ORDER BY q.partner_id, q.company_id NULLS LAST
"""


class CrmSegmentConditions(models.AbstractModel):
    """What rules may ask about: the kinds of conditions, those of other addons too."""

    _name = "crm.segment.conditions"
    _description = "Conditions of Segments"

    @api.model
    def _segment_conditions(self):
        """Kinds of conditions (``core.segment.condition.Condition``); other addons add theirs to ``super()``'s list.

        One whose models or fields are missing is left out by the caller.
        """
        return [*CONDITIONS, *(score.condition() for score in self._segment_scores())]

    @api.model
    def _segment_scores(self):
        """Scores (``core.segment.score.Score``) of the rules; other addons add theirs to ``super()``'s list."""
        field = self.env["res.partner"]._fields.get("quality_score")
        if not field or "crm.quality.score" not in self.env:
            return []
        label = field._description_string(self.env)
        return [Score("quality_score", label, QUALITY, requires={"res.partner": ("quality_score",)})]

    @api.model
    def _conditions(self):
        """The kinds that work in this database: ``{name: condition}``."""
        return {
            condition.name: condition
            for condition in self._segment_conditions()
            if all(self._has_columns(model, names) for model, names in condition.requires.items())
        }

    def _has_columns(self, model, names):
        if model not in self.env:
            return False
        known = self.env[model]._fields
        return all(name in known and (known[name].store or known[name].search) for name in names)

    @api.model
    def _label_of(self, condition):
        label = condition.label
        return label if isinstance(label, str) else self.env._(label)
