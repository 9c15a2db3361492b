import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from .mail_filing import UNFILED

#: Local part of the address, unless another is chosen.
LOCAL_PART = "crm"


class ResCompany(models.Model):
    _inherit = "res.company"

    mail_filing_alias_id = fields.Many2one(
        "mail.alias",
        "Filing Address",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="E-mails sent, copied or forwarded to this address are filed with their customers.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("mail_filing_alias_id", None)  # an address belongs to one company
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if "alias_domain_id" in vals:
            # Aliases are the system's; whoever may change a company's domain moves its address along.
            for company in self.sudo().filtered("mail_filing_alias_id"):
                company.mail_filing_alias_id.alias_domain_id = company.alias_domain_id
        return result

    def _suggested_filing_name(self):
        """A free local part for the company's filing address: ``crm``, or with the company's name if that is taken."""
        self.ensure_one()
        name = re.sub(r"[^a-z0-9]+", "-", self.env["mail.alias"]._sanitize_alias_name(self.name) or "").strip("-")
        # Aliases are the system's; whoever may open the settings learns that a name is taken.
        aliases = self.env["mail.alias"].sudo()
        domain = [("alias_domain_id", "=", self.alias_domain_id.id)]
        taken = set(aliases.search(domain).mapped("alias_name"))
        choices = (LOCAL_PART, f"{LOCAL_PART}-{name}", f"{LOCAL_PART}-{self.id}")
        return next(choice for choice in choices if choice not in taken)

    def _set_filing_name(self, name):
        """Give the company's filing address this local part; no name: the address is closed.

        :raises UserError: without an e-mail domain, or if the address is taken
        """
        self.ensure_one()
        # The address is the settings' own; called from there only, by who may write them.
        alias = self.sudo().mail_filing_alias_id
        if not name:
            alias.unlink()
        elif alias:
            alias.alias_name = name
        elif not self.alias_domain_id:
            raise UserError(self.env._("Give %s an e-mail domain first: Settings, Emails, Alias Domain.", self.name))
        else:
            self.sudo().mail_filing_alias_id = alias.create(
                {
                    "alias_name": name,
                    "alias_domain_id": self.alias_domain_id.id,
                    "alias_model_id": self.env["ir.model"]._get_id(UNFILED),
                    "alias_defaults": repr({"company_id": self.id}),
                    "alias_parent_model_id": self.env["ir.model"]._get_id("res.company"),
                    "alias_parent_thread_id": self.id,
                    "alias_contact": "everyone",
                }
            )
