"""What of a row is told to the person it is about, and how: plain values, secrets left out, others masked."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

SCHEMA = "crm_customer360.personal_data"
#: Raised when the shape of what is told changes.
VERSION = 1
#: Keys and passwords are no data about a person but a way in.
SECRET = re.compile(r"(token|password|secret|(^|_)keys?$|session_identifier|credential|^totp|access_warning)")
#: The machinery of the framework.
TECHNICAL = re.compile(r"^(message_|activity_|website_message_|write_|create_uid$|my_activity|display_name$|id$)")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
MASK = "…"


@dataclass(frozen=True)
class Person:
    """Whom an answer is about: a contact, or a company with its contacts.

    :param partner_ids: the contacts
    :param emails: their addresses, normalised
    :param phones: their numbers as they stand there and in international form
    :param company_ids: our companies whose records are told
    """

    partner_ids: tuple[int, ...]
    emails: frozenset[str]
    phones: frozenset[str]
    company_ids: tuple[int, ...]


@dataclass(frozen=True)
class Scope:
    """What may be told besides the rows themselves.

    :param person: whom it is about
    :param found: ids of all rows about the person, by model
    :param handled: models with personal data: a record of one that is not the person's may name somebody else
    :param ours: partner ids of colleagues and our own companies, who are no third parties
    :param known: e-mail addresses that are told: the person's and ours
    """

    person: Person
    found: Mapping[str, frozenset[int]]
    handled: frozenset[str]
    ours: frozenset[int]
    known: frozenset[str]

    def may_name(self, partner_id: int) -> bool:
        """Whether a contact is told by name."""
        return partner_id in self.person.partner_ids or partner_id in self.ours

    def is_foreign(self, model: str, record_id: int) -> bool:
        """Whether a record holds personal data and is not among the person's."""
        return model in self.handled and record_id not in self.found.get(model, frozenset())


def is_told(name: str, hidden: Collection[str] = ()) -> bool:
    """Whether a field of this name is told at all.

    >>> [is_told(name) for name in ("street", "access_token", "message_bounce", "apikey", "keys")]
    [True, False, False, True, False]
    """
    return name not in hidden and not SECRET.search(name) and not TECHNICAL.match(name)


def mask_addresses(text: str, known: Collection[str]) -> str:
    """The text with e-mail addresses of others masked.

    >>> mask_addresses("Ana <ana@a.lt>, joana@a.lt", {"ana@a.lt"})
    'Ana <ana@a.lt>, …'
    """
    return ADDRESS.sub(lambda found: found[0] if found[0].lower() in known else MASK, text)


def cell(value: Any) -> str:
    """A value as it stands in a table: a link by its name, a list by its names, nothing for False.

    >>> cell({"id": 3, "name": "Alfa"}), cell([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]), cell(False), cell(0)
    ('Alfa', 'a; b', '', '0')
    >>> cell("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    if value is False or value is None:
        return ""
    if isinstance(value, Mapping):
        return cell(value.get("name", ""))
    if isinstance(value, list):
        return "; ".join(cell(item) for item in value)
    text = str(value)
    # A spreadsheet would run it.
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def table(rows: Iterable[Mapping[str, Any]], names: Collection[str]) -> str:
    """Rows as lines of comma-separated values, without the heading.

    >>> table([{"id": 1, "name": "a,b"}], ["id", "name"])
    '1,"a,b"\\r\\n'
    """
    out = io.StringIO()
    writer = csv.writer(out)
    for row in rows:
        writer.writerow([cell(row.get(name, False)) for name in names])
    return out.getvalue()


def file_name(number: int, name: str) -> str:
    """A name for a file in the package: unique, and nowhere else than in its folder.

    >>> file_name(7, "../../offer 1.pdf")
    '7_offer_1.pdf'
    """
    safe = re.sub(r"[^\w.-]+", "_", name.replace("\\", "/").rsplit("/", 1)[-1])
    return f"{number}_{safe.strip('._') or 'file'}"[:150]
