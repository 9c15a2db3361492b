from odoo import api, models

from odoo.addons.crm_customer360.core.privacy.handler import DELETE, KEEP, Erasure, Handler, Path

#: That a parting was fair has to be proved as long as it can be disputed.
_PROOF = Erasure(KEEP, reason="evidence")
_CASE = (Path("case_id.partner_id"),)

HANDLERS = [
    Handler(
        "crm.offboarding.case",
        "offboarding",
        (Path("partner_id"),),
        hidden=frozenset({"evidence", "evidence_digest", "drafts_before", "legal_dominance"}),
        date="ended_on",
        erasure=_PROOF,
        own=True,
    ),
    Handler(
        "crm.offboarding.step",
        "offboarding",
        _CASE,
        hidden=frozenset({"digest"}),
        date="date",
        erasure=_PROOF,
        own=True,
    ),
    Handler("crm.offboarding.approval", "offboarding", _CASE, erasure=_PROOF, own=True),
    Handler("crm.offboarding.hearing", "offboarding", _CASE, date="date", erasure=_PROOF, own=True),
    Handler("crm.offboarding.offer", "offboarding", _CASE, date="date", erasure=_PROOF, own=True),
    Handler("crm.offboarding.letter", "offboarding", _CASE, date="date", erasure=_PROOF, own=True),
    Handler("crm.offboarding.obligation", "offboarding", _CASE, date="done_on", erasure=_PROOF, own=True),
    Handler("crm.offboarding.hold", "offboarding", (Path("partner_id"),), date="lifted_on", erasure=_PROOF, own=True),
    Handler("crm.offboarding.mark", "offboarding", _CASE, hidden=frozenset({"digest"}), erasure=_PROOF, own=True),
    Handler(
        "crm.offboarding.sealed", "offboarding", (Path("partner_id"),), erasure=Erasure(DELETE, raw=True), own=True
    ),
    Handler(
        "crm.offboarding.candidate",
        "offboarding",
        (Path("partner_id"),),
        hidden=frozenset({"digest"}),
        date="first_on",
        erasure=Erasure(DELETE, raw=True),
        own=True,
    ),
]


class CrmPersonalDataFind(models.AbstractModel):
    _inherit = "crm.personal.data.find"

    @api.model
    def _personal_data_handlers(self):
        return [*super()._personal_data_handlers(), *HANDLERS]
