"""Find the caller among 100,000 customers: every kind of query through the method the client calls."""

from __future__ import annotations

from functools import partial
from typing import Any

from bench_backfill import vacuum
from bench_report import Line
from bench_world import Clock, Took, environment, median, ratio, shown

CUSTOMERS = 100_000
CALLS = 15
WARM_UP = 3
SECONDS = 0.3
FIRST_NAMES = (
    "Jonas Petras Antanas Ona Marija Rūta Eglė Žydrūnas Šarūnas Ąžuolas Živilė Jūratė Gintarė Mindaugas Tomas Darius"
    " Saulius Andrius Lina Rasa Jānis Līga Ģirts Ieva Kristīne Mārtiņš Agnė Vytautas Algirdas Birutė"
)
STEMS = "Petr Jon Kazl Stank Butk Žuk Bal Urb Vasil Paul Navick Gud Sav Mack Bernot Čern Šimk Grig Adom Jank Malin Rimk"
ENDINGS = "aitis auskas evičius ėnas ūnas aitė auskienė evičiūtė onis utis"
PLACES = "Šiaurės Baltijos Vilniaus Kauno Žemaitijos Aukštaitijos Nemuno Neries Pajūrio Senamiesčio"
TRADES = "statyba prekyba logistika mediena baldai energija technika projektai transportas maistas"
#: How many of them are found, of those that name one customer or none.
FOUND = {
    "phone": 1,
    "phone as dialled at home": 1,
    "unknown phone": 0,
    "e-mail": 1,
    "VAT number": 1,
    "company code": 1,
    "customer number": 1,
    "nobody": 0,
}
#: One customer in the middle, found by each of its values; names are those of hundreds.
QUERIES = {
    "phone": "+370 612 00000",
    "phone as dialled at home": "861200000",
    "end of a phone number": "200000",
    "unknown phone": "+370 699 99999",
    "e-mail": "u50000@firma12500.example.lt",
    "e-mail domain": "@firma12500.example.lt",
    "VAT number": "150000000",
    "company code": "350000000",
    "customer number": "K050000",
    "name": "Živilė Kazlauskienė",
    "name without accents": "zivile kazlauskiene",
    "first name": "jonas",
    "name with a typing mistake": "Petraitsi",
    "first name with a typing mistake": "Jonsa",
    "both names with typing mistakes": "zivlie kazlauskeine",
    "company with typing mistakes": "siaurse statiba",
    "legal form": "UAB",
    "invoice that is not there": "INV/2026/99999",
    "nobody": "qwertz uiopq",
}


def measure(database: str, user: int) -> list[Line]:
    """Plant the customers and time each kind of query as ``user``."""
    with environment(database) as env:
        use_trigrams(env)
        plant(env, CUSTOMERS)
    vacuum(database, "res_partner")
    plain = _timed(database, user, lambda partners: partners.search_fetch([("ref", "=", "K050000")], ["name", "phone"]))
    lines = []
    slowest: tuple[str, list[Took]] = ("", plain)
    for kind, query in QUERIES.items():
        _check(database, user, kind, query)
        took = _timed(database, user, partial(_find, query=query))
        if median(took) > median(slowest[1]):
            slowest = (kind, took)
        limit = f"{1000 * SECONDS:.0f} ms"
        lines.append(Line(f"find the caller: {kind}", shown(took), limit, median(took) / SECONDS, 1.0))
    kind, took = slowest
    what = f"find the caller, slowest ({kind})"
    lines.append(Line(what, shown(took), f"plain indexed lookup {shown(plain)}", ratio(took, plain)))
    return lines


def use_trigrams(env: Any) -> None:
    """A database that Odoo creates has trigrams, the ones made for the checks have not: the index is made anew."""
    env.cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    env.registry.has_trigram = True
    partners = env["res.partner"]
    partners._table_objects["res_partner_name_key_idx"].apply_to_database(partners)


def _check(database: str, user: int, kind: str, query: str) -> None:
    """A search that finds the wrong customers is not worth its time."""
    with environment(database, user) as env:
        found = len(env["res.partner"].find_caller(query))
    if found != FOUND.get(kind, found) or (kind not in FOUND and kind != "invoice that is not there" and not found):
        raise SystemExit(f"Find the caller: {kind} ({query}) finds {found} customers.")


def _find(partners: Any, query: str) -> object:
    return partners.find_caller(query)


def _timed(database: str, user: int, call: Any) -> list[Took]:
    took = []
    clock = Clock(database)
    for _number in range(WARM_UP + CALLS):
        with environment(database, user) as env:
            took.append(clock.timed(partial(call, env["res.partner"])))
    return took[WARM_UP:]


def plant(env: Any, count: int) -> None:
    """Customers by raw SQL: a third are companies; each value follows from its number."""
    env.company.country_id = env.ref("base.lt")
    env.flush_all()
    env.cr.execute(
        """
        WITH made AS (
            INSERT INTO res_partner
                   (name, complete_name, active, is_company, type, email, email_normalized, phone, phone_sanitized, vat,
                    company_registry, ref, lang, partner_share, create_date, write_date, create_uid, write_uid,
                    autopost_bills)
            SELECT name, name, n %% 40 <> 1, company, 'contact', email, email,
                   CASE n %% 2 WHEN 0 THEN '+370 6' || digits
                               ELSE '8 6' || substr(digits, 1, 2) || ' ' || substr(digits, 3) END,
                   '+3706' || digits, CASE WHEN company THEN 'LT' || 100000000 + n * 1000 END,
                   CASE WHEN company THEN (300000000 + n * 1000)::text END, 'K' || lpad(n::text, 6, '0'), 'lt_LT', TRUE,
                   now(), now(), 1, 1, 'ask'
              FROM (
                SELECT n, n %% 3 = 2 AS company, lpad(((n * 7919 + 5250000) %% 10000000)::text, 7, '0') AS digits,
                       'u' || n || '@firma' || n / 4 || '.example.lt' AS email,
                       CASE WHEN n %% 3 = 2
                            THEN (ARRAY['UAB', 'MB', 'AB', 'SIA'])[1 + n %% 4] || ' „' || (%(places)s)[1 + n %% 10]
                                 || ' ' || (%(trades)s)[1 + n / 10 %% 10] || ' ' || n || '“'
                            ELSE (%(names)s)[1 + n %% 30] || ' ' || (%(stems)s)[1 + n / 30 %% 22]
                                 || (%(endings)s)[1 + n / 660 %% 10] END AS name
                  FROM generate_series(1, %(count)s) n) AS planned
            RETURNING id)
        SELECT count(*) FROM made
        """,
        {
            "count": count,
            "names": FIRST_NAMES.split(),
            "stems": STEMS.split(),
            "endings": ENDINGS.split(),
            "places": PLACES.split(),
            "trades": TRADES.split(),
        },
    )
    env.cr.execute("UPDATE res_partner SET commercial_partner_id = id WHERE commercial_partner_id IS NULL")
