from odoo import api, models
from odoo.fields import Date, Datetime
from odoo.tools import format_amount, format_date

from ..core.say_next import AWAITING_ANSWER, Fact, advise

#: Group of open matters: the rule that judges it, in the order in which equally urgent advice is given.
RULES = {
    "activity": "activity",
    "claim": "claim",
    "complaint": "complaint",
    "delivery": "delivery",
    "to_deliver": "delivery",
    "invoice": "invoice",
    "quotation": "quotation",
}


class Customer360SayNext(models.AbstractModel):
    """Turning what is open into a few cautious sentences, each with its record."""

    _name = "crm.customer360.say_next"
    _description = "What to Say Next to a Customer"

    @api.model
    def _advice(self, groups, last, more=()):
        """Advice from the open matters and the last contact in each direction, as the page has them.

        :param more: further facts (``core.say_next.Fact``), see ``res.partner._customer360_facts``
        :return: ``[{"kind", "severity", "text", "res_model", "res_id"}]``, the most urgent first
        """
        groups = [group for group in groups if group["key"] in RULES]
        groups.sort(key=lambda group: list(RULES).index(group["key"]))
        amounts = {RULES[group["key"]]: group["late_amounts"] for group in groups}
        facts = [fact for group in groups if (fact := self._fact(group))]
        message = self._unanswered(last)
        if message:
            facts.append(message)
        facts += more
        return [
            {
                "kind": advice.kind,
                "severity": advice.severity,
                "text": self._sentence(advice, amounts.get(advice.kind, [])),
                "res_model": advice.fact.res_model,
                "res_id": advice.fact.res_id,
            }
            for advice in advise(facts, Date.context_today(self))
        ]

    def _fact(self, group):
        """The most urgent record of a group."""
        kind, row = RULES[group["key"]], group["rows"][0]
        if kind == "activity":
            promises = [row for row in group["rows"] if row["promise"]]
            kind, row = ("promise", promises[0]) if promises else (kind, row)
        elif kind == "quotation":
            # Of long forgotten ones nobody speaks: the first that runs out from now on, else the last that did.
            row = next((row for row in group["rows"] if not row["alert"]), group["rows"][-1])
        elif kind == "complaint":
            # What they have in mind is the last one.
            row = max(group["rows"], key=lambda row: row["date"])
        elif group["late"]:
            row = next((row for row in group["rows"] if row["alert"]), row)
        count = group["late"] or group["count"]
        return Fact(kind, count, self._day(row["date"]), row["title"], row["res_model"], row["res_id"])

    def _unanswered(self, last):
        """The last message of the customer, if nobody of us has been in touch since."""
        incoming, outgoing = last["in"], last["out"]
        if not incoming or incoming["channel"] not in AWAITING_ANSWER:
            return False
        if outgoing and outgoing["date"] >= incoming["date"]:
            return False
        title = incoming["title"] or incoming["event_label"]
        return Fact("message", 1, self._day(incoming["date"]), title, incoming["res_model"], incoming["res_id"])

    def _day(self, text):
        """The reader's calendar day of a date or of a moment in UTC."""
        if not text or len(text) == 10:
            return Date.to_date(text) or None
        return Datetime.context_timestamp(self, Datetime.to_datetime(text)).date()

    def _sentence(self, advice, amounts):
        values = {
            "title": advice.fact.title,
            "days": abs(advice.days),
            "count": advice.fact.count,
            "amount": " + ".join(self._money(**amount) for amount in amounts),
            "date": format_date(self.env, advice.fact.date) if advice.fact.date else "",
        }
        return getattr(self, f"_say_{advice.kind}")(advice, values)

    def _money(self, amount, currency):
        return format_amount(self.env, amount, self.env["res.currency"].search([("name", "=", currency)], limit=1))

    def _say_promise(self, advice, values):
        if advice.days:
            return self.env._("“%(title)s” was planned for %(date)s, %(days)s d ago. Call now.", **values)
        return self.env._("“%(title)s” is planned for today.", **values)

    def _say_activity(self, advice, values):
        return self.env._("“%(title)s” was planned for %(date)s, %(days)s d ago. Do it or give a new date.", **values)

    def _say_claim(self, advice, values):
        if advice.days > 0:
            return self.env._("Complaint “%(title)s” is %(days)s d past its deadline. Say what happens next.", **values)
        return self.env._("Complaint “%(title)s” is open. Say how far it is before anything else.", **values)

    def _say_complaint(self, advice, values):
        if advice.fact.count > 1:
            return self.env._(
                "Complaints noted lately: %(count)s, the last on %(date)s: “%(title)s”. Ask whether it is settled.",
                **values,
            )
        return self.env._("They complained on %(date)s: “%(title)s”. Ask whether it is settled.", **values)

    def _say_delivery(self, advice, values):
        if advice.fact.count > 1:
            return self.env._(
                "Late deliveries: %(count)s, the first, %(title)s, by %(days)s d. Say when they will come.", **values
            )
        return self.env._("Delivery %(title)s is %(days)s d late. Say when it will come.", **values)

    def _say_invoice(self, advice, values):
        if advice.fact.count > 1:
            return self.env._(
                "Overdue invoices: %(count)s, %(amount)s in all; the oldest, %(title)s, by %(days)s d."
                " Ask when they will be paid.",
                **values,
            )
        return self.env._("Invoice %(title)s, %(amount)s, is %(days)s d overdue. Ask when it will be paid.", **values)

    def _say_quotation(self, advice, values):
        if advice.days > 0:
            return self.env._("Quotation %(title)s ran out %(days)s d ago. Ask whether it is still wanted.", **values)
        return self.env._("Quotation %(title)s is valid until %(date)s. Ask what is still missing.", **values)

    def _say_contact_data(self, _advice, values):
        return self.env._("%(title)s Ask for the right one.", **values)

    def _say_message(self, advice, values):
        if advice.days > 0:
            return self.env._("They wrote %(days)s d ago: “%(title)s”. No answer is on record.", **values)
        return self.env._("They wrote today: “%(title)s”. No answer is on record.", **values)
