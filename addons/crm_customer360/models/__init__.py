from . import (
    base,
    crm_adoption_mine,
    crm_adoption_share,
    crm_caller_facts,
    crm_contact_log_intake,
    crm_contact_log_lookup,
    crm_customer_access,
    crm_touchpoint_capture,
    crm_touchpoint_pending,
    crm_touchpoint_repair,
    crm_touchpoint_rights,
    crm_touchpoint_rows,
    crm_touchpoint_source,
    crm_touchpoint_timeline,
    crm_touchpoint_words,
    customer360_activities,
    customer360_kinds,
    customer360_matters,
    customer360_panels,
    customer360_say_next,
    customer_strip,
    customer_strip_places,
    mail_filing_letter,
    mail_filing_parties,
    res_company_caller,
    res_partner,
    res_partner_customer360,
    res_partner_find,
    res_partner_summary,
)

# isort: split
# It is made of the history's other parts.
from . import crm_touchpoint_content

# isort: split
# The touchpoint is made of the parts above.
from . import crm_contact_log, crm_touchpoint, crm_touchpoint_log, crm_touchpoint_summary

# isort: split
# They count the contact log and the customers, with the parts above.
from . import crm_adoption_report, crm_adoption_snapshot, crm_adoption_state

# isort: split
# The filing is made of its parties; the rest of it calls the filing.
from . import (
    mail_filing,
    mail_filing_company,
    mail_filing_session,
    mail_filing_thread,
    mail_filing_unfiled,
)

# isort: split
# They need the parts above.
from . import crm_caller_search, crm_caller_session, crm_caller_verification

# isort: split
# The areas of their own, each on what stands above.
from . import (
    consent,
    duplicate,
    intake,
    merge,
    privacy,
    quality,
    segment,
)
