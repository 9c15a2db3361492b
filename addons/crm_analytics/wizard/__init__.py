from . import (
    base_partner_merge,
    crm_cost_rate_wizard,
    crm_silence_answer,
    res_config_settings_dissatisfaction,
    res_config_settings_value,
)
