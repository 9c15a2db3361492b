from odoo import api, fields, models

from ..core.reasons import Facts, reasons


class CrmCustomerScore(models.Model):
    """A score in words: why it is what it is, in the reader's language."""

    _inherit = "crm.customer.score"

    reasons = fields.Text(
        "Why", compute="_compute_reasons", help="What stands behind the figures, at most three facts."
    )

    @api.depends_context("lang")
    @api.depends("purchases", "last_purchase", "usual_days", "regularity", "trend", "spend")
    def _compute_reasons(self):
        usual = self._usual_spend()
        for score in self:
            sentences = self._sentences()
            found = reasons(score._facts(usual.get(score.run_id.id, 0.0)))
            score.reasons = "\n".join(sentences[reason.key] % reason.values for reason in found)

    def _usual_spend(self):
        """What a purchase usually comes to, by run."""
        # A mean over all customers says nothing of one of them.
        found = self.sudo()._read_group([("run_id", "in", self.run_id.ids)], ["run_id"], ["spend:avg"])
        return {run.id: spend or 0.0 for run, spend in found}

    def _facts(self, everybody):
        self.ensure_one()
        since = (self.as_of - self.last_purchase).days if self.last_purchase else 0
        return Facts(
            purchases=self.purchases,
            days_since=since,
            usual_days=self.usual_days,
            regularity=self.regularity,
            trend=self.trend or "",
            recent=self.recent_revenue,
            previous=self.previous_revenue,
            alive=self.p_alive,
            spend=self.spend,
            everybody=everybody,
        )

    @api.model
    def _sentences(self):
        """What each kind of reason says; figures go in by name."""
        return {
            "once": self.env._("One purchase, %(since)s days ago: not enough data to know them"),
            "since": self.env._("Last purchase %(since)s days ago"),
            "late": self.env._("Buys every %(days)s days, now %(since)s days since the last purchase"),
            "rhythm": self.env._("Buys every %(days)s days, the last time %(since)s days ago"),
            "irregular": self.env._("Buys without a rhythm, the last time %(since)s days ago"),
            "up": self.env._("Revenue of the last year up by %(percent)s %%"),
            "down": self.env._("Revenue of the last year down by %(percent)s %%"),
            "gone": self.env._("Bought nothing in the last year"),
            "back": self.env._("Came back after a year without purchases"),
            "spends_times": self.env._("Spends %(times)s times the usual per purchase"),
            "spends_more": self.env._("Spends %(percent)s %% more per purchase than usual"),
            "spends_less": self.env._("Spends %(percent)s %% less per purchase than usual"),
            "often": self.env._("Bought %(count)s times"),
        }

    def _panel_items(self):
        """Items of the panel of the 360 page (``res.partner._customer360_panels``)."""
        self.ensure_one()
        labels = {name: field._description_string(self.env) for name, field in self._fields.items()}
        items = []
        # Whether there was data enough for a model is no secret to whoever reads the score.
        if self.run_id.sudo().purchase_model:
            currency = self.currency_id.name
            items += [
                {"label": labels["value"], "value": self.value, "kind": "money", "currency": currency},
                *self._panel_range(),
                {"label": labels["p_alive"], "value": self.p_alive, "kind": "percent"},
                {"label": labels["expected"], "value": round(self.expected, 1), "kind": "number"},
            ]
        else:
            items.append({"label": labels["value"], "value": self.env._("Not enough data"), "kind": "text"})
        items.append({"label": labels["place"], "value": round(self.place), "kind": "number"})
        confidence = dict(self._fields["confidence"]._description_selection(self.env))
        items.append({"label": labels["confidence"], "value": confidence.get(self.confidence, ""), "kind": "text"})
        why = [{"label": "", "value": sentence, "kind": "text"} for sentence in (self.reasons or "").splitlines()]
        if why:
            why[0]["label"] = labels["reasons"]
        return [*items, *why]

    def _panel_range(self):
        """Where the value of most customers like this one lies, while it rests on few purchases."""
        if self.confidence == "high" or not self.value:
            return []
        low, high = (self.currency_id._format_whole(amount) for amount in (self.value_low, self.value_high))
        return [{"label": self.env._("Most between"), "value": f"{low} – {high}", "kind": "text"}]

    def action_open_history(self):
        """The scores of this customer over the runs that are kept."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm_analytics.crm_customer_score_history_action")
        action.update(
            name=self.customer_id.display_name,
            display_name=self.customer_id.display_name,
            domain=[("customer_id", "=", self.customer_id.id), ("company_id", "=", self.company_id.id)],
        )
        return action

    def action_open_customer(self):
        """The 360 page of the customer."""
        self.ensure_one()
        return self.customer_id.action_open_customer360()
