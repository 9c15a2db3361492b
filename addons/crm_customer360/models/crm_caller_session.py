from odoo import models

AGENT = "crm_customer360.group_agent"


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tells the web client whether the user is an agent: the bar at the top waits for it before it is drawn."""
        info = super().session_info()
        info.setdefault("groups", {})[AGENT] = self.env.user.has_group(AGENT)
        return info
