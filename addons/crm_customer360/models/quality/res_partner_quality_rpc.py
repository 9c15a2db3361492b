from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Datetime

from ...core.arguments import is_ids, shown

#: Contacts checked in one call.
MAX_PARTNERS = 1_000


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def quality(self, partner_id):
        """How good the data of a contact are, and what is wrong with them.

        :param partner_id: id of the contact (int)
        :return: dictionary with ``score``, ``completeness`` and ``validity`` (0 to 100 each, by the weights of the
            company the caller works in; False before the first check), ``level`` (``good``, ``fair``, ``poor``, False),
            and ``findings``, the heaviest first: ``[{"id", "check" (code), "label", "kind" (completeness, validity,
            contradiction, implausible), "field", "field_label", "value", "text", "weight" (0: off in this company),
            "state" (open, accepted), "since" (moment in UTC), "note" (why it was accepted, or "")}]``
        :raises AccessError: the caller is no employee, or may not read the contact
        :raises UserError: an argument of the wrong kind, or a contact that does not exist
        """
        partner = self._quality_chosen("partner_id", [partner_id])
        checked = bool(partner.quality_level)
        figures = {
            name: partner[f"quality_{name}"] if checked else False for name in ("score", "completeness", "validity")
        }
        return {**figures, "level": partner.quality_level, "findings": partner._quality_findings()}

    @api.model
    def check_quality(self, partner_ids):
        """Check contacts now instead of a little later.

        :param partner_ids: ids of contacts (list of int, at most 1,000)
        :return: ``[{"partner_id", "score"}]`` in their order; False for who is not checked (colleagues, archived ones)
        :raises AccessError: the caller is no employee, or may not read one of the contacts
        :raises UserError: an argument of the wrong kind, or a contact that does not exist
        """
        partners = self._quality_chosen("partner_ids", partner_ids)
        # The checks write what they find about contacts the caller may read, and show nothing.
        self.env["crm.quality.engine"].sudo()._check_all(partners.ids)
        return [
            {"partner_id": partner.id, "score": partner.quality_score if partner.quality_level else False}
            for partner in partners
        ]

    def action_check_quality(self):
        """Check these contacts now."""
        self.check_quality(self.ids)

    def action_open_quality(self):
        """Window action: the findings about these contacts that are not mended."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_quality_finding_action")
        title = self.env._("Data quality")
        if len(self) == 1:
            title = self.env._("Data quality: %s", self.display_name)
        domain = [("partner_id", "in", self.ids), ("state", "!=", "mended")]
        return {**action, "name": title, "display_name": title, "domain": domain, "context": {}, "path": False}

    def _quality_chosen(self, name, ids):
        if not self.env.user._is_internal():
            raise AccessError(self.env._("The quality of customers' data is for employees."))
        if isinstance(ids, list | tuple) and len(ids) > MAX_PARTNERS:
            raise UserError(self.env._("%(name)s: at most %(most)s at once.", name=name, most=MAX_PARTNERS))
        if not is_ids(ids, MAX_PARTNERS):
            raise UserError(self.env._("%(name)s: “%(value)s” cannot be used here.", name=name, value=shown(ids)))
        partners = self.browse(dict.fromkeys(ids))
        missing = partners - partners.exists()
        if missing:
            raise UserError(self.env._("There is no contact with the id %s.", missing[0].id))
        partners.check_access("read")
        return partners

    def _quality_findings(self):
        """Findings of one contact that are not mended, the heaviest first, as plain values."""
        self.ensure_one()
        found = self.env["crm.quality.finding"].search([("partner_id", "=", self.id), ("state", "!=", "mended")])
        weights = self.env["crm.quality.setting"]._weights(self.env.company)
        found = found.sorted(lambda finding: (-weights.get(finding.check_id.code, 0), finding.check_id.sequence))
        return [
            {
                "id": finding.id,
                "check": finding.check_id.code,
                "label": finding.check_id.name,
                "kind": finding.check_id.kind,
                "field": finding.check_id.field_name,
                "field_label": finding.check_id.field_label,
                "value": finding.value or "",
                "text": finding.text or "",
                "weight": weights.get(finding.check_id.code, 0),
                "state": finding.state,
                "since": Datetime.to_string(finding.since),
                "note": finding.note or "",
            }
            for finding in found
        ]
