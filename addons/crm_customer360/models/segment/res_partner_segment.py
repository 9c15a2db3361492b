from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Date, Datetime, Domain
from odoo.tools import SQL

AGENTS = "crm_customer360.group_agent"


class ResPartner(models.Model):
    _inherit = "res.partner"

    segment_ids = fields.Many2many(
        "crm.segment",
        string="Segments",
        compute="_compute_segment_ids",
        search="_search_segment_ids",
        groups=AGENTS,
        help="Segments the customer is in now.",
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_segment_ids(self):
        found = defaultdict(list)
        for segment, partner in self._open_memberships():
            found[partner].append(segment)
        for partner in self:
            partner.segment_ids = found.get(partner._origin.id, [])

    def _open_memberships(self):
        """``[(segment id, partner id)]`` of segments the reader may read."""
        segments = self.env["crm.segment"]._search([])
        return self.env.execute_query(
            SQL(
                "SELECT m.segment_id, m.partner_id FROM crm_segment_member m"
                " WHERE m.left_at IS NULL AND m.partner_id = ANY(%s) AND m.segment_id IN %s"
                " ORDER BY m.entered_at, m.id",
                self._origin.ids,
                segments.subselect(),
            )
        )

    def _search_segment_ids(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        found, outside = self._segments_asked(operator, value)
        members = SQL(
            "SELECT m.partner_id FROM crm_segment_member m WHERE m.left_at IS NULL AND m.segment_id IN %s",
            found.subselect(),
        )
        domain = Domain("id", "in", members)
        if outside:
            anywhere = SQL(
                "SELECT m.partner_id FROM crm_segment_member m WHERE m.left_at IS NULL AND m.segment_id IN %s",
                self.env["crm.segment"]._search([]).subselect(),
            )
            domain |= Domain("id", "not in", anywhere)
        return domain

    def _segments_asked(self, operator, value):
        """Query of the segments meant, of those the reader may read; and whether "in none" is meant too."""
        segments = self.env["crm.segment"].with_context(active_test=False)
        if operator == "any":
            return segments._search(Domain(value) if not isinstance(value, SQL) else Domain("id", "in", value)), False
        ids = list(value) if not isinstance(value, (SQL, int)) else value
        if isinstance(ids, list):
            return segments._search([("id", "in", [id_ for id_ in ids if id_])]), any(id_ is False for id_ in ids)
        return segments._search([("id", "in", ids)]), False

    def _customer360_panels(self):
        return [*super()._customer360_panels(), *self._segment_panel()]

    def _segment_panel(self):
        """The segments the customer is in: since when and why."""
        if not self.env.user.has_group(AGENTS):
            return []
        domain = [("partner_id", "in", (self | self._customer360_customer()).ids), ("left_at", "=", False)]
        members = self.env["crm.segment.member"].search(domain, order="entered_at, id")
        members = members.filtered(lambda member: member.segment_id.active)
        if not members:
            return []
        panels = self.env["crm.customer360.panels"]
        items = [{**panels._item("", "", "text"), **member._panel_item()} for member in members]
        return [panels._panel("segments", self.env._("Segments"), 30, items)]


class CrmSegmentMember(models.Model):
    _inherit = "crm.segment.member"

    def _panel_item(self):
        """The membership as an item of the 360 page: since when, and below the name why."""
        since = Date.to_string(Datetime.context_timestamp(self, self.entered_at).date())
        return {
            "label": self.segment_id.name,
            "value": since,
            "kind": "date",
            "note": self.entry_reason_id.display_name or "",
            "res_model": "crm.segment",
            "res_id": self.segment_id.id,
        }
