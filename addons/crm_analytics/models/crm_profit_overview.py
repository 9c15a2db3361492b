from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Date
from odoo.tools import format_amount

from ..core import pareto

#: Customers named as the best and as the ones that lose money.
NAMED = 5
POINTS = 101


class CrmProfitOverview(models.AbstractModel):
    """What the first page of the analysis says, for one company, from its current run."""

    _name = "crm.profit.overview"
    _description = "Overview of Profit by Customer"

    @api.model
    @api.readonly
    def figures(self):
        """The profit of the company's customers, in figures, words and points of a curve.

        :return: dictionary with

            - ``run``: ``{"id", "as_of", "finished", "difference"}`` of the current run, False if there is none
            - ``waiting``: progress in percent of a run under way, False if there is none
            - ``currency_id``: id of the company's currency
            - ``customers``, ``net``, ``profit``, ``unassigned``: count and sums, company currency
            - ``words``: sentences computed from the data
            - ``curve``: ``[[share of customers 0..1, profit cumulated]]``
            - ``best``, ``losing``: ``[{"id", "partner_id", "name", "net", "profit"}]``, at most five of each
        :raises AccessError: the caller is no analyst
        """
        if not self.env.user.has_group("crm_analytics.group_analyst"):
            raise AccessError(self.env._("The overview of profit is for analysts."))
        company = self.env.company
        runs = self.env["crm.score.run"].search([("company_id", "=", company.id)])
        run = runs.filtered("current")
        waiting = runs.filtered(lambda one: one.state in ("waiting", "running"))[:1]
        rows = self.env["crm.profit.customer"].search([("company_id", "=", company.id)])
        amounts = rows.mapped("profit")
        said = pareto.statement(amounts)
        return {
            "run": self._run(run),
            "waiting": waiting.progress if waiting else False,
            "currency_id": company.currency_id.id,
            "customers": said.count,
            "net": sum(rows.mapped("net")),
            "profit": said.total,
            "unassigned": self._unassigned(run),
            "words": self._words(said, company.currency_id) if rows else [],
            "curve": [list(point) for point in pareto.curve(amounts, POINTS)],
            "best": self._named(rows.filtered(lambda row: row.profit > 0)[:NAMED]),
            "losing": self._named(rows.filtered(lambda row: row.profit < 0)[-NAMED:][::-1]),
        }

    def _run(self, run):
        if not run:
            return False
        return {
            "id": run.id,
            "as_of": Date.to_string(run.as_of),
            "finished": run.finished_at.isoformat(sep=" ", timespec="seconds") if run.finished_at else False,
            "difference": run.difference,
        }

    def _unassigned(self, run):
        facts = self.env["crm.profit.fact"]
        [(total,)] = facts._read_group([("run_id", "=", run.id), ("customer_id", "=", False)], [], ["amount:sum"])
        return total or 0.0

    def _named(self, rows):
        return [
            {
                "id": row.id,
                "partner_id": row.customer_id.id,
                "name": row.customer_id.display_name,
                "net": row.net,
                "profit": row.profit,
            }
            for row in rows
        ]

    def _words(self, said, currency):
        def money(amount):
            return format_amount(self.env, amount, currency)

        words = [
            self.env._(
                "The best 20 %% (%(count)s customers) bring %(share)s %% of the profit.",
                count=said.top_count,
                share=round(100 * said.top_share),
            )
            if said.percentages
            else self.env._(
                "The best 20 %% (%(count)s customers) bring %(amount)s. The total is too near to zero for shares.",
                count=said.top_count,
                amount=money(said.top),
            )
        ]
        if said.losing:
            words.append(
                self.env._(
                    "%(count)s customers cost more than they bring, %(loss)s together. Without that the profit of all"
                    " customers would be %(peak)s instead of %(total)s.",
                    count=said.losing,
                    loss=money(-said.loss),
                    peak=money(said.peak),
                    total=money(said.total),
                )
            )
        else:
            words.append(self.env._("No customer costs more than they bring."))
        return words
