import time

from odoo import api, models
from odoo.fields import Date, Datetime, Domain
from odoo.tools import SQL

from odoo.addons.crm_customer360.core.inside import InsideValues

from ..core import update
from ..core.step import months, ranges
from ..core.update import Change
from .crm_score_run import UNFINISHED
from .crm_score_touched import RATES, SETTINGS
from .derived_link import take_new_ids

#: Of more customers than this share of all, or this many, a new run is made.
MOST, AT_LEAST = 0.1, 1000
#: What decides of facts besides the records they are counted from; a change asks for a new run.
DECIDING = ("account.account", *SETTINGS)


class WholeRunNeededError(Exception):
    """What changed cannot be told, is too much, or did not reconcile."""


class CrmScoreRun(models.Model):
    """The run that is shown, made up to date: what changed since is counted anew, all of it in one transaction.

    Months in which items of the profit and loss account changed are counted anew: what is told by product, what is
    nobody's, and the facts of the customers some record of whom changed. In the other months nothing but these
    customers is counted, unless all of theirs is in the months counted whole. Their new rows are counted under a
    number of their own (minus that of the run), compared, and take the place of the old ones. The day the run goes up
    to stays; the nightly run moves it.
    """

    _inherit = "crm.score.run"

    @api.model
    def _update_all(self):
        """Make up to date the runs that are shown, those seen longest ago first, unless a new one waits."""
        progress = self.env["ir.cron"]
        waiting = self.search([("state", "in", UNFINISHED)]).company_id
        domain = Domain("current", "=", True) & Domain("company_id", "not in", waiting.ids)
        runs = self.search(domain, order="seen_until, id")
        time_left = progress._commit_progress(remaining=len(runs))
        for number, run in enumerate(runs, 1):
            if not time_left:
                break
            run._try_update()
            time_left = progress._commit_progress(1, remaining=len(runs) - number)

    def _try_update(self):
        """Make this run up to date, or ask for a new one; nothing is half-done."""
        try:
            with self.env.cr.savepoint():
                self._update_now()
        except WholeRunNeededError as reason:
            self.env.invalidate_all(flush=False)
            self.update_note = str(reason)
            self._of_day(self.company_id, Date.context_today(self))
            self.env.ref("crm_analytics.ir_cron_score_run")._trigger()

    def _update_now(self):
        self.ensure_one()
        begin = time.monotonic()
        self.env.flush_all()
        self.env.cr.execute("SELECT FROM crm_score_run WHERE id = %s AND current FOR UPDATE", [self.id])
        if not self.env.cr.rowcount:
            return
        self._use_memory()
        take_new_ids(self.env)
        seen = self._unseen_since()
        params = self._update_params()
        rates = self._check_settings(params)
        wanted, customers, elsewhere = self._touched(params)
        change, wanted = self._replace(params, wanted, customers, elsewhere, rates)
        if change.rows or wanted:
            self._after_update(rates, change)
            self._reconcile(params, wanted, change)
        self._note_update(seen, time.monotonic() - begin, change.rows, len(wanted), len(customers))

    def _update_params(self):
        if not self.seen_until:
            raise WholeRunNeededError(self.env._("Nobody knows what changed since this run."))
        first, end = self.date_from, Date.add(self.as_of, days=1)
        return {
            "run": self.id,
            "stage": -self.id,
            "company": self.company_id.id,
            "since": self.seen_until,
            "as_of": self.as_of,
            "date_from": first,
            "date_to": end,
        }

    # ------------------------------------------------------------------
    # What changed
    # ------------------------------------------------------------------

    def _check_settings(self, params):
        """Whether rates changed; other settings ask for a new run."""
        since = [("write_date", ">=", params["since"])]
        noted = self.env["crm.score.touched"].search([("date", ">=", params["since"]), ("reason", "!=", False)])
        reasons = set(noted.mapped("reason"))
        # Whether somebody changed something, whoever may read it.
        everything = self.sudo().with_context(active_test=False)
        if "settings" in reasons or any(everything.env[name].search_count(since, limit=1) for name in DECIDING):
            raise WholeRunNeededError(self.env._("Accounts, sales channels, categories of goods or settings changed."))
        return "rates" in reasons or any(everything.env[name].search_count(since, limit=1) for name in RATES)

    def _touched(self, params):
        """Months to count anew, ids of customers, and of those among them who have something in other months."""
        driver = self.env["crm.cost.driver"]
        # Items of a document change with it; to look at each of them by itself would take most of the time.
        counted = [
            (source, bool(self.env[source.model]._log_access))
            for source in driver._possible_sources()
            if source.model != "account.move.line"
        ]
        sources = self.env["crm.profit.fact"]._sources(self.company_id)
        self.env.cr.execute(update.customers(sources, counted), params)
        found = self.env.cr.fetchall()
        customers = sorted({customer for customer, _month, _facts in found})
        if len(customers) > AT_LEAST and len(customers) > MOST * self._known_customers():
            raise WholeRunNeededError(self.env._("%s customers changed.", len(customers)))
        wanted = {month for month in self._column(update.MONTHS, params) if month}
        earliest = params["date_from"].replace(day=1)
        if any(month < earliest for month in wanted):
            raise WholeRunNeededError(self.env._("Something was posted before the first day of the run."))
        if customers and sources.shop:
            wanted.update(self._column(update.SHOPPED, {**params, "customers": customers}))
        return sorted(wanted), customers, update.elsewhere(found, wanted)

    def _known_customers(self):
        [(known,)] = self.env.execute_query(
            SQL("SELECT count(DISTINCT customer_id) FROM crm_profit_fact WHERE run_id = %s", self.id)
        )
        return known

    def _column(self, statement, params):
        self.env.cr.execute(statement, params)
        return [value for (value,) in self.env.cr.fetchall()]

    # ------------------------------------------------------------------
    # Counting anew
    # ------------------------------------------------------------------

    def _replace(self, params, wanted, customers, elsewhere, rates):
        """Count anew and put it in the place of what was there; returns what changed, and the whole months."""
        values = {**params, "customers": elsewhere, "months": wanted, "those": customers}
        # A closing entry of the shop is told apart among all who are in it.
        some = not self.env["crm.profit.fact"]._has_shop(self.company_id)
        for statement in (update.LET_GO_STAGE, update.CREATE_STAGE, update.WHOSE_TABLE):
            self.env.cr.execute(statement, values)
        if elsewhere:
            wanted = sorted({*wanted, *self._stage_customers(values)})
            values["months"] = wanted
            self.env.cr.execute(update.STAGED_MONTHS, values)
        self._stage_months(values, some)
        change = self._take_facts(values, some)
        changed = self._count_customers({**values, "customers": customers}) if customers else []
        priced = self._price_again(values, changed, rates)
        return change.with_prices(changed if not rates else None, priced), wanted

    def _stage_customers(self, values):
        """Count the facts of the customers in the months that are not counted whole; months that are to be, after all.

        Those are months in which more changed than whose figures they are.
        """
        self.env.cr.execute("DROP TABLE IF EXISTS pg_temp.crm_score_item")
        self.env.cr.execute(update.ITEMS, values)
        self.env.cr.execute("ANALYZE crm_score_item")
        others = [month for month in months(values["date_from"], values["date_to"]) if month not in values["months"]]
        for period in ranges(others, values["date_from"], values["date_to"]):
            self._stage(values, values["stage"], period, only=update.ONLY, by_product=False)
        self.env.cr.execute("DELETE FROM crm_profit_product WHERE run_id = %(stage)s", values)
        self.env.cr.execute(update.STAGED_OTHERS, values)
        return {*self._column(update.DIFFERENT, values), *self._column(update.NEW_CUSTOMERS, values)}

    def _stage_months(self, values, some):
        """Count whole months; what is sorted by product takes its place at once.

        :param some: facts only of the customers who may have others, and of nobody
        """
        self.env.cr.execute("DELETE FROM crm_profit_product WHERE run_id = %(run)s AND month = ANY(%(months)s)", values)
        for period in ranges(values["months"], values["date_from"], values["date_to"]):
            self._stage(values, values["run"], period, whose=update.WHOSE if some else "")
        self.env.cr.execute(update.ANALYZE_STAGE)

    def _stage(self, values, run, period, **sources):
        """Count facts into the table in which they wait."""
        date_from, date_to = period
        aside = self.with_context(crm_score_sources=InsideValues(fact_table=update.STAGE, **sources))
        aside._count({"run": run, "company": values["company"], "date_from": date_from, "date_to": date_to})

    def _take_facts(self, values, some):
        """Let the rows of whoever has others now go, month by month; the new ones take their place."""
        self.env.cr.execute(update.CHANGED.format(whose=update.OF_THOSE if some else ""), values)
        self.env.cr.execute("ANALYZE crm_score_changed")
        sums = []
        for statement in (*update.LET_GO, update.TAKE_IN):
            self.env.cr.execute(statement, values)
            sums.append(self.env.cr.fetchone())
        (own, own_items), (nobody, nobody_items), (rows, items) = sums
        self.env.cr.execute("SELECT DISTINCT customer_id, month FROM crm_score_changed")
        places = self.env.cr.fetchall()
        return Change(
            rows=rows + own + nobody,
            facts=rows - own - nobody,
            items=items - own_items - nobody_items,
            customers={customer for customer, _month in places if customer},
            months={month for _customer, month in places},
        )

    def _count_customers(self, values):
        """Count anew what was done for the customers; those for whom it is something else now."""
        names = ("company", "customers", "date_from", "date_to")
        self.env["crm.cost.driver"]._count_drivers({"run": values["stage"], **{name: values[name] for name in names}})
        changed = self._column(update.COUNTED, values)
        for run, where in (("stage", "customer_id <> ALL(%(changed)s)"), ("run", "customer_id = ANY(%(changed)s)")):
            statement = f"DELETE FROM crm_cost_count WHERE run_id = %({run})s AND {where}"
            self.env.cr.execute(statement, {**values, "changed": changed})
        self.env.cr.execute("UPDATE crm_cost_count SET run_id = %(run)s WHERE run_id = %(stage)s", values)
        return changed

    def _price_again(self, values, changed, rates):
        """What serving the customers costs, and what is taken for it from what is nobody's.

        :return: number of rows that went, and of those that came
        """
        if not changed and not rates:
            return 0, 0
        whose = {"customers": None if rates else changed}
        self.env.cr.execute(
            """
            DELETE FROM crm_profit_fact
             WHERE run_id = %(run)s AND account_id IS NULL AND origin IS NULL
               AND (customer_id IS NULL OR %(customers)s::integer[] IS NULL OR customer_id = ANY(%(customers)s))
            """,
            {**values, **whose},
        )
        gone = self.env.cr.rowcount
        come = self.env["crm.cost.driver"]._price({**values, **whose})
        self.env.cr.execute(
            "DELETE FROM crm_profit_fact WHERE run_id = %(run)s AND kind = 'absorbed'"
            " AND account_id IS NULL AND origin IS NULL",
            values,
        )
        gone += self.env.cr.rowcount
        self.env.cr.execute(update.ABSORBED, values)
        return gone, come + self.env.cr.rowcount

    # ------------------------------------------------------------------
    # Afterwards
    # ------------------------------------------------------------------

    def _after_update(self, rates, change=None):
        """Facts, products and counts of this run changed; addons write anew what theirs says.

        :param rates: only prices changed
        :param change: what changed (``core.update.Change``); None where nobody knows
        """
        # Sums kept for comparisons, made anew when somebody looks.
        self.env["crm.cost.norm"].search([("run_id", "=", self.id)]).unlink()

    def _reconcile(self, params, wanted, change):
        """Compare the months that were counted whole with the ledger; the nightly run compares all of them.

        In the other months the figures of the customers together are what they were, so there is nothing to compare.
        """
        periods = ranges(wanted, params["date_from"].replace(day=1), params["date_to"])
        if self.env["crm.profit.reconciliation"]._totals(self, periods, priced=change.priced)[2]:
            raise WholeRunNeededError(self.env._("After the update the figures did not reconcile with the ledger."))
        self.write({"fact_count": self.fact_count + change.facts, "item_count": self.item_count + change.items})

    def _note_update(self, seen, seconds, rows, month_count, customer_count):
        self.write(
            {
                "seen_until": seen,
                "updated_at": Datetime.now(),
                "update_note": self.env._(
                    "%(customers)s customers and %(months)s whole months, %(rows)s rows, %(seconds)s seconds.",
                    customers=customer_count,
                    months=month_count,
                    rows=rows,
                    seconds=f"{seconds:.1f}",
                ),
            }
        )
        self.env.invalidate_all()
