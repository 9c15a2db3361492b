from odoo import api, models


class CrmMergeCheck(models.AbstractModel):
    _inherit = "crm.merge.check"

    @api.model
    def _reasons(self, survivor, sources):
        return [
            *super()._reasons(survivor, sources),
            *self.env["crm.offboarding.block"]._merge_refusals(survivor | sources),
        ]


class CrmMerge(models.Model):
    _inherit = "crm.merge"

    def _unmerge_before(self):
        # A contact that comes back would be the customer under another name.
        nowhere = self.env["res.company"]
        self.env["crm.offboarding.block"]._check(self.survivor_id, nowhere, "same_again")
        return super()._unmerge_before()
