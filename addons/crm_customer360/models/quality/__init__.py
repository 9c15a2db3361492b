from . import (
    crm_quality_check,
    crm_quality_engine,
    crm_quality_finding,
    crm_quality_pending,
    crm_quality_run,
    crm_quality_score,
    crm_quality_setting,
    crm_quality_text,
    customer360_quality,
    res_partner_quality,
    res_partner_quality_rpc,
)
