from . import crm_offboarding_act_wizard, crm_offboarding_hold_lift
