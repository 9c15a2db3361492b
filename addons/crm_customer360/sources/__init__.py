"""The sources this addon ships: what each kind of record amounts to in the contact history."""

from .account import account_move, account_payment
from .calendar import calendar_event
from .crm import crm_lead, crm_lead_stage
from .mail import mail_activity, mail_message
from .sale import sale_order

#: The makers, in the order an administrator reads them. Each takes the documents of
#: :meth:`~.crm_touchpoint_capture.CrmTouchpoint._touchpoint_documents`.
MAKERS = (
    mail_message,
    mail_activity,
    calendar_event,
    crm_lead,
    crm_lead_stage,
    sale_order,
    account_move,
    account_payment,
)
