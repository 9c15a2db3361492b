from odoo import models

#: Of these nothing will be sent anyway.
STOPPED = ("cancel", "exception")


class MailComposeMessage(models.TransientModel):
    _inherit = "mail.compose.message"

    def _process_mail_values_state(self, mail_values_dict):
        """Every mail of a mailing passes here, from whatever list or model its recipient comes: leave out those who
        objected, who have not agreed or who have had enough."""
        values = super()._process_mail_values_state(mail_values_dict)
        if not self._is_mass_mailing():
            return values
        addresses = {
            record_id: info["mail_to_normalized"]
            for record_id, info in self._get_recipients_data(values).items()
            if values[record_id].get("state") not in STOPPED
        }
        for record_id, reason in self.mass_mailing_id._left_out(addresses, "email", sending=True).items():
            values[record_id].update(state="cancel", failure_type=reason, is_notification=False)
        return values
