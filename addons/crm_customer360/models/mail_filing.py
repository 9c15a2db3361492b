import ast
import logging
from dataclasses import replace

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import html2plaintext, plaintext2html
from odoo.tools.mail import email_normalize_all, email_split_and_format, formataddr

from ..core import forwarded, letters
from .mail_filing_letter import Letter

_logger = logging.getLogger(__name__)

UNFILED = "crm.mail.unfiled"
#: What may be wrong with a message nobody has seen before. Errors of the database are not: Odoo tries again.
FAULTS = (UserError, ValueError, TypeError, LookupError, AttributeError)


class CrmMailFiling(models.AbstractModel):
    """Files e-mails that come to a company's filing address: with the customer, silently, by their own date."""

    _name = "crm.mail.filing"
    _inherit = ["crm.mail.parties"]
    _description = "Filing of E-mails"

    # ------------------------------------------------------------------
    # What comes to the address
    # ------------------------------------------------------------------

    @api.model
    def _addressed(self, message, values):
        """Filing addresses (``mail.alias``) a message came to, blind copies by what mail servers noted."""
        # Addresses are no secret, and whoever runs the gateway has to know them all.
        aliases = self.env["mail.alias"].sudo().search([("alias_model_id.model", "=", UNFILED)])
        if not aliases:
            return aliases
        addresses = set(email_normalize_all(f"{values['recipients']},{values['to']},{values['cc']}"))
        addresses |= letters.envelope_addresses(message)
        local_parts = {address.partition("@")[0] for address in addresses}
        return aliases.filtered(
            lambda alias: (
                alias.alias_full_name in addresses or (alias.alias_incoming_local and alias.alias_name in local_parts)
            )
        )

    @api.model
    def _goes_elsewhere(self, values):
        """Whether a message is addressed to a record of Odoo too: it belongs there, and the history has it."""
        addresses = email_normalize_all(f"{values['recipients']},{values['to']},{values['cc']}")
        # Whether an address is one of ours; nothing of it leaves this method.
        others = (
            self.env["mail.alias"]
            .sudo()
            .search_count([("alias_full_name", "in", addresses), ("alias_model_id.model", "!=", UNFILED)], limit=1)
        )
        names = {address.partition("@")[2] for address in addresses}
        catchalls = self.env["mail.alias.domain"].sudo().search([("name", "in", names)]).mapped("catchall_email")
        return bool(others) or bool(values.get("parent_id") and {*addresses} & {*catchalls})

    @api.model
    def _company(self, alias, custom_values, values):
        """The company whose address it is; of a mailbox without an address the sender's."""
        defaults = custom_values or (ast.literal_eval(alias.alias_defaults) if alias else {})
        company = self.env["res.company"].browse(defaults.get("company_id") or 0).exists()
        user = self.env["mail.thread"]._mail_find_user_for_gateway(values["email_from"])
        # The company of a colleague is no secret to the gateway.
        return company or user.sudo().company_id or self.env.company

    @api.model
    def _receive(self, message, values, company):
        """File a message, or what is forwarded in it; what cannot be filed goes to the list of e-mails to be filed."""
        user = self._colleague(values["email_from"], company)
        if letters.doubtful(message):
            self._keep(Letter(message, values, company, user.browse()).named(), "unverified")
            return
        for letter in self._letters(message, values, company, user):
            self._file_or_keep(letter.named())

    def _letters(self, message, values, company, user):
        """The letters in a message: itself, or those a colleague forwards in it."""
        own = Letter(message, values, company, user)
        if not user or self._outside(own.recipients):
            return [own]
        attached = letters.attached_messages(message)
        if attached:
            part = message.get_body(("plain", "html"))
            words = forwarded.own_words(_text(part)) if part else ""
            found = [Letter(inner, self._parsed(inner), company, user, attached=True) for inner in attached]
            return [replace(found[0], words=words), *found[1:]]
        return [self._recovered(own) or own]

    def _parsed(self, message):
        values = self.env["mail.thread"].message_parse(message)
        values.setdefault("subject", "")
        return values

    def _recovered(self, letter):
        """The original of an inline forward as a letter of its own, or None."""
        part = letter.message.get_body(("plain",))
        found = forwarded.recover(_text(part) if part else _text_of_html(letter.values["body"]))
        if found is None:
            return None
        date = self._in_utc(found.date, letter.user)
        values = {
            **letter.values,
            "email_from": formataddr((found.name, found.sender)) if found.sender else found.name,
            "to": ",".join(found.to),
            "cc": ",".join(found.cc),
            "to_filtered": ",".join(found.to),
            "cc_filtered": ",".join(found.cc),
            "date": fields.Datetime.to_string(date) if date else letter.values.get("date"),
            "subject": found.subject or forwarded.plain_subject(letter.values.get("subject") or ""),
            "body": plaintext2html(found.body),
            # Two colleagues who forward the same letter file it once.
            "message_id": letters.content_id(found.sender, str(found.date), found.subject, found.body),
            "filed_id": True,
        }
        return Letter(letter.message, values, letter.company, letter.user, words=found.words)

    def _in_utc(self, date, user):
        """A moment as a mail program showed it to the colleague, in UTC without saying so."""
        if date is None:
            return None
        if date.tzinfo is None:
            date = pytz.timezone(user.tz or "UTC").localize(date)
        return date.astimezone(pytz.utc).replace(tzinfo=None)

    # ------------------------------------------------------------------
    # Where it goes
    # ------------------------------------------------------------------

    @api.model
    def _file_or_keep(self, letter):
        """File a letter, or put it on the list; a fault in it does the latter, for the gateway would drop it."""
        try:
            with self.env.cr.savepoint():
                reason = self._file(letter)
        except FAULTS:
            _logger.info("An e-mail could not be filed and is on the list of those to be filed", exc_info=True)
            reason = "error"
        if reason:
            self._keep(letter, reason)

    @api.model
    def _file(self, letter, chosen=None):
        """File a letter with its customers, or with the one a person chose.

        :return: empty once it is filed (or was before), else why not: a value of ``crm.mail.unfiled.reason``
        """
        if self._known(letter):
            return ""
        colleague = self._colleague(letter.values["email_from"], letter.company) if letter.user else letter.user
        others, doubtful = self._customers(letter, self._outside(letter.recipients))
        if colleague:
            author, customers = colleague.partner_id, chosen or others
        else:
            author, doubtful = self._customers(letter, [letter.sender] if letter.sender else [])
            author = author or chosen or author
            customers = author | others if author else author
        matter, parent = self._matter(letter, customers)
        if not customers and matter and letter.user:
            customers = self._concerned(matter)
            author = author or customers
        if not customers:
            return "several" if doubtful else "unknown"
        self._store(letter, matter or customers[:1], parent, author[:1], customers)
        return ""

    def _known(self, letter):
        """Whether the same e-mail is in the history, however it came there."""
        # The system user's view: a copy the reader may not see is a copy too; nothing of it is shown.
        return self.env["mail.message"].sudo().search_count([("message_id", "=", letter.values["message_id"])], limit=1)

    def _concerned(self, matter):
        """The customer of a matter, if it has one outside the house."""
        partners = matter.sudo()._mail_get_partners()[matter.id] if matter._name != "res.partner" else matter
        return partners.filtered("partner_share")[:1]

    def _store(self, letter, record, parent, author, customers):
        """Write a letter into the record's conversation. Nobody is notified: everybody has the e-mail already."""
        # As the system user, who may write whatever the colleague was found allowed to; theirs is the row.
        record = record.with_user(letter.user or self.env.user).sudo()
        comment = self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_comment")
        sent = not author.partner_share
        values = {
            "model": record._name,
            "res_id": record.id,
            "message_type": "email_outgoing" if sent else "email",
            "subtype_id": comment,
            "message_id": letter.values["message_id"],
            "parent_id": parent.id,
            "date": letter.date,
            "subject": letter.values.get("subject") or False,
            "body": letter.values.get("body") or "",
            "author_id": author.id,
            "email_from": letter.values["email_from"],
            "partner_ids": (customers - author).ids,
            "incoming_email_to": letter.values.get("to_filtered"),
            "incoming_email_cc": letter.values.get("cc_filtered"),
            "record_company_id": letter.company.id,
            "record_alias_domain_id": letter.company.alias_domain_id.id,
            "email_add_signature": False,
        }
        values.update(record._process_attachments_for_post(letter.values.get("attachments"), [], values))
        record._message_create([values])
        if letter.words:
            self._store_words(letter, record)

    def _store_words(self, letter, record):
        """What the colleague wrote above a forward: their note, for colleagues only."""
        record._message_create(
            [
                {
                    "model": record._name,
                    "res_id": record.id,
                    "message_type": "comment",
                    "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
                    "is_internal": True,
                    "body": plaintext2html(letter.words),
                    "author_id": letter.user.partner_id.id,
                    "email_from": letter.user.partner_id.email_formatted,
                    "record_company_id": letter.company.id,
                    "email_add_signature": False,
                }
            ]
        )

    @api.model
    def _keep(self, letter, reason):
        """Put a letter on the list of e-mails to be filed, its source with it; once for each company."""
        values = letter.values
        # Whoever sent it need not be allowed to add to the list by hand.
        unfiled = self.env[UNFILED].sudo()
        if unfiled.search_count(
            [("message_id", "=", values["message_id"]), ("company_id", "=", letter.company.id)], limit=1
        ):
            return
        row = unfiled.create(
            {
                "name": values.get("subject") or self.env._("(no subject)"),
                "email_from": ", ".join(email_split_and_format(values["email_from"])) or values["email_from"],
                "email_to": ", ".join(letter.recipients),
                "date": letter.date,
                "body": values.get("body"),
                "user_id": letter.user.id,
                "company_id": letter.company.id,
                "message_id": values["message_id"],
                "attached": letter.attached,
                "words": letter.words or False,
                "reason": reason,
            }
        )
        row._keep_source(letters.as_bytes(letter.message))

    @api.model
    def _reread(self, message, company, user, attached):
        """The letter of a source that was kept: of a forward, the one forwarded."""
        values = self._parsed(message)
        letter = Letter(message, values, company, user, attached=attached)
        if user and not attached and not self._outside(letter.recipients):
            letter = self._recovered(letter) or letter
        return letter.named()


def _text(part):
    content = part.get_content()
    return content if part.get_content_type() == "text/plain" else _text_of_html(content)


def _text_of_html(html):
    return html2plaintext(html, include_references=False)
