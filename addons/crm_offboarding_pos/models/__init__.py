from . import (
    account_move,
    crm_offboarding_block,
    crm_offboarding_obligation,
    pos_order,
    res_partner,
)
