from odoo import fields, models


class CrmMergeContact(models.Model):
    """A contact that took part in a merge, with its own values as they were."""

    _name = "crm.merge.contact"
    _description = "Contact in a Merge"
    _order = "merge_id, role desc, id"
    _rec_name = "name"

    merge_id = fields.Many2one("crm.merge", required=True, readonly=True, ondelete="cascade", index=True)
    # What is written down about a contact does not outlive it.
    partner_id = fields.Many2one("res.partner", "Contact", required=True, readonly=True, ondelete="cascade", index=True)
    role = fields.Selection([("survivor", "Survivor"), ("source", "Merged")], required=True, readonly=True)
    name = fields.Char("Name at that time", readonly=True)
    was_active = fields.Boolean("In Use before", readonly=True)
    before = fields.Json("Values before", readonly=True, groups="base.group_system")
    after = fields.Json("Values after", readonly=True, groups="base.group_system")
