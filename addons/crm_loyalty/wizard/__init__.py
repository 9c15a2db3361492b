from . import crm_loyalty_bonus, crm_loyalty_extend, crm_loyalty_transfer
