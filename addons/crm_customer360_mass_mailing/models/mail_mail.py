from odoo import models
from odoo.tools import email_normalize

from .mail_render_mixin import PREFERENCES


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_list(self, mail_server=False, doc_to_followers=None):
        """In a mailing, the link to the preferences becomes the person's own; for whom we do not know as a contact, the
        way to unsubscribe."""
        mails = super()._prepare_outgoing_list(mail_server=mail_server, doc_to_followers=doc_to_followers)
        if not self.res_id or not self.mailing_id:
            return mails
        mailing = self.mailing_id.with_company(self.mailing_id._consent_company())
        place = f"{mailing.get_base_url()}{PREFERENCES}"
        for values in mails:
            if values["email_to"] and place in (values["body"] or ""):
                address = email_normalize(values["email_to"][0], strict=False) or values["email_to"][0]
                [people] = mailing._people({self.res_id: [address]}, "email").values()
                # The mail goes to this person's own address, so the link in it may be theirs.
                person = self.env["res.partner"].sudo().browse(people).with_company(mailing.env.company)
                url = (
                    person._consent_url()
                    if len(person) == 1 and address == person.email_normalized
                    else mailing._get_unsubscribe_url(address, self.res_id)
                )
                values["body"] = values["body"].replace(place, url)
        return mails
