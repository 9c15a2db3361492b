from . import (
    crm_offboarding_case,
    crm_offboarding_effect,
    crm_offboarding_figure,
    crm_offboarding_offer,
    crm_offboarding_rule,
    crm_offboarding_stage,
    crm_offboarding_worth,
)
