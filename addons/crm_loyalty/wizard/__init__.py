from . import (
    base_partner_merge,
    crm_loyalty_bonus,
    crm_loyalty_extend,
    crm_loyalty_transfer,
    loyalty_card_update_balance,
)
