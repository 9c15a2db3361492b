from odoo import models
from odoo.http import request

#: Where Odoo's add-ins for Outlook and Gmail post the e-mail a person logs; in the database only if ``mail_plugin`` is.
PLUGIN_PATH = "/mail_plugin/log_mail_content"


class MailThread(models.AbstractModel):
    """What a colleague logs from Outlook or Gmail is a colleague's note, not a log line of the system."""

    _inherit = "mail.thread"

    def message_post(self, *, message_type="notification", **kwargs):
        """The add-ins' controller names no type, which would make the e-mail one of the lines the history hides."""
        if message_type == "notification" and request and request.httprequest.path == PLUGIN_PATH:
            message_type = "comment"
        return super().message_post(message_type=message_type, **kwargs)
