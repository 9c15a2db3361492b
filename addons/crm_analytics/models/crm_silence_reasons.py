from odoo import api, fields, models
from odoo.fields import Date

from ..core.alert_reasons import Known, confidence, further

CONFIDENCES = [("low", "Not enough data"), ("medium", "Medium: little to go by"), ("high", "High: much to go by")]


class CrmSilenceAlert(models.Model):
    """What else is known of the customer, how far the alert carries, and how old its figures are.

    All of it is read for all alerts of a list at once, and only what the reader may read of the customers.
    """

    _inherit = "crm.silence.alert"

    also = fields.Text(compute="_compute_also", help="What else is known of the customer, at most two facts.")
    confidence = fields.Selection(
        CONFIDENCES, compute="_compute_confidence", help="How far the alert carries, by how much it was judged by."
    )
    figures_on = fields.Date("Figures Up To", compute="_compute_figures_on", help="The last night that looked.")

    @api.depends("customer_id", "kind")
    @api.depends_context("lang", "uid", "allowed_company_ids")
    def _compute_also(self):
        unusual, scores, layers = self._unusual(), self._scores(), self._layers()
        today = Date.context_today(self)
        for alert in self:
            key = (alert.company_id.id, alert.customer_id.id)
            trend, recent, previous = scores.get(key, ("", 0.0, 0.0))
            contact = alert.customer_id.last_contact
            known = Known(
                unusual=bool(unusual.get(key)),
                contact_days=(today - contact.date()).days if contact else None,
                trend=trend,
                recent=recent,
                previous=previous,
                layer=layers.get(key, ("", ""))[0],
            )
            words = {"unusual": unusual.get(key, ""), "layer": layers.get(key, ("", ""))[1]}
            lines = [alert._also_in_words(reason, words) for reason in further(alert.kind, known)]
            alert.also = "\n".join(lines)

    def _also_in_words(self, reason, words):
        values = dict(reason.values)
        if reason.key == "unusual":
            return words["unusual"]
        if reason.key == "down":
            return self.env._("Revenue of the last year down by %(percent)s %%", **values) + "."
        if reason.key == "contact":
            return self.env._("Last contact: %(days)s days ago.", **values)
        if reason.key == "contact_today":
            return self.env._("Last contact: today.")
        return self.env._("Layer of the customer pyramid: %(layer)s.", layer=words["layer"])

    def _of_customers(self, model, condition):
        """Rows of a model about the customers of these alerts, as far as the reader may read them."""
        rows = self.env[model]
        if not rows.has_access("read"):
            return rows
        asked = [("customer_id", "in", self.customer_id.ids), ("company_id", "in", self.company_id.ids), condition]
        return rows.search(asked)

    def _unusual(self):
        """Facts that are not as usual, in words; fewer orders are what most alerts say themselves."""
        found = {}
        for row in self._of_customers("crm.dissatisfaction.score", ("current", "=", True)):
            facts = [fact for fact in row.facts or [] if fact["signal"] != "order"]
            found[row.company_id.id, row.customer_id.id] = self._facts_in_words(facts)
        return found

    def _scores(self):
        rows = self._of_customers("crm.customer.score", ("current", "=", True))
        return {
            (row.company_id.id, row.customer_id.id): (row.trend or "", row.recent_revenue, row.previous_revenue)
            for row in rows
        }

    def _layers(self):
        rows = self._of_customers("crm.pyramid.position", ("latest", "=", True))
        labels = dict(rows._fields["layer"]._description_selection(self.env))
        return {(row.company_id.id, row.customer_id.id): (row.layer, labels[row.layer]) for row in rows}

    @api.depends("kind", "basis", "gaps", "number_before")
    def _compute_confidence(self):
        rows = self.filtered(lambda alert: alert.kind == "dissatisfied")._of_customers(
            "crm.dissatisfaction.score", ("current", "=", True)
        )
        judged = {(row.company_id.id, row.customer_id.id): row.confidence for row in rows}
        for alert in self:
            if alert.kind == "dissatisfied":
                alert.confidence = judged.get((alert.company_id.id, alert.customer_id.id), False)
            else:
                alert.confidence = confidence(alert.kind, alert.basis, alert.gaps, alert.number_before)

    @api.depends("company_id")
    def _compute_figures_on(self):
        # Only on which day the last search of a company was done.
        runs = self.env["crm.silence.run"].sudo()
        newest = dict(runs._read_group([("state", "=", "done")], ["company_id"], ["as_of:max"]))
        for alert in self:
            alert.figures_on = newest.get(alert.company_id, alert.found_on)
