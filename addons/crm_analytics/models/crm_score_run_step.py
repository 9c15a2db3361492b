from odoo import api, fields, models


class CrmScoreRunStep(models.Model):
    """One step of a run for one piece of time: what is to be done, and how long it took."""

    _name = "crm.score.run.step"
    _description = "Step of a Run"
    _order = "run_id, sequence, id"
    _log_access = False
    _rec_name = "name"

    run_id = fields.Many2one("crm.score.run", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="run_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    name = fields.Char(required=True, readonly=True, help="Technical name.")
    label = fields.Char("Step", compute="_compute_label")
    date_from = fields.Date("From", readonly=True)
    date_to = fields.Date("Before", readonly=True, help="This day is not included.")
    done = fields.Boolean(readonly=True)
    finished_at = fields.Datetime(readonly=True)
    seconds = fields.Float(readonly=True, digits=(16, 2))
    rows = fields.Integer("Rows Written", readonly=True)

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_label(self):
        labels = self.env["crm.score.run"]._step_labels()
        for step in self:
            step.label = labels.get(step.name, step.name)
