from . import (
    crm_external_id,
    crm_field_origin,
    crm_import_apply,
    crm_import_load,
    crm_import_lookup,
    crm_import_mapping,
    crm_import_matching,
    crm_import_report,
    crm_import_rpc,
    crm_import_rule,
    crm_import_source,
    crm_import_undo,
    crm_import_words,
    crm_import_work,
    crm_import_write,
)

# isort: split
# The batch is made of the parts above.
from . import crm_import_batch, crm_import_row
