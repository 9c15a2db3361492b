from odoo import api, models, tools
from odoo.http import request

#: A program that reads as many customers in one call takes a list of them.
MANY = 100
OUTSIDE = ("/xmlrpc", "/jsonrpc", "/json/")


def way_in():
    """``screen`` for the web client's export, else ``rpc``."""
    return "screen" if request and request.httprequest.path.startswith("/web/export") else "rpc"


def is_outside():
    """Whether another program calls, not the web client."""
    return bool(request) and request.httprequest.path.startswith(OUTSIDE)


class Base(models.AbstractModel):
    """Where every export ends: those of models with personal data are on record."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        result = super().export_data(fields_to_export)
        if self._name in self.env["crm.personal.data"]._exports_noted():
            self.env["crm.data.export"]._note(self, fields_to_export, way_in())
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def search_read(self, domain=None, fields=None, offset=0, limit=None, order=None, **read_kwargs):
        rows = super().search_read(domain, fields, offset, limit, order, **read_kwargs)
        self._note_list([row["id"] for row in rows], fields)
        return rows

    def read(self, fields=None, load="_classic_read"):
        rows = super().read(fields, load)
        self._note_list(self.ids, fields)
        return rows

    def _note_list(self, ids, names):
        """A list of customers read by another program is an export as well."""
        if len(ids) >= MANY and is_outside():
            self.env["crm.data.export"]._note(self.browse(ids), names or ["*"], "rpc")


class CrmPersonalData(models.AbstractModel):
    _inherit = "crm.personal.data"

    @api.model
    @tools.ormcache()
    def _exports_noted(self):
        """Models whose exports are on record: those with personal data."""
        return frozenset(handler.model for handler in self._personal_data_handlers())
