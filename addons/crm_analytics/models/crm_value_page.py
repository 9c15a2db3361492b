from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import formatLang

from ..core import retention

#: Periods of a cohort that are shown.
SHOWN = 13
#: Of a cohort with fewer customers a share is told with its range.
SMALL = 30


class CrmValuePage(models.AbstractModel):
    """What the pages "Cohorts" and "What If" show, for one company, from its current run."""

    _name = "crm.value.page"
    _description = "Pages of Lifetime Value"

    @api.model
    @api.readonly
    def cohorts(self, grain="month"):
        """How many customers of each cohort still bought later, and for how much.

        :param grain: ``month`` or ``quarter``
        :return: dictionary with

            - ``as_of``: day of the run (``YYYY-MM-DD``), False if there is none
            - ``currency_id``: id of the company's currency
            - ``rows``: the latest cohort first: ``[{"cohort": "YYYY-MM-DD", "size", "cells": [{"customers", "amount",
              "share", "low", "high"}]}]``; the first cell is the period of the first purchase, the shares are of
              ``size`` (0..1). Of small cohorts ``low`` and ``high`` say where the share lies (95 %), else they are
              False. The last cell of a row may be of a period that is not over
            - ``acquisition``: what winning a customer cost in the last year, False if it was not entered
            - ``words``: sentences computed from the data
        :raises AccessError: the caller is neither analyst nor manager
        :raises UserError: another grain
        """
        run = self._current_run()
        if grain not in ("month", "quarter"):
            raise UserError(self.env._("grain: “month” or “quarter” is wanted."))
        cells = self.env["crm.retention.cohort"].search_read(
            [("run_id", "=", run.id), ("grain", "=", grain), ("later", "<", SHOWN)],
            ["cohort", "later", "size", "customers", "amount"],
            order="cohort desc, later",
        )
        rows = {}
        for cell in cells:
            row = rows.setdefault(cell["cohort"], {"cohort": str(cell["cohort"]), "size": cell["size"], "cells": []})
            row["cells"].append(self._cohort_cell(cell))
        return {
            "as_of": str(run.as_of) if run else False,
            "currency_id": self.env.company.currency_id.id,
            "rows": list(rows.values()),
            "acquisition": self._own_figures(run)["acquisition"],
            "words": self._cohort_words(list(rows.values()), grain) if rows else [],
        }

    def _cohort_cell(self, cell):
        share = retention.Share(cell["customers"], cell["size"])
        low, high = share.range if cell["later"] and cell["size"] < SMALL else (False, False)
        values = {"customers": cell["customers"], "amount": cell["amount"], "share": share.share}
        return {**values, "low": low, "high": high}

    def _cohort_words(self, rows, grain):
        """Of all cohorts old enough together: how many bought again in the first period, and in the last one shown."""
        words = []
        for later in (1, SHOWN - 1):
            # The last cell of each row may be of a period that is not over.
            old = [row for row in rows if len(row["cells"]) > later + 1]
            size = sum(row["size"] for row in old)
            if not size:
                continue
            share = 100 * sum(row["cells"][later]["customers"] for row in old) / size
            values = {
                "count": later,
                "share": formatLang(self.env, share, digits=1),
                "size": formatLang(self.env, size, digits=0),
            }
            words.append(
                self.env._(
                    "Months after the first purchase: %(count)s. Bought then: %(share)s %% of %(size)s.", **values
                )
                if grain == "month"
                else self.env._(
                    "Quarters after the first purchase: %(count)s. Bought then: %(share)s %% of %(size)s.", **values
                )
            )
        return words

    @api.model
    @api.readonly
    def what_if(self, margin=False, kept=False, discount=False, raised=False):
        """What an active customer is worth as long as they stay, and with a better retention.

        Everything left out comes from the company's own figures. Formula: S. Gupta, D. R. Lehmann, "Customers as
        Assets", Journal of Interactive Marketing 17(1), 2003.

        :param margin: what a customer leaves a year, company currency (number from 0 on)
        :param kept: retention from one year to the next, percent (0 to 99)
        :param discount: discount rate of a year, percent (0 to 100)
        :param raised: by how much of itself the retention is raised in the comparison, percent (0 to 100)
        :return: dictionary with ``own`` (``margin``, ``kept``, ``low``, ``high``, ``of``, ``discount``, ``raised``,
            ``acquisition``, ``new``: the company's figures, ``kept`` False where there is less than two years of
            history), ``margin``, ``kept``, ``discount``, ``raised`` as they were used, ``multiple``, ``value``,
            ``low``, ``high``, ``better_kept``, ``better``, ``gain`` (percent), ``acquisition`` (cost of winning a
            customer, False if it was not entered), ``currency_id``
        :raises AccessError: the caller is neither analyst nor manager
        :raises UserError: a figure that is none, or out of its range
        """
        run = self._current_run()
        own = self._own_figures(run)
        used = {
            "margin": self._number("margin", margin, own["margin"], 1e12),
            "kept": self._number("kept", kept, own["kept"] or 0.0, 99),
            "discount": self._number("discount", discount, own["discount"], 100),
            "raised": self._number("raised", raised, own["raised"], 100),
        }
        share = retention.Share(used["kept"] / 100 * (own["of"] or 1), own["of"] or 1)
        found = retention.what_if(used["margin"], share, used["discount"] / 100, used["raised"] / 100)
        # The range is that of the company's own retention; for a figure somebody tries out there is none.
        ranged = own["of"] and abs(used["kept"] - own["kept"]) < 0.05
        return {
            "own": own,
            **used,
            "multiple": retention.multiple(min(share.share, retention.MOST), used["discount"] / 100),
            "value": found.value,
            "low": found.low if ranged else False,
            "high": found.high if ranged else False,
            "better_kept": 100 * found.retention,
            "better": found.better,
            "gain": 100 * found.gain,
            "acquisition": own["acquisition"],
            "currency_id": self.env.company.currency_id.id,
        }

    def _number(self, name, value, default, most):
        if value is False or value == "":
            return default
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise UserError(
                self.env._(
                    "%(name)s: a number from 0 to %(most)s is wanted.",
                    name=name,
                    most=formatLang(self.env, most, digits=0),
                )
            )
        return float(value)

    def _own_figures(self, run):
        """The company's own margin a year, retention with its range, discount rate and cost of winning a customer."""
        company, figures = self.env.company, self.env["crm.score.figure"]
        found = {figure.name: figure for figure in figures.search([("run_id", "=", run.id), ("area", "=", "year")])}
        margin = figures._of(run, "check").get("margin", company.value_margin / 100 or 1.0)
        kept, new = found.get("kept"), found["new"].value if "new" in found else 0
        enough = bool(kept and kept.whole)
        return {
            "margin": (found["yearly"].value if "yearly" in found else 0.0) * margin,
            "kept": min(100 * kept.value, 99.0) if enough else False,
            "low": 100 * kept.low if enough else False,
            "high": 100 * kept.high if enough else False,
            "of": kept.whole if enough else 0.0,
            "discount": company.value_discount,
            "raised": 100 * retention.RAISE,
            "new": new,
            "acquisition": company.acquisition_cost / new if company.acquisition_cost and new else False,
        }

    def _current_run(self):
        if not self.env["crm.retention.cohort"].has_access("read"):
            raise AccessError(self.env._("Lifetime value of all customers is for analysts and managers."))
        return self.env["crm.score.run"]._shown(self.env.company)
