from . import base_partner_merge, crm_offboarding_act_wizard, payment_link_wizard
