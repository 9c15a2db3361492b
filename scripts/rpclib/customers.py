"""Finds or creates the customers of a file as contacts of the server."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rpclib.connection import Server
from rpclib.demo_names import demo_parties
from rpclib.errors import FinalRefusalError
from rpclib.load import Table, load
from rpclib.plan import external_id
from rpclib.spool import Customer

FIELDS = ("id", "ref", "name", "is_company", "email", "phone", "city", "function", "country_id/id", "parent_id/.id")


@dataclass(frozen=True)
class Party:
    """A contact to be: its reference, external id and values."""

    ref: str
    external_id: str
    name: str
    is_company: bool = False
    email: str = ""
    phone: str = ""
    city: str = ""
    job: str = ""
    country: str = ""

    def row(self, parent: int | None) -> tuple[str, ...]:
        """Return the values in the order of `FIELDS`."""
        company, above = "1" if self.is_company else "0", str(parent or "")
        head = (self.external_id, self.ref, self.name, company)
        return (*head, self.email, self.phone, self.city, self.job, self.country, above)


Naming = Callable[[Customer], list[Party]]


def plain_naming(prefix: str, plain_refs: bool) -> Naming:
    """Return the naming of real files: the name of the file, or the key where it has none.

    :param plain_refs: the reference of a contact is the customer's key itself, so that contacts the server has are used
    """

    def parties(customer: Customer) -> list[Party]:
        ref = customer.value if plain_refs else f"{prefix}/{customer.value}"
        name = customer.name or f"Customer {customer.value}"
        return [Party(ref, external_id(prefix, "customer", customer.value), name)]

    return parties


def demo_naming(prefix: str) -> Naming:
    """Return the naming of demonstrations: invented people and companies with contacts."""

    def parties(customer: Customer) -> list[Party]:
        result = []
        for place, demo in enumerate(demo_parties(customer.number)):
            key = f"{customer.value}/{place}" if place else customer.value
            kind = "contact" if place else "customer"
            result.append(
                Party(
                    ref=f"{prefix}/{key}",
                    external_id=external_id(prefix, kind, key),
                    name=demo.name,
                    is_company=demo.is_company,
                    email=demo.email,
                    phone=demo.phone,
                    city=demo.city,
                    job=demo.job,
                    country="base.lt",
                )
            )
        return result

    return parties


def find_parties(server: Server, families: Sequence[Sequence[Party]]) -> dict[str, int]:
    """Return the ids of the contacts that the server has, by reference.

    :raise FinalRefusalError: a customer's reference belongs to several contacts, so it does not say which one bought
    """
    refs = [party.ref for family in families for party in family]
    records = server.call("res.partner", "search_read", [["ref", "in", refs]], ["ref"], order="id desc")
    found = {str(record["ref"]): int(record["id"]) for record in records}
    if len(found) != len(records):
        counts = [str(record["ref"]) for record in records]
        several = sorted({ref for ref in counts if counts.count(ref) > 1})
        raise FinalRefusalError(
            f"Several contacts have the reference {', '.join(several[:5])}. Merge them or correct the reference."
        )
    return found


def ensure_customers(server: Server, families: Sequence[Sequence[Party]]) -> dict[str, int]:
    """Return the ids of customers and their contacts by reference, creating those that the server does not have.

    :raise FinalRefusalError: see `find_parties`, `load`
    """
    found = find_parties(server, families)
    heads = [family[0] for family in families if family[0].ref not in found]
    ids = load(server, "res.partner", Table(FIELDS, tuple(party.row(None) for party in heads)))
    found |= {party.ref: one for party, one in zip(heads, ids, strict=True)}
    below = [(party, found[family[0].ref]) for family in families for party in family[1:] if party.ref not in found]
    ids = load(server, "res.partner", Table(FIELDS, tuple(party.row(parent) for party, parent in below)))
    return found | {party.ref: one for (party, _parent), one in zip(below, ids, strict=True)}


def lacking(families: Sequence[Sequence[Party]], found: Mapping[str, int]) -> int:
    """Return how many contacts the server does not have."""
    return sum(party.ref not in found for family in families for party in family)
