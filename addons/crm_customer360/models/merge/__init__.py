from . import (
    crm_merge_check,
    crm_merge_contact,
    crm_merge_move,
    crm_merge_places,
    crm_merge_row,
    crm_merge_value,
)

# isort: split
# They are made of the places and write the records above.
from . import (
    crm_merge_derived,
    crm_merge_engine,
    crm_merge_fields,
    crm_merge_late,
    crm_merge_loyalty,
    crm_merge_undo,
)

# isort: split
# The merge is made of the parts above.
from . import crm_merge, res_partner_merge

# isort: split
# What the other areas decided about the contacts, kept aside by the merge.
from . import crm_merge_accepted, crm_merge_pairs, crm_merge_pushes
