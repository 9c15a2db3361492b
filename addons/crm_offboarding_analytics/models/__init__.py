from . import crm_offboarding_case, crm_offboarding_rule
