from odoo import api, fields, models

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
        """What was counted, as far as the reader may read it."""
        self.ensure_one()
        return self.customer_id.action_open_customer360()
