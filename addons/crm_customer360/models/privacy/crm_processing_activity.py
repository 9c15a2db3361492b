import csv
import io

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...core.privacy.telling import cell


class CrmProcessingActivity(models.Model):
    """An activity for which personal data is processed: a line of the record of Art. 30 GDPR, in the officer's words.

    What the sections belong to is declared by the addons; purpose, basis and period are the officer's to edit.
    """

    _name = "crm.processing.activity"
    _description = "Processing Activity"
    _order = "sequence, id"

    key = fields.Char("Technical Name", required=True, readonly=True, copy=False)
    name = fields.Char("Activity", required=True, translate=True)
    sequence = fields.Integer(default=100)
    purpose = fields.Text(required=True, translate=True)
    basis = fields.Selection(
        [
            ("consent", "Consent, Art. 6(1)(a) GDPR"),
            ("contract", "Contract, Art. 6(1)(b) GDPR"),
            ("law", "Legal obligation, Art. 6(1)(c) GDPR"),
            ("interest", "Legitimate interests, Art. 6(1)(f) GDPR"),
        ],
        "Legal Basis",
        required=True,
    )
    basis_note = fields.Text(
        "About the Basis", translate=True, help="For example the law that obliges, or the interest and why it prevails."
    )
    people = fields.Char("Whose Data", translate=True, help="Categories of the people concerned.")
    recipients = fields.Text(translate=True, help="To whom the data is given, in other countries too.")
    retention_months = fields.Integer("Kept for (Months)", help="0: as long as it is needed, without a fixed period.")
    retention_from = fields.Selection(
        [("date", "From its day"), ("year_end", "From the end of its year")],
        "Counted",
        required=True,
        default="date",
    )
    retention_law = fields.Text("Reason of the Period", translate=True, help="The law or the decision it rests on.")
    section_ids = fields.One2many("crm.personal.data.section", "activity_id", "What Is Stored")
    section_count = fields.Integer("Sections", compute="_compute_section_count")

    _key_unique = models.Constraint("UNIQUE (key)", "An activity is listed once.")

    @api.depends("section_ids")
    def _compute_section_count(self):
        for activity in self:
            activity.section_count = len(activity.section_ids)

    @api.constrains("retention_months")
    def _check_retention_months(self):
        for activity in self:
            if not 0 <= activity.retention_months <= 1200:
                raise ValidationError(self.env._("“%s”: a period of 0 to 1200 months is wanted.", activity.name))

    def _basis_words(self):
        """The legal basis in one line."""
        self.ensure_one()
        words = dict(self._fields["basis"]._description_selection(self.env)).get(self.basis, "")
        return ". ".join(filter(None, (words, self.basis_note)))

    def _retention_words(self):
        """How long the data is kept, in one line."""
        self.ensure_one()
        if not self.retention_months:
            return ". ".join(filter(None, (self.env._("As long as it is needed"), self.retention_law)))
        if self.retention_from == "year_end":
            period = self.env._("%s months from the end of the year", self.retention_months)
        else:
            period = self.env._("%s months", self.retention_months)
        return ". ".join(filter(None, (period, self.retention_law)))

    # ------------------------------------------------------------------
    # The record of processing activities on paper and as a table
    # ------------------------------------------------------------------

    @api.model
    def _all(self):
        """The activities, a dozen or two."""
        return self.search([("key", "!=", False)])

    def action_print(self):
        """The record of processing activities as PDF: the chosen ones, or all."""
        report = self.env.ref("crm_customer360.crm_processing_activity_report")
        return report.report_action(self or self._all())

    def action_table(self):
        """The same as a file for a spreadsheet, a line per section."""
        file = self.env["ir.attachment"].create(
            {
                "name": "processing-activities.csv",
                "raw": (self or self._all())._as_table().encode("utf-8-sig"),
                "mimetype": "text/csv",
            }
        )
        return {"type": "ir.actions.act_url", "url": f"/web/content/{file.id}?download=true", "target": "download"}

    def _as_table(self):
        out = io.StringIO()
        writer = csv.writer(out)
        names = ("name", "purpose", "basis", "people", "recipients")
        labels = [self._fields[name]._description_string(self.env) for name in names]
        sections = self.env["crm.personal.data.section"]
        more = [sections._fields[name]._description_string(self.env) for name in ("label", "action", "details")]
        writer.writerow([*labels, self.env._("Kept for"), *more])
        actions = dict(sections._fields["action"]._description_selection(self.env))
        for activity in self:
            values = [activity.name, activity.purpose, activity._basis_words(), activity.people, activity.recipients]
            line = [cell(value) for value in (*values, activity._retention_words())]
            for section in activity.section_ids:
                writer.writerow([*line, cell(section.label), actions[section.action], cell(section.details)])
            if not activity.section_ids:
                writer.writerow(line)
        return out.getvalue()
