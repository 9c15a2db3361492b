"""What is known of one customer, as far as it tells whether two rows of the file are the same one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Facts:
    """One customer.

    A contact of a company repeats the company's numbers, address and website: leave those empty for it.

    :param id: of the record; 0 for one that is not saved
    :param name: as it was written, with its legal form
    :param company: a company, as against a person
    :param email: one address, in lower case
    :param phone: in E.164 where the number is valid, else as it was written
    :param vat: VAT number, with or without its country
    :param code: number in the register of companies
    :param website: as it was written
    :param street: with the number of the house
    :param employer: id of the company a person belongs to; 0 if there is none
    """

    id: int = 0
    name: str = ""
    company: bool = False
    email: str = ""
    phone: str = ""
    vat: str = ""
    code: str = ""
    website: str = ""
    street: str = ""
    zip: str = ""
    city: str = ""
    employer: int = 0


@dataclass(frozen=True)
class Finding:
    """What comparing one field came to: a level that has a weight (``score.WEIGHTS``), and the likeness, 0 to 1."""

    level: str
    likeness: float


#: Nothing to compare: at least one side is empty.
MISSING = Finding("missing", 0.0)
