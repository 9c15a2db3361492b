from odoo import api, models
from odoo.http import request
from odoo.tools import email_normalize
from odoo.tools.mail import email_split_and_format

from ..core.letters import make_readable
from .mail_filing import UNFILED

#: Where Odoo's add-ins for Outlook and Gmail post the e-mail a person logs; in the database only if ``mail_plugin`` is.
PLUGIN_PATH = "/mail_plugin/log_mail_content"


class MailThread(models.AbstractModel):
    """The gateway hands what comes to a filing address over to the filing."""

    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        """What Odoo's parser gives up on, the gateway drops: nothing of it would ever be seen."""
        make_readable(message)
        return super().message_parse(message, save_original=save_original)

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """A message to a filing address goes there and nowhere else, unless it is addressed to a record of Odoo too.

        Odoo itself would send an answer to a conversation it knows to that conversation's followers once more.
        """
        filing = self.env["crm.mail.filing"]
        if not message_dict.get("is_bounce"):
            aliases = filing._addressed(message, message_dict)
            if (aliases or model == UNFILED) and not filing._goes_elsewhere(message_dict):
                self._routing_reset_bounce(message, message_dict)
                return [
                    (
                        UNFILED,
                        0,
                        {"company_id": filing._company(alias, custom_values, message_dict).id},
                        self.env.uid,
                        alias,
                    )
                    for alias in aliases or [aliases]
                ]
            _forget(message_dict, set(aliases.mapped("alias_full_name")))
        return super().message_route(message, message_dict, model, thread_id, custom_values)

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        filed = [route for route in routes or () if route[0] == UNFILED]
        for _model, _id, custom_values, _uid, alias in filed:
            filing = self.env["crm.mail.filing"]
            filing._receive(message, message_dict, filing._company(alias, custom_values, message_dict))
            if alias and alias.alias_status != "valid":
                alias.alias_status = "valid"
        rest = [route for route in routes or () if route[0] != UNFILED]
        return super()._message_route_process(message, message_dict, rest) if rest or not filed else False

    def message_post(self, *, message_type="notification", **kwargs):
        """What a colleague logs from Outlook or Gmail is their note, not a line of the system, which the history hides.

        The add-ins' controller names no type, and the type it gets for that is the system's.
        """
        if message_type == "notification" and request and request.httprequest.path == PLUGIN_PATH:
            message_type = "comment"
        return super().message_post(message_type=message_type, **kwargs)


def _forget(message_dict, addresses):
    """Take addresses out of a message's recipients, so that Odoo does not look for a record of theirs."""
    for key in ("recipients", "to", "cc") if addresses else ():
        kept = [one for one in email_split_and_format(message_dict[key]) if email_normalize(one) not in addresses]
        message_dict[key] = ",".join(kept)
