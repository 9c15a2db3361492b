from . import (
    base_partner_merge,
    crm_merge_wizard,
    crm_unmerge_wizard,
    res_config_settings_caller,
    res_config_settings_filing,
)
from . import base_partner_merge, base_partner_merge_origin, res_config_settings_caller, res_config_settings_filing
from . import base_partner_merge, base_partner_merge_removal, res_config_settings_caller, res_config_settings_filing
    crm_quality_accept,
    quality_partner_merge,
    base_partner_merge_duplicate,
    crm_duplicate_apart,
    res_config_settings_caller,
    res_config_settings_filing,
)
from . import base_partner_merge, base_partner_merge_segment, res_config_settings_caller, res_config_settings_filing
    res_config_settings_caller,
    res_config_settings_consent,
    res_config_settings_filing,
)
