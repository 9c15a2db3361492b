from odoo import api, models

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

from ..core.plan import NO_PLAN


class Base(models.AbstractModel):
    """Tells the contact history which records changed. It costs a look-up per call for a model nobody watches."""

    _inherit = "base"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        if interests := self._touchpoint_interests():
            self.env["crm.touchpoint"]._note_change(records, interests, "create")
        return records

    def write(self, vals):
        interests = self._touchpoint_interests()
        if not interests:
            return super().write(vals)
        touchpoint = self.env["crm.touchpoint"]
        # A watched row may leave its source's record behind: remember the one it belonged to.
        touchpoint._note_owners(self, [found for found in interests if found.watch and found.concerns(vals)])
        result = super().write(vals)
        # Columns reach _write_multi; a many2many or one2many written to a flushed record does not.
        if any(self._fields[name].type in ("many2many", "one2many") for name in vals):
            touchpoint._note_change(self, interests, "write", vals)
        return result

    def _write_multi(self, vals_list):
        if interests := self._touchpoint_interests():
            written = set().union(*vals_list)
            self.env["crm.touchpoint"]._note_change(self, interests, "write", written)
        return super()._write_multi(vals_list)

    def unlink(self):
        if interests := self._touchpoint_interests():
            touchpoint = self.env["crm.touchpoint"]
            touchpoint._note_owners(self, [found for found in interests if found.watch])
            touchpoint._note_change(self, [found for found in interests if not found.watch], "unlink")
        return super().unlink()

    def _touchpoint_interests(self):
        """Who wants to know of a change of this model; nobody while the registry loads or a module is uninstalled."""
        plan = getattr(self.pool, "crm_touchpoint_plan", NO_PLAN)
        interests = plan.interests.get(self._name, ())
        if interests and self.env.context.get(MODULE_UNINSTALL_FLAG):
            return ()
        return interests
