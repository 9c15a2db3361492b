from odoo import api, fields, models
from odoo.fields import Domain

BASES = [
    ("rhythm", "Own rhythm"),
    ("fixed", "No rhythm, fixed days"),
    ("thin", "Not enough data, as usual in the segment"),
]
#: With fewer alerts than these nothing is said of how often they are right.
ENOUGH = 10


class CrmSilenceBacktest(models.Model):
    """Who would have been named on a day of the past, and whether they stayed away: a rule beside the fixed days."""

    _name = "crm.silence.backtest"
    _description = "Silence Tried on the Past"
    _order = "id desc"
    _log_access = False
    _rec_name = "day"

    run_id = fields.Many2one("crm.silence.run", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    rule_id = fields.Many2one("crm.silence.rule", required=True, readonly=True, ondelete="cascade")
    day = fields.Date("Looked From", required=True, readonly=True)
    basis = fields.Selection(BASES, required=True, readonly=True)
    customers = fields.Integer(readonly=True)
    stayed_away = fields.Integer(readonly=True, help="Bought nothing in the ninety days after.")
    named = fields.Integer(readonly=True)
    named_right = fields.Integer(readonly=True)
    fixed_named = fields.Integer("Named by Fixed Days", readonly=True)
    fixed_right = fields.Integer("Of Them Right", readonly=True)
    precision = fields.Float("Right (%)", compute="_compute_rates", digits=(5, 1))
    recall = fields.Float("Found (%)", compute="_compute_rates", digits=(5, 1))
    fixed_precision = fields.Float("Fixed Days: Right (%)", compute="_compute_rates", digits=(5, 1))
    fixed_recall = fields.Float("Fixed Days: Found (%)", compute="_compute_rates", digits=(5, 1))

    @api.depends("named", "named_right", "fixed_named", "fixed_right", "stayed_away")
    def _compute_rates(self):
        for row in self:
            row.precision = 100 * row.named_right / row.named if row.named else 0.0
            row.recall = 100 * row.named_right / row.stayed_away if row.stayed_away else 0.0
            row.fixed_precision = 100 * row.fixed_right / row.fixed_named if row.fixed_named else 0.0
            row.fixed_recall = 100 * row.fixed_right / row.stayed_away if row.stayed_away else 0.0

    @api.model
    def _trust(self, company, rule, basis, kind="silent"):
        """How often such an alert was right, in words: by what people answered or, until enough did, on the past.

        Only silence is tried on the past; whether somebody was dissatisfied no document tells.

        Only counts of the company's customers leave this method.
        """
        answered = self.env["crm.silence.alert"].sudo()._answers(company, rule, basis, kind)
        if sum(answered) >= ENOUGH:
            return self.env._("Right %(right)s of %(all)s times, by what was answered.", **self._of_ten(*answered))
        run = self.env["crm.silence.run"].sudo()._latest(company)
        domain = Domain("run_id", "=", run.id) & Domain("rule_id", "=", rule.id) & Domain("basis", "=", basis)
        totals = ["named:sum", "named_right:sum", "fixed_named:sum", "fixed_right:sum"]
        [(named, right, fixed_named, fixed_right)] = self.sudo()._read_group(domain, [], totals)
        if not named or named < ENOUGH:
            return self.env._("Not enough data to say how often it is right.")
        words = self.env._("Right %(right)s of %(all)s times, tried on the past.", **self._of_ten(right, named - right))
        if basis == "rhythm" and fixed_named:
            share = self._of_ten(fixed_right, fixed_named - fixed_right)
            words += " " + self.env._("The fixed days: %(right)s of %(all)s.", **share)
        return words

    def _of_ten(self, right, wrong):
        return {"right": round(10 * right / (right + wrong)), "all": 10}
