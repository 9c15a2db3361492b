from . import crm_offboarding_block, sale_order, website
