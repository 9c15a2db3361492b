from odoo import api, fields, models
from odoo.exceptions import UserError

#: What a manager may write of a message that was drawn.
LABELS = [("yes", "Dissatisfied"), ("no", "Not dissatisfied"), ("unclear", "Unclear")]


class CrmToneLabel(models.Model):
    """A message of the sample, and what a manager says of it."""

    _name = "crm.tone.label"
    _inherit = "crm.message.bound"
    _description = "Labelled Message"
    _order = "check_id, message_id"
    _rec_name = "message_id"

    check_id = fields.Many2one("crm.tone.check", required=True, readonly=True, ondelete="cascade", index=True)
    text = fields.Text("What Was Written", compute="_compute_text")
    label = fields.Selection(LABELS, "Tone")
    # Not told before somebody has said what they think.
    drawn_from = fields.Selection(
        [("all", "All messages"), ("shown", "Those the program shows")], readonly=True, groups="base.group_system"
    )
    shown = fields.Boolean(readonly=True, groups="base.group_system")
    program = fields.Char("The Program", compute="_compute_program")

    _identity_idx = models.UniqueIndex("(check_id, message_id)")

    def _compute_text(self):
        texts = self.env["crm.message.tone"]._texts(self.message_id.ids)
        for row in self:
            row.text = texts.get(row.message_id.id, "")

    @api.depends("label")
    @api.depends_context("lang")
    def _compute_program(self):
        for row in self:
            if not row.label:
                row.program = ""
            # Told after the label only.
            elif row.sudo().shown:
                row.program = self.env._("Dissatisfied tone")
            else:
                row.program = self.env._("Nothing noticed")

    def write(self, vals):
        """Only the label."""
        if wrong := set(vals) - {"label"}:
            raise UserError(self.env._("%s: only the tone can be written.", ", ".join(sorted(wrong))))
        return super().write(vals)

    def action_yes(self):
        """Button: something went wrong for who wrote it."""
        self.label = "yes"

    def action_no(self):
        """Button: nothing did."""
        self.label = "no"

    def action_unclear(self):
        """Button: nobody could tell."""
        self.label = "unclear"
