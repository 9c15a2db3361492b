from odoo import api, fields, models
from odoo.fields import Date

from ..core.dissatisfaction_sql import REACH
from .crm_dissatisfaction_score import SIGNALS


class CrmDissatisfactionSignal(models.Model):
    """One signal of a customer as the last night saw it: now, and what is usual for them."""

    _name = "crm.dissatisfaction.signal"
    _inherit = "crm.dissatisfaction.words"
    _description = "Signal of Dissatisfaction"
    _order = "points desc, id"
    _log_access = False
    _rec_name = "signal"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade", index=True)
    customer_id = fields.Many2one("res.partner", required=True, readonly=True, ondelete="cascade", index=True)
    user_id = fields.Many2one("res.users", "Owner", related="customer_id.user_id")
    score_id = fields.Many2one(
        "crm.dissatisfaction.score", required=True, readonly=True, ondelete="cascade", index=True
    )
    as_of = fields.Date(related="score_id.as_of")
    signal = fields.Selection(SIGNALS, required=True, readonly=True)
    now = fields.Float(
        readonly=True, aggregator="avg", digits=(12, 1), help="In 90 days: how many, hours, or points of 5."
    )
    usual = fields.Float(readonly=True, aggregator="avg", digits=(12, 1), help="The same in the year before.")
    number_now = fields.Integer("Counted Now", readonly=True)
    number_before = fields.Integer("Counted Before", readonly=True)
    last_on = fields.Date("Last Event", readonly=True)
    strength = fields.Float(
        "How Unusual (%)", readonly=True, aggregator="avg", digits=(5, 1), help="0 is chance, 100 most unusual."
    )
    points = fields.Float("Share of the Score", readonly=True, aggregator="avg", digits=(5, 1))
    enough = fields.Boolean("Enough Data", readonly=True, help="Whether it is known what is usual.")
    words = fields.Char("In Words", compute="_compute_words")

    @api.depends("signal", "now", "usual", "number_before", "enough")
    @api.depends_context("lang")
    def _compute_words(self):
        for row in self:
            if row.points or row.enough:
                usual = row.usual if row.enough else None
                row.words = row._facts_in_words([{"signal": row.signal, "now": row.now, "usual": usual}])
            else:
                row.words = self.env._("Not enough data.")

    def action_open_records(self):
        """What was counted, as far as the reader may read it; of contacts and ratings, the page of the customer.

        :return: an action on credit notes, orders or messages of the time that was looked at, or the customer's page
        """
        self.ensure_one()
        found = getattr(self, f"_records_{self.signal}", lambda _first: None)(self._first_day())
        if not found or not self.env[found[0]].has_access("read"):
            return self.customer_id.action_open_customer360()
        model, domain = found
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.customer_id.display_name}: {self._label()}",
            "res_model": model,
            "view_mode": "list,form",
            "domain": domain,
        }

    def _first_day(self):
        return Date.subtract(self.as_of, days=REACH - 1)

    def _label(self):
        return dict(self._fields["signal"]._description_selection(self.env))[self.signal]

    def _records_refund(self, first):
        domain = [("commercial_partner_id", "=", self.customer_id.id), ("company_id", "=", self.company_id.id)]
        kind = [("move_type", "=", "out_refund"), ("state", "=", "posted"), ("invoice_date", ">=", first)]
        return "account.move", [*domain, *kind]

    def _records_order(self, first):
        domain = [("partner_id", "child_of", self.customer_id.id), ("company_id", "=", self.company_id.id)]
        return "sale.order", [*domain, ("state", "=", "sale"), ("date_order", ">=", first)]

    def _records_tone(self, first):
        domain = [("partner_id", "child_of", self.customer_id.id), ("company_id", "=", self.company_id.id)]
        return "crm.message.tone", [*domain, ("is_dissatisfied", "=", True), ("date", ">=", first)]
