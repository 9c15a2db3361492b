from . import (
    crm_cost_customer,
    crm_cost_driver,
    crm_cost_rate,
    crm_personal_data,
    crm_profit_customer,
    crm_profit_fact,
    crm_profit_overview,
    crm_profit_reconciliation,
    crm_score_run,
    res_partner,
)
