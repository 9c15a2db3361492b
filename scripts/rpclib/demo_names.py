"""Invented people and companies for demonstrations: nobody and no company of these names is meant.

Company names are two invented words. Mail addresses are at example.com, which belongs to nobody (RFC 2606); telephone
numbers come from the ranges that the British regulator Ofcom keeps free for films and plays, which no telephone has.

Every value follows from the customer's number alone, so a second run makes the same ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from rpclib.demo_words import CITIES, ENDINGS, FAMILY, FEMALE, JOBS, MALE, PHONES, STEMS, TRADES

ASCII = str.maketrans("ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "aceeisuuzACEEISUUZ")
COMPANY_EVERY = 4


@dataclass(frozen=True)
class DemoParty:
    """An invented customer, or a contact of one."""

    name: str
    is_company: bool
    email: str
    phone: str
    city: str
    job: str = ""


def demo_parties(number: int) -> list[DemoParty]:
    """Return an invented customer; every fourth is a company, followed by its one to three contacts."""
    city = CITIES[number * 5 % len(CITIES)]
    if number % COMPANY_EVERY:
        return [person(number, 0, city)]
    company = DemoParty(company_name(number), True, f"info.{number}@example.com", phone(number, 0), city)
    contacts = number // COMPANY_EVERY % 3 + 1
    return [company, *(person(number, place, city) for place in range(1, contacts + 1))]


def company_name(number: int) -> str:
    """Return the invented name of a company."""
    rest, first = divmod(number * 7, len(STEMS))
    rest, ending = divmod(number * 5 + rest, len(ENDINGS))
    second = STEMS[(first + 1 + number // len(STEMS) * 3) % len(STEMS)]
    trade = TRADES[number // COMPANY_EVERY % len(TRADES)]
    other = ENDINGS[(ending + number // len(ENDINGS)) % len(ENDINGS)]
    return f"UAB {STEMS[first]}{ENDINGS[ending]} {second}{other}{trade}"


def person(number: int, place: int, city: str) -> DemoParty:
    """Return an invented person, the contact at that place of a company, or a private customer at place 0."""
    first, family, woman, *_rest = sha256(f"{number} {place}".encode()).digest()
    woman %= 2
    name = f"{(MALE, FEMALE)[woman][first % len(MALE)]} {FAMILY[family % len(FAMILY)][woman]}"
    contact = f".{place}" if place else ""
    address = f"{name.replace(' ', '.').translate(ASCII).lower()}.{number}{contact}@example.com"
    return DemoParty(name, False, address, phone(number, place), city, JOBS[place - 1][woman] if place else "")


def phone(number: int, place: int) -> str:
    """Return a number that no telephone has; empty when they are used up: sharing one makes duplicates."""
    index = number * 4 + place
    return f"{PHONES[index // 1000]}{index % 1000:03d}" if index < 1000 * len(PHONES) else ""
