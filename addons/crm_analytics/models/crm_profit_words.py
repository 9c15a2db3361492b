from odoo import api, models
from odoo.tools import format_amount


class CrmProfitWords(models.AbstractModel):
    """Sentences for what ``core.evidence`` and ``core.levers`` find, in the language of whoever reads."""

    _name = "crm.profit.words"
    _description = "Words of Evidence"

    @api.model
    def _reason(self, reason, currency, told):
        """A reason as one could show it to the customer.

        :param told: whether the reader may know what one of something costs
        """
        values = dict(reason.values)
        said = [getattr(self, f"_said_{reason.key}")(reason, values, currency)]
        if told:
            said += self._costs(reason, values, currency)
        return " ".join(said)

    def _said_order_size(self, _reason, values, currency):
        return self.env._(
            "You ordered %(count)s times for %(value)s on average; others order for %(usual)s.",
            count=self._number(values["count"]),
            value=self._money(values["value"], currency),
            usual=self._money(values["usual"], currency),
        )

    def _said_by_hand(self, reason, values, _currency):
        template = (
            self.env._("Of your %(total)s orders only %(count)s had to be entered by hand.")
            if reason.good
            else self.env._("Of your %(total)s orders %(count)s had to be entered by hand.")
        )
        return template % {"total": self._number(values["total"]), "count": self._number(values["count"])}

    def _said_driver(self, reason, values, _currency):
        return self.env._(
            "%(what)s: %(count)s in %(months)s months; others with your turnover have %(usual)s.",
            what=dict(self.env["crm.cost.driver"]._driver_labels()).get(reason.driver, reason.driver),
            count=self._number(values["count"]),
            months=self._number(values["months"]),
            usual=self._number(values["usual"]),
        )

    def _said_returns(self, _reason, values, _currency):
        return self.env._(
            "You sent back %(share)s %% of what you bought; others %(usual)s %%.",
            share=self._number(values["share"]),
            usual=self._number(values["usual"]),
        )

    def _said_discount(self, _reason, values, _currency):
        # What others get is no matter to be shown.
        return self.env._("You have a discount of %s %% already.", self._number(values["share"]))

    def _said_payment(self, _reason, values, _currency):
        return self.env._(
            "You pay after %(days)s days on average; others after %(usual)s.",
            days=self._number(values["days"], 0),
            usual=self._number(values["usual"], 0),
        )

    def _said_regular(self, _reason, values, _currency):
        return self.env._(
            "You bought in %(count)s of %(months)s months.",
            count=self._number(values["count"]),
            months=self._number(values["months"]),
        )

    def _costs(self, reason, values, currency):
        """What one of it costs us, if that is known."""
        if reason.key == "payment" and "percent" in values:
            return [self.env._("Until then we pay %s %% a year for the money.", self._number(values["percent"]))]
        if "cost" not in values:
            return []
        cost = self._money(values["cost"], currency)
        if reason.key == "by_hand":
            less = self._money(values["less"], currency)
            return [
                self.env._("Entering one costs us %(cost)s; one that comes by itself %(less)s.", cost=cost, less=less)
            ]
        if reason.key == "order_size":
            return [self.env._("Preparing an order costs us %s.", cost)]
        return [self.env._("One costs us %s.", cost)]

    @api.model
    def _lever(self, lever, currency, told):
        """What would change it, said to whoever looks after the customer; without rights to it, without amounts."""
        values = lever.values
        said = {
            "small_orders": lambda: self.env._(
                "If the %(count)s orders below %(limit)s came as %(fewer)s of that value.",
                count=self._number(values["count"]),
                limit=self._money(values["limit"], currency),
                fewer=self._number(values["fewer"]),
            ),
            "edi": lambda: self.env._("If the %s orders by hand came by EDI.", self._number(values["count"])),
            "web": lambda: self.env._(
                "If they placed the %s orders by hand themselves on the web.", self._number(values["count"])
            ),
            "deliveries": lambda: self.env._(
                "If the %(orders)s orders took one delivery each, instead of %(count)s.",
                orders=self._number(values["orders"]),
                count=self._number(values["count"]),
            ),
            "payment": lambda: self.env._(
                "If they paid after %(usual)s days as others do, instead of %(days)s.",
                usual=self._number(values["usual"], 0),
                days=self._number(values["days"], 0),
            ),
        }[lever.key]()
        if not told:
            return said
        sums = {"edi", "web"} & {lever.key}
        how = ""
        if sums:
            how = self.env._(
                "%(count)s × (%(cost)s − %(less)s) = ",
                count=self._number(values["count"]),
                cost=self._money(values["cost"], currency),
                less=self._money(values["less"], currency),
            )
        return self.env._(
            "%(said)s Less cost: %(how)s%(amount)s", said=said, how=how, amount=self._money(lever.amount, currency)
        )

    def _money(self, amount, currency):
        return format_amount(self.env, amount, currency)

    def _number(self, value, digits=1):
        """A figure as people write it; whole ones without a fraction."""
        value = round(value, digits)
        language = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        whole = float(value).is_integer()
        text = f"{value:,.0f}" if whole else f"{value:,.{digits}f}"
        return text.translate({ord(","): language.thousands_sep or "", ord("."): language.decimal_point or "."})
