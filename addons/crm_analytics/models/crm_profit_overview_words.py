from odoo import api, models
from odoo.tools import format_date, formatLang

from ..core import change, pareto
from ..core.period import unfinished

#: With fewer of them, the best fifth says nothing; the best one is named.
FEW = 10
#: From this amount on cents are not told.
WITHOUT_CENTS = 100.0


class CrmProfitOverviewWords(models.AbstractModel):
    """What the overview says in sentences, computed from the same figures as its charts."""

    _name = "crm.profit.overview.words"
    _description = "Sentences of the Analysis"

    @api.model
    def _money(self, amount, currency, signed=False):
        """An amount in words of the overview: from a hundred on without cents."""
        sign = "+" if signed and amount > 0 else ""
        if abs(amount) >= WITHOUT_CENTS:
            return f"{sign}{currency._format_whole(amount)}"
        return f"{sign}{formatLang(self.env, amount, currency_obj=currency)}"

    # ------------------------------------------------------------------
    # Curves
    # ------------------------------------------------------------------

    @api.model
    def _customers(self, said, currency):
        """What the curve of the customers says."""
        if not said.count:
            return []
        words = [self._top_customers(said, currency)]
        if not said.losing:
            return [*words, self.env._("No customer costs more than they bring.")]
        loss = {
            "count": said.losing,
            "loss": self._money(-said.loss, currency),
            "peak": self._money(said.peak, currency),
            "total": self._money(said.total, currency),
        }
        if said.losing == 1:
            text = self.env._(
                "One customer costs more than they bring, %(loss)s. Without that the profit of all customers would be"
                " %(peak)s instead of %(total)s.",
                **loss,
            )
        else:
            text = self.env._(
                "%(count)s customers cost more than they bring, %(loss)s together. Without that the profit of all"
                " customers would be %(peak)s instead of %(total)s.",
                **loss,
            )
        return [*words, text]

    def _top_customers(self, said, currency):
        if said.percentages:
            return self.env._(
                "The best 20 %% (%(count)s customers) bring %(share)s %% of the profit.",
                count=said.top_count,
                share=round(100 * said.top_share),
            )
        if said.total <= 0:
            return self.env._(
                "The best 20 %% (%(count)s customers) bring %(amount)s; all of them together leave %(total)s.",
                count=said.top_count,
                amount=self._money(said.top, currency),
                total=self._money(said.total, currency),
            )
        return self.env._(
            "The best 20 %% (%(count)s customers) bring %(amount)s. The total is too near to zero for shares.",
            count=said.top_count,
            amount=self._money(said.top, currency),
        )

    @api.model
    def _products(self, said, currency):
        """What the curve of the products says."""
        if not said.count:
            return []
        if said.percentages:
            words = [
                self.env._(
                    "The best 20 %% (%(count)s products) bring %(share)s %% of the gross margin.",
                    count=said.top_count,
                    share=round(100 * said.top_share),
                )
            ]
        else:
            words = [
                self.env._(
                    "The best 20 %% (%(count)s products) bring %(amount)s of gross margin. The total is too near to"
                    " zero for shares.",
                    count=said.top_count,
                    amount=self._money(said.top, currency),
                )
            ]
        if said.losing:
            words.append(
                self.env._(
                    "Sold below cost: %(count)s products, %(loss)s together.",
                    count=said.losing,
                    loss=self._money(-said.loss, currency),
                )
            )
        return words

    @api.model
    def _groups(self, rows, currency):
        """What the curve of channels or categories says.

        :param rows: ``[{"name", "now", …}]``, the best first
        """
        said = pareto.statement([row["now"] for row in rows])
        if not rows:
            return []
        told = len(rows) >= FEW
        values = {
            "name": rows[0]["name"],
            "count": said.top_count,
            "share": round(100 * (said.top if told else rows[0]["now"]) / said.total) if said.percentages else 0,
            "amount": self._money(said.top if told else rows[0]["now"], currency),
        }
        if told and said.percentages:
            words = [self.env._("The best 20 %% (%(count)s of them) bring %(share)s %% of the contribution.", **values)]
        elif told:
            words = [self.env._("The best 20 %% (%(count)s of them) bring %(amount)s.", **values)]
        elif said.percentages:
            words = [self.env._("%(name)s brings most: %(share)s %% of the contribution.", **values)]
        else:
            words = [self.env._("%(name)s brings most: %(amount)s.", **values)]
        if said.losing:
            worst = rows[-1]
            words.append(
                self.env._(
                    "%(name)s costs most: %(amount)s.", name=worst["name"], amount=self._money(worst["now"], currency)
                )
            )
        return words

    # ------------------------------------------------------------------
    # Change
    # ------------------------------------------------------------------

    @api.model
    def _change(self, now, before, than, currency):
        """What became of the profit."""
        periods = self.env["crm.profit.period"]
        values = {
            "period": periods._label(than),
            "change": self._money(abs(now - before), currency),
            "before": self._money(before, currency),
            "percent": formatLang(self.env, abs(change.percent(now, before) or 0.0), digits=1),
        }
        if round(now - before, 2) == 0:
            return self.env._("The profit is the same as in %(period)s.", **values)
        rate = change.percent(now, before)
        if now > before:
            if rate is None:
                return self.env._("The profit is %(change)s more than in %(period)s (%(before)s).", **values)
            return self.env._("The profit is %(change)s (%(percent)s %%) more than in %(period)s.", **values)
        if rate is None:
            return self.env._("The profit is %(change)s less than in %(period)s (%(before)s).", **values)
        return self.env._("The profit is %(change)s (%(percent)s %%) less than in %(period)s.", **values)

    @api.model
    def _explained(self, found, currency):
        """Who explains a change, in one sentence; empty if nobody does."""
        if not found.main:
            return ""
        values = {
            "names": self._list(found.main, currency),
            "against": self._list(found.against, currency),
            "share": round(100 * found.share) if found.share else 0,
        }
        if found.share and found.against:
            return self.env._("%(names)s: %(share)s %% of the change. Against it: %(against)s.", **values)
        if found.share:
            return self.env._("%(names)s: %(share)s %% of the change.", **values)
        if found.against:
            return self.env._("%(names)s. Against it: %(against)s.", **values)
        return self.env._("%(names)s.", **values)

    def _list(self, rows, currency):
        return ", ".join(f"{row.name} {self._money(row.change, currency, signed=True)}" for row in rows)

    @api.model
    def _notes(self, run, period, than, nothing_before):
        """What one should know before comparing."""
        notes = []
        if unfinished(period, run.as_of) and run.as_of >= period.last:
            notes.append(
                self.env._(
                    "%(month)s is counted up to %(day)s only.",
                    month=format_date(self.env, period.last, date_format="MMMM y"),
                    day=format_date(self.env, run.as_of),
                )
            )
        if than and nothing_before:
            label = self.env["crm.profit.period"]._label(than)
            notes.append(self.env._("Nothing is posted in %s: there is nothing to compare with.", label))
        return notes
