from . import (
    base,
    crm_touchpoint_capture,
    crm_touchpoint_pending,
    crm_touchpoint_repair,
    crm_touchpoint_rights,
    crm_touchpoint_source,
    crm_touchpoint_timeline,
    res_partner,
)

# isort: split
# The touchpoint is made of the parts above.
from . import crm_touchpoint
