from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..core import figures, process


class CrmOffboardingFigures(models.AbstractModel):
    """What the page of figures says about the company's partings."""

    _name = "crm.offboarding.figures"
    _description = "Figures on Partings"

    @api.model
    @api.readonly
    def figures(self):
        """The partings of the company one works in, in figures and words.

        :return: dictionary with

            - ``total``: ``cases``, ``open``, ``kept``, ``parted``, ``dismissed``, ``refused`` (approvals), ``won_back``
              (counts), ``days`` (median of decided cases, False if there is none), ``kept_share`` (0..1 or False),
              ``complaints`` (noted after notice was served)
            - ``reasons``: ``[{"key", "label", …}]`` with the same counts, the most frequent first
            - ``states``: ``[{"key", "label", "days"}]``, median days in each state that was left again
            - ``words``: sentences computed from the data
        :raises AccessError: the caller is no case worker
        """
        if not self.env.user.has_group("crm_offboarding.group_case_worker"):
            raise AccessError(self.env._("The figures on partings are for case workers."))
        cases = self.env["crm.offboarding.case"].search([("company_id", "=", self.env.company.id)])
        rows = [
            figures.Told(case.reason_class, case.outcome, case.days, case.refused_count, case.won_back)
            for case in cases
        ]
        labels = {
            name: dict(cases._fields[name]._description_selection(self.env)) for name in ("reason_class", "state")
        }
        total = figures.outcome(rows)
        reasons = figures.by_reason(rows)
        days = figures.days_by_state(self._changes(cases))
        return {
            "total": {**self._plain(total), "complaints": self._complaints(cases)},
            "reasons": [
                {"key": key, "label": labels["reason_class"][key], **self._plain(found)}
                for key, found in reasons.items()
            ],
            "states": [
                {"key": state, "label": labels["state"][state], "days": round(days[state], 1)}
                for state in process.STATES
                if state in days
            ],
            "words": self._words(total, reasons, labels["reason_class"]),
        }

    def _plain(self, found):
        share, days = found.kept_share, found.days
        return {
            "cases": found.cases,
            "open": found.open,
            "kept": found.kept,
            "parted": found.parted,
            "dismissed": found.dismissed,
            "refused": found.refused,
            "won_back": found.won_back,
            "days": False if days is None else days,
            "kept_share": False if share is None else share,
        }

    def _changes(self, cases):
        steps = self.env["crm.offboarding.step"].search([("case_id", "in", cases.ids)], order="case_id, id")
        return [(step.case_id.id, step.after, step.date) for step in steps if step.after != step.before]

    def _complaints(self, cases):
        """Complaints of the customers since their notice was served; a count, of which no record is shown."""
        served = cases.filtered("served_at")
        self.env.flush_all()
        query = SQL(
            "SELECT count(DISTINCT (t.source, t.key_id)) FROM crm_touchpoint t JOIN crm_offboarding_case c"
            " ON c.partner_id = t.commercial_partner_id AND t.date >= c.served_at"
            " WHERE c.id = ANY(%s) AND t.nature = 'complaint' AND t.direction IS DISTINCT FROM 'out'"
            " AND (t.company_id IS NULL OR t.company_id = c.company_id)",
            served.ids,
        )
        return self.env.execute_query(query)[0][0]

    def _words(self, total, reasons, labels):
        words = []
        decided = total.kept + total.parted
        if decided:
            words.append(
                self.env._(
                    "Of %(decided)s decided cases %(kept)s ended with the customer kept: %(share)s %%.",
                    decided=decided,
                    kept=total.kept,
                    share=round(100 * total.kept_share),
                )
            )
            if total.days >= 1:
                words.append(self.env._("Half of them took %s days or less.", round(total.days)))
        if reasons:
            key, most = next(iter(reasons.items()))
            words.append(
                self.env._("The most frequent reason: %(reason)s (%(count)s).", reason=labels[key], count=most.cases)
            )
        if total.refused:
            words.append(self.env._("Approvers sent a case back %s times.", total.refused))
        return words
