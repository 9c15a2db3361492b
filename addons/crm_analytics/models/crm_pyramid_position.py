from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL, format_amount, format_date

from ..core.pyramid import NOWHERE

LAYERS = [
    ("top", "Top"),
    ("big", "Big"),
    ("medium", "Medium-Sized"),
    ("small", "Small"),
    ("inactive", "Inactive"),
    ("prospect", "Prospects"),
    ("suspect", "Suspects"),
]
#: Where somebody stood in a snapshot before the one that is looked at; DISTINCT because of customers merged since.
STOOD = """
    SELECT s.customer_id FROM (
        SELECT DISTINCT ON (customer_id) customer_id, layer FROM crm_pyramid_position
         WHERE snapshot_id = %s AND customer_id IS NOT NULL ORDER BY customer_id, rank NULLS LAST, id) s
"""


class CrmPyramidPosition(models.Model):
    """Where one customer stood in the pyramid of a month."""

    _name = "crm.pyramid.position"
    _description = "Place in the Pyramid"
    _order = "month desc, rank, id"
    _log_access = False
    _rec_name = "customer_id"

    snapshot_id = fields.Many2one("crm.pyramid.snapshot", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True)
    customer_id = fields.Many2one("res.partner", readonly=True, ondelete="set null")
    user_id = fields.Many2one(related="customer_id.user_id", string="Owner")
    layer = fields.Selection(LAYERS, required=True, readonly=True)
    rank = fields.Integer(readonly=True, aggregator=False, help="Among the active customers; 1 brings most.")
    amount = fields.Monetary(
        "Twelve Months", readonly=True, help="Net revenue or profit, as the pyramid is set, of the last twelve months."
    )
    amount_before = fields.Monetary("Twelve Months Before", readonly=True)
    change = fields.Monetary(compute="_compute_change")
    first_month = fields.Date("First Bought", readonly=True)
    last_month = fields.Date("Last Bought", readonly=True)
    need = fields.Monetary(
        "Yearly Need", readonly=True, help="What they buy of our kind of goods in a year, of anybody."
    )
    need_share = fields.Float(
        "Share of Need (%)", compute="_compute_need_share", digits=(5, 1), help="Of what they need, what they buy here."
    )
    border = fields.Monetary(
        "Next Layer From", readonly=True, aggregator=False, help="What the last customer of the layer above brings."
    )
    climbs = fields.Boolean("Can Climb", readonly=True)
    potential = fields.Monetary(readonly=True, help="What more a year may bring if they climb.")
    why = fields.Char("Why and What Next", compute="_compute_why")
    currency_id = fields.Many2one(related="company_id.currency_id")
    latest = fields.Boolean("Last Month", compute="_compute_latest", search="_search_latest")
    moved_from = fields.Char(compute="_compute_moves", search="_search_moved_from", export_string_translation=False)
    moved_to = fields.Char(compute="_compute_moves", search="_search_moved_to", export_string_translation=False)

    _snapshot_idx = models.Index("(snapshot_id, layer, rank)")
    _customer_idx = models.Index("(customer_id, snapshot_id) WHERE customer_id IS NOT NULL")

    def write(self, vals):
        if vals:
            raise UserError(self.env._("A snapshot of the pyramid stays as it was made."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A snapshot of the pyramid stays as it was made."))

    @api.depends("amount", "amount_before")
    def _compute_change(self):
        for place in self:
            place.change = place.amount - place.amount_before

    @api.depends("amount", "need")
    def _compute_need_share(self):
        for place in self:
            place.need_share = 100 * max(place.amount, 0.0) / place.need if place.need > 0 else 0.0

    @api.depends("snapshot_id", "month")
    def _compute_latest(self):
        # Only which month is the last one of a company.
        newest = dict(self.env["crm.pyramid.snapshot"].sudo()._read_group([], ["company_id"], ["month:max"]))
        for place in self:
            place.latest = place.month == newest.get(place.company_id)

    @api.model
    def _search_latest(self, operator, value):
        """Places of the last month that each company has a pyramid of."""
        if operator not in ("=", "in"):
            return NotImplemented
        last = Domain(
            "snapshot_id",
            "in",
            SQL("SELECT DISTINCT ON (company_id) id FROM crm_pyramid_snapshot ORDER BY company_id, month DESC"),
        )
        return last if value is True or True in value else ~last

    def _compute_moves(self):
        """They are asked for, not shown."""
        self.moved_from = self.moved_to = False

    @api.model
    def _search_moved_from(self, operator, value):
        """Who stood in a layer of another snapshot: ``"<id of the snapshot>:<layer, or none>"``."""
        if operator not in ("=", "in"):
            return NotImplemented
        return Domain.OR(self._stood(one) for one in ([value] if isinstance(value, str) else value))

    _search_moved_to = _search_moved_from

    def _stood(self, value):
        number, _colon, layer = str(value).partition(":")
        # Only of a snapshot the asker may read.
        other = number.isdigit() and self.env["crm.pyramid.snapshot"].search([("id", "=", int(number))])
        if not other:
            return Domain.FALSE
        stood = SQL(STOOD, other.id)
        if layer == NOWHERE:
            return Domain("customer_id", "!=", False) & Domain("customer_id", "not in", stood)
        return Domain("customer_id", "in", SQL("%s WHERE s.layer = %s", stood, layer))

    # ------------------------------------------------------------------
    # Climbing, in words
    # ------------------------------------------------------------------

    @api.depends("climbs", "amount", "amount_before", "need", "border")
    @api.depends_context("lang")
    def _compute_why(self):
        told = self._needs_told()
        for place in self:
            place.why = place._why(told.get(place.customer_id.id)) if place.climbs else ""

    def _needs_told(self):
        """``{customer id: day}`` of the last need or plan they told within a year; reveals the day only."""
        customers = self.filtered("climbs").customer_id.ids
        if not customers:
            return {}
        query = SQL(
            "SELECT commercial_partner_id, max(date)::date FROM crm_touchpoint WHERE commercial_partner_id = ANY(%s)"
            " AND nature = 'need' AND date > now() - interval '1 year' AND sensitivity = 'normal' GROUP BY 1",
            customers,
        )
        return dict(self.env.execute_query(query))

    def _why(self, told):
        """One sentence why, one what to do."""
        amounts = {name: format_amount(self.env, self[name], self.currency_id) for name in ("border", "change", "need")}
        reasons = []
        if self.amount_before > 0 and self.change > 0:
            reasons.append(self.env._("Bought %s more than the year before.", amounts["change"]))
        if self.need > self.amount:
            share = round(100 * self.amount / self.need)
            reasons.append(
                self.env._("Buys %(share)s %% of what they need (%(need)s) from us.", share=share, need=amounts["need"])
            )
        reasons.append(self.env._("The next layer begins at %s.", amounts["border"]))
        return " ".join([*reasons, self._next_step(told)])

    def _next_step(self, told):
        if told:
            return self.env._("Next: answer the need they told on %s with an offer.", format_date(self.env, told))
        if self.need > self.amount:
            return self.env._("Next: ask where they buy the rest, and what would bring it to us.")
        return self.env._("Next: visit or call, ask what has grown and what else they need.")

    def action_open_customer360(self):
        """The page of the customer."""
        self.ensure_one()
        return self.customer_id.action_open_customer360()


class CrmPyramidLayer(models.Model):
    """How many customers a layer had, and what they brought: the sums of a snapshot."""

    _name = "crm.pyramid.layer"
    _description = "Layer of the Pyramid"
    _order = "month desc, sequence"
    _log_access = False
    _rec_name = "layer"

    snapshot_id = fields.Many2one("crm.pyramid.snapshot", required=True, readonly=True, ondelete="cascade", index=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    month = fields.Date(required=True, readonly=True)
    layer = fields.Selection(LAYERS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True, aggregator=False)
    customers = fields.Integer(readonly=True)
    amount = fields.Monetary("Twelve Months", readonly=True)
    climbers = fields.Integer("Can Climb", readonly=True)
    potential = fields.Monetary(readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")

    def write(self, vals):
        if vals:
            raise UserError(self.env._("A snapshot of the pyramid stays as it was made."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("A snapshot of the pyramid stays as it was made."))

    def action_open_positions(self):
        """The customers of the layer."""
        self.ensure_one()
        label = dict(self._fields["layer"]._description_selection(self.env))[self.layer]
        domain = [("snapshot_id", "=", self.snapshot_id.id), ("layer", "=", self.layer)]
        return self.env["crm.pyramid.snapshot"]._positions_action(domain, label)
