from odoo import api, models

from odoo.addons.crm_analytics.core.evidence import Sample
from odoo.addons.crm_analytics.core.figures import HAND, INVOICE, Figures
from odoo.addons.crm_analytics.core.levers import Below, levers

from ..core.alternatives import KINDS, Known, Talk, estimate, is_talk

YEAR = 12


class CrmOffboardingEffect(models.AbstractModel):
    """What alternatives would bring with a customer: figures of the current run, sentences in the reader's language."""

    _name = "crm.offboarding.effect"
    _description = "Effect of Alternatives"

    @api.model
    def _of(self, case):
        """Estimates by kind of alternative for the customer of a case (:class:`..core.alternatives.Estimate`).

        What one of something costs is not told.
        """
        # The customer of a case its reader may read.
        known = self._known(case.company_id, case.partner_id.sudo())
        return {kind: estimate(kind, known) for kind in KINDS}

    def _known(self, company, partner):
        settings = self.env["crm.cost.setting"]._of(company)
        # Sums of one customer, for whoever works on the case; what one of something costs does not leave this method.
        figures = self.env["crm.cost.figures"].sudo()
        run, months = figures._run(company), settings.evidence_months
        mine = figures._of_customers(run, months, partner.ids).get(partner.id) if run else None
        if mine is None:
            return None
        below = figures._below(run, months, settings.small_order, partner.ids).get(partner.id, Below())
        everybody, rates = figures._everybody(run, months), figures._rates(run, months)
        year = YEAR / months
        found = levers(mine, rates, below, everybody.pay_days)
        return Known(
            profit=mine.profit * year,
            net=mine.net * year,
            by_hand=mine.counts.get(HAND, 0) * year,
            enough=Sample(mine.counts.get(INVOICE, 0), settings.evidence_invoices, months).enough,
            levers={lever.key: lever.amount * year for lever in found},
            talk=[self._talk(name, mine, everybody, rates, year) for name in sorted(mine.counts) if is_talk(name)],
        )

    def _talk(self, name, mine: Figures, everybody: Figures, rates, year):
        # As much as is done for others with the same turnover; everybody's counts have the customer's own in them.
        usual = everybody.counts.get(name, 0) * mine.net / everybody.net if everybody.net > 0 else 0.0
        return Talk(name, mine.counts[name] * year, max(usual, 0.0) * year, rates.cost(name))

    # ------------------------------------------------------------------
    # Words
    # ------------------------------------------------------------------

    def _words(self, found, currency):
        """An estimate in a sentence or more, with the sum; or why there is none."""
        if not found.parts:
            return self.env._("No effect can be told: %s", self._reason_words()[found.reason])
        told = [
            self.env._(
                "%(what)s: %(amount)s", what=self._part_words(part), amount=currency.format(round(part.amount, 2))
            )
            for part in found.parts
        ]
        if len(told) > 1:
            told.append(self.env._("Together: %s a year", currency.format(found.amount)))
        return "\n".join(told)

    def _part_words(self, part):
        words, values = self.env["crm.profit.words"], part.values
        number = {name: words._number(value) for name, value in values.items()}
        if part.key == "talk":
            label = dict(self.env["crm.cost.driver"]._driver_labels()).get(part.driver, part.driver)
            return self.env._(
                "%(what)s as often as with others of that turnover, %(usual)s instead of %(count)s in a year",
                what=label,
                **number,
            )
        if part.key == "price":
            return self.env._("Prices %s %% higher, until they cost nothing any more", number["percent"])
        return {
            "web": lambda: self.env._("The %s orders by hand placed on the web", number["count"]),
            "edi": lambda: self.env._("The %s orders by hand sent by EDI", number["count"]),
            "small_orders": lambda: self.env._("Small orders put together"),
            "deliveries": lambda: self.env._("One delivery an order"),
            "payment": lambda: self.env._("Paying when others do"),
            "loss": lambda: self.env._("Their loss in a year goes with them"),
        }[part.key]()

    def _reason_words(self):
        return {
            "nothing_known": self.env._("nothing was counted of this customer."),
            "few_invoices": self.env._("too few invoices to go by."),
            "no_rate": self.env._("no rate is set for what it would save."),
            "no_more_talk": self.env._("they ask for no more than others of that turnover."),
            "no_orders_by_hand": self.env._("nobody enters orders for them by hand."),
            "no_small_orders": self.env._("neither small orders nor more deliveries than orders."),
            "no_price": self.env._("no price they could pay makes up for the loss."),
            "good_terms": self.env._("they bring profit and pay as others do."),
            "no_loss": self.env._("they bring profit, which would go with them."),
            "not_computed": self.env._("somebody has to estimate it."),
        }
