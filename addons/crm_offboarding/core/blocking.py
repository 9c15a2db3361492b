"""What is still possible with a customer whose parting has been decided.

From notice on there is no new business, while what was agreed is seen to its end. From restriction on there is only
what settles: refunds, credit notes, payments.

>>> is_refused("no_new_business", "quotation"), is_refused("no_new_business", "invoice_of_order")
(True, False)
>>> is_refused("restricted", "invoice_of_order"), is_refused("restricted", "credit_note")
(True, False)
>>> is_refused("open", "quotation")
False
"""

from __future__ import annotations

from .process import CLOSED, NO_NEW_BUSINESS

#: New business: refused from notice on.
NEW = frozenset(
    {
        "quotation", "confirmation", "more_goods", "invoice", "opportunity", "sign", "pay_order", "same_again",
        "points", "shop", "till",
    }
)  # fmt: skip
#: What finishes old business: refused from restriction on.
OLD = frozenset({"invoice_of_order", "contact"})
#: What settles: never refused.
SETTLES = frozenset({"credit_note", "payment", "entry", "bill", "cancel"})


def is_refused(closed: str, what: str) -> bool:
    """Whether something is refused while business is closed so far.

    :raises ValueError: nobody knows what that is
    """
    if what not in NEW | OLD | SETTLES:
        raise ValueError(what)
    if closed == CLOSED:
        return what not in SETTLES
    return closed == NO_NEW_BUSINESS and what in NEW
