"""What a purchase earns: not an event but a target, so that nothing can be earned twice or kept after a return.

``target = floor(rate × (eligible untaxed − credited) × paid fraction)``

The rate is the one at earning: points promised by the order over what of it was eligible. Whatever happens to an
invoice - a payment in parts, a payment taken back, a credit note, a reset to draft and a new posting - the ledger gets
the difference between the target and what was posted before. The order in which things happen does not matter.

Example
=======
An order over 200 that promises 400 points; 100 were invoiced and half of that was paid:

>>> promise = Promise(Decimal(400), Decimal(200))
>>> promise.of_invoice(Bill(eligible=Decimal(100), total=Decimal(121), paid=Decimal("60.5")))
Decimal('100.00')

The other half came back, with a credit note that settles the rest. Settling is no payment, but neither is it missing:

>>> promise.of_invoice(
...     Bill(Decimal(100), Decimal(121), Decimal("60.5"), credited=Decimal(50), credited_total=Decimal("60.5"))
... )
Decimal('100.00')
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .ledger import ZERO, floor


@dataclass(frozen=True)
class Bill:
    """A posted invoice as far as it belongs to one order, with its credit notes; amounts in one currency.

    :param eligible: without taxes, of products that earn
    :param total: to be paid, with taxes
    :param paid: with money; credit notes are no payment
    :param credited: of the eligible amount, by posted credit notes
    :param credited_total: of the total, by posted credit notes
    """

    eligible: Decimal
    total: Decimal
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    credited_total: Decimal = ZERO

    @property
    def net(self) -> Decimal:
        """The eligible amount that was not sent back."""
        return max(self.eligible - self.credited, ZERO)

    @property
    def paid_fraction(self) -> Fraction:
        """How much of what is to be paid was paid, between 0 and 1."""
        due = self.total - self.credited_total
        if due <= ZERO:
            return Fraction(1 if self.total <= ZERO or self.paid > ZERO else 0)
        return min(max(Fraction(self.paid) / Fraction(due), Fraction(0)), Fraction(1))


@dataclass(frozen=True)
class Promise:
    """What an order promised when it was confirmed.

    :param points: for the whole order
    :param base: what of the order was eligible, without taxes
    """

    points: Decimal
    base: Decimal

    def of_invoice(self, bill: Bill) -> Decimal:
        """What the invoice has earned by now; never below zero."""
        if self.base <= ZERO:
            return ZERO
        return self._floor(Fraction(self.points) / Fraction(self.base) * Fraction(bill.net) * bill.paid_fraction)

    def of_order(self, credited: Decimal) -> Decimal:
        """What the order has earned where points come with the order: all of it, less what was credited."""
        if self.base <= ZERO:
            return max(self.points, ZERO)
        kept = max(self.base - credited, ZERO)
        return self._floor(Fraction(self.points) * Fraction(kept) / Fraction(self.base))

    def _floor(self, exact: Fraction) -> Decimal:
        if exact <= 0:
            return floor(ZERO)
        hundredths = exact.numerator * 100 // exact.denominator
        return floor(Decimal(hundredths) / 100)
