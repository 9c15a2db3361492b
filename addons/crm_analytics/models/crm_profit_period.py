import re
from datetime import date

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tools import format_date

from ..core import period as periods

MONTH = re.compile(r"\d{4}-\d{2}(-\d{2})?")


class CrmProfitPeriod(models.AbstractModel):
    """Periods as people and programs ask for them, see ``core/period.py``."""

    _name = "crm.profit.period"
    _description = "Periods of the Analysis"

    @api.model
    def _asked(self, run, period, than):
        """The period asked for and the one it is compared with.

        :param run: current run
        :param period: False, a name of ``core.period.NAMED``, or ``[from, to]`` as in ``["2026-01", "2026-06"]``
        :param than: False, a way of ``core.period.COMPARED``, or ``[from, to]``
        :return: ``(name, Period, way, Period or None)``; name and way are ``own`` for months of one's own
        :raises UserError: something else
        """
        first, last = self._counted(run)
        name, found = self._period(run, period, first, last)
        way, other = self._than(name, found, than)
        return name, found, way, other

    @api.model
    def _counted(self, run):
        """First and last month of a run's facts, the day of the run if there are none."""
        slices = self.env["crm.profit.slice"]
        [(first, last)] = slices._read_group(
            [("run_id", "=", run.id), ("dimension", "=", "all")], [], ["month:min", "month:max"]
        )
        return first or run.as_of, last or run.as_of

    def _period(self, run, asked, first, last):
        if asked is False or asked == "":
            usual = periods.named(periods.LAST_12, run.as_of)
            # A company that has just begun sees what there is.
            asked = periods.LAST_12 if first < usual.until and last >= usual.first else periods.ALL
        if isinstance(asked, str) and asked in periods.NAMED:
            return asked, periods.named(asked, run.as_of, first)
        return "own", self._months("period", asked, periods.NAMED)

    def _than(self, name, found, asked):
        if asked is False or asked == "":
            asked = periods.NOTHING if name == periods.ALL else periods.YEAR_BEFORE
        if isinstance(asked, str) and asked in periods.COMPARED:
            return asked, self._before(asked, found)
        return "own", self._months("than", asked, periods.COMPARED)

    def _before(self, way, found):
        try:
            return periods.compared(way, found)
        except (ValueError, OverflowError) as error:
            raise UserError(self.env._("than: there are no months before %s.", found.first.isoformat())) from error

    def _months(self, name, asked, names):
        """Months of one's own."""
        if not isinstance(asked, list | tuple) or len(asked) != 2:
            raise UserError(
                self.env._(
                    "%(name)s: %(value)s is none of %(names)s, nor a first and a last month as in"
                    ' ["2026-01", "2026-06"].',
                    name=name,
                    value=repr(asked)[:60],
                    names=", ".join(names),
                )
            )
        first, last = (self._month(name, one) for one in asked)
        if last < first:
            raise UserError(
                self.env._(
                    "%(name)s: the last month (%(last)s) comes before the first (%(first)s).",
                    name=name,
                    first=asked[0],
                    last=asked[1],
                )
            )
        if last.year - first.year > 50:
            raise UserError(self.env._("%(name)s: fifty years at most.", name=name))
        return periods.Period(first, last)

    def _month(self, name, text):
        if isinstance(text, str) and MONTH.fullmatch(text):
            try:
                found = date.fromisoformat(text if len(text) == 10 else f"{text}-01")
            except ValueError:
                found = None
            if found and 1900 <= found.year <= 2999:
                return periods.month_of(found)
        raise UserError(
            self.env._("%(name)s: a month as in 2026-01 is wanted, not %(value)s.", name=name, value=repr(text)[:60])
        )

    # ------------------------------------------------------------------
    # In words, and for other pages
    # ------------------------------------------------------------------

    @api.model
    def _label(self, period):
        first, last = (format_date(self.env, day, date_format="MMM y") for day in (period.first, period.last))
        return first if first == last else f"{first} – {last}"

    @api.model
    def _told(self, name, period):
        """Plain values of a period; False of none."""
        if not period:
            return False
        return {
            "name": name,
            "from": Date.to_string(period.first),
            "to": Date.to_string(period.last),
            "label": self._label(period),
        }

    @api.model
    def _of_context(self):
        """The two periods of the context; without any, the last twelve whole months and those before."""
        now = self.env.context.get("profit_now")
        period = self._months("profit_now", now, ()) if now else None
        if not period:
            period = periods.named(periods.LAST_12, Date.context_today(self))
            return period, periods.year_before(period)
        than = self.env.context.get("profit_than")
        return period, self._months("profit_than", than, ()) if than else None
