from . import crm_personal_data_find, crm_personal_data_tell

# isort: split
# They stand on the finding.
from . import crm_personal_data_erase

# isort: split
from . import crm_personal_data

# isort: split
# Records of their own, and the fields of the customer.
from . import (
    base_export,
    crm_customer_change,
    crm_customer_removal,
    crm_data_export,
    crm_personal_data_erasure,
    crm_personal_data_package,
    crm_personal_data_part,
    crm_personal_data_section,
    crm_processing_activity,
    res_partner_export,
    res_partner_privacy,
)

# isort: split
from . import crm_personal_data_request
