"""The sources this addon ships: what each kind of record amounts to in the contact history."""

from .account import account_move, account_payment
from .calendar import calendar_event
from .contact_log import contact_log
from .crm import crm_lead, crm_lead_stage
from .event import event_registration
from .livechat import livechat, livechat_visitor
from .loyalty import loyalty_history
from .mail import mail_activity, mail_message
from .mailing import mailing_mail, mailing_sms
from .oca_claim import crm_claim
from .oca_mail_gateway import mail_gateway_message
from .oca_mail_tracking import mail_tracking_event
from .oca_phonecall import crm_phonecall
from .payment import payment_transaction
from .portal import sale_order_viewed
from .pos import pos_order
from .project import project_task
from .rating import rating_rating
from .repair import repair_order
from .sale import sale_order
from .sms import sms_message, sms_sms
from .snailmail import snailmail_letter
from .stock import stock_picking
from .survey import survey_user_input
from .website import website_track

#: The makers, in the order an administrator reads them. Each takes the documents of
#: :meth:`~.crm_touchpoint_capture.CrmTouchpoint._touchpoint_documents`.
MAKERS = (
    mail_message,
    mail_activity,
    calendar_event,
    contact_log,
    crm_lead,
    crm_lead_stage,
    sale_order,
    account_move,
    account_payment,
    payment_transaction,
    sms_message,
    sms_sms,
    livechat,
    livechat_visitor,
    website_track,
    sale_order_viewed,
    mailing_mail,
    mailing_sms,
    snailmail_letter,
    crm_claim,
    crm_phonecall,
    mail_tracking_event,
    mail_gateway_message,
    stock_picking,
    pos_order,
    repair_order,
    project_task,
    event_registration,
    loyalty_history,
    rating_rating,
    survey_user_input,
)
