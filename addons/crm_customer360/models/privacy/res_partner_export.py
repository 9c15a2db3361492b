from odoo import api, models
from odoo.http import request
from odoo.service.server import thread_local

#: A program that reads as many customers in one call takes a list of them.
MANY = 100


def is_outside():
    """Whether another program calls, not the web client."""
    if request:
        return request.httprequest.path.startswith("/json/")
    # XML-RPC and JSON-RPC put the request aside, but the server's log names the method called.
    return bool(thread_local.rpc_model_method)


class ResPartner(models.Model):
    """A list of customers read by another program is an export as well."""

    _inherit = "res.partner"

    @api.model
    @api.readonly
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        rows = super().search_read(domain, fields, offset, limit, order, **read_kwargs)
        self._note_list([row["id"] for row in rows], fields)
        return rows

    @api.readonly
    def read(self, fields=None, load="_classic_read"):
        rows = super().read(fields, load)
        self._note_list(self.ids, fields)
        return rows

    def _note_list(self, ids, names):
        if len(ids) >= MANY and is_outside():
            self.env["crm.data.export"]._note(self.browse(ids), names or ["*"], "rpc")
