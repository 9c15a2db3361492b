from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Date, Domain
from odoo.tools import SQL

from ..core import adoption

WEEKS = 12
#: Days over which promises are counted, and after which a customer counts as quiet.
PROMISE_DAYS = 90
QUIET_DAYS = 90


class CrmAdoptionMine(models.AbstractModel):
    """What the work with customers did for the user who asks; nobody else's figures can be asked for."""

    _name = "crm.adoption.mine"
    _description = "My Work with Customers"

    @api.model
    def my_figures(self):
        """Return the caller's own figures, in the companies they work in.

        :return: ``{"contacts": {"week", "month", "weeks": [{"start": "YYYY-MM-DD", "count"}]},``
            ``"promises": {"done", "kept", "days"}, "customers": {"owned", "quiet", "days"},``
            ``"next": [{"key", "text", "action"}]}``; weeks are twelve, the last is this one; ``action`` is a window
            action. Contacts are those logged by hand; promises are activities with customers done in the last days.
        :raise AccessError: not an employee
        """
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only employees have figures of their work with customers."))
        contacts, customers = self._my_contacts(), self._my_customers()
        quiet = customers & self._quiet()
        partners = self.env["res.partner"]
        silent = partners.search_count(quiet)
        return {
            "contacts": contacts,
            "promises": self._my_promises(),
            "customers": {
                "owned": partners.search_count(customers),
                "quiet": silent,
                "days": QUIET_DAYS,
            },
            "next": self._my_next(contacts, quiet, silent),
        }

    def _my_contacts(self):
        log = self.env["crm.contact.log"].with_context(tz=self.env.user.tz or "UTC")
        today = Date.context_today(log)
        first = adoption.monday(today) - timedelta(weeks=WEEKS)
        domain = [("user_id", "=", self.env.uid), ("external_ref", "=", False), ("date", ">=", first)]
        days = {day.date(): count for day, count in log._read_group(domain, ["date:day"], ["__count"])}
        weeks = adoption.weeks(today, days, WEEKS)
        month = sum(count for day, count in days.items() if day >= today.replace(day=1))
        return {"week": weeks[-1]["count"], "month": month, "weeks": weeks}

    def _my_activities(self, condition):
        """Ids and ``(in time)`` of the caller's activities with customers."""
        self.env["mail.activity"].flush_model()
        # Their own activities, whatever document they hang on: only numbers and their ids leave this.
        activities = self.env["crm.adoption.report"]._activities()
        return self.env.execute_query(
            SQL(
                "SELECT a.id, coalesce(a.date_done <= a.date_deadline, FALSE) FROM (%s) a WHERE a.user_id = %s AND %s",
                activities,
                self.env.uid,
                condition,
            )
        )

    def _my_promises(self):
        since = Date.context_today(self) - timedelta(days=PROMISE_DAYS)
        found = self._my_activities(SQL("NOT a.active AND a.date_done >= %s", since))
        return {"done": len(found), "kept": sum(kept for _id, kept in found), "days": PROMISE_DAYS}

    def _my_customers(self):
        return self.env["crm.adoption.state"]._customers_domain() & Domain("user_id", "=", self.env.uid)

    def _quiet(self):
        since = Date.to_string(Date.context_today(self) - timedelta(days=QUIET_DAYS))
        return Domain(adoption.measures(since)["contact"].lacks)

    def _my_next(self, contacts, quiet, silent):
        """What to do next, most urgent first; empty if nothing waits."""
        late = [id_ for id_, _kept in self._my_activities(self._overdue())]
        steps = []
        if late:
            text = self.env._("Promises overdue: %s. Begin with the oldest.", len(late))
            steps.append(self._step("overdue", text, "mail.activity", [("id", "in", late)]))
        if silent:
            text = self.env._(
                "Customers of yours without contact for %(days)s days: %(count)s. Call one today.",
                days=QUIET_DAYS,
                count=silent,
            )
            steps.append(self._step("quiet", text, "res.partner", list(quiet)))
        if not contacts["week"]:
            text = self.env._(
                "No contact logged this week. Open a customer and choose Phone, Visit or Counter: one click, one line."
            )
            steps.append(self._step("log", text, "res.partner", list(self._customers_shown())))
        return steps

    def _customers_shown(self):
        """The caller's customers, or all if they own none."""
        mine = self._my_customers()
        return mine if self.env["res.partner"].search_count(mine, limit=1) else Domain.TRUE

    def _overdue(self):
        return SQL("a.active AND a.date_deadline < %s", Date.context_today(self))

    def _step(self, key, text, model, domain):
        customers = {"res.partner": self.env.ref("crm_customer360.res_partner_view_list_customers").id}
        return {
            "key": key,
            "text": text,
            "action": {
                "type": "ir.actions.act_window",
                "name": self.env._("My work with customers"),
                "res_model": model,
                "views": [[customers.get(model, False), "list"], [False, "form"]],
                "domain": domain,
            },
        }
