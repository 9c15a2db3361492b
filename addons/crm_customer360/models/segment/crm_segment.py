from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.segment.rule import MAX_LINES, Rule

#: What makes the rule; whoever changes it becomes its author.
RULE_FIELDS = {"subject", "combine", "domain", "company_id", "line_ids"}


class CrmSegment(models.Model):
    """Customers, or contacts, who have something in common now, and who had it and when.

    The rule is written by managers. The memberships (``crm.segment.member``) follow it at each refresh.
    """

    _name = "crm.segment"
    _inherit = ["crm.segment.refresh", "crm.segment.words", "crm.segment.members", "crm.segment.trend"]
    _description = "Segment"
    _order = "sequence, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    note = fields.Text("What It Is For")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        help="Its customers, and those that belong to no company; its orders, invoices and contacts.",
    )
    user_id = fields.Many2one(
        "res.users", "Owner", default=lambda self: self.env.user, domain=[("share", "=", False)], index="btree_not_null"
    )
    author_id = fields.Many2one(
        "res.users", "Rule By", readonly=True, copy=False, help="Who last changed the rule, with their own rights."
    )
    tag_ids = fields.Many2many("crm.segment.tag", string="Labels")
    subject = fields.Selection(
        [("customers", "Customers"), ("contacts", "Contacts")],
        "About",
        required=True,
        default="customers",
        help="Customers are companies and persons who stand for themselves; contacts are all of them, and the people"
        " at companies too.",
    )
    combine = fields.Selection(
        [("all", "All of the conditions"), ("any", "Any of the conditions"), ("none", "None of the conditions")],
        "Who Meets",
        required=True,
        default="all",
    )
    domain = fields.Char("Filter", default="[]", help="One condition over the fields of the customer.")
    line_ids = fields.One2many("crm.segment.line", "segment_id", "Conditions", copy=True)
    push_ids = fields.One2many("crm.segment.push", "segment_id", "What Happens", copy=True)
    push_error = fields.Boolean("Push with an Error", compute="_compute_push_error")
    words = fields.Char("In Words", compute="_compute_words")
    live_count = fields.Integer("Would Be In", compute="_compute_live", help="How many the rule takes in right now.")
    live_problem = fields.Char(compute="_compute_live")

    @api.constrains("line_ids")
    def _check_lines(self):
        for segment in self:
            if len(segment.line_ids) > MAX_LINES:
                raise ValidationError(self.env._("A segment has at most %s conditions.", MAX_LINES))

    @api.depends("subject", "combine", "domain", "company_id", "line_ids.words")
    @api.depends_context("lang", "uid")
    def _compute_words(self):
        for segment in self:
            company = segment.company_id or self.env.company
            segment.words = segment._rule_words(segment._rule(), company)

    @api.depends("subject", "combine", "domain", "company_id", "line_ids.words")
    @api.depends_context("uid")
    def _compute_live(self):
        for segment in self:
            asked, company = segment._rule(), segment.company_id or self.env.company
            segment.live_count, segment.live_problem = 0, ""
            # How many match is the manager's to know, as who refreshes the segment.
            if not self.env[self._name].has_access("write"):
                continue
            segment.live_problem = self._try_rule(asked)
            if not segment.live_problem:
                segment.live_count = self._count_matches(asked, company, segment._zone())

    @api.depends("push_ids.error")
    def _compute_push_error(self):
        for segment in self:
            segment.push_error = any(segment.push_ids.mapped("error"))

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._rule_changed()
        return segments

    def write(self, vals):
        if "company_id" in vals and any(segment.company_id.id != vals["company_id"] for segment in self):
            used = self.env["crm.segment.member"].search_count([("segment_id", "in", self.ids)], limit=1)
            if used:
                raise UserError(
                    self.env._("A segment that had members stays with its company; duplicate it for another one.")
                )
        result = super().write(vals)
        if not RULE_FIELDS.isdisjoint(vals):
            self._rule_changed()
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for segment, vals in zip(self, vals_list, strict=True):
            vals["name"] = (default or {}).get("name") or self.env._("%s (copy)", segment.name)
        return vals_list

    # ------------------------------------------------------------------
    # The rule
    # ------------------------------------------------------------------

    def _rule(self):
        """The rule in plain values."""
        self.ensure_one()
        asks = tuple(line._ask() for line in self.line_ids.sorted(lambda line: (line.sequence, line._origin.id)))
        return Rule(self.subject or "customers", self.combine or "all", self.domain or "[]", asks)

    def _zone(self):
        """Time zone in which the segment's days begin: its owner's, so that it does not matter who refreshes it."""
        return self.user_id.sudo().tz or ""

    def _rule_changed(self):
        """Whoever changed the rule must be allowed to ask what it asks; the next run of the job refreshes it."""
        for segment in self:
            asked = segment._rule()
            segment._check_rule(asked)
            segment._check_no_circle(asked)
        due = self.filtered(lambda segment: segment.schedule != "manual")
        # Of the machinery; the segments themselves may be written by whoever gets here.
        self.sudo().write({"author_id": self.env.uid})
        due.sudo().write({"last_refresh": False})

    def _check_no_circle(self, asked):
        """A segment may not build upon itself, through others either."""
        waiting, seen = [asked], set()
        while waiting:
            for ask in waiting.pop().asks:
                if ask.kind != "segment" or ask.target in seen:
                    continue
                if ask.target == self.id:
                    raise ValidationError(self.env._("Segment “%s” would build upon itself.", self.name))
                seen.add(ask.target)
                # Only which segments it names in turn; none of it leaves this method.
                named = self.sudo().browse(ask.target).exists()
                if named:
                    waiting.append(named._rule())

    # ------------------------------------------------------------------
    # What happens with members
    # ------------------------------------------------------------------

    def _run_pushes(self):
        """Run what the segment does with who came or went; what fails is noted with the push."""
        for segment in self:
            # Who refreshes a segment need not be allowed to change customers; the manager who set the push up was.
            for push in segment.sudo().push_ids.filtered("active"):
                push._run_noted()

    # ------------------------------------------------------------------
    # Opening
    # ------------------------------------------------------------------

    def action_open_customers(self):
        """The customers who are in the segment now."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.res_partner_action_customers")
        # The path belongs to the whole list of customers.
        action.update(
            name=self.name, display_name=self.name, domain=[("segment_ids", "in", self.ids)], context={}, path=False
        )
        return action

    def action_open_members(self):
        """Who is in the segment, since when and why; and who left."""
        return self._open_members({"search_default_now": 1})

    def action_open_left(self):
        """Who left the segment, when and why."""
        return self._open_members({"search_default_left": 1})

    def _open_members(self, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_segment_member_action")
        action.update(domain=[("segment_id", "=", self.id)], context=context, name=self.name, display_name=self.name)
        return action

    # ------------------------------------------------------------------
    # Ready-made segments
    # ------------------------------------------------------------------

    @api.model
    def _make_ready_made(self):
        """Ready-made segments, archived: each once, if what it asks about is installed."""
        known = set(self._conditions())
        for name, values in self._ready_made().items():
            kinds = {line[2]["kind"] for line in values.get("line_ids", [])}
            xmlid = f"crm_customer360.crm_segment_{name}"
            if kinds <= known and not self.env.ref(xmlid, raise_if_not_found=False):
                archived = {**values, "active": False, "user_id": False}
                made = self._load_records([{"xml_id": xmlid, "noupdate": True, "values": archived}])
                made._name_in_every_language(name)

    def _name_in_every_language(self, name):
        for code, _label in self.env["res.lang"].get_installed():
            segment = self.with_context(lang=code)
            segment.name = segment._ready_made()[name]["name"]

    @api.model
    def _ready_made(self):
        """Values of ready-made segments by the end of their XML ids; other addons add theirs to ``super()``'s."""
        quiet = {"kind": "contact", "comparison": "none", "period": "last", "days": 90}
        last_year = {"kind": "sale.order", "comparison": "some", "period": "last_year"}
        this_year = {"kind": "sale.order", "comparison": "none", "period": "this_year"}
        return {
            "no_contact_90": {"name": self.env._("No contact for 90 days"), "line_ids": [Command.create(quiet)]},
            "not_this_year": {
                "name": self.env._("Ordered last year, not this year"),
                "line_ids": [Command.create(last_year), Command.create(this_year)],
            },
            "new_this_month": {
                "name": self.env._("New this month"),
                "domain": "[('create_date', '>=', 'today =1d')]",
            },
        }
