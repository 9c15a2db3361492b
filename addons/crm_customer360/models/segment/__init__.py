from . import (
    crm_segment_conditions,
    crm_segment_domain_words,
    crm_segment_members,
    crm_segment_push_activity,
    crm_segment_push_item,
    crm_segment_push_run,
    crm_segment_push_tag,
    crm_segment_reason,
    crm_segment_rule,
    crm_segment_tag,
    crm_segment_trend,
    segment_kinds,
)

# isort: split
# They are made of the parts above.
from . import crm_segment_refresh, crm_segment_words

# isort: split
from . import crm_segment, crm_segment_line, crm_segment_member, crm_segment_push

# isort: split
from . import res_partner_segment
