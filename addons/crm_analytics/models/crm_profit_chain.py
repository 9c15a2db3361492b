from odoo import api, models

from ..core.chain import STEPS, chain

#: What of a fact is told apart, beside its amount.
PARTS = ("discount", "realisation", "listed")


class CrmProfitChain(models.AbstractModel):
    """The chain of two periods side by side, from sums by kind of fact."""

    _name = "crm.profit.chain"
    _description = "Profit Chain of Two Periods"

    @api.model
    def _amounts(self, rows):
        """Amounts as ``core/chain.py`` wants them, from rows ``(kind, amount, discount, realisation, listed)``."""
        amounts = {}
        for kind, amount, *parts in rows:
            amounts[kind] = amounts.get(kind, 0.0) + (amount or 0.0)
            if kind == "revenue":
                for name, part in zip(PARTS, parts, strict=True):
                    amounts[name] = amounts.get(name, 0.0) + (part or 0.0)
        return amounts

    @api.model
    def _lines(self, now, before):
        """Lines of the chain, steps that are nothing in both periods left out.

        :param now, before: amounts by kind; ``before`` None without a period to compare with
        :return: ``[{"key", "label", "now", "before", "total", "kinds"}]``, before False if there is none; kinds are
            those of the facts behind it
        """
        told = self.env["crm.profit.customer"]
        lines = {line.key: line for line in chain(now)}
        others = {line.key: line for line in chain(before or {})}
        found = []
        for key, total, kinds in self._steps():
            line, other = lines.get(key), others.get(key)
            if not (line or other):
                continue
            amounts = [round(one.amount, 2) if one else 0.0 for one in (line, other)]
            if total or any(amounts):
                found.append(
                    {
                        "key": key,
                        "label": told._chain_label(line or other),
                        "now": amounts[0],
                        "before": False if before is None else amounts[1],
                        "total": total,
                        "kinds": kinds,
                    }
                )
        return found

    def _steps(self):
        """``(key, total, kinds)`` of each step; of a total the kinds of everything above it."""
        above = []
        for step in STEPS:
            kinds = list(step.kinds) or ["revenue"]
            if not step.total:
                above += [kind for kind in kinds if kind not in above]
            yield step.key, step.total, list(above) if step.total else kinds
