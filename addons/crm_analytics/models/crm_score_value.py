from odoo import api, fields, models
from odoo.tools import SQL, formatLang
from odoo.tools.translate import LazyTranslate

from ..core.step import Step

_lt = LazyTranslate(__name__)
SCORES = Step(
    "scores",
    _lt("Scores of customers"),
    "_step_scores",
    writes=("crm_customer_score", "crm_score_figure", "crm_retention_cohort"),
)
#: A correlation of frequency and spend above which the model of spend is not to be trusted blindly.
DEPENDENT = 0.3
#: Memory of the database for each sort and hash of the statement that writes all scores: it has some twenty at once.
SCORES_MEM = "24MB"
#: What goes of a run that is kept for the history of scores only.
BULKY = ("crm_profit_fact", "crm_profit_product", "crm_profit_running", "crm_profit_slice", "crm_cost_count")


class CrmScoreRun(models.Model):
    """A step of a run scores all customers; the scores are seen when its facts are.

    They are of the day of the run: what is brought up to date in between are its facts, not its scores. Of each month
    the last run stays, without its facts: so the history of a score goes back further than two days.
    """

    _inherit = "crm.score.run"

    purchase_model = fields.Selection(
        [("bg", "BG/NBD"), ("mbg", "MBG/NBD")], readonly=True, help="Empty: not enough data for a model."
    )
    ranking = fields.Selection(
        [("model", "Lifetime value"), ("rfm", "RFM"), ("revenue", "Revenue so far")],
        "Customers Ranked By",
        readonly=True,
        help="What found the best customers in the back-test.",
    )
    score_count = fields.Integer("Customers Scored", readonly=True)
    figure_ids = fields.One2many("crm.score.figure", "run_id", "Figures", readonly=True)
    verdict = fields.Text("What the Back-Test Says", compute="_compute_verdict")

    @api.depends("ranking", "purchase_model", "figure_ids")
    @api.depends_context("lang")
    def _compute_verdict(self):
        for run in self:
            run.verdict = "\n".join([run._verdict(), *run._assumptions()]) if run.ranking else False

    def _assumptions(self):
        """Whether what the models take for granted holds in this run, in words."""
        found = self.env["crm.score.figure"]._of(self, "check")
        words = []
        if self.purchase_model and "dependence" in found:
            words.append(self._words_of_dependence(found["dependence"]))
        if self.purchase_model and "once" in found:
            share = formatLang(self.env, 100 * found["once"], digits=0)
            words.append(self.env._("%s %% of the customers bought once so far.", share))
        return words

    def _words_of_dependence(self, together):
        if abs(together) > DEPENDENT:
            return self.env._(
                "Be careful with money: who buys often spends otherwise than who buys seldom (correlation %s); the"
                " model of spend takes for granted that they do not.",
                formatLang(self.env, together),
            )
        return self.env._(
            "What the model of spend takes for granted holds: how often somebody buys and for how much hardly hang"
            " together (correlation %s).",
            formatLang(self.env, together),
        )

    def _verdict(self):
        """How good the scores of this run are, in words."""
        figures = self.env["crm.score.figure"]
        if not self.purchase_model:
            return self.env._(
                "Not enough data for lifetime value: at least 100 customers, 30 of whom bought again, and 13 weeks are"
                " needed. Customers are ranked by their revenue."
            )
        found = figures._of(self, "test")
        if "capture_model" not in found:
            return self.env._("There is too little history for a back-test. Customers are ranked by RFM.")
        values = {
            name: formatLang(self.env, 100 * found[f"capture_{name}"], digits=1) for name in ("model", "rfm", "revenue")
        }
        if self.ranking == "model":
            return self.env._(
                "Looking back, the best fifth by lifetime value brought %(model)s %% of the next revenue; by RFM it was"
                " %(rfm)s %%, by revenue so far %(revenue)s %%. Customers are ranked by lifetime value.",
                **values,
            )
        rule = dict(self._fields["ranking"]._description_selection(self.env))[self.ranking]
        return self.env._(
            "Looking back, the best fifth by lifetime value brought %(model)s %% of the next revenue; by RFM it was"
            " %(rfm)s %%, by revenue so far %(revenue)s %%. The model does no better than a simple rule, so customers"
            " are ranked by: %(rule)s.",
            rule=rule,
            **values,
        )

    @api.model
    def _run_steps(self):
        steps = super()._run_steps()
        return [*steps[:-1], SCORES, steps[-1]]

    def _step_scores(self, params):
        self._use_memory(SCORES_MEM)
        self.score_count = self.env["crm.customer.score"]._write_scores(self)
        return self.score_count

    def _unneeded(self):
        """Runs that go; the last one of each month loses its facts only."""
        unneeded = super()._unneeded()
        domain = [("company_id", "in", self.company_id.ids), ("state", "=", "done"), ("score_count", ">", 0)]
        latest = {}
        for run in self.search(domain, order="as_of, id"):
            latest[run.company_id, run.as_of.replace(day=1)] = run
        kept = unneeded.filtered(lambda run: latest.get((run.company_id, run.as_of.replace(day=1))) == run)
        if kept:
            for table in BULKY:
                self.env.cr.execute(SQL("DELETE FROM %s WHERE run_id = ANY(%s)", SQL.identifier(table), kept.ids))
        return unneeded - kept
