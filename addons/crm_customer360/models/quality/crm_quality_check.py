from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.quality.check import MAX_WEIGHT

KINDS = [
    ("completeness", "Missing"),
    ("validity", "Not valid"),
    ("contradiction", "Contradiction"),
    ("implausible", "Implausible"),
]
#: What a steward sets; the rest follows the declaration.
SETTINGS = {"enabled", "weight"}


class CrmQualityCheck(models.Model):
    """A check of customers' data as the steward has it: on or off, and how much it weighs.

    What it does is declared in Python (``core/quality/catalogue.py``, ``res.partner._quality_checks``); there is one
    record for each declaration.
    """

    _name = "crm.quality.check"
    _description = "Check of Customer Data"
    _order = "sequence, id"

    code = fields.Char("Technical Name", required=True, readonly=True)
    name = fields.Char("Data Check", compute="_compute_name", search="_search_name")
    kind = fields.Selection(KINDS, required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    field_name = fields.Char("Technical Field", required=True, readonly=True)
    field_label = fields.Char("Field to Mend", compute="_compute_name")
    enabled = fields.Boolean(
        "On",
        compute="_compute_enabled",
        inverse="_inverse_settings",
        help="Off: it is not asked and counts for nothing in this company.",
    )
    weight = fields.Integer(
        compute="_compute_weight",
        inverse="_inverse_settings",
        aggregator=None,
        help="How much it counts in the score of this company, 1 to 100.",
    )
    open_count = fields.Integer("Open Findings", compute="_compute_counts")
    accepted_count = fields.Integer("Accepted Findings", compute="_compute_counts")

    _code_unique = models.Constraint("UNIQUE (code)", "A check is listed once.")

    @api.depends_context("lang")
    @api.depends("code", "field_name")
    def _compute_name(self):
        partner = self.env["res.partner"]
        declared = {check.code: check for check in partner._quality_checks()}
        labels = partner.fields_get(self.mapped("field_name"), ["string"])
        for check in self:
            found = declared.get(check.code)
            check.name = partner._quality_text(found.label) if found else check.code
            check.field_label = labels.get(check.field_name, {}).get("string", check.field_name)

    def _search_name(self, operator, value):
        if operator not in ("ilike", "=", "in"):
            return NotImplemented
        wanted = [str(part).lower() for part in (value if operator == "in" else [value])]
        found = [
            check.id
            for check in self.search([])
            if any(part in check.name.lower() if operator == "ilike" else part == check.name.lower() for part in wanted)
        ]
        return [("id", "in", found)]

    @api.depends("name")
    def _compute_display_name(self):
        for check in self:
            check.display_name = check.name

    # Two methods: while one of the fields is written, those computed with it are not.
    @api.depends_context("company")
    @api.depends("code")
    def _compute_enabled(self):
        settings = self.env["crm.quality.setting"]._settings(self.env.company)
        for check in self:
            check.enabled = settings.get(check.code, (False, 1))[0]

    @api.depends_context("company")
    @api.depends("code")
    def _compute_weight(self):
        settings = self.env["crm.quality.setting"]._settings(self.env.company)
        for check in self:
            check.weight = settings.get(check.code, (False, 1))[1]

    def _inverse_settings(self):
        for check in self:
            if not 0 < check.weight <= MAX_WEIGHT:
                raise UserError(
                    self.env._(
                        "Weight of “%(check)s”: %(weight)s is not between 1 and %(most)s.",
                        check=check.name,
                        weight=check.weight,
                        most=MAX_WEIGHT,
                    )
                )
        self.env["crm.quality.setting"]._set(self)

    def _compute_counts(self):
        counts = {
            (check.id, state): count
            for check, state, count in self.env["crm.quality.finding"]._read_group(
                [("check_id", "in", self.ids), ("state", "in", ("open", "accepted"))],
                ["check_id", "state"],
                ["__count"],
            )
        }
        for check in self:
            check.open_count = counts.get((check.id, "open"), 0)
            check.accepted_count = counts.get((check.id, "accepted"), 0)

    def write(self, vals):
        if not self.env.su and set(vals) - SETTINGS:
            raise AccessError(
                self.env._("A check is declared in its addon. Here it is switched on or off and weighed.")
            )
        return super().write(vals)

    def action_check_all(self):
        """Begin a pass over all customers, in the background."""
        self.check_access("write")
        # Whoever may change the checks may have everybody checked; they get a notice and nothing else.
        self.env["crm.quality.run"].sudo()._start()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._(
                    "All customers are being checked. How far it is stands under “Passes of the checks”."
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_open(self):
        """Window action: the open findings of these checks."""
        return self._open("open")

    def action_open_accepted(self):
        """Window action: the accepted ones."""
        return self._open("accepted")

    def _open(self, state):
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_quality_finding_action")
        title = self.name if len(self) == 1 else action["name"]
        domain = [("check_id", "in", self.ids), ("state", "=", state)]
        return {**action, "name": title, "display_name": title, "domain": domain, "context": {}, "path": False}

    @api.model
    def _sync(self):
        """One record for each declared check; the ones of an addon that went go, with what they found."""
        declared = self.env["res.partner"]._quality_checks()
        known = self.search([("code", "!=", False)]).grouped("code")
        for sequence, check in enumerate(declared, 1):
            values = {"sequence": sequence, "kind": check.kind, "field_name": check.mend}
            if check.code in known:
                record = known.pop(check.code)
                if any(record[name] != value for name, value in values.items()):
                    record.write(values)
            else:
                self.create({"code": check.code, **values})
        self.browse().concat(*known.values()).unlink()

    @api.model
    def _ids_by_code(self):
        """Id of each declared check by its code; records that are missing are made."""
        codes = {check.code for check in self.env["res.partner"]._quality_checks()}
        ids = {check.code: check.id for check in self.search_fetch([], ["code"])}
        if codes != set(ids):
            self._sync()
            ids = {check.code: check.id for check in self.search_fetch([], ["code"])}
        return ids
