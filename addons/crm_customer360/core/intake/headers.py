"""Names of the columns of a file, and which field of a customer each most likely holds.

Example
=======
>>> column_names(["E-mail", "", "E-mail"])
('E-mail', 'Column 2', 'E-mail (2)')
>>> propose(["Įmonės kodas", "Pavadinimas", "El. paštas", "Spalva"])
{'Įmonės kodas': 'company_registry', 'Pavadinimas': 'name', 'El. paštas': 'email'}
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..fold import words

#: Headers by field, in English, Lithuanian and Latvian, and those of cards and UBL; compared without case and accents.
KNOWN: Mapping[str, tuple[str, ...]] = {
    "external_id": (
        "id", "external id", "uid", "identifier", "record id", "customer id", "client id", "party id",
        "isorinis id", "kliento id", "ieraksta id", "klienta id", "arejais id", "partyidentification id",
    ),
    "name": (
        "name", "customer", "company", "company name", "customer name", "full name", "fn", "client", "organisation",
        "organization", "pavadinimas", "vardas pavarde", "vardas ir pavarde", "klientas", "imone", "imones pavadinimas",
        "kliento pavadinimas", "nosaukums", "vards uzvards", "klients", "uznemums", "uznemuma nosaukums",
        "partyname name", "registrationname", "registration name", "partylegalentity registrationname",
    ),
    "first_name": ("first name", "given name", "vardas", "vards", "n given"),
    "last_name": ("last name", "surname", "family name", "pavarde", "uzvards", "n family"),
    "is_company": (
        "is company", "is a company", "company or person", "kind", "imone taip ne", "yra imone", "ar imone",
        "juridinis asmuo", "ir uznemums", "juridiska persona",
    ),
    "parent": (
        "parent", "parent id", "belongs to", "parent company", "company id of contact", "priklauso",
        "priklauso imonei", "pagrindine imone", "pieder", "mates uznemums",
    ),
    "type": ("type", "address type", "adreso tipas", "adreses veids"),
    "function": ("job position", "position", "title", "job title", "function", "pareigos", "amats"),
    "vat": (
        "vat", "vat number", "vat code", "tax id", "pvm kodas", "pvm moketojo kodas", "pvn numurs", "pvn reg nr",
        "partytaxscheme companyid", "pvn kods",
    ),
    "company_registry": (
        "company code", "company id", "registration number", "reg no", "registry code", "imones kodas", "kodas",
        "juridinio asmens kodas", "registracijas numurs", "registracijas nr", "reg nr", "partylegalentity companyid",
        "uznemuma kods",
    ),
    "ref": (
        "ref", "reference", "customer number", "customer no", "customer code", "client code", "kliento numeris",
        "kliento kodas", "kliento nr", "klienta numurs", "klienta kods", "klienta nr",
    ),
    "email": (
        "email", "e mail", "mail", "email address", "e mail address", "el pastas", "elektroninis pastas", "el p",
        "epasts", "e pasts", "e pasta adrese", "contact electronicmail", "electronicmail",
    ),
    "phone": (
        "phone", "telephone", "phone number", "tel", "mobile", "mobile phone", "cell", "telefonas", "tel nr",
        "telefono numeris", "mob tel", "mobilusis telefonas", "talrunis", "telefons", "talruna numurs", "mobilais",
        "contact telephone",
    ),
    "website": ("website", "web", "url", "homepage", "svetaine", "interneto svetaine", "majaslapa", "websiteuri"),
    "street": (
        "street", "address", "street 1", "address 1", "adresas", "gatve", "adrese", "iela", "adr street",
        "postaladdress streetname",
    ),
    "street2": ("street 2", "street2", "address 2", "adresas 2", "adrese 2", "postaladdress additionalstreetname"),
    "zip": (
        "zip", "postcode", "postal code", "zip code", "pasto kodas", "pasta indekss", "adr code",
        "postaladdress postalzone",
    ),
    "city": ("city", "town", "miestas", "pilseta", "adr city", "postaladdress cityname"),
    "country": (
        "country", "country code", "salis", "valstybe", "salies kodas", "valsts", "valsts kods", "adr country",
        "country identificationcode", "postaladdress country identificationcode",
    ),
    "lang": ("language", "lang", "kalba", "valoda"),
    "tags": ("tags", "tag", "categories", "category", "zymos", "kategorija", "kategorijos", "birkas", "kategorijas"),
    "comment": ("notes", "note", "comment", "comments", "pastabos", "pastaba", "komentaras", "piezimes", "komentars"),
    "industry": ("industry", "sector", "veiklos sritis", "sektorius", "nozare"),
    "user": (
        "owner", "salesperson", "account manager", "responsible", "vadybininkas", "pardavejas",
        "atsakingas darbuotojas", "atbildigais", "atbildigais darbinieks", "pardevejs",
    ),
}  # fmt: skip
_FIELD = {header: name for name, headers in KNOWN.items() for header in headers}


def column_names(cells: Sequence[str]) -> tuple[str, ...]:
    """Return a name for each column: one that stands twice gets a number, one without a name its place."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, 1):
        base = " ".join(cell.split())[:120] or f"Column {place}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base} ({count})"
        taken.add(name)
        names.append(name)
    return tuple(names)


def propose(columns: Iterable[str]) -> dict[str, str]:
    """Return the field each column most likely holds, each field once; columns nobody knows are left out."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for column in columns:
        name = _FIELD.get(_key(column))
        if name and name not in taken:
            taken.add(name)
            found[column] = name
    if "name" in taken:
        return {column: name for column, name in found.items() if name not in ("first_name", "last_name")}
    return found


def _key(column: str) -> str:
    return " ".join(words(column))
