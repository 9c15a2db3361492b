from odoo import fields, models

from ..core import dissatisfaction_sql as statements


class CrmSilenceRun(models.Model):
    """The steps of a night that look for signs of dissatisfaction."""

    _inherit = "crm.silence.run"

    unusual = fields.Integer("Customers with Signs", readonly=True, help="Of whom something is not as usual.")
    messages = fields.Integer("Messages Read", readonly=True, help="For their tone, where it is switched on.")

    def _params(self, as_of=None):
        company = self.company_id
        return {
            **super()._params(as_of),
            "least_score": company.dissatisfaction_least,
            "remedy": company.dissatisfaction_remedy_days,
            "tone_objectors": self.env["crm.consent"].with_company(company)._objectors_sql("tone"),
        }

    def _step_tone(self):
        """Read a piece of the new messages in the languages that are switched on; says whether more are left."""
        tones, params = self.env["crm.message.tone"], self._params()
        languages = self.env["crm.tone.check"]._switched_on(self.company_id)
        read = tones._read_piece(params, languages) if languages else 0
        self.messages += read
        if not read:
            # Once, behind the last piece.
            tones._forget(params)
        return bool(read)

    def _step_signals(self):
        """What is not as usual, of all customers."""
        self._collect()
        self.unusual = self.env["crm.dissatisfaction.score"]._write_night(self._params())

    def _step_dissatisfied(self):
        """Alerts of those of whom it is most."""
        self._find(statements.FIND, statements.STREAM)
