from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core.merge.request import MAX_SOURCES

#: Entries named in a refusal.
NAMED = 3


class CrmMergeCheck(models.AbstractModel):
    """What cannot be merged, and why, naming the record."""

    _name = "crm.merge.check"
    _description = "Checks before a Merge"

    @api.model
    def _argument_error(self, error):
        messages = {
            "nobody": self.env._("Choose at least one contact to merge into the survivor."),
            "too_many": self.env._(
                "At most %(most)s contacts can be merged at once, not %(value)s.", most=MAX_SOURCES, value=error.value
            ),
            "itself": self.env._("A contact cannot be merged into itself (%s).", error.value),
            "stranger": self.env._("A field can only be taken from a contact that is merged (%s).", error.value),
        }
        plain = self.env._("%(name)s: “%(value)s” cannot be used here.", name=error.reason, value=error.value)
        return UserError(messages.get(error.reason, plain))

    @api.model
    def _reasons(self, survivor, sources):
        """Why these contacts cannot be merged this way; empty if they can.

        What is looked at is seen past the caller's rights; only names of the contacts they chose and numbers of
        journal entries get out.
        """
        survivor, sources = survivor.sudo(), sources.sudo()
        return [
            *self._merged_already(survivor | sources),
            *self._other_company(survivor, sources),
            *self._above_one_another(survivor | sources),
            *self._own_companies(sources),
            *self._users(survivor, sources),
            *self._locked_entries(sources),
        ]

    def _merged_already(self, partners):
        for partner in partners.filtered("merged_into_id"):
            yield self.env._(
                "%(contact)s was merged into %(survivor)s already.",
                contact=self._name_of(partner),
                survivor=self._name_of(partner.merged_into_id),
            )

    def _other_company(self, survivor, sources):
        for source in sources:
            if survivor.company_id and source.company_id != survivor.company_id:
                yield self.env._(
                    "%(contact)s belongs to %(company)s, %(survivor)s to %(other)s: contacts of different companies"
                    " stay apart.",
                    contact=self._name_of(source),
                    company=source.company_id.name or self.env._("all companies"),
                    survivor=self._name_of(survivor),
                    other=survivor.company_id.name,
                )

    def _above_one_another(self, partners):
        for partner in partners:
            above = partner.parent_id
            seen = partner
            while above and above not in seen:
                if above in partners:
                    yield self.env._(
                        "%(contact)s is a contact of %(parent)s: they cannot be merged with each other.",
                        contact=self._name_of(partner),
                        parent=self._name_of(above),
                    )
                seen |= above
                above = above.parent_id

    def _own_companies(self, sources):
        for company in self.env["res.company"].sudo().search([("partner_id", "in", sources.ids)]):
            yield self.env._(
                "%(contact)s is the contact of our own company %(company)s; it can only be the survivor.",
                contact=self._name_of(company.partner_id),
                company=company.name,
            )

    def _users(self, survivor, sources):
        users = self.env["res.users"].sudo().with_context(active_test=False)
        found = users.search([("partner_id", "in", (survivor | sources).ids)])
        for user in found.filtered(lambda one: one.partner_id in sources and not one._is_portal()):
            yield self.env._(
                "%(contact)s is the contact of the user %(login)s; it can only be the survivor.",
                contact=self._name_of(user.partner_id),
                login=user.login,
            )
        moving = found.filtered(lambda one: one.partner_id in sources)
        if moving and len(found.partner_id) > 1 and all(user._is_portal() for user in moving):
            yield self.env._(
                "More than one of the contacts has a user (%s): remove all but one of them.",
                ", ".join(found.mapped("login")),
            )

    def _locked_entries(self, sources):
        """Journal entries that are sealed: the contact is part of what the seal protects."""
        if "account.move" not in self.env or "inalterable_hash" not in self.env["account.move"]._fields:
            return
        for source in sources:
            rows = self.env.execute_query(
                SQL(
                    "SELECT m.name FROM account_move m WHERE m.inalterable_hash IS NOT NULL AND (m.partner_id = %(id)s"
                    " OR EXISTS (SELECT FROM account_move_line l WHERE l.move_id = m.id AND l.partner_id = %(id)s))"
                    " ORDER BY m.id LIMIT %(limit)s",
                    id=source.id,
                    limit=NAMED,
                )
            )
            if rows:
                yield self.env._(
                    "%(contact)s has sealed journal entries (%(entries)s), whose contact must not change; it can only"
                    " be the survivor.",
                    contact=self._name_of(source),
                    entries=", ".join(name or "/" for (name,) in rows),
                )

    @api.model
    def _warnings(self, survivor, sources):
        """What should be read before: ``{key: text}``. A merge is done only with these confirmed."""
        numbers = {}
        for partner in (survivor | sources).sudo():
            compact = "".join(letter for letter in (partner.vat or "").upper() if letter.isalnum())
            if compact not in ("", "NA"):
                numbers.setdefault(compact, partner)
        if len(numbers) < 2:
            return {}
        named = (f"{self._name_of(partner)}: {partner.vat}" for partner in numbers.values())
        text = self.env._("They have different VAT numbers, so they may be different companies: %s", ", ".join(named))
        return {"vat": text}

    def _name_of(self, partner):
        return f"{partner.name or partner.display_name} ({partner.id})"
