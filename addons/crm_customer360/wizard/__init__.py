from . import (
    base_partner_merge,
    crm_merge_wizard,
    crm_unmerge_wizard,
    res_config_settings_caller,
    res_config_settings_filing,
)
