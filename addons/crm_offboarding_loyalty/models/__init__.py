from . import (
    crm_loyalty_ledger,
    crm_offboarding_block,
    crm_offboarding_obligation,
    loyalty_card,
)
