from . import crm_cost_rate_wizard
