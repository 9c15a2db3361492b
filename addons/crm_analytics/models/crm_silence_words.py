from odoo import api, models
from odoo.fields import Date


class CrmSilenceWords(models.AbstractModel):
    """Why there is an alert, in the reader's language, from the numbers it was made of."""

    _name = "crm.silence.words"
    _description = "Silence in Words"

    @api.depends(
        "kind",
        "basis",
        "since",
        "median_days",
        "limit_days",
        "gaps",
        "categ_id",
        "number_now",
        "number_before",
        "facts",
    )
    @api.depends_context("lang")
    def _compute_reason(self):
        today = Date.context_today(self)
        for alert in self:
            values = {
                "days": round(alert.median_days),
                "elapsed": (today - alert.since).days if alert.since else 0,
                "limit": alert.limit_days,
                "count": alert.gaps + 1,
                "category": alert.categ_id.display_name or "",
                "now": alert.number_now,
                "before": alert.number_before,
            }
            alert.reason = getattr(alert, f"_reason_{alert.kind}")(values) if alert.kind else ""

    def _reason_silent(self, values):
        if self.basis == "rhythm":
            return self.env._("Orders every %(days)s days, now %(elapsed)s.", **values)
        if self.basis == "thin":
            return self.env._(
                "Not enough data: bought on %(count)s days. Nothing for %(elapsed)s days; usual here is every"
                " %(days)s.",
                **values,
            )
        return self.env._(
            "Orders without a rhythm. Nothing for %(elapsed)s days, more than the %(limit)s that are allowed.", **values
        )

    def _reason_decline(self, values):
        if values["now"] == 1:
            return self.env._("Bought once in half a year; in the same half a year before, %(before)s times.", **values)
        return self.env._(
            "Bought %(now)s times in half a year; in the same half a year before, %(before)s times.", **values
        )

    def _reason_dropped(self, values):
        return self.env._(
            "%(category)s: every %(days)s days, now %(elapsed)s. Other goods %(now)s times since.", **values
        )

    def _reason_quiet(self, values):
        return self.env._("We talked every %(days)s days, now %(elapsed)s, and they bought nothing since.", **values)

    def _reason_dissatisfied(self, _values):
        return self._facts_in_words(self.facts)

    @api.depends_context("lang")
    def _compute_trust(self):
        told = {}
        for alert in self:
            key = (alert.company_id, alert.rule_id, alert.basis, alert.kind)
            if key not in told:
                told[key] = self.env["crm.silence.backtest"]._trust(*key) if alert.kind else ""
            alert.trust = told[key]

    def _next_words(self):
        """What the activity says is to be done."""
        if self.kind == "dropped":
            return self.env._("Ask where they buy it now, and why.")
        if self.kind == "dissatisfied":
            return self.env._("Ask what went wrong, and listen first.")
        if self.kind == "decline":
            return self.env._("Ask what has changed, before it is less still.")
        return self.env._("Call and ask how they are; offer nothing yet.")
