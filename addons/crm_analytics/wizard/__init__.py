from . import crm_cost_rate_wizard, res_config_settings_value
