from . import crm_offboarding_act_wizard
