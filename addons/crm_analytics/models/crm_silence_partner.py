from odoo import api, fields, models
from odoo.fields import Date

from odoo.addons.crm_customer360.core.say_next import Fact

from ..core import silence_sql
from ..core.score_part import Part
from .crm_silence_alert import NO_SILENCE

BASES = [
    ("rhythm", "Own rhythm"),
    ("fixed", "No rhythm"),
    ("thin", "Not enough data"),
    ("none", "Bought once"),
]


class CrmCustomerScore(models.Model):
    _inherit = "crm.customer.score"

    rhythm_basis = fields.Selection(BASES, "Rhythm", readonly=True)
    rhythm_gaps = fields.Integer("Gaps", readonly=True, aggregator="avg")
    rhythm_days = fields.Float("Days Between Purchases", readonly=True, aggregator="avg", digits=(8, 1))
    rhythm_limit = fields.Integer(
        "Silent After (Days)", readonly=True, aggregator="avg", help="So long a gap is unusual for this customer."
    )

    @api.model
    def _score_parts(self, run):
        self.env["crm.silence.rule"]._of(run.company_id)
        self.env["crm.silence.rule"].flush_model()
        return [*super()._score_parts(run), Part("rhythm", silence_sql.SCORE_COLUMNS, silence_sql.SCORE)]


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _customer360_panels(self):
        panels = super()._customer360_panels()
        return [*panels, *self._rhythm_panel()]

    def _customer360_facts(self):
        return [*super()._customer360_facts(), *self._silence_facts()]

    def _silence_alerts(self):
        return self._open_alerts([("kind", "not in", NO_SILENCE)])

    def _open_alerts(self, kinds):
        """Open alerts of the customer that the reader may read.

        :param kinds: domain on the alerts
        """
        alerts = self.env["crm.silence.alert"]
        if not alerts.has_access("read"):
            return alerts
        domain = [
            *kinds,
            ("customer_id", "=", self.commercial_partner_id.id),
            ("company_id", "=", self.env.company.id),
            ("state", "in", ("waiting", "told")),
        ]
        return alerts.search(domain)

    def _silence_facts(self):
        alert = self._silence_alerts()[:1]
        if not alert:
            return []
        return [Fact("silence", 1, alert.since, alert.reason, alert._name, alert.id)]

    def _rhythm_panel(self):
        """How often they buy, for whoever may read their score."""
        alerts, scores = self._silence_alerts(), self.env["crm.customer.score"]
        items = [self._alert_item(alert) for alert in alerts]
        if scores.has_access("read"):
            items = [*self._rhythm_items(), *items]
        if not items:
            return []
        note = alerts[:1].trust or ""
        return [{"key": "rhythm", "label": self.env._("Rhythm"), "sequence": 17, "items": items, "note": note}]

    def _rhythm_items(self):
        run = self.env["crm.score.run"]._shown(self.env.company)
        domain = [("customer_id", "=", self.commercial_partner_id.id), ("run_id", "=", run.id)]
        score = self.env["crm.customer.score"].search(domain, limit=1)
        if not score.last_purchase:
            return []
        since = (Date.context_today(self) - score.last_purchase).days
        action = {"res_model": "crm.customer.score", "domain": [list(term) for term in domain]}
        last = self._rhythm_item(self.env._("Last purchase, days ago"), since, "number", action)
        if score.rhythm_basis == "rhythm":
            every = self.env._("every %s days", round(score.rhythm_days))
        else:
            labels = dict(score._fields["rhythm_basis"]._description_selection(self.env))
            every = labels.get(score.rhythm_basis, "")
        return [self._rhythm_item(self.env._("Buys"), every, "text", action), last]

    def _alert_item(self, alert):
        labels = dict(alert._fields["kind"]._description_selection(self.env))
        item = self._rhythm_item(labels[alert.kind], alert.reason, "text", False)
        return {**item, "res_model": alert._name, "res_id": alert.id, "tone": "danger"}

    def _rhythm_item(self, label, value, kind, action):
        return {"label": label, "value": value, "kind": kind, "currency": False, "action": action}


class Customer360SayNext(models.AbstractModel):
    _inherit = "crm.customer360.say_next"

    def _say_silence(self, advice, values):
        return self.env._("%(title)s Ask how they are.", **values)
