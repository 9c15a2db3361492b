from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...core.arguments import is_ids, is_text, shown

MAX_NOTE = 500
MAX_ROWS = 10_000
MENDED_KEPT = timedelta(days=365)
STATES = [("open", "Open"), ("accepted", "Accepted"), ("mended", "Mended")]


class CrmQualityFinding(models.Model):
    """A check that fails, or failed, at a contact.

    It holds no value of the contact: what stands there is read when the finding is shown, as the reader may read it.
    The rows are written by the checks; people mend the value, or accept it with a reason.
    """

    _name = "crm.quality.finding"
    _description = "Finding about Customer Data"
    _order = "since desc, id desc"
    _log_access = False
    _rec_name = "check_id"

    partner_id = fields.Many2one("res.partner", "Contact", required=True, readonly=True, ondelete="cascade")
    check_id = fields.Many2one(
        "crm.quality.check", "Data Check", required=True, readonly=True, ondelete="cascade", index=True
    )
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    since = fields.Datetime(readonly=True)
    reason = fields.Char("Reason Code", readonly=True)
    details = fields.Json(readonly=True)
    note = fields.Char("Accepted Because", readonly=True)
    accepted_by_id = fields.Many2one("res.users", readonly=True, ondelete="set null")
    accepted_on = fields.Datetime(readonly=True)
    # Of what was accepted: a fingerprint of the values, by which a change is noticed.
    digest = fields.Char(readonly=True, groups="base.group_system")

    value = fields.Char(
        compute="_compute_value", inverse="_inverse_value", help="What stands there. Change it here to mend it."
    )
    mendable = fields.Boolean(compute="_compute_value")
    text = fields.Char("What Is Wrong", compute="_compute_value")
    field_label = fields.Char("Field", related="check_id.field_label")
    # Read through the check and the contact, so that a report can be cut by what they are today.
    kind = fields.Selection(related="check_id.kind")
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Customer")
    user_id = fields.Many2one(related="partner_id.commercial_partner_id.user_id", string="Owner")
    is_company = fields.Boolean(related="partner_id.is_company", string="Company")
    country_id = fields.Many2one(related="partner_id.country_id")

    _identity_unique = models.Constraint("UNIQUE (partner_id, check_id)", "A check is listed once for a contact.")

    @api.depends_context("lang", "uid", "allowed_company_ids")
    @api.depends("partner_id", "check_id", "reason", "details")
    def _compute_value(self):
        readable = self.partner_id._filtered_access("read")
        writable = readable._filtered_access("write")
        sentences = self.env["crm.quality.text"]._sentences(self.filtered(lambda row: row.partner_id in readable))
        for finding in self:
            partner, name = finding.partner_id, finding.check_id.field_name
            finding.value = partner in readable and self.env["crm.quality.text"]._value(partner, name)
            finding.text = sentences.get(finding.id, False)
            finding.mendable = partner in writable and self._is_text(name)

    def _is_text(self, name):
        return self.env["res.partner"]._fields[name].type == "char"

    def _inverse_value(self):
        values = [(finding.partner_id, finding.check_id, (finding.value or "").strip()) for finding in self]
        for partner, check, value in values:
            if not self._is_text(check.field_name):
                raise UserError(
                    self.env._("%(field)s is changed on the customer: open it there.", field=check.field_label)
                )
            if value != (partner[check.field_name] or ""):
                partner[check.field_name] = value or False
        self._check_again(self.partner_id)

    def write(self, vals):
        if not self.env.su and set(vals) - {"value"}:
            raise AccessError(self.env._("A finding is written by the checks. Mend the value, or accept it."))
        return super().write(vals)

    # ------------------------------------------------------------------
    # What a steward may do
    # ------------------------------------------------------------------

    @api.model
    def accept(self, finding_ids, note):
        """Accept findings: they count no more until one of the values the check reads changes.

        :param finding_ids: ids of findings (list of int, at most 10,000); those that are mended by now stay mended
        :param note: why, in words (str, at most 500 characters)
        :return: ids of the findings that are accepted now
        :raises AccessError: the caller is no steward, or may not read one of the findings
        :raises UserError: no reason, or ids of the wrong kind; nothing is changed
        """
        findings = self._chosen(finding_ids)
        if not is_text(note, MAX_NOTE) or not note.strip():
            raise UserError(
                self.env._("note: say in words, at most %s characters, why this is right as it is.", MAX_NOTE)
            )
        self._check_again(findings.partner_id)
        # A steward, checked above; only these findings change, and the scores of their contacts.
        accepted = findings.sudo().exists().filtered(lambda finding: finding.state != "mended")
        accepted._keep_accepted(" ".join(note.split()), self.env.user)
        return accepted.ids

    @api.model
    def reopen(self, finding_ids):
        """Have findings count again that were accepted.

        :param finding_ids: ids of findings (list of int, at most 10,000)
        :return: True
        :raises AccessError: the caller is no steward, or may not read one of the findings
        :raises UserError: ids of the wrong kind
        """
        findings = self._chosen(finding_ids)
        # A steward, checked above.
        findings.sudo().filtered(lambda finding: finding.state == "accepted").write({"digest": False})
        self._check_again(findings.partner_id)
        return True

    def _chosen(self, finding_ids):
        self.check_access("write")
        if not is_ids(finding_ids, MAX_ROWS):
            raise UserError(
                self.env._(
                    "%(name)s: “%(value)s” – a list of at most %(most)s ids is wanted.",
                    name="finding_ids",
                    value=shown(finding_ids),
                    most=MAX_ROWS,
                )
            )
        findings = self.browse(finding_ids).exists()
        findings.check_access("write")
        findings.partner_id.check_access("read")
        return findings

    def _keep_accepted(self, note, user):
        engine = self.env["crm.quality.engine"]
        digests = engine._digests(self)
        values = {"state": "accepted", "note": note, "accepted_by_id": user.id, "accepted_on": fields.Datetime.now()}
        for finding in self:
            changed = finding.state != "accepted"
            since = {"since": fields.Datetime.now()} if changed else {}
            finding.write({**values, **since, "digest": digests[finding.id]})
        engine._check_all(self.partner_id.ids)

    def _check_again(self, partners):
        # The reader's own contacts, asked for by whoever called; the checks write what they find and show nothing.
        self.env["crm.quality.engine"].sudo()._check_all(partners.ids)

    def action_accept(self):
        """Ask for a reason and accept these findings."""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_customer360.crm_quality_accept_action")
        return {**action, "context": {"default_finding_ids": self.ids}}

    def action_reopen(self):
        """Count these findings again."""
        return self.reopen(self.ids)

    def action_check_again(self):
        """Check the contacts of these findings now."""
        self.env["res.partner"].check_quality(self.partner_id.ids)

    def action_open_partner(self):
        """Window action: the contact, to mend there what is wrong."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_mended(self):
        """Forget what was mended long ago."""
        limit = fields.Datetime.now() - MENDED_KEPT
        found = self.search([("state", "=", "mended"), ("since", "<", limit)], limit=10_000)
        count = len(found)
        found.unlink()
        return count, int(count == 10_000)
