from . import (
    base_partner_merge,
    crm_quality_accept,
    quality_partner_merge,
    res_config_settings_caller,
    res_config_settings_filing,
)
