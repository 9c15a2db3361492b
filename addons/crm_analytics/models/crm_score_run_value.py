from odoo import models


class CrmScoreRun(models.Model):
    """A run ends with the scores of all customers; they are seen when its facts are."""

    _inherit = "crm.score.run"

    def _finish(self):
        self.env["crm.customer.score"]._write_scores(self)
        return super()._finish()
