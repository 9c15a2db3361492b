"""The line about the customer on other documents' forms: where it stands, and how loud it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .say_next import DANGER, INFO, WARNING

_TONES = (DANGER, WARNING, INFO)


@dataclass(frozen=True)
class StripPlace:
    """Forms of one model that show the line.

    ``partner`` names the field with the contact; ``when`` is an expression over fields of the record, as in a view,
    that says which records concern a customer; all, if it is empty.
    """

    partner: str = "partner_id"
    when: str = ""

    def hidden(self) -> str:
        """The expression for the view's ``invisible``.

        >>> StripPlace().hidden()
        'not partner_id'
        >>> StripPlace("customer_id", "kind == 'sale' or other").hidden()
        "not customer_id or not (kind == 'sale' or other)"
        """
        return f"not {self.partner} or not ({self.when})" if self.when else f"not {self.partner}"


def loudest(tones: Iterable[str]) -> str:
    """The most urgent of the tones; calm if there is none.

    >>> loudest(["info", "danger", "warning"])
    'danger'
    >>> loudest([])
    'info'
    """
    return min(tones, key=_TONES.index, default=INFO)
