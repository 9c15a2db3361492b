from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_customer360.core.segment.score import Score

#: Layer of the last snapshot as a number, 1 the top.
LEVEL = """
    SELECT p.customer_id AS partner_id, array_position(
               ARRAY['top', 'big', 'medium', 'small', 'inactive', 'prospect', 'suspect'], p.layer::text) AS value
      FROM crm_pyramid_position p
     WHERE p.customer_id IS NOT NULL AND p.snapshot_id = (
           SELECT id FROM crm_pyramid_snapshot WHERE company_id = %(company)s ORDER BY month DESC LIMIT 1)
"""


class ResPartner(models.Model):
    _inherit = "res.partner"

    yearly_need = fields.Float(
        company_dependent=True,
        digits="Product Price",
        help="What they buy of our kind of goods in a year from anybody, in the currency of your company, as far as"
        " they told.",
    )

    @api.constrains("yearly_need")
    def _check_yearly_need(self):
        for partner in self:
            if partner.yearly_need < 0:
                raise ValidationError(self.env._("Yearly need: from zero on."))

    def _customer360_panels(self):
        panels = super()._customer360_panels()
        return [*panels, *self._pyramid_panel()]

    def _pyramid_panel(self):
        """Where the customer stands and stood, for whoever may read it."""
        positions = self.env["crm.pyramid.position"]
        if not positions.has_access("read"):
            return []
        domain = [("customer_id", "=", self.commercial_partner_id.id), ("company_id", "=", self.env.company.id)]
        found = positions.search(domain, limit=13)
        if not found or found[0].layer == "suspect":
            return []
        labels = dict(positions._fields["layer"]._description_selection(self.env))
        action = {"res_model": "crm.pyramid.position", "domain": [list(term) for term in domain]}
        now = found[0]
        items = [self._pyramid_item(self.env._("Layer now"), labels[now.layer], action)]
        if now.rank:
            items.append(self._pyramid_item(self.env._("Rank"), now.rank, action, "number"))
        before = found.filtered(lambda place: place.layer != now.layer)[:1]
        if before:
            items.append(self._pyramid_item(self.env._("Before"), labels[before.layer], action))
        if now.need > 0:
            need = now.currency_id._format_whole(now.need)
            share = self.env._("%(share)s %% of %(need)s", share=round(now.need_share), need=need)
            items.append(self._pyramid_item(self.env._("Share of need"), share, action))
        if now.climbs:
            amount = self._pyramid_item(self.env._("Could bring more a year"), now.potential, action, "money")
            items.append({**amount, "currency": now.currency_id.name})
        return [
            {
                "key": "pyramid",
                "label": self.env._("Customer pyramid"),
                "sequence": 16,
                "items": items,
                "note": now.why or self.env._("End of %s", now.snapshot_id.display_name),
            }
        ]

    def _pyramid_item(self, label, value, action, kind="text"):
        return {"label": label, "value": value, "kind": kind, "currency": False, "action": action}


class CrmSegmentConditions(models.AbstractModel):
    _inherit = "crm.segment.conditions"

    @api.model
    def _segment_scores(self):
        label = self.env._("Layer of the pyramid, 1 (top) to 7 (suspect)")
        needed = {"crm.pyramid.position": ("customer_id",)}
        return [*super()._segment_scores(), Score("pyramid_level", label, LEVEL, requires=needed)]
