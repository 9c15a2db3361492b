from odoo import api, models

#: Made anew from what the merged contacts' documents say.
DERIVED = (
    "crm.profit.fact",
    "crm.profit.product",
    "crm.profit.running",
    "crm.cost.count",
    "crm.dissatisfaction.signal",
)


class CrmMergePlaces(models.AbstractModel):
    _inherit = "crm.merge.places"

    @api.model
    def _derived_models(self):
        return [*super()._derived_models(), *DERIVED]


class CrmMergeDerived(models.AbstractModel):
    """The figures of merged customers, and of those parted again, are counted anew."""

    _inherit = "crm.merge.derived"

    @api.model
    def _note_interests(self, partners):
        self.env["crm.score.touched"]._note_customers(partners.ids)
        return super()._note_interests(partners)

    @api.model
    def _catch_up(self, partners, keys=()):
        result = super()._catch_up(partners, keys)
        self.env.flush_all()
        self.env["crm.score.touched"]._note_customers(partners.ids)
        # That the figures are counted anew now and not in an hour reveals nothing.
        self.env.ref("crm_analytics.ir_cron_score_run").sudo()._trigger()
        return result
