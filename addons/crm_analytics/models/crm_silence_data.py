from odoo import api, models

from odoo.addons.crm_customer360.core.privacy.handler import DELETE, DETACH, Erasure, Handler, Path

HANDLERS = [
    # The sums of a layer stay what they were; whose place it was does not stay.
    Handler(
        "crm.pyramid.position",
        "scoring",
        (Path("customer_id"),),
        date="month",
        erasure=Erasure(DETACH, {"customer_id": False}, raw=True),
        own=True,
    ),
    *(
        Handler(name, "scoring", (Path("customer_id"),), date=date, erasure=Erasure(DELETE), own=True)
        for name, date in (("crm.dissatisfaction.score", "as_of"), ("crm.dissatisfaction.signal", "last_on"))
    ),
    *(
        Handler(name, "tone", (Path("partner_id"),), date="date", erasure=Erasure(DELETE), own=True)
        for name in ("crm.message.tone", "crm.tone.label")
    ),
    Handler("crm.silence.alert", "scoring", (Path("customer_id"),), date="found_on", erasure=Erasure(DELETE), own=True),
]


class CrmPersonalDataFind(models.AbstractModel):
    _inherit = "crm.personal.data.find"

    @api.model
    def _personal_data_handlers(self):
        return [*super()._personal_data_handlers(), *HANDLERS]
