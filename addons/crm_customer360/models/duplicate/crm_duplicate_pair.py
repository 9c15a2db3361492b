from odoo import api, fields, models
from odoo.fields import Domain

STATES = [("new", "To decide"), ("apart", "Not a duplicate"), ("merged", "Merged")]
REASONS = [
    ("people", "Two different people"),
    ("family", "Members of one family"),
    ("companies", "Two different companies"),
    ("branch", "Branches of one company"),
    ("other", "Another reason"),
]


class CrmDuplicatePair(models.AbstractModel):
    """What a pair of perhaps equal customers is made of, and who gets to see it."""

    _name = "crm.duplicate.pair"
    _description = "Pair of Customers"

    partner_id = fields.Many2one("res.partner", "Customer", required=True, readonly=True, ondelete="cascade")
    other_id = fields.Many2one("res.partner", "Perhaps the same", required=True, readonly=True, ondelete="cascade")
    bits = fields.Float("Weight of the evidence (bits)", readonly=True, required=True, aggregator=None)
    probability = fields.Float("Probability, %", readonly=True, digits=(5, 1), aggregator="avg")
    level = fields.Selection([("sure", "Almost sure"), ("look", "Worth a look")], "How sure", readonly=True)
    evidence = fields.Json(readonly=True)
    reasons = fields.Char("What agrees", compute="_compute_reasons")
    against = fields.Char("What differs", compute="_compute_reasons")
    state = fields.Selection(STATES, required=True, readonly=True, default="new")
    returned = fields.Boolean(
        "Came back", readonly=True, help="It was set apart; since then the evidence has become much stronger."
    )
    later_until = fields.Date("Put off until", readonly=True)
    found_on = fields.Datetime("Found on", readonly=True)
    group_number = fields.Integer(
        "Group", readonly=True, aggregator=None, help="Pairs that hang together have one number."
    )
    decided_by_id = fields.Many2one("res.users", "Decided by", readonly=True, ondelete="set null")
    decided_on = fields.Datetime("Decided on", readonly=True)
    decided_bits = fields.Float(readonly=True, aggregator=None)
    reason = fields.Selection(REASONS, readonly=True)
    note = fields.Char(readonly=True)

    @api.depends("partner_id", "other_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = f"{pair.partner_id.display_name} – {pair.other_id.display_name}"

    @api.depends_context("lang")
    @api.depends("evidence")
    def _compute_reasons(self):
        words = self.env["crm.duplicate.words"]
        for pair in self:
            evidence = pair.evidence or []
            pair.reasons = ", ".join(words._reasons(evidence))
            pair.against = ", ".join(words._against(evidence))

    @api.model
    def _search(self, domain, *args, **kwargs):
        """Only pairs of which the reader may read both customers, by whatever rules there are."""
        if not self.env.su:
            partners = self.env["res.partner"].with_context(active_test=False)
            readable = Domain("partner_id", "in", partners._search([])) & Domain("other_id", "in", partners._search([]))
            domain = Domain(domain) & readable
        return super()._search(domain, *args, **kwargs)

    def _readable(self):
        """Those of these pairs that the reader may see."""
        pairs = self.exists()
        return pairs.search([("id", "in", pairs.ids)]) if pairs else pairs

    @api.model
    def _open_domain(self):
        """Pairs that wait for a decision today."""
        not_put_off = Domain("later_until", "=", False) | Domain("later_until", "<=", fields.Date.context_today(self))
        in_use = Domain("partner_id.active", "=", True) & Domain("other_id.active", "=", True)
        return Domain("state", "=", "new") & not_put_off & in_use
