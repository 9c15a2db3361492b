from odoo import api, models
from odoo.tools.translate import LazyTranslate

from ..core.step import Step

_lt = LazyTranslate(__name__)
SUMS = Step("sums", _lt("Sums for the pages"), "_step_sums", writes=("crm_profit_running", "crm_profit_slice"))
#: From so many facts of a run on, the database is told that they are there. Until it knows it looks for one customer's
#: among all of the run. Only of the columns by which facts are looked for.
MANY = 10_000


class CrmScoreRun(models.Model):
    """A run leaves its facts added up as the pages of profit read them."""

    _inherit = "crm.score.run"

    @api.model
    def _run_steps(self):
        steps = super()._run_steps()
        at = next(number for number, step in enumerate(steps) if step.name == "compared")
        return [*steps[:at], SUMS, *steps[at:]]

    def _step_sums(self, _params):
        if sum(self.step_ids.filtered(lambda step: step.name == "facts").mapped("rows")) > MANY:
            self.env.cr.execute("ANALYZE crm_profit_fact (run_id, customer_id, month, account_id, kind, origin)")
        self.env["crm.profit.slice"]._sum_up(self)
        return self.env["crm.profit.running"]._sum_up(self)

    def _after_update(self, rates, change=None):
        self.env["crm.profit.slice"]._catch_up(self, change and change.months)
        self.env["crm.profit.running"]._catch_up(self, change and change.customers)
        return super()._after_update(rates, change)
