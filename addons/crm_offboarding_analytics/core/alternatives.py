"""What each alternative to parting would bring in a year, from what the customer did and the rates; or why nothing.

Nothing is guessed: an alternative takes away work that was counted, or sets the price that is missing. Where the
figures say nothing, that is said.

Example
-------
A customer brings a loss of 300 in a year at 2,000 net revenue; forty orders by hand cost 10 each, one on the web 2:

>>> known = Known(profit=-300.0, net=2_000.0, by_hand=40, levers={"web": 320.0})
>>> estimate("self_service", known).amount, estimate("self_service", known).parts[0].key
(320.0, 'web')
>>> price = estimate("renegotiate", known)
>>> price.amount, dict(price.parts[0].values)
(300.0, {'percent': 15.0})
>>> estimate("fewer_orders", known).reason
'no_small_orders'
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

#: Drivers that are talk and trouble: what explaining and training takes away. Drivers of the company's own count too.
TALK = frozenset({"complaint", "call", "visit", "email", "meeting", "ticket", "repair", "reminder"})
OWN = "own_"
#: Sums below are remains of rounding.
CENT = 0.005
#: Nobody pays more than twice the price.
MOST_PERCENT = 100.0


@dataclass(frozen=True)
class Talk:
    """Something done for the customer, and how often it is done for others with as much revenue.

    :param cost: of one; None if nobody set a rate
    """

    driver: str
    count: float
    usual: float
    cost: float | None = None

    @property
    def more(self) -> float:
        """How often more than usual."""
        return max(self.count - self.usual, 0.0)


@dataclass(frozen=True)
class Known:
    """Figures of a customer in a year, company currency.

    :param enough: whether there are enough invoices to go by
    :param by_hand: orders somebody entered
    :param levers: what would be saved, by key: ``edi``, ``web``, ``small_orders``, ``deliveries``, ``payment``
    """

    profit: float = 0.0
    net: float = 0.0
    by_hand: float = 0.0
    enough: bool = True
    levers: Mapping[str, float] = field(default_factory=dict)
    talk: Sequence[Talk] = ()

    def lever(self, key: str) -> float:
        """What a lever saves; 0 if it saves nothing."""
        return self.levers.get(key, 0.0)


@dataclass(frozen=True)
class Part:
    """One part of an estimate: ``key`` says of what, ``values`` are figures for the words, ``driver`` names it."""

    key: str
    amount: float
    values: Mapping[str, float] = field(default_factory=dict)
    driver: str = ""


@dataclass(frozen=True)
class Estimate:
    """What an alternative brings in a year, with what it is made of; or the key of the reason why nothing is known."""

    parts: tuple[Part, ...] = ()
    reason: str = ""

    @property
    def amount(self) -> float:
        """The sum of the parts, rounded to cents."""
        return round(sum(part.amount for part in self.parts), 2)


def _educate(known: Known) -> Estimate:
    more = [one for one in known.talk if one.more > CENT]
    if not more:
        return Estimate(reason="no_more_talk")
    parts = [
        Part("talk", one.more * one.cost, {"count": one.count, "usual": one.usual}, one.driver)
        for one in more
        if one.cost
    ]
    return _made(parts, "no_rate")


def _self_service(known: Known) -> Estimate:
    if not known.by_hand:
        return Estimate(reason="no_orders_by_hand")
    best = max(("web", "edi"), key=known.lever)
    return _made([Part(best, known.lever(best), {"count": known.by_hand})], "no_rate")


def _fewer_orders(known: Known) -> Estimate:
    parts = [Part(key, known.lever(key)) for key in ("small_orders", "deliveries")]
    return _made(parts, "no_small_orders")


def _renegotiate(known: Known) -> Estimate:
    """Terms first; what is then missing until the customer costs nothing any more is the price."""
    payment = known.lever("payment")
    parts = [Part("payment", payment)]
    missing = -known.profit - payment
    if missing > CENT:
        if known.net <= CENT or (percent := 100 * missing / known.net) > MOST_PERCENT:
            return Estimate(reason="no_price")
        parts.append(Part("price", missing, {"percent": round(percent, 1)}))
    return _made(parts, "good_terms")


def _partner(known: Known) -> Estimate:
    """The loss goes with the customer."""
    return _made([Part("loss", -known.profit)], "no_loss")


def _other(_known: Known) -> Estimate:
    return Estimate(reason="not_computed")


KINDS: dict[str, Callable[[Known], Estimate]] = {
    "educate": _educate,
    "self_service": _self_service,
    "fewer_orders": _fewer_orders,
    "renegotiate": _renegotiate,
    "partner": _partner,
    "other": _other,
}
#: Why there is no estimate; each has words.
REASONS = (
    "nothing_known", "few_invoices", "no_rate", "no_more_talk", "no_orders_by_hand", "no_small_orders", "no_price",
    "good_terms", "no_loss", "not_computed",
)  # fmt: skip


def _made(parts: Sequence[Part], reason: str) -> Estimate:
    kept = tuple(part for part in parts if part.amount > CENT)
    return Estimate(kept) if kept else Estimate(reason=reason)


def estimate(kind: str, known: Known | None) -> Estimate:
    """What an alternative of a kind would bring.

    :param known: figures of the customer; None if nothing was counted

    >>> estimate("partner", None).reason, estimate("partner", Known(enough=False)).reason
    ('nothing_known', 'few_invoices')
    """
    if known is None:
        return Estimate(reason="nothing_known")
    if not known.enough and kind != "other":
        return Estimate(reason="few_invoices")
    return KINDS[kind](known)


def is_talk(driver: str) -> bool:
    """Whether a driver is something that explaining and training takes away.

    >>> is_talk("call"), is_talk("own_7"), is_talk("delivery")
    (True, True, False)
    """
    return driver in TALK or driver.startswith(OWN)


def plain(found: Estimate) -> dict[str, Any]:
    """An estimate as plain values to be kept: ``{"reason": key, "parts": [{"key", "amount", "values", "driver"}]}``."""
    return {"reason": found.reason, "parts": [asdict(part) for part in found.parts]}


def told(kept: Mapping[str, Any]) -> Estimate:
    """The estimate from its plain values.

    >>> one = Estimate((Part("talk", 180.0, {"count": 10, "usual": 1}, "visit"),))
    >>> told(plain(one)) == one, told(plain(Estimate(reason="no_rate"))).reason
    (True, 'no_rate')
    """
    return Estimate(tuple(Part(**part) for part in kept["parts"]), kept["reason"])
