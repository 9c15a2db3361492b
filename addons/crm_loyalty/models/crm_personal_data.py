from odoo import api, models

from odoo.addons.crm_customer360.core.privacy.handler import KEEP, Erasure, Handler, Path

#: The ledger proves what was granted and spent. It names the customer by the card alone, so it stays when the card is
#: parted from them.
CARD = (Path("card_id.partner_id"),)
STAYS = Erasure(KEEP, reason="evidence")
HANDLERS = [
    Handler("crm.loyalty.move", "loyalty", CARD, date="date", erasure=STAYS, own=True),
    Handler("crm.loyalty.lot", "loyalty", CARD, date="day", erasure=STAYS, own=True),
    Handler("crm.loyalty.balance", "loyalty", CARD, erasure=STAYS, own=True),
    Handler("crm.loyalty.promise", "loyalty", (Path("order_id.partner_id"),), erasure=STAYS, own=True),
]


class CrmPersonalDataFind(models.AbstractModel):
    _inherit = "crm.personal.data.find"

    @api.model
    def _personal_data_handlers(self):
        return [*super()._personal_data_handlers(), *HANDLERS]
