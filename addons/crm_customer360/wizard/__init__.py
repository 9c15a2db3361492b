from . import (
    base_partner_merge,
    base_partner_merge_duplicate,
    crm_duplicate_apart,
    res_config_settings_caller,
    res_config_settings_filing,
)
