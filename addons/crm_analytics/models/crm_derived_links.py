from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from .derived_link import DerivedLink


class Base(models.AbstractModel):
    """Does for derived rows what a foreign key would: nothing points to a record that is gone."""

    _inherit = "base"

    def unlink(self):
        links = getattr(self.pool, "crm_derived_links", {}).get(self._name)
        if not links or not self.ids or self.env.context.get(MODULE_UNINSTALL_FLAG):
            return super().unlink()
        ids = self.ids
        result = super().unlink()
        self.env["crm.derived.links"]._cut(links, ids)
        return result


class CrmDerivedLinks(models.AbstractModel):
    """Which derived rows point to which model."""

    _name = "crm.derived.links"
    _description = "Links of Derived Rows"

    def _register_hook(self):
        super()._register_hook()
        self.pool.crm_derived_links = self._links()

    @api.model
    def _links(self):
        """``{model: [(table, column, whether the rows go too)]}``."""
        found = defaultdict(list)
        for model in self.pool.values():
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                if isinstance(field, DerivedLink) and field.store:
                    found[field.comodel_name].append((model._table, field.name, field.ondelete == "cascade"))
        return dict(found)

    @api.model
    def _cut(self, links, ids):
        """Rows that cannot be without the records go with them; the others point to nothing."""
        for table_name, column_name, cascade in links:
            table, column = SQL.identifier(table_name), SQL.identifier(column_name)
            where = SQL("%s = ANY(%s)", column, list(ids))
            if cascade:
                self.env.cr.execute(SQL("DELETE FROM %s WHERE %s", table, where))
            else:
                self.env.cr.execute(SQL("UPDATE %s SET %s = NULL WHERE %s", table, column, where))
        self.env.invalidate_all(flush=False)
