from . import (
    crm_consent_blacklist,
    crm_consent_intake,
    crm_consent_limit,
    crm_consent_page,
    crm_consent_purpose,
    crm_consent_standing,
    crm_consent_words,
    res_company_consent,
)

# isort: split
# The ledger is made of the parts above.
from . import crm_consent

# isort: split
# They read the ledger, or write to it.
from . import crm_consent_state, mail_blacklist, phone_blacklist, res_partner_consent
