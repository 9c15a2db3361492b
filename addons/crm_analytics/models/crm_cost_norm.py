import json

from odoo import api, fields, models
from odoo.tools import SQL


class CrmCostNorm(models.Model):
    """Sums over all customers of a run, kept so that one customer can be compared without adding them up anew."""

    _name = "crm.cost.norm"
    _description = "Sums of a Run"
    _log_access = False

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade")
    months = fields.Integer(required=True, readonly=True)
    figures = fields.Json(required=True, readonly=True)

    _run_idx = models.UniqueIndex("(run_id, months)")

    @api.model
    def _of(self, run, months):
        """The sums kept for a run, None if there are none."""
        found = self.search([("run_id", "=", run.id), ("months", "=", months)])
        return found.figures if found else None

    @api.model
    def _keep(self, run, months, figures):
        """Keep them, unless the connection cannot write or somebody else has."""
        if not self.env.cr.readonly:
            self.env.execute_query(
                SQL(
                    """INSERT INTO crm_cost_norm (run_id, months, figures) VALUES (%s, %s, %s)
                       ON CONFLICT DO NOTHING RETURNING id""",
                    run.id,
                    months,
                    json.dumps(figures),
                )
            )
            self.invalidate_model()
