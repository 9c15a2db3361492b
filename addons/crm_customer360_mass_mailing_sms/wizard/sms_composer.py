from odoo import models


class SmsComposer(models.TransientModel):
    _inherit = "sms.composer"

    def _prepare_mass_sms_values(self, records):
        """Every text message of a mailing passes here: leave out those who objected, who have not agreed or who have
        had enough."""
        values = super()._prepare_mass_sms_values(records)
        if not self._is_mass_sms():
            return values
        numbers = {id_: [one["number"]] for id_, one in values.items() if one["state"] == "outgoing"}
        for id_, reason in self.mailing_id._left_out(numbers, "sms", sending=True).items():
            values[id_].update(state="canceled", failure_type=reason)
            for _command, _id, trace in values[id_]["mailing_trace_ids"]:
                trace.update(trace_status="cancel", failure_type=reason)
        return values
