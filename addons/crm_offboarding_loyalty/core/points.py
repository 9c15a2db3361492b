"""What happens to points of a customer parted with, and what points are worth.

From notice on nothing is earned, given or spent. What an order or a return takes back or gives back goes on, and so do
points that expire. Nobody's sale fails because of points that are not granted: those of documents are left out in
silence; only a person who gives or spends them is told why not.

>>> verdict("clawback", gains=False, by_person=True), verdict("restore", gains=True, by_person=True)
('post', 'post')
>>> verdict("bonus", gains=True, by_person=True), verdict("bonus", gains=True, by_person=False)
('refuse', 'leave_out')
>>> verdict("redeem", gains=False, by_person=False), verdict("redeem", gains=False, by_person=False, sold=True)
('refuse', 'post')
"""

from __future__ import annotations

import math

POST, LEAVE_OUT, REFUSE = "post", "leave_out", "refuse"
#: Kinds of movements that settle: they take back, give back or let time pass. Transfers are refused where one is asked
#: for; two cards that become one are none.
SETTLES = frozenset({"restore", "clawback", "expire", "opening", "extend", "transfer"})


def verdict(kind: str, *, gains: bool, by_person: bool, sold: bool = False) -> str:
    """What becomes of a movement of points of a customer parted with.

    :param kind: kind of movement of the ledger
    :param gains: whether the card gains points
    :param by_person: whether somebody asks for it with their own rights, not a document or a job
    :param sold: whether it belongs to a sale that is done already
    :return: :data:`POST`, :data:`LEAVE_OUT` or :data:`REFUSE`
    """
    if kind in SETTLES:
        return POST
    if not gains:
        return POST if sold else REFUSE
    return REFUSE if by_person and kind != "earn" else LEAVE_OUT


def worth(points: float, mode: str, discount: float, required: float) -> float:
    """What points are worth as the reward of their program: money of the program's currency.

    :param points: points on the card
    :param mode: ``per_point`` (``discount`` for each point) or ``per_order`` (``discount`` for ``required`` points)
    :return: 0 where the reward is no amount

    >>> worth(250, "per_order", 10, 100), worth(250, "per_point", 0.5, 1), worth(250, "percent", 10, 100)
    (20.0, 125.0, 0.0)
    """
    if mode == "per_point":
        return float(points * discount)
    if mode == "per_order" and required > 0:
        return float(math.floor(points / required) * discount)
    return 0.0
