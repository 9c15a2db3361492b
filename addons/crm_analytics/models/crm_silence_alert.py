from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date, Datetime, Domain

from odoo.addons.crm_customer360.core.arguments import is_id, is_moment, is_text
from odoo.addons.crm_customer360.core.inside import INSIDE, says

from .crm_silence_backtest import BASES, BY_BASIS

#: An alert of facts beside what is usual; nothing of a rhythm.
FACTS = ("facts", "Own usual level")

KINDS = [
    ("silent", "Fell silent"),
    ("decline", "Buys less and less"),
    ("dropped", "Dropped a category"),
    ("quiet", "Talks no more"),
    ("dissatisfied", "Signs of dissatisfaction"),
]
#: Kinds of alerts of which something else than a broken rhythm is told.
NO_SILENCE = ("dissatisfied",)
STATES = [
    ("waiting", "Waiting"),
    ("told", "To Do"),
    ("snoozed", "Snoozed"),
    ("won_back", "Won Back"),
    ("lost", "Lost"),
    ("wrong", "Was Wrong"),
    ("returned", "Closed by Itself"),
]
OPEN = ("waiting", "told", "snoozed")
MAX_WORDS = 250


class CrmSilenceAlert(models.Model):
    """A customer who has fallen silent, buys less, dropped a category, or shows signs of dissatisfaction.

    Found by the nightly search, once each. What becomes of it is told by ``action_*``; nothing of it is written
    otherwise.
    """

    _name = "crm.silence.alert"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "crm.silence.words",
        "crm.silence.tell",
        "crm.dissatisfaction.words",
    ]
    _description = "Silence Alert"
    _order = "amount desc, id"
    _rec_name = "customer_id"
    _mail_post_access = "read"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    customer_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade", index=True)
    owner_id = fields.Many2one(related="customer_id.user_id", string="Owner")
    user_id = fields.Many2one("res.users", "Who Gets It", readonly=True, index="btree_not_null")
    rule_id = fields.Many2one("crm.silence.rule", readonly=True, ondelete="set null", index="btree_not_null")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    basis = fields.Selection([*BASES, FACTS], "Judged By", required=True, readonly=True)
    categ_id = fields.Many2one("product.category", "Product Category", readonly=True, ondelete="cascade")
    since = fields.Date(required=True, readonly=True, help="The last purchase or contact; otherwise when it was found.")
    found_on = fields.Date(required=True, readonly=True)
    gaps = fields.Integer(readonly=True, aggregator="avg", help="How many gaps between purchases it was judged by.")
    median_days = fields.Float("Usual Days", readonly=True, aggregator="avg", digits=(8, 1))
    limit_days = fields.Integer("Limit (Days)", readonly=True, aggregator="avg")
    shape = fields.Float(
        "Regularity", readonly=True, aggregator="avg", digits=(8, 2), help="1 is chance; from 2 on a rhythm."
    )
    number_now = fields.Integer(readonly=True, export_string_translation=False)
    number_before = fields.Integer(readonly=True, export_string_translation=False)
    facts = fields.Json(readonly=True, export_string_translation=False)
    amount = fields.Monetary("At Stake a Year", readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    reason = fields.Char(compute="_compute_reason")
    trust = fields.Char("How Often Right", compute="_compute_trust")
    state = fields.Selection(STATES, required=True, readonly=True, default="waiting", tracking=True)
    told_at = fields.Datetime("Told", readonly=True)
    next_on = fields.Date("Next", readonly=True, help="When somebody wants to have done something.")
    snooze_until = fields.Date("Snoozed Until", readonly=True)
    answer = fields.Char(readonly=True, help="Why it was snoozed, was wrong, or what happened.", tracking=True)
    lost_to = fields.Char(readonly=True, tracking=True)
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True, tracking=True)
    closed_at = fields.Datetime("Closed", readonly=True)

    _same_idx = models.UniqueIndex("(company_id, customer_id, kind, coalesce(categ_id, 0), since)")
    _open_idx = models.UniqueIndex(
        "(company_id, customer_id, kind, coalesce(categ_id, 0)) WHERE state IN ('waiting', 'told', 'snoozed')"
    )

    @api.depends("customer_id", "kind")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for alert in self:
            alert.display_name = f"{alert.customer_id.display_name or ''} · {labels.get(alert.kind, '')}"

    def write(self, vals):
        """Only what the chatter and its activities keep."""
        own = [name for name in vals if name in self._own_fields()]
        if own and not says(self.env.context, "silence_answer"):
            raise UserError(self.env._("%s: what becomes of an alert is told with its buttons.", ", ".join(own)))
        return super().write(vals)

    @api.model
    def _own_fields(self):
        return {name for name, field in self._fields.items() if field._module == "crm_analytics" and field.store}

    def _set(self, vals):
        return self.with_context(silence_answer=INSIDE).write(vals)

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    def action_snooze(self, until, reason):
        """Leave the customer alone until a day.

        :param until: ``YYYY-MM-DD``, after today and within a year
        :param reason: why, such as "on holiday" (str, at most 250 characters)
        :return: True
        :raises UserError: an argument that cannot be used, or an alert that is closed
        """
        today = Date.context_today(self)
        if not is_moment(until, day=True) or not today < Date.to_date(until) <= Date.add(today, years=1):
            raise UserError(self.env._("until: a day after today and within a year is wanted, as in 2026-12-24."))
        words = self._words("reason", reason, wanted=True)
        self._check_open()
        self._done_with_activities(words)
        return self._set({"state": "snoozed", "snooze_until": until, "next_on": until, "answer": words})

    def action_won_back(self, note=""):
        """The customer is with us again: the alert was right, and it helped.

        :param note: what helped (str, at most 250 characters)
        :return: True
        :raises UserError: an argument that cannot be used, or an alert with another answer
        """
        return self._close("won_back", self._words("note", note))

    def action_wrong(self, reason):
        """Nothing was the matter; it counts against the rule.

        :param reason: why (str, at most 250 characters)
        :return: True
        :raises UserError: an argument that cannot be used, or an alert with another answer
        """
        return self._close("wrong", self._words("reason", reason, wanted=True))

    def action_lost(self, lost_to="", lost_reason_id=False, note=""):
        """The customer has left.

        :param lost_to: to whom (str, at most 250 characters)
        :param lost_reason_id: id of a ``crm.lost.reason`` (int), or False
        :param note: why, in words (str, at most 250 characters); one of the two is wanted
        :return: True
        :raises UserError: an argument that cannot be used, or an alert with another answer
        """
        # Whether there is such a reason, which the list of the answer offers anyway.
        reasons = self.env["crm.lost.reason"].sudo().with_context(active_test=False)
        if lost_reason_id and not (is_id(lost_reason_id) and reasons.browse(lost_reason_id).exists()):
            raise UserError(self.env._("lost_reason_id: the id of a reason is wanted."))
        words = self._words("note", note, wanted=not lost_reason_id)
        values = {"lost_to": self._words("lost_to", lost_to), "lost_reason_id": lost_reason_id or False}
        return self._close("lost", words, values)

    def action_answer(self):
        """Button: open the question what became of it."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env.context.get("answer_title") or self.env._("What Became of It"),
            "res_model": "crm.silence.answer",
            "view_mode": "form",
            "target": "new",
            "context": {"default_alert_ids": self.ids, "default_what": self.env.context.get("answer_what", "snooze")},
        }

    def action_open_customer360(self):
        """The page of the customer."""
        self.ensure_one()
        return self.customer_id.action_open_customer360()

    def action_open_signals(self):
        """What was counted for the customer, now and usually, as an action on ``crm.dissatisfaction.signal``."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_dissatisfaction_signal_action")
        domain = [("customer_id", "=", self.customer_id.id), ("company_id", "=", self.company_id.id)]
        return {**action, "domain": domain, "context": {}, "display_name": self.customer_id.display_name}

    # ------------------------------------------------------------------
    # Closing
    # ------------------------------------------------------------------

    def _words(self, name, value, wanted=False):
        if value is False or value is None:
            value = ""
        if not is_text(value, MAX_WORDS) or (wanted and not value.strip()):
            raise UserError(
                self.env._("%(name)s: a few words are wanted, at most %(most)s letters.", name=name, most=MAX_WORDS)
            )
        return value.strip()

    def _check_open(self):
        self.check_access("write")
        if not self:
            raise UserError(self.env._("Choose an alert."))
        for alert in self:
            if alert.state not in OPEN:
                label = dict(self._fields["state"]._description_selection(self.env))[alert.state]
                raise UserError(
                    self.env._("%(alert)s is closed: %(state)s.", alert=alert.display_name, state=label.lower())
                )

    def _close(self, state, words, values=None):
        """The same answer given twice changes nothing."""
        self.check_access("write")
        left = self.filtered(lambda alert: alert.state != state)
        if self and not left:
            return True
        left._check_open()
        left._done_with_activities(words)
        closing = {
            "state": state,
            "answer": words,
            "closed_at": Datetime.now(),
            "next_on": False,
            "snooze_until": False,
        }
        return left._set({**closing, **(values or {})})

    def _done_with_activities(self, words):
        # Of this alert, which the caller may write; who else was asked need do nothing either.
        self.sudo().activity_ids.action_feedback(feedback=words or False)

    @api.model
    def _answers(self, company, rule, basis, kind="silent"):
        """How many alerts of a kind and rule were right and how many wrong, by what people answered."""
        domain = Domain("company_id", "=", company.id) & Domain("rule_id", "=", rule.id) & Domain("kind", "=", kind)
        if kind in BY_BASIS:
            domain &= Domain("basis", "=", basis)
        found = dict(self._read_group(domain, ["state"], ["__count"]))
        return found.get("won_back", 0) + found.get("lost", 0), found.get("wrong", 0)
