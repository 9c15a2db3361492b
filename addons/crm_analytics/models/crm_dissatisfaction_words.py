from odoo import api, models
from odoo.tools import formatLang

from ..core.dissatisfaction import MOST, WINDOW

#: Percent that count as half.
HALF = range(45, 56)
#: Below so many times nobody speaks of "longer".
SLOWER = 1.05


class CrmDissatisfactionWords(models.AbstractModel):
    """What was seen of a customer, as facts in the reader's language; never what somebody feels."""

    _name = "crm.dissatisfaction.words"
    _description = "Signs of Dissatisfaction in Words"

    @api.model
    def _facts_in_words(self, facts):
        """One sentence of several facts, of which the first few are told.

        :param facts: ``[{"signal": key, "now": figure, "usual": figure or None}]``, the most telling first
        """
        parts = [part for fact in (facts or [])[:MOST] if (part := self._fact_in_words(fact))]
        sentence = "; ".join(parts)
        return f"{sentence[:1].upper()}{sentence[1:]}." if sentence else ""

    def _fact_in_words(self, fact):
        told = getattr(self, f"_words_{fact['signal']}", None)
        return told(fact["now"] or 0.0, fact["usual"]) if told else ""

    def _usually(self, words, usual):
        if usual is None:
            return words
        return self.env._("%(fact)s, usually %(usual)s", fact=words, usual=self._figure(usual))

    def _figure(self, value):
        """One decimal, and none where there is none."""
        return formatLang(self.env, value, digits=0 if abs(value - round(value)) < 0.05 else 1)

    def _words_complaint(self, now, usual):
        one = self.env._("1 complaint in %s days", WINDOW)
        more = self.env._("%(count)s complaints in %(days)s days", count=round(now), days=WINDOW)
        return self._usually(one if now == 1 else more, usual)

    def _words_unhelped(self, now, usual):
        one = self.env._("complained again after our answer, once in %s days", WINDOW)
        more = self.env._(
            "complained again after our answer, %(count)s times in %(days)s days", count=round(now), days=WINDOW
        )
        return self._usually(one if now == 1 else more, usual)

    def _words_refund(self, now, usual):
        one = self.env._("1 credit note in %s days", WINDOW)
        more = self.env._("%(count)s credit notes in %(days)s days", count=round(now), days=WINDOW)
        return self._usually(one if now == 1 else more, usual)

    def _words_tone(self, now, usual):
        one = self.env._("1 message in a dissatisfied tone in %s days", WINDOW)
        more = self.env._("%(count)s messages in a dissatisfied tone in %(days)s days", count=round(now), days=WINDOW)
        return self._usually(one if now == 1 else more, usual)

    def _words_our_reply(self, now, usual):
        if not usual:
            return self.env._("our replies took %s h", self._figure(now))
        if now < SLOWER * usual:
            return self.env._("our replies no slower than usual")
        return self.env._("our replies took %s times longer than usual", self._figure(now / usual))

    def _words_their_reply(self, now, usual):
        if not usual:
            return self.env._("their replies took %s h", self._figure(now))
        if now < SLOWER * usual:
            return self.env._("their replies no slower than usual")
        return self.env._("their replies took %s times longer than usual", self._figure(now / usual))

    def _words_rating(self, now, usual):
        return self._usually(self.env._("rated %s of 5", self._figure(now)), usual)

    def _words_order(self, now, usual):
        percent = round(100 * (1 - now / usual)) if usual else 0
        if not now:
            return self._usually(self.env._("no orders in %s days", WINDOW), usual)
        if percent in HALF:
            return self.env._("orders down by half")
        if percent <= 0:
            return self.env._("orders as usual")
        return self.env._("orders down by %s %%", percent)
