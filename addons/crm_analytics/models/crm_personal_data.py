from odoo import api, models

from odoo.addons.crm_customer360.core.privacy.handler import DELETE, DETACH, Erasure, Handler, Path

HANDLERS = [
    # The sums stay right to the cent; whose they were does not stay. The next run has what accounting still says.
    Handler(
        "crm.profit.fact",
        "analysis",
        (Path("customer_id"),),
        date="month",
        erasure=Erasure(DETACH, {"customer_id": False}, raw=True),
        own=True,
    ),
    Handler(
        "crm.profit.running",
        "analysis",
        (Path("customer_id"),),
        date="last_month",
        erasure=Erasure(DELETE),
        own=True,
    ),
    Handler(
        "crm.cost.count",
        "analysis",
        (Path("customer_id"),),
        date="month",
        erasure=Erasure(DETACH, {"customer_id": False}, raw=True),
        own=True,
    ),
    # A score is an opinion about the person, not a part of the accounts: it goes.
    Handler(
        "crm.customer.score",
        "scoring",
        (Path("customer_id"),),
        date="last_purchase",
        erasure=Erasure(DELETE),
        own=True,
    ),
    Handler("crm.cost.entry", "analysis", (Path("customer_id"),), date="date", erasure=Erasure(DELETE), own=True),
]


class CrmPersonalDataFind(models.AbstractModel):
    _inherit = "crm.personal.data.find"

    @api.model
    def _personal_data_handlers(self):
        return [*super()._personal_data_handlers(), *HANDLERS]
