from . import base_partner_merge, crm_cost_rate_wizard
