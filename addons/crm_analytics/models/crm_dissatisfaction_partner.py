from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from odoo.addons.crm_customer360.core.say_next import Fact

from .res_partner_score import READERS


class ResPartner(models.Model):
    """Signs of dissatisfaction of a customer, in the company one works in: field, panel, and what to say next."""

    _inherit = "res.partner"

    dissatisfaction_score = fields.Float(
        "Signs of Dissatisfaction",
        compute="_compute_dissatisfaction_score",
        search="_search_dissatisfaction_score",
        groups=READERS,
        digits=(5, 1),
        help="0 to 100: how unusual complaints, replies, ratings, credit notes and orders are for this customer.",
    )

    @api.depends("commercial_partner_id")
    @api.depends_context("company")
    def _compute_dissatisfaction_score(self):
        query = SQL(
            "SELECT p.id, d.score FROM res_partner p JOIN crm_dissatisfaction_score d"
            " ON d.customer_id = p.commercial_partner_id AND d.company_id = %s AND d.current WHERE p.id = ANY(%s)",
            self.env.company.id,
            self.ids,
        )
        found = dict(self.env.execute_query(query)) if self.ids else {}
        for partner in self:
            partner.dissatisfaction_score = found.get(partner.id, 0.0)

    def _field_to_sql(self, alias, field_expr, query=None):
        # So it sorts and groups a list like a column of its own.
        if field_expr == "dissatisfaction_score":
            self._check_field_access(self._fields[field_expr], "read")
            return SQL(
                "coalesce((SELECT d.score FROM crm_dissatisfaction_score d WHERE d.customer_id = %s"
                " AND d.company_id = %s AND d.current), 0)",
                SQL.identifier(alias, "commercial_partner_id"),
                self.env.company.id,
            )
        return super()._field_to_sql(alias, field_expr, query)

    def _search_dissatisfaction_score(self, operator, value):
        field, name = self._fields["dissatisfaction_score"], "dissatisfaction_score"
        return Domain.custom(
            to_sql=lambda model, alias, query: field.condition_to_sql(name, operator, value, model, alias, query)
        )

    # ------------------------------------------------------------------
    # The 360 page
    # ------------------------------------------------------------------

    def _customer360_panels(self):
        return [*super()._customer360_panels(), *self._dissatisfaction_panel()]

    def _customer360_facts(self):
        return [*super()._customer360_facts(), *self._dissatisfaction_facts()]

    def _dissatisfaction_facts(self):
        alert = self._open_alerts([("kind", "=", "dissatisfied")])[:1]
        if not alert:
            return []
        return [Fact("dissatisfaction", 1, None, alert.reason, alert._name, alert.id)]

    def _dissatisfaction_panel(self):
        """What is not as usual, each with what it is usually; nothing where all is as usual."""
        scores = self.env["crm.dissatisfaction.score"]
        if not scores.has_access("read"):
            return []
        domain = [("customer_id", "=", self.commercial_partner_id.id), ("company_id", "=", self.env.company.id)]
        score = scores.search([*domain, ("current", "=", True)], limit=1)
        if not score:
            return []
        history = {"res_model": scores._name, "domain": [list(term) for term in domain]}
        items = [self._rhythm_item(self.env._("Score"), score.score, "number", history)]
        labels = dict(score._fields["main"]._description_selection(self.env))
        for signal in score.signal_ids.filtered("points"):
            action = {"res_model": signal._name, "domain": [["id", "in", score.signal_ids.ids]]}
            items.append(self._rhythm_item(labels[signal.signal], signal.words, "text", action))
        note = self.env._("Up to %s", format_date(self.env, score.as_of))
        if score.confidence == "low":
            note = f"{note} · {self.env._('Not enough data')}"
        label = self.env._("Not as usual")
        return [{"key": "dissatisfaction", "label": label, "sequence": 18, "items": items, "note": note}]


class Customer360SayNext(models.AbstractModel):
    _inherit = "crm.customer360.say_next"

    def _say_dissatisfaction(self, advice, values):
        return self.env._("%(title)s Ask what went wrong, and listen first.", **values)
