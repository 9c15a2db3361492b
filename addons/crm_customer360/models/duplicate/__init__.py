from . import (
    crm_duplicate_compare,
    crm_duplicate_engine,
    crm_duplicate_key,
    crm_duplicate_pair,
    crm_duplicate_state,
    crm_duplicate_words,
)

# isort: split
# The pair is made of the parts above; the rest calls it.
from . import crm_duplicate, crm_duplicate_run, res_partner_duplicate
