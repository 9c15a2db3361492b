from odoo import models

from .mail_filing import UNFILED


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tells the web client how many e-mails the agent has to file, so that it need not ask."""
        info = super().session_info()
        if self.env.user.has_group("crm_customer360.group_agent"):
            info["crm_mail_unfiled"] = self.env[UNFILED].count_open()
        return info
