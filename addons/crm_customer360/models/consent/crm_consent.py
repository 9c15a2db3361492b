from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...core.contact_values import FUTURE_TOLERANCE, MAX_REF
from .crm_consent_words import BASES, CHANNELS, SOURCES, STATES


class CrmConsent(models.Model):
    """What a person agreed or objected to: a ledger. Rows are added and stay; a correction is a further row.

    Where somebody stands follows from the rows (``core/consent/standing.py``) and is kept nowhere else. A row outlives
    the contact as evidence; without it, it says that something was said, not by whom.
    """

    _name = "crm.consent"
    _inherit = [
        "crm.consent.blacklist",
        "crm.consent.intake",
        "crm.consent.limit",
        "crm.consent.page",
        "crm.consent.standing",
    ]
    _description = "Consent or Objection"
    _order = "date desc, id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Person", ondelete="set null", index="btree_not_null")
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Customer")
    purpose_id = fields.Many2one(
        "crm.consent.purpose",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env["crm.consent.purpose"].search([], limit=1),
    )
    channel = fields.Selection(CHANNELS, required=True, default="any")
    state = fields.Selection(STATES, "Said", required=True, default="refused")
    legal_basis = fields.Selection(
        BASES, compute="_compute_legal_basis", store=True, precompute=True, readonly=False, required=True
    )
    source = fields.Selection(SOURCES, "Came Through", required=True, default="phone")
    date = fields.Datetime("Said On", required=True, default=fields.Datetime.now)
    valid_until = fields.Date(help="A consent that was given for a time only; empty: until it is withdrawn.")
    evidence = fields.Text(help="The words of the consent, or where the proof is kept.")
    evidence_model = fields.Char(readonly=True, export_string_translation=False)
    evidence_id = fields.Many2oneReference("Evidence Record", model_field="evidence_model", readonly=True)
    company_id = fields.Many2one(
        "res.company",
        default=lambda self: self.env.company,
        ondelete="cascade",
        help="Empty: it counts in every company.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Written Down by",
        default=lambda self: self._writer(),
        readonly=True,
        ondelete="restrict",
        help="Empty: the person themselves.",
    )
    external_ref = fields.Char("Outside Reference", size=MAX_REF, copy=False, readonly=True)
    external_digest = fields.Char(copy=False, readonly=True, export_string_translation=False)

    # The first serves the question where somebody stands; the second the counts; the last is the row's identity.
    _standing_idx = models.Index("(purpose_id, partner_id, channel, date DESC, id DESC)")
    _external_idx = models.UniqueIndex(
        "(coalesce(company_id, 0), external_ref) WHERE external_ref IS NOT NULL",
        "A row with this reference is there already.",
    )

    @api.model
    def _writer(self):
        """The employee who writes; of what visitors and portal users say themselves, nobody."""
        return self.env.user if self.env.user._is_internal() and not self.env.user._is_superuser() else False

    @api.depends("purpose_id", "state")
    def _compute_legal_basis(self):
        for row in self:
            row.legal_basis = row.legal_basis or row.purpose_id.legal_basis or "consent"

    @api.depends("partner_id", "purpose_id", "state")
    def _compute_display_name(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        for row in self:
            words = [row.partner_id.display_name, row.purpose_id.name, labels.get(row.state)]
            row.display_name = " · ".join(filter(None, words))

    @api.constrains("date", "partner_id", "company_id", "channel", "purpose_id")
    def _check_row(self):
        latest = fields.Datetime.now() + FUTURE_TOLERANCE
        for row in self:
            if not row.partner_id:
                raise ValidationError(self.env._("Choose whose consent or objection it is."))
            if row.date > latest:
                raise ValidationError(self.env._("What is said on %s lies in the future.", row.date))
            # Only which company the contact belongs to is read, for a row somebody may write.
            owner = row.partner_id.sudo().company_id
            if owner and row.company_id and owner not in row.company_id.sudo().parent_ids:
                raise ValidationError(self.env._("The contact belongs to another company."))
            if row.channel != "any" and not row.purpose_id.sudo().by_channel:
                raise ValidationError(
                    self.env._("“%s” has no channels: choose all channels.", row.purpose_id.sudo().name)
                )

    # ------------------------------------------------------------------
    # Rows are added and stay
    # ------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._keep_in_step()
        return rows

    def write(self, vals):
        if vals:
            raise UserError(self.env._("Consents and objections stay as they were said. Add a new row to correct one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Consents and objections stay as they were said. Add a new row to correct one."))

    def copy_data(self, default=None):
        """A copy is said now, by whoever copies."""
        return [{**vals, "date": fields.Datetime.now()} for vals in super().copy_data(default)]

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    @api.model
    def record(self, vals_list):
        """Write down what people agreed or objected to. All or nothing.

        A row with an ``external_ref`` may be sent again: it stands there once per company. Sent again with other
        values it is refused, because the ledger does not change; send a new row with a new reference.

        :param vals_list: a dictionary, or a list of at most 1,000, with the keys

            - ``partner_id`` (int), ``purpose`` (code), ``state`` (``given``, ``refused``, ``withdrawn``, ``expired``:
              what was said before no longer counts) and ``source`` (``form``, ``phone``, ``message``, ``import``,
              ``preference_page``, ``unsubscribe``, ``blacklist``, ``officer``): required
            - ``channel``: ``email``, ``sms``, ``phone``, ``post``, ``messenger`` or ``any`` (default)
            - ``date``: ``YYYY-MM-DD HH:MM:SS`` in UTC, ISO 8601 with an offset, or ``YYYY-MM-DD``; now if left out,
              but required of an ``import``: an old list must not undo what was said since
            - ``valid_until``: ``YYYY-MM-DD``; ``legal_basis``: as of the purpose if left out
            - ``evidence``: text (at most 2,000 characters); ``evidence_model`` and ``evidence_id``: a record the caller
              may read
            - ``company_id``: one of the caller's companies, else the current one
            - ``external_ref``: at most 120 characters
        :return: ids of ``crm.consent``, one for each row and in the same order
        :raises AccessError: the caller may not write consents down
        :raises UserError: rows that cannot be used; every one is named with row (from 1), field, value and reason
        :raises odoo.exceptions.ConcurrencyError: somebody else is writing the same reference; the server tries again
        """
        self._check_asker()
        return self._record(vals_list)

    def action_open_evidence(self):
        """Open the record that proves it."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.evidence_model,
            "res_id": self.evidence_id,
            "views": [(False, "form")],
        }
