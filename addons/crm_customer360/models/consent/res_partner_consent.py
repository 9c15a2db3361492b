from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import AccessError

from ...core.consent.standing import BINDING

TONES = {"given": "success", "objected": "danger"}


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _consent_url(self):
        """Address of the person's preference page for the current company; valid for the days the company set."""
        self.ensure_one()
        return f"{self.get_base_url()}/consent/{self.env['crm.consent']._token(self)}"

    @api.model
    def consent_summary(self, partner_id):
        """Where one contact stands, purpose by purpose, in the current company.

        :param partner_id: id of the contact (int)
        :return: dictionary with

            - ``can_record``: the caller may write consents and objections down
            - ``purposes``: ``[{"code", "name", "by_channel", "basis" (in words), "binding", "tone" (success, danger,
              muted), "text", "allowed", "channels": [{"channel", "label", "tone", "text", "allowed"}]}]``;
              ``channels`` only those where something else counts than for the purpose as a whole
            - ``limit``: ``{"count", "days", "over"}`` for marketing, count 0 if there is no limit
        :raises AccessError: the caller is no employee, or may not read the contact
        :raises UserError: an argument of the wrong kind, or a contact that does not exist
        """
        self.env["crm.touchpoint"]._check_reader("partner_id", partner_id)
        partner = self.browse(partner_id).exists()
        if not partner:
            self.env["crm.touchpoint"]._readable_customer(partner_id)
        partner.check_access("read")
        ledger = self.env["crm.consent"]
        marketing = self.env["crm.consent.purpose"].search([("is_marketing", "=", True)], limit=1)
        count, days = marketing._limit() if marketing else (0, 0)
        return {
            "can_record": ledger.has_access("create"),
            "purposes": partner._consent_purposes(),
            "limit": {
                "count": count,
                "days": days,
                "over": bool(count and ledger._over_limit([partner.id], marketing)),
            },
        }

    def _consent_purposes(self):
        self.ensure_one()
        purposes = self.env["crm.consent.purpose"].search([("active", "=", True)])
        # The caller may read the contact; of the ledger only where this contact stands is told.
        ledger = self.env["crm.consent"].sudo()
        bases = dict(purposes._fields["legal_basis"]._description_selection(self.env))
        standings = ledger._person_standings(self, purposes)
        return [
            {
                "code": purpose.code,
                "name": purpose.name,
                "by_channel": purpose.by_channel,
                "basis": bases[purpose.legal_basis],
                "binding": purpose.legal_basis in BINDING,
                **self._consent_words(purpose, *standings[purpose.id, "any"]),
                "channels": self._consent_exceptions(purpose, standings),
            }
            for purpose in purposes
        ]

    def _consent_words(self, purpose, said, allowed):
        if purpose.legal_basis in BINDING:
            text = self.env._("Needed; nobody is asked")
        elif said == "given":
            text = self.env._("Agreed")
        elif said == "objected":
            text = self.env._("Objected")
        elif allowed:
            text = self.env._("Nothing said: allowed until they object")
        else:
            text = self.env._("Nothing said: not allowed without consent")
        tone = "muted" if purpose.legal_basis in BINDING else TONES.get(said, "muted")
        return {"tone": tone, "text": text, "allowed": allowed}

    def _consent_exceptions(self, purpose, standings):
        """Channels where something else counts than for all of them."""
        if not purpose.by_channel or purpose.legal_basis in BINDING:
            return []
        channels = self.env["crm.consent"]._fields["channel"]._description_selection(self.env)
        return [
            {"channel": channel, "label": label, **self._consent_words(purpose, *standings[purpose.id, channel])}
            for channel, label in channels
            if standings[purpose.id, channel] != standings[purpose.id, "any"]
        ]

    @api.model
    def consent_link(self, partner_id):
        """Address of a contact's preference page, to be given to that person and nobody else.

        :param partner_id: id of the contact (int)
        :return: the address (str)
        :raises AccessError: the caller may not write consents down, or may not read the contact
        :raises UserError: an argument of the wrong kind, or a contact that does not exist
        """
        partner = self.env["crm.touchpoint"]._readable_customer(partner_id)
        if not self.env["crm.consent"].has_access("create"):
            raise AccessError(self.env._("Preference links are given out by those who write consents down."))
        return self.browse(partner.id)._consent_url()

    def action_send_consent_link(self):
        """Open a message to the person with the link to their preference page, in their language."""
        self.ensure_one()
        there = self.with_context(lang=self.lang or self.env.lang)
        text = there.env._("On this page you choose what we may write to you about, and how:")
        url = self.consent_link(self.id)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Send the preference link"),
            "res_model": "mail.compose.message",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_composition_mode": "comment",
                "default_model": "res.partner",
                "default_res_ids": self.ids,
                "default_partner_ids": self.ids,
                "default_subject": there.env._("Your choices: what we may write to you about"),
                "default_body": Markup('<p>%s</p><p><a href="%s">%s</a></p>')
                % (text, url, there.env._("Open my preferences")),
            },
        }

    def action_open_consents(self):
        """All that the contact, or a company's contacts, said."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_consent_action")
        return {
            **action,
            "domain": [("partner_id", "child_of", self.id)],
            "context": {"default_partner_id": self.id},
        }

    # ------------------------------------------------------------------
    # 360 page
    # ------------------------------------------------------------------

    def _customer360_panels(self):
        panel = self._consent_panel()
        return [*super()._customer360_panels(), *([panel] if panel["items"] or panel["note"] else [])]

    def _consent_panel(self):
        """What the contact said, purpose by purpose; where nothing was said there is nothing to show."""
        readable = self.env["crm.consent"].has_access("read")
        action = readable and {"res_model": "crm.consent", "domain": [["partner_id", "=", self.id]]}
        return {
            "key": "consent",
            "label": self.env._("Consent and objections"),
            "sequence": 40,
            "items": [
                {
                    "label": purpose["name"] if one["channel"] == "any" else f"{purpose['name']}, {one['label']}",
                    "value": one["text"],
                    "kind": "text",
                    "currency": False,
                    "tone": one["tone"],
                    "action": action,
                }
                for purpose in self._consent_purposes()
                for one in ({**purpose, "channel": "any"}, *purpose["channels"])
                if one["tone"] != "muted"
            ],
            "note": self._consent_limit_note(),
        }

    def _consent_limit_note(self):
        purpose = self.env["crm.consent.purpose"].search([("is_marketing", "=", True)], limit=1)
        count, days = purpose._limit() if purpose else (0, 0)
        if not count:
            return ""
        # How many there were, not which; the panel's reader may read the contact.
        over = self.env["crm.consent"].sudo()._over_limit(self.ids, purpose)
        if not over:
            return ""
        return self.env._(
            "Has had %(count)s marketing contacts or more within %(days)s days: no more for now.",
            count=count,
            days=days,
        )
