from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Date

from ..core import change, pareto
from ..core.chain import NET

#: Channels, categories and sellers shown one by one; the page opens the rest.
SHOWN = 12
#: Models of the names behind keys.
NAMES = {
    "customer": "res.partner",
    "product": "product.product",
    "channel": "crm.sales.channel",
    "category": "product.category",
    "seller": "res.users",
}


class CrmProfitOverview(models.AbstractModel):
    """What the first page of the analysis says, for one company, from its current run."""

    _name = "crm.profit.overview"
    _description = "Overview of Profit by Customer"

    @api.model
    @api.readonly
    def figures(self, period=False, than=False):
        """The profit of the company's customers in a period, in figures, words and points of curves.

        Amounts are in the company's currency; what was before is False where nothing is compared.

        :param period: ``last_12`` (twelve whole months), ``this_year``, ``last_year``, ``this_quarter``,
            ``last_quarter``, ``all``, or first and last month as in ``["2026-01", "2026-06"]``; left out, the last
            twelve months, or all if nothing is posted in those
        :param than: what it is compared with: ``year_before`` (the same months), ``before`` (as many months right
            before), ``nothing``, or first and last month; left out, the year before
        :return: dictionary with

            - ``run``: ``{"id", "as_of", "finished", "difference"}`` of the current run, False if there is none
            - ``waiting``: progress in percent of a run under way, False if there is none
            - ``currency_id``: id of the company's currency; ``company_id``: of the company
            - ``period``, ``than``: ``{"name", "from", "to", "label"}``, than may be False
            - ``customers``: number of customers; ``net``, ``margin``, ``profit``, ``unassigned``: sums; ``before``: the
              same in the period compared with, or False
            - ``words``: sentences computed from the data; ``notes``: what one should know before comparing
            - ``chain``: ``[{"key", "label", "now", "before", "total", "kinds"}]``
            - ``months``: ``[{"month", "profit", "net", "before_month", "before_profit", "before_net"}]``
            - ``curve``: ``[[share of customers 0..1, profit cumulated]]``
            - ``curves``: ``[{"key", "words", "points", "count"}]`` for customers, products, channels, categories
            - ``best``, ``losing``: customers ``[{"id", "row", "name", "net", "now", "before"}]``, at most five of
              each; row is the id of their line in ``crm.profit.change`` for these periods
            - ``tables``: ``[{"key", "rows", "more"}]``, rows ``[{"id", "name", "net", "now", "before"}]`` of
              contribution by channel, category and seller; id False: not told
            - ``moved``: what explains the change: ``[{"key", "words", "share", "rows"}]``, share in per cent of the
              change or False, rows ``[{"id", "row", "name", "now", "before", "against"}]``
        :raises AccessError: the caller is no analyst
        :raises UserError: a period that is none
        """
        if not self.env.user.has_group("crm_analytics.group_analyst"):
            raise AccessError(self.env._("The overview of profit is for analysts."))
        company = self.env.company
        runs = self.env["crm.score.run"].search([("company_id", "=", company.id)])
        run = runs.filtered("current")
        waiting = runs.filtered(lambda one: one.state in ("waiting", "running"))[:1]
        found = {
            "run": self._run(run),
            "waiting": waiting.progress if waiting else False,
            "company_id": company.id,
            "currency_id": company.currency_id.id,
        }
        return found | (self._figures(run, period, than) if run else self._nothing())

    @api.model
    def _nothing(self):
        """The same without figures."""
        empty = ("words", "notes", "chain", "months", "curve", "curves", "best", "losing", "tables", "moved")
        sums = dict.fromkeys(("net", "margin", "profit", "unassigned"), 0.0)
        return {"period": False, "than": False, "customers": 0, "before": False, **sums} | {name: [] for name in empty}

    def _run(self, run):
        if not run:
            return False
        return {
            "id": run.id,
            "as_of": Date.to_string(run.as_of),
            "finished": run.finished_at.isoformat(sep=" ", timespec="seconds") if run.finished_at else False,
            "difference": run.difference,
        }

    def _figures(self, run, period, than):
        """Figures of a run; each of them comes out of one of five statements."""
        periods, sums, words = (
            self.env["crm.profit.period"],
            self.env["crm.profit.sums"],
            self.env["crm.profit.overview.words"],
        )
        name, period, way, than = periods._asked(run, period, than)
        currency = run.company_id.currency_id
        kinds = sums._kinds(run, period, than)
        customers, products = sums._customers(run, period, than), sums._products(run, period, than)
        groups = {key: self._named(key, rows) for key, rows in sums._dimensions(run, period, than).items()}
        now, before = self._sums(kinds, period), self._sums(kinds, than) if than else False
        compared = before and any(before.values())
        said = self._said(customers)
        sentences = words._customers(said, currency)
        if compared:
            sentences.append(words._change(now["profit"], before["profit"], than, currency))
        return {
            "period": periods._told(name, period),
            "than": periods._told(way, than),
            "customers": said.count,
            **now,
            "before": before,
            "words": sentences,
            "notes": words._notes(run, period, than, not compared),
            "chain": self._chain(kinds, period, than),
            "months": self._months(kinds, period, than),
            "curve": self._points(customers),
            "curves": self._curves(customers, products, groups, currency),
            "best": self._named("customer", customers["best"], than),
            "losing": self._named("customer", customers["worst"], than),
            "tables": [self._listed(key, groups[key], than) for key in ("channel", "category", "seller")],
            "moved": self._moved(customers, products, groups, currency) if compared else [],
        }

    # ------------------------------------------------------------------
    # Parts
    # ------------------------------------------------------------------

    def _sums(self, kinds, period):
        """Sums of a period from rows by month and kind."""
        rows = [row for row in kinds if period.first <= row[0] <= period.last]
        own = [row for row in rows if row[2]]
        sums = {
            "net": sum(row[3] for row in own if row[1] in NET),
            "margin": sum(row[3] for row in own if row[1] in (*NET, "cogs")),
            "profit": sum(row[3] for row in own),
            "unassigned": sum(row[3] for row in rows if not row[2]),
        }
        return {name: round(amount, 2) for name, amount in sums.items()}

    def _chain(self, kinds, period, than):
        chains = self.env["crm.profit.chain"]

        def amounts(months):
            return chains._amounts(
                (kind, *sums)
                for month, kind, assigned, *sums in kinds
                if assigned and months.first <= month <= months.last
            )

        return chains._lines(amounts(period), amounts(than) if than else None)

    def _months(self, kinds, period, than):
        """Profit of customers month by month, each beside the month it is compared with."""
        profit, net = {}, {}
        for month, kind, assigned, amount, *_parts in kinds:
            if assigned:
                profit[month] = profit.get(month, 0.0) + amount
                net[month] = net.get(month, 0.0) + (amount if kind in NET else 0.0)
        others = than.months if than else []
        found = []
        for number, month in enumerate(period.months):
            other = others[number] if number < len(others) else None
            found.append(
                {
                    "month": Date.to_string(month),
                    "profit": round(profit.get(month, 0.0), 2),
                    "net": round(net.get(month, 0.0), 2),
                    "before_month": Date.to_string(other) if other else False,
                    "before_profit": round(profit.get(other, 0.0), 2) if other else False,
                    "before_net": round(net.get(other, 0.0), 2) if other else False,
                }
            )
        return found

    def _said(self, ranked):
        return pareto.of_sums(*(ranked[name] for name in ("count", "top", "peak", "losing", "loss")))

    def _points(self, ranked):
        if not ranked["count"]:
            return []
        return [[0.0, 0.0], *([rank / ranked["count"], round(height, 2)] for rank, height in ranked["curve"])]

    def _curves(self, customers, products, groups, currency):
        words = self.env["crm.profit.overview.words"]
        many = [
            ("customer", customers, words._customers(self._said(customers), currency)),
            ("product", products, words._products(self._said(products), currency)),
        ]
        found = [
            {"key": key, "words": said, "points": self._points(ranked), "count": ranked["count"]}
            for key, ranked, said in many
        ]
        for key in ("channel", "category"):
            told = [row for row in groups[key] if row["id"]]
            points = pareto.curve([row["now"] for row in told])
            found.append(
                {
                    "key": key,
                    "words": words._groups(told, currency),
                    "points": [[share, round(height, 2)] for share, height in points],
                    "count": len(told),
                }
            )
        return found

    def _named(self, key, rows, than=True):
        """Rows with their names; before is False where nothing is compared."""
        # Only names: whoever sees the figure sees whose it is, as in any list of Odoo.
        records = self.env[NAMES[key]].sudo().browse([row["key"] for row in rows if row["key"]]).exists()
        names = {record.id: record.display_name for record in records}
        return [
            {
                "id": row["key"] or False,
                "row": row.get("row", False),
                "name": names.get(row["key"], self.env._("Not told")),
                "net": round(row["net"], 2),
                "now": round(row["now"], 2),
                "before": round(row["before"], 2) if than else False,
            }
            for row in rows
        ]

    def _listed(self, key, rows, than):
        rows = [row if than else row | {"before": False} for row in rows if row["net"] or row["now"] or row["before"]]
        return {"key": key, "rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}

    def _moved(self, customers, products, groups, currency):
        """Who explains the change, dimension by dimension."""
        sides = {"customer": customers, "product": products}
        rows = {key: self._named(key, [*side["up"], *side["down"]]) for key, side in sides.items()}
        rows |= {key: [row for row in found if row["id"]] for key, found in groups.items()}
        found = []
        for key in ("customer", "product", "channel", "category", "seller"):
            explained = self._explain(rows[key], groups if key in groups else sides[key], key)
            words = self.env["crm.profit.overview.words"]._explained(explained, currency)
            if words:
                lines = {row["id"]: row["row"] for row in rows[key]}
                named = [(row, False) for row in explained.main] + [(row, True) for row in explained.against]
                found.append(
                    {
                        "key": key,
                        "words": words,
                        "share": round(100 * explained.share) if explained.share else False,
                        "rows": [
                            {
                                "id": row.key,
                                "row": lines.get(row.key, False),
                                "name": row.name,
                                "now": row.now,
                                "before": row.before,
                                "against": against,
                            }
                            for row, against in named
                        ],
                    }
                )
        return found

    def _explain(self, rows, whole, key):
        moved = [change.Moved(row["id"], row["name"], row["before"], row["now"]) for row in rows]
        if key in ("customer", "product"):
            total = whole["peak"] + whole["loss"] - whole["before_total"]
        else:
            total = sum(row["now"] - row["before"] for row in whole[key])
        return change.explain(moved, total)
