from . import (
    base_partner_merge,
    res_config_settings_caller,
    res_config_settings_consent,
    res_config_settings_filing,
)
