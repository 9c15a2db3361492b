from odoo import api, fields, models

from ...core.segment.condition import MONEY, Ask
from ...core.segment.period import ANY
from ..crm_touchpoint import CHANNELS


class CrmSegmentLine(models.Model):
    """One condition of a segment over what a customer has: touchpoints, orders, invoices, tags, other segments."""

    _name = "crm.segment.line"
    _description = "Condition of a Segment"
    _order = "segment_id, sequence, id"
    _rec_name = "words"

    segment_id = fields.Many2one("crm.segment", required=True, ondelete="cascade", index=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection("_selection_kind", "What", required=True)
    comparison = fields.Selection(
        [
            ("some", "At least one (yes)"),
            ("none", "None (no)"),
            ("count_min", "At least this many"),
            ("count_max", "At most this many"),
            ("value_min", "A value of at least"),
            ("value_max", "A value of at most"),
        ],
        "How Many",
        required=True,
        default="some",
    )
    number = fields.Float(help="A number of them, or for “a value of” an amount in the currency of the company.")
    period = fields.Selection(
        [
            ("any", "At any time"),
            ("last", "Within the last days"),
            ("before", "Longer ago than days"),
            ("this_month", "This month"),
            ("last_month", "Last month"),
            ("this_year", "This year"),
            ("last_year", "Last year"),
        ],
        "When",
        required=True,
        default="any",
    )
    days = fields.Integer(default=90)
    whole = fields.Boolean(
        "Of the Whole Customer",
        default=True,
        help="Counts what the company and all its contacts have, not this contact alone.",
    )
    channel = fields.Selection(CHANNELS)
    direction = fields.Selection([("in", "Incoming"), ("out", "Outgoing"), ("internal", "Internal")])
    nature = fields.Selection("_selection_nature")
    target_model = fields.Char(compute="_compute_kind_facts")
    target_id = fields.Many2oneReference("Which", model_field="target_model")
    has_date = fields.Boolean(compute="_compute_kind_facts")
    has_number = fields.Boolean(compute="_compute_has_number")
    is_money = fields.Boolean(compute="_compute_kind_facts")
    has_filters = fields.Boolean(compute="_compute_kind_facts")
    currency_id = fields.Many2one(related="segment_id.company_id.currency_id")
    subject = fields.Selection(related="segment_id.subject")
    company_id = fields.Many2one(related="segment_id.company_id", store=True, index=True)
    words = fields.Char("Condition", compute="_compute_words")

    @api.model
    def _selection_kind(self):
        segments = self.env["crm.segment"]
        return [(name, segments._label_of(condition)) for name, condition in segments._conditions().items()]

    @api.model
    def _selection_nature(self):
        return self.env["crm.touchpoint"]._fields["nature"]._description_selection(self.env)

    @api.depends("kind")
    def _compute_kind_facts(self):
        known = self.env["crm.segment"]._conditions()
        for line in self:
            condition = known.get(line.kind)
            line.target_model = bool(condition and condition.target) and condition.target[0]
            line.has_date = bool(condition and condition.date)
            line.is_money = bool(condition and condition.amount and condition.unit == MONEY)
            line.has_filters = bool(condition and condition.filters)

    @api.depends("comparison")
    def _compute_has_number(self):
        for line in self:
            line.has_number = line.comparison not in (False, "some", "none")

    @api.depends(lambda self: self._asked_fields())
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        segments = self.env["crm.segment"]
        known = segments._conditions()
        for line in self:
            company = line.segment_id.company_id or self.env.company
            ask = line._ask()
            line.words = segments._ask_words(known.get(ask.kind), ask, line.subject, company) if ask.kind else ""

    @api.onchange("kind")
    def _onchange_kind(self):
        self.target_id = False
        if not self.has_date:
            self.period = ANY

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.segment_id._rule_changed()
        return lines

    def write(self, vals):
        segments = self.segment_id
        result = super().write(vals)
        (segments | self.segment_id)._rule_changed()
        return result

    def unlink(self):
        segments = self.segment_id
        result = super().unlink()
        segments.exists()._rule_changed()
        return result

    @api.model
    def _asked_fields(self):
        """Fields that say what is asked; other addons add those their conditions' filters name."""
        return ["kind", "comparison", "number", "period", "days", "whole", "target_id", *self._filter_fields()]

    @api.model
    def _filter_fields(self):
        """Fields that narrow the rows of a condition that names them in ``filters``."""
        return ["channel", "direction", "nature"]

    def _ask(self):
        """The line in plain values."""
        self.ensure_one()
        condition = self.env["crm.segment"]._conditions().get(self.kind)
        names = sorted(name for name in self._filter_fields() if condition and name in condition.filters and self[name])
        return Ask(
            kind=self.kind or "",
            comparison=self.comparison or "some",
            number=self.number if self.has_number else 0,
            period=self.period or ANY,
            days=self.days if self.period in ("last", "before") else 0,
            target=self.target_id if condition and condition.target else 0,
            whole=self.whole,
            filters=tuple((name, str(self[name])) for name in names),
        )
