from odoo import api, models

from odoo.addons.crm_customer360.core.inside import says

from ..core.points import LEAVE_OUT, REFUSE, verdict


class CrmLoyaltyLedger(models.AbstractModel):
    """No points are earned, given or spent from notice on; see ``core/points.py``.

    Context: ``offboarding_settles`` is the settlement itself; ``loyalty_overspend`` says that the sale is done already.
    """

    _inherit = "crm.loyalty.ledger"

    @api.model
    def _credit(self, card, entry, amount):
        if not self._offboarding_lets(card, entry, gains=True):
            return False
        return super()._credit(card, entry, amount)

    @api.model
    def _debit(self, card, entry, amount, debt=False, first=()):
        self._offboarding_lets(card, entry, gains=False)
        return super()._debit(card, entry, amount, debt=debt, first=first)

    def _offboarding_lets(self, card, entry, gains):
        """Whether a movement is written.

        :raises UserError: somebody asks for it whose case does not allow it, naming the case
        """
        if says(self.env.context, "offboarding_settles"):
            return True
        sold = says(self.env.context, "loyalty_overspend")
        said = verdict(entry.kind, gains=gains, by_person=not self.env.su, sold=sold)
        if said == REFUSE:
            card._check_offboarding()
        return said != LEAVE_OUT or not card._is_offboarded()
