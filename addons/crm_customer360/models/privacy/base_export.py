from odoo import models
from odoo.http import request


class Base(models.AbstractModel):
    """Where every export ends: those of models with personal data are on record."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        if self._name in self.env["crm.personal.data"]._exports_noted():
            screen = bool(request) and request.httprequest.path.startswith("/web/export")
            self.env["crm.data.export"]._note(self, fields_to_export, "screen" if screen else "rpc")
        return result
