import logging
from datetime import timedelta

import numpy as np

from odoo import api, models
from odoo.tools import SQL

from ..core import backtest, cohort, purchase, retention, spend, sufficiency

#: Customers a model is fitted on at most; more of them change the parameters by less than what is uncertain anyway.
SAMPLE = 100_000
#: Customers a back-test looks at: its shares are means over them, and it fits on several days.
TESTED = 20_000
#: From this share of customers who bought once on, those must be allowed to have left.
ONCE = 0.1
SUMMARY = """
    SELECT repeats::float8, recency, age, coalesce(repeat_spend, 0)::float8
      FROM crm_score_customer ORDER BY hashint4(customer_id), customer_id LIMIT %(sample)s
"""
PAST = """
    SELECT (count(*) FILTER (WHERE p.day <= %(day)s) - 1)::float8,
           (max(p.day) FILTER (WHERE p.day <= %(day)s) - min(p.day)) / 7::float8,
           (%(day)s::date - min(p.day)) / 7::float8,
           coalesce(avg(p.amount) FILTER (WHERE p.day <= %(day)s AND p.number > 1), 0)::float8,
           coalesce(sum(p.amount) FILTER (WHERE p.day <= %(day)s), 0)::float8,
           coalesce(sum(p.amount) FILTER (WHERE p.day <= %(day)s AND p.day > %(before)s), 0)::float8,
           coalesce(sum(p.amount) FILTER (WHERE p.day > %(day)s AND p.day <= %(after)s), 0)::float8
      FROM crm_score_purchase p
      JOIN (SELECT customer_id FROM crm_score_customer WHERE first_purchase <= %(day)s
             ORDER BY hashint4(customer_id), customer_id LIMIT %(sample)s) c ON c.customer_id = p.customer_id
     GROUP BY p.customer_id
"""
_logger = logging.getLogger(__name__)


class CrmScoreFit(models.AbstractModel):
    """Learns from all customers of a run what their scores are computed with, and how well that would have done."""

    _name = "crm.score.fit"
    _description = "Fitting the Models of a Run"

    @api.model
    def _learn(self, run):
        """Fit the models and note what was found; ``(purchase model, spend model)``, None where there is too little."""
        rows = self._rows(SUMMARY, {"sample": SAMPLE})
        amount = self._amount(run)
        self._note(run, "check", {"customers": amount.customers, "weeks": amount.weeks})
        self._retention(run)
        model = self._try(self._purchases, run, rows) if sufficiency.enough(amount) else None
        if not model:
            run.write({"purchase_model": False, "ranking": backtest.REVENUE})
            return None, None
        amounts = self._try(self._spends, run, rows)
        run.write({"purchase_model": model.kind, "ranking": self._test(run, model.kind, amount.weeks)})
        return model, amounts

    def _try(self, fit, run, rows):
        """What a fit finds; None if there is nothing to find: then the run says so, and the rest of it goes on."""
        try:
            return fit(run, rows)
        except ValueError as error:
            _logger.info("Models of the run up to %s: %s", run.as_of, error)
            return None

    def _rows(self, statement, values):
        """Columns of a statement's rows."""
        found = self.env.execute_query(SQL(statement, **values))
        return np.array(found, dtype=float).T if found else np.empty((7, 0))

    def _note(self, run, area, values, **more):
        # Part of the run itself, which its reader may read.
        self.env["crm.score.figure"].sudo()._note(run, area, values, **more)

    def _amount(self, run):
        [(customers, repeaters, days)] = self.env.execute_query(
            SQL(
                "SELECT count(*), count(*) FILTER (WHERE repeats > 0), %s - min(first_purchase)"
                " FROM crm_score_customer",
                run.as_of,
            )
        )
        return sufficiency.Amount(customers, repeaters, (days or 0) / 7)

    # ------------------------------------------------------------------
    # Models
    # ------------------------------------------------------------------

    def _purchases(self, run, rows):
        """Fit both purchase models, and choose."""
        data = purchase.summary(*rows[:3])
        once = float((rows[0] == 0).mean())
        fitted = {kind: purchase.fit(kind, data) for kind in (purchase.BG, purchase.MBG)}
        for kind, model in fitted.items():
            values = {**model.parameters, "likelihood": model.likelihood, "customers": data.count}
            self._note(run, kind, values, ranges=purchase.ranges(model))
        self._note(run, "check", {"once": once, "repeaters": float((rows[0] > 0).sum())}, whole={"once": data.count})
        chosen = run.company_id.purchase_model
        if chosen == "auto":
            better = max(fitted, key=lambda kind: fitted[kind].likelihood)
            chosen = purchase.MBG if once >= ONCE else better
        return fitted[chosen]

    def _spends(self, run, rows):
        repeats, amounts = rows[0], rows[3]
        known = (repeats > 0) & (amounts > 0)
        if known.sum() < sufficiency.REPEATERS:
            return None
        together = spend.dependence(repeats[known], amounts[known])
        self._note(run, "check", {"dependence": together}, whole={"dependence": float(known.sum())})
        model = spend.fit(repeats[known], amounts[known])
        values = {**model.parameters, "likelihood": model.likelihood, "customers": float(known.sum())}
        self._note(run, "spend", values)
        # With q up to 1 the amounts have no mean; then each customer's own has to do.
        return model if model.q > 1 else None

    # ------------------------------------------------------------------
    # Back-test
    # ------------------------------------------------------------------

    def _test(self, run, kind, weeks):
        """Compare the model with simple rules on days past; returns what customers are ranked by."""
        horizon, found = sufficiency.horizon(weeks), []
        for back in sufficiency.periods(weeks):
            past = self._past(run, back, horizon)
            try:
                found.append(backtest.evaluate(past, kind, horizon))
            except ValueError as error:
                _logger.info("Back-test of %s, %s weeks back: %s", run.as_of, back, error)
        self._note(run, "test", {"origins": len(found), "horizon": horizon if found else 0})
        if not found:
            return backtest.RFM
        results = backtest.pooled(found)
        values = {f"capture_{result.name}": result.capture for result in results}
        values.update({f"error_{result.name}": result.error for result in results if result.error is not None})
        self._note(run, "test", values)
        return backtest.winner(results)

    def _past(self, run, back, horizon):
        day = run.as_of - timedelta(weeks=back)
        span = timedelta(weeks=horizon)
        values = {"day": day, "before": day - span, "after": day + span, "sample": TESTED}
        return backtest.Past(*self._rows(PAST, values))

    # ------------------------------------------------------------------
    # Retention
    # ------------------------------------------------------------------

    def _retention(self, run):
        """Cohorts, and what of last year's customers and money came back."""
        values = {"run": run.id, "company": run.company_id.id, "as_of": run.as_of}
        self.env.cr.execute(SQL(cohort.INSERT, **values))
        [row] = self.env.execute_query_dict(SQL(cohort.YEARS, **values))
        kept = retention.Share(row["kept"], row["before"])
        money = row["kept_amount"] / row["before_amount"] if row["before_amount"] > 0 else 0.0
        self._note(
            run,
            "year",
            {
                "kept": kept.share,
                "kept_money": money,
                "new": row["new"],
                "yearly": row["active_amount"] / row["active"] if row["active"] else 0.0,
            },
            ranges={"kept": kept.range} if kept.whole else {},
            whole={"kept": kept.whole, "kept_money": row["before_amount"], "yearly": row["active"]},
        )
