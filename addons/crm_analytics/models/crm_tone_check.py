from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tools import SQL

from ..core import tone
from ..core.tone_sql import DRAWN
from .crm_message_tone import LANGUAGES

#: Messages looked at to find a sample, drawn by chance, and drawn besides from those the program shows.
LOOKED_AT, SAMPLE, SHOWN_BESIDES = 2000, 60, 30
JUDGED = ("yes", "no")


class CrmToneCheck(models.Model):
    """How well the tone of messages is read in one language of a company, by its own messages; and the switch.

    Two samples are drawn: by chance from all messages, which says how many are missed; and by chance from those the
    program would show, for these are rare. Who labels does not see what the program says.
    """

    _name = "crm.tone.check"
    _description = "Check of the Tone of Messages"
    _order = "company_id, language"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, ondelete="cascade", default=lambda self: self.env.company
    )
    language = fields.Selection(LANGUAGES, required=True, readonly=True)
    on = fields.Boolean("Switched On", readonly=True)
    label_ids = fields.One2many("crm.tone.label", "check_id", "Sample")
    drawn = fields.Integer(compute="_compute_quality")
    labelled = fields.Integer(compute="_compute_quality", help="With yes or no; unclear ones do not count.")
    shown = fields.Integer("Shown by the Program", compute="_compute_quality")
    right = fields.Integer("Of Them Right", compute="_compute_quality")
    missed = fields.Integer(compute="_compute_quality", help="Of the messages drawn from all.")
    precision = fields.Float("Right (%)", compute="_compute_quality", digits=(5, 1))
    precision_low = fields.Float(
        "Right at Least (%)", compute="_compute_quality", digits=(5, 1), help="Lower end of the 95 % range."
    )
    recall = fields.Float("Found (%)", compute="_compute_quality", digits=(5, 1))
    verdict = fields.Char(compute="_compute_quality")
    good_enough = fields.Boolean(compute="_compute_quality")

    _identity_idx = models.UniqueIndex("(company_id, language)", "There is a check of this language already.")

    @api.depends("language")
    def _compute_display_name(self):
        labels = dict(self._fields["language"]._description_selection(self.env))
        for check in self:
            check.display_name = labels.get(check.language, "")

    @api.depends("label_ids.label", "company_id.tone_sample", "company_id.tone_precision")
    @api.depends_context("lang")
    def _compute_quality(self):
        for check in self:
            # Counts of a sample reveal nothing of a message somebody may not read.
            labels = check.sudo().label_ids
            judged = labels.filtered(lambda row: row.label in JUDGED)
            every = tone.precision_recall((row.shown, row.label == "yes") for row in judged)
            chance = judged.filtered(lambda row: row.drawn_from == "all")
            of_all = tone.precision_recall((row.shown, row.label == "yes") for row in chance)
            check.drawn, check.labelled = len(labels), len(judged)
            check.shown, check.right, check.missed = every.shown, every.right, of_all.missed
            check.precision = 100 * (every.precision or 0.0)
            check.precision_low = 100 * (every.precision_low or 0.0)
            check.recall = 100 * (of_all.recall or 0.0)
            check.good_enough = (
                len(judged) >= check.company_id.tone_sample and check.precision_low >= check.company_id.tone_precision
            )
            check.verdict = check._in_words(every)

    def _in_words(self, quality):
        wanted = {"wanted": self.company_id.tone_sample, "precision": self.company_id.tone_precision}
        if not self.drawn:
            return self.env._("Not tried on your own messages yet: draw a sample first.")
        if self.labelled < self.company_id.tone_sample:
            return self.env._("%(labelled)s of %(wanted)s messages labelled.", labelled=self.labelled, **wanted)
        if not quality.shown:
            return self.env._("The program showed none of the messages labelled: how often it is right is not known.")
        values = {**wanted, "right": quality.right, "shown": quality.shown, "low": round(self.precision_low)}
        if self.good_enough:
            return self.env._("Right %(right)s of %(shown)s times, at least %(low)s %%: may be switched on.", **values)
        return self.env._(
            "Right %(right)s of %(shown)s times, at least %(low)s %%; %(precision)s %% are wanted. Label more, or leave"
            " it off.",
            **values,
        )

    @api.model_create_multi
    def create(self, vals_list):
        self._only_by_buttons()
        return super().create(vals_list)

    def write(self, vals):
        """Only by the buttons, which ask first whether it is right often enough."""
        self._only_by_buttons()
        return super().write(vals)

    def _only_by_buttons(self):
        if not self.env.su:
            raise UserError(self.env._("The tone of messages is switched with the buttons of the check."))

    # ------------------------------------------------------------------
    # What may be called
    # ------------------------------------------------------------------

    @api.model
    def action_open(self):
        """The page of the checks in the company one works in; for a language without a check one is made, switched off.

        :return: an action on ``crm.tone.check``
        :raises AccessError: the caller is no manager
        """
        self.check_access("create")
        there = self.search([("company_id", "=", self.env.company.id)]).mapped("language")
        values = [{"language": code, "company_id": self.env.company.id} for code, _label in LANGUAGES]
        # Managers may; that nothing is switched on with it is seen to here.
        self.sudo().create([one for one in values if one["language"] not in there])
        return self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_tone_check_action")

    def action_draw(self):
        """Draw messages of this language to be labelled, or more of them: those the caller may read, by chance.

        :return: an action on ``crm.tone.label``, the sample
        :raises AccessError: the caller is no manager
        :raises UserError: there are no more messages
        """
        self.ensure_one()
        self.check_access("write")
        rows = self._sample()
        if not rows:
            raise UserError(self.env._("There are no more messages in this language that may be read."))
        # Of messages the caller may read; what the program says of them stays hidden from the caller.
        self.env["crm.tone.label"].sudo().create(rows)
        return self.action_label()

    def action_label(self):
        """The sample, as an action on ``crm.tone.label`` that begins with what is not labelled yet.

        A label is given by writing ``label``: ``yes`` (dissatisfied), ``no`` or ``unclear``.
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_tone_label_action")
        return {**action, "domain": [("check_id", "=", self.id)], "display_name": self.display_name}

    def action_switch_on(self):
        """Read messages in this language from tonight on.

        :raises AccessError: the caller is no manager
        :raises UserError: too few labelled, or not right often enough
        """
        self.ensure_one()
        self.check_access("write")
        if not self.good_enough:
            raise UserError(self.verdict)
        # Managers may, and it was checked. Messages passed over while the language was off are read tonight.
        check = self.sudo()
        check.on = True
        check.company_id.tone_seen_message = 0

    def action_switch_off(self):
        """Read none any more; what was read goes with the next night.

        :raises AccessError: the caller is no manager
        """
        self.check_access("write")
        # Managers may.
        self.sudo().on = False

    # ------------------------------------------------------------------
    # The sample
    # ------------------------------------------------------------------

    @api.model
    def _switched_on(self, company):
        """Codes of the languages that are read for a company."""
        # Which languages are read is no secret.
        return set(self.sudo().search([("company_id", "=", company.id), ("on", "=", True)]).mapped("language"))

    def _sample(self):
        """Values of new rows: messages the caller may read, of people who do not object."""
        self.env.flush_all()
        consent = self.env["crm.consent"].with_company(self.company_id)
        found = self.env.execute_query(
            SQL(
                DRAWN,
                company=self.company_id.id,
                as_of=Date.context_today(self),
                objectors=consent._objectors_sql("profiling"),
                tone_objectors=consent._objectors_sql("tone"),
                check=self.id,
                number=LOOKED_AT,
            )
        )
        readable = set(self.env["mail.message"].search([("id", "in", [row[0] for row in found])])._ids)
        found = [row for row in found if row[0] in readable]
        texts = self.env["crm.message.tone"]._texts([row[0] for row in found])
        every, besides = [], []
        for message, partner, date in found:
            read = tone.tone_of(texts[message])
            if read.language == self.language and len(every) < SAMPLE:
                every.append(self._drawn_row(message, partner, date, read, "all"))
            elif read.language == self.language and read.is_dissatisfied and len(besides) < SHOWN_BESIDES:
                besides.append(self._drawn_row(message, partner, date, read, "shown"))
        # In the order of the messages, so nobody sees which sample one is of.
        return sorted(every + besides, key=lambda row: row["message_id"])

    def _drawn_row(self, message, partner, date, read, drawn_from):
        return {
            "check_id": self.id,
            "company_id": self.company_id.id,
            "message_id": message,
            "partner_id": partner,
            "date": date,
            "drawn_from": drawn_from,
            "shown": read.is_dissatisfied,
        }
