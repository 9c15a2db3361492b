from . import (
    crm_loyalty_ledger,
    crm_loyalty_move,
    loyalty_card,
    loyalty_program,
    pos_order,
    pos_order_points,
    res_partner,
)
