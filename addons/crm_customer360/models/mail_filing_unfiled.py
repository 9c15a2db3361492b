from dataclasses import replace
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.mail import email_normalize, parse_contact_from_email

from ..core.letters import parsed

#: Days for which a discarded e-mail can still be had back.
KEPT_DAYS = 30


class CrmMailUnfiled(models.Model):
    """An e-mail that came to a filing address and whose customer nobody knows yet."""

    _name = "crm.mail.unfiled"
    _description = "E-mail to Be Filed"
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char("Subject", readonly=True, required=True)
    email_from = fields.Char("From", readonly=True)
    email_to = fields.Char("Sent To", readonly=True)
    date = fields.Datetime(readonly=True, required=True)
    body = fields.Html("Text", readonly=True, sanitize_style=True)
    user_id = fields.Many2one(
        "res.users", "Brought by", readonly=True, index=True, help="Nobody: the e-mail came from outside."
    )
    company_id = fields.Many2one("res.company", readonly=True, required=True, index=True)
    message_id = fields.Char("Message-Id", readonly=True, required=True)
    attached = fields.Boolean(readonly=True, help="It was attached to the e-mail that brought it.")
    words = fields.Text("Note", readonly=True, help="What the colleague wrote above it.")
    source_id = fields.Many2one("ir.attachment", "Whole E-mail", readonly=True, index="btree_not_null")
    reason = fields.Selection(
        [
            ("unknown", "No customer has this address"),
            ("several", "Several customers have this address"),
            ("unverified", "The sender may be forged"),
            ("error", "The e-mail could not be read"),
        ],
        "Why",
        readonly=True,
        required=True,
    )
    state = fields.Selection(
        [("open", "To file"), ("filed", "Filed"), ("discarded", "Discarded")],
        readonly=True,
        required=True,
        default="open",
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        check_company=True,
        domain="[('partner_share', '=', True), ('company_id', 'in', [False, company_id])]",
    )

    _message_unique = models.UniqueIndex("(message_id, company_id)")

    def write(self, vals):
        """People choose the customer; all else is what came in, and what the actions make of it.

        :raises AccessError: if anything else is written over RPC
        """
        if not self.env.su and vals.keys() - {"partner_id"}:
            raise AccessError(self.env._("Only the customer of an e-mail to be filed can be changed."))
        return super().write(vals)

    # ------------------------------------------------------------------
    # Gateway
    # ------------------------------------------------------------------

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Told to the gateway so that it accepts this model; the messages go to ``crm.mail.filing``."""
        raise UserError(self.env._("E-mails are filed by their customers; this list is filled by the filing address."))

    @api.model
    def _detect_loop_sender_domain(self, email_from_normalized):
        """Only what comes from outside is counted: a colleague may file hundreds of e-mails at once."""
        return [("user_id", "=", False), ("email_from", "ilike", email_from_normalized)]

    def _keep_source(self, source):
        self.source_id = self.env["ir.attachment"].create(
            {
                "name": "e-mail.eml",
                "raw": source,
                "mimetype": "message/rfc822",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    # ------------------------------------------------------------------
    # Actions
    # ------------------------------------------------------------------

    def action_file(self):
        """File the e-mails with the chosen customers, as if they had been found.

        :raises UserError: if one has no customer or is not to be filed any more
        """
        for row in self:
            row._check_open()
            if not row.partner_id:
                raise UserError(self.env._("Choose the customer of “%s” first.", row.name))
            row.partner_id.check_access("read")
            filing = self.env["crm.mail.filing"]
            # The source is the row's own; whoever may change the row may read it.
            letter = filing._reread(parsed(row.sudo().source_id.raw), row.company_id, row._bringer(), row.attached)
            filing._file(replace(letter, words=letter.words or row.words or ""), chosen=row.partner_id)
            row._done("filed")
        return True

    def action_create_contact(self):
        """Make a contact of the sender (of what a colleague wrote: of the first recipient outside), and file.

        :raises UserError: if there is no address to make it of
        """
        for row in self:
            row._check_open()
            name, email = row._stranger()
            if not email:
                raise UserError(self.env._("“%s” names no address outside; choose the customer instead.", row.name))
            row.partner_id = self.env["res.partner"].create({"name": name or email, "email": email})
        return self.action_file()

    def action_discard(self):
        """Put the e-mails aside; they are deleted some weeks later."""
        for row in self:
            row._check_open()
        # The state is written by these actions only, checked above.
        self.sudo().state = "discarded"
        return True

    def action_restore(self):
        """Take discarded e-mails back."""
        self.check_access("write")
        # The state is written by these actions only.
        self.filtered(lambda row: row.state == "discarded").sudo().state = "open"
        return True

    @api.model
    def count_open(self):
        """How many e-mails the user has to file."""
        return self.search_count([("state", "=", "open")])

    def _check_open(self):
        self.check_access("write")
        if self.state != "open":
            raise UserError(self.env._("“%s” is not to be filed any more.", self.name))

    def _bringer(self):
        """The colleague; of outside mail nobody."""
        # The name of a colleague.
        return self.sudo().user_id

    def _stranger(self):
        """Name and address the customer should have."""
        parties = self.env["crm.mail.parties"]
        sender = email_normalize(self.email_from)
        addresses = parties._outside([sender] if sender else []) or parties._outside(
            [email for email in (self.email_to or "").split(", ") if email]
        )
        if not addresses:
            return "", ""
        name, _email = parse_contact_from_email(self.email_from)
        return (name if addresses[0] == sender else ""), addresses[0]

    def _done(self, state):
        """What is filed stands with the customer: its copy here goes."""
        # The letter itself belongs to the row; who gets here was allowed to file it.
        row = self.sudo()
        row.source_id.unlink()
        row.write({"state": state, "body": False, "words": False})

    @api.autovacuum
    def _gc_done(self):
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        # Done or discarded long ago, whoever's it was.
        rows = self.sudo().search([("state", "!=", "open"), ("write_date", "<", limit)], limit=1000)
        rows.source_id.unlink()
        rows.unlink()
