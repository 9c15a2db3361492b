from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.translate import LazyTranslate

from ...core.segment.push import Push

_lt = LazyTranslate(__name__)

MAX_CAP = 100


class CrmSegmentPush(models.Model):
    """What a segment does with those who enter, and undoes when they leave."""

    _name = "crm.segment.push"
    _inherit = ["crm.segment.push.run", "crm.segment.push.tag", "crm.segment.push.activity"]
    _description = "Push of a Segment"
    _order = "segment_id, sequence, id"
    _rec_name = "words"

    segment_id = fields.Many2one("crm.segment", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="segment_id.company_id", store=True, index=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection("_selection_kind", "What Happens", required=True, default="tag")
    target_model = fields.Char(compute="_compute_target_model")
    target_id = fields.Many2oneReference("Which", model_field="target_model")
    words = fields.Char("Push", compute="_compute_words")
    put_count = fields.Integer("Done Now", compute="_compute_put_count", help="Customers for whom it is done now.")
    waiting = fields.Integer(
        readonly=True,
        copy=False,
        help="Left for later: beyond the limit, or without what is needed, such as an e-mail address.",
    )
    last_run = fields.Datetime(readonly=True, copy=False)
    error = fields.Char("Last Error", readonly=True, copy=False)
    log_ids = fields.One2many("crm.segment.push.log", "push_id", "Runs", readonly=True)

    @api.model
    def _segment_pushes(self):
        """Kinds of pushes (``core.segment.push.Push``); other addons add theirs to ``super()``'s list."""
        return [
            Push("tag", _lt("Give a tag"), "res.partner.category", writes=("res.partner",)),
            Push("activity", _lt("Plan an activity"), "mail.activity.type", shared=False, writes=("mail.activity",)),
        ]

    @api.model
    def _pushes(self):
        """The kinds that work in this database: ``{name: push}``."""
        return {push.name: push for push in self._segment_pushes() if all(name in self.env for name in push.models)}

    @api.model
    def _selection_kind(self):
        return [
            (name, push.label if isinstance(push.label, str) else self.env._(push.label))
            for name, push in self._pushes().items()
        ]

    @api.depends("kind")
    def _compute_target_model(self):
        known = self._pushes()
        for push in self:
            push.target_model = push.kind in known and known[push.kind].model

    @api.depends("kind", "target_id")
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        labels = dict(self._selection_kind())
        for push in self:
            target = push._target()
            name = target.display_name if target and target.has_access("read") else ""
            push.words = f"{labels.get(push.kind, push.kind or '')}: {name or push.target_id or '…'}"

    def _compute_put_count(self):
        # How many, not whom.
        items = self.env["crm.segment.push.item"].sudo()
        domain = [("push_id", "in", self.ids), ("taken_at", "=", False)]
        counts = {push.id: count for push, count in items._read_group(domain, ["push_id"], ["__count"])}
        for push in self:
            push.put_count = counts.get(push.id, 0)

    @api.constrains("kind", "target_id", "cap", "days")
    def _check_values(self):
        for push in self:
            if not push._target():
                raise ValidationError(self.env._("“%s” – choose which.", push.words))
            if not 0 < push.cap <= MAX_CAP or not 0 <= push.days <= 365:
                raise ValidationError(
                    self.env._("“%s” – the limit is 1 to 100 a day, the deadline at most 365 days away.", push.words)
                )

    @api.onchange("kind")
    def _onchange_kind(self):
        self.target_id = False

    @api.model_create_multi
    def create(self, vals_list):
        pushes = super().create(vals_list)
        pushes._check_setting_up()
        return pushes

    def write(self, vals):
        if {"kind", "target_id", "segment_id"} & set(vals):
            self._check_not_used(vals)
        result = super().write(vals)
        if not {"error", "waiting", "last_run"}.issuperset(vals):
            self._check_setting_up()
        return result

    def _check_not_used(self, vals):
        """What a push put somewhere it must be able to take away again."""
        for push in self:
            changed = any(
                name in vals and push._fields[name].convert_to_write(push[name], push) != vals[name]
                for name in ("kind", "target_id", "segment_id")
            )
            if changed and push.put_count:
                raise UserError(
                    self.env._("“%s” was done for customers already; archive it and add another.", push.words)
                )

    def _check_setting_up(self):
        """Whoever sets a push up must be allowed to do by hand what it does."""
        known = self._pushes()
        for push in self:
            if push.kind not in known:
                raise UserError(self.env._("“%s” – this does not work here; its module is missing.", push.kind))
            for name in known[push.kind].writes:
                if not self.env[name].has_access("write"):
                    model = self.env["ir.model"]._get(name).name
                    raise AccessError(
                        self.env._("“%(push)s” needs the right to change: %(model)s.", push=push.words, model=model)
                    )
            target = push._target()
            if target:
                target.check_access("read")

    def _declared(self):
        return self._pushes()[self.kind]

    def _target(self):
        """The record the push names, if it is still there."""
        if not self.target_model or not self.target_id or self.target_model not in self.env:
            return None
        return self.env[self.target_model].browse(self.target_id).exists()

    def action_run(self):
        """Run it now for those who are in the segment; managers."""
        self.check_access("write")
        for push in self:
            if push.segment_id._lock_for_refresh():
                push._run_noted()
        return True

    def action_open_done(self):
        """The customers for whom it is done now."""
        self.ensure_one()
        # Only their ids; the list shows those the reader may read.
        items = self.env["crm.segment.push.item"].sudo().search([("push_id", "=", self.id), ("taken_at", "=", False)])
        return {
            "type": "ir.actions.act_window",
            "name": self.words,
            "res_model": "res.partner",
            "view_mode": "list,form",
            "domain": [("id", "in", items.partner_id.ids)],
        }
