from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

BASES = [
    ("rhythm", "Own rhythm"),
    ("fixed", "No rhythm, fixed days"),
    ("thin", "Not enough data, as usual in the segment"),
]
#: What can be tried on the past.
KINDS = [
    ("silent", "Fell silent"),
    ("decline", "Buys less and less"),
    ("dropped", "Dropped a category"),
    ("quiet", "Talks no more"),
]
#: Kinds of alerts for which it matters what a customer is judged by.
BY_BASIS = ("silent",)
#: With fewer alerts than these nothing is said of how often they are right.
ENOUGH = 10


class CrmSilenceBacktest(models.Model):
    """Whom a kind of alert would have named on a day of the past, and whether it came true; a plain rule beside it.

    What came true means and which rule is plain says ``core/silence_trial.py``.
    """

    _name = "crm.silence.backtest"
    _description = "Silence Tried on the Past"
    _order = "run_id desc, kind, basis, day desc, id"
    _log_access = False
    _rec_name = "day"

    run_id = fields.Many2one("crm.silence.run", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    rule_id = fields.Many2one("crm.silence.rule", required=True, readonly=True, ondelete="cascade")
    day = fields.Date("Looked From", required=True, readonly=True)
    kind = fields.Selection(KINDS, required=True, readonly=True, default="silent")
    basis = fields.Selection(BASES, required=True, readonly=True)
    customers = fields.Integer(readonly=True)
    stayed_away = fields.Integer(
        "Came True",
        readonly=True,
        help="In the ninety days after, they bought nothing (fell silent), for a third less than in the same days a"
        " year before (buys less), other goods but none of the category (dropped), or neither bought nor talked (talks"
        " no more).",
    )
    named = fields.Integer(readonly=True)
    named_right = fields.Integer(readonly=True)
    fixed_named = fields.Integer(
        "Named by Plain Rule",
        readonly=True,
        help="The fixed days without a purchase, without one of the category or without a contact; of who buys less, a"
        " third less money than in the same half year before.",
    )
    fixed_right = fields.Integer("Of Them Right", readonly=True)
    precision = fields.Float("Right (%)", compute="_compute_rates", digits=(5, 1))
    recall = fields.Float("Found (%)", compute="_compute_rates", digits=(5, 1))
    fixed_precision = fields.Float("Plain Rule: Right (%)", compute="_compute_rates", digits=(5, 1))
    fixed_recall = fields.Float("Plain Rule: Found (%)", compute="_compute_rates", digits=(5, 1))
    latest = fields.Boolean("Last Search", compute="_compute_latest", search="_search_latest")

    @api.depends("named", "named_right", "fixed_named", "fixed_right", "stayed_away")
    def _compute_rates(self):
        for row in self:
            row.precision = 100 * row.named_right / row.named if row.named else 0.0
            row.recall = 100 * row.named_right / row.stayed_away if row.stayed_away else 0.0
            row.fixed_precision = 100 * row.fixed_right / row.fixed_named if row.fixed_named else 0.0
            row.fixed_recall = 100 * row.fixed_right / row.stayed_away if row.stayed_away else 0.0

    @api.depends("run_id")
    def _compute_latest(self):
        newest = {run for _company, run in self._read_group([], ["company_id"], ["run_id:max"])}
        for row in self:
            row.latest = row.run_id.id in newest

    @api.model
    def _search_latest(self, operator, value):
        """Rows of the last search of each company that was tried on the past."""
        if operator not in ("=", "in"):
            return NotImplemented
        runs = SQL("SELECT max(run_id) FROM crm_silence_backtest GROUP BY company_id")
        last = Domain("run_id", "in", runs)
        return last if value is True or (value is not False and True in value) else ~last

    @api.model
    def _trust(self, company, rule, basis, kind="silent"):
        """How often such an alert was right, in words: by what people answered or, until enough did, on the past.

        Whether somebody was dissatisfied no document of the past tells; there only answers count.
        """
        # Only how many of ten were right leaves this method, of all customers together: of nobody is anything told.
        answered = self.env["crm.silence.alert"].sudo()._answers(company, rule, basis, kind)
        if sum(answered) >= ENOUGH:
            return self.env._("Right %(right)s of %(all)s times, by what was answered.", **self._of_ten(*answered))
        # Which search was the last one; analysts read it, readers of an alert need not.
        run = self.env["crm.silence.run"].sudo()._latest(company)
        domain = Domain("run_id", "=", run.id) & Domain("rule_id", "=", rule.id) & Domain("kind", "=", kind)
        if kind in BY_BASIS:
            domain &= Domain("basis", "=", basis)
        totals = ["named:sum", "named_right:sum", "fixed_named:sum", "fixed_right:sum"]
        # Sums over all customers, of which again only a share of ten is told.
        [(named, right, plain_named, plain_right)] = self.sudo()._read_group(domain, [], totals)
        if not named or named < ENOUGH:
            return self.env._("Not enough data to say how often it is right.")
        words = self.env._("Right %(right)s of %(all)s times, tried on the past.", **self._of_ten(right, named - right))
        if plain_named and (kind not in BY_BASIS or basis == "rhythm"):
            share = self._of_ten(plain_right, plain_named - plain_right)
            words += " " + self._plain_words(kind, share)
        return words

    def _plain_words(self, kind, share):
        """How often the plain rule was right."""
        if kind == "decline":
            return self.env._("A third less money alone: %(right)s of %(all)s.", **share)
        return self.env._("The fixed days: %(right)s of %(all)s.", **share)

    def _of_ten(self, right, wrong):
        return {"right": round(10 * right / (right + wrong)), "all": 10}
