from . import crm_offboarding_act_wizard, crm_offboarding_hold_lift
from . import base_partner_merge, crm_offboarding_act_wizard, payment_link_wizard
