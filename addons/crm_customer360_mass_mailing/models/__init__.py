from . import (
    crm_consent,
    crm_segment,
    mail_mail,
    mail_render_mixin,
    mailing_list,
    mailing_mailing,
    mailing_subscription,
    mailing_trace,
)
