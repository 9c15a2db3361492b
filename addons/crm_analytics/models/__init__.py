from . import (
    crm_profit_customer,
    crm_profit_fact,
    crm_profit_overview,
    crm_profit_reconciliation,
    crm_score_run,
    res_partner,
)
