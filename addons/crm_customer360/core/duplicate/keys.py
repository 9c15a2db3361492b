"""Keys under which customers who may be one stand together ("blocking"), as one SQL statement.

Comparing everybody with everybody would be 5 billion pairs for 100,000 customers. Instead each customer gets a dozen
keys, made of what survives the usual mistakes, and only who shares enough of them is compared:

- whole: e-mail, the part of it before the @, the end of the telephone number, VAT or register number, the words of the
  name in any order, those without vowels, the street with its house, a company's own domain;
- two of the name's words by their first letters;
- of little weight, two of them needed: a long word of the name; a word's beginning with the town or postcode.

A key that very many share ("Jonas" in Vilnius, the address of a bookkeeper) tells nothing and is left out by the
caller. Keys are kept as hashes, so that the table holds no data about anybody.

The same statement serves the whole file and the customer somebody is typing, so the two cannot disagree.
"""

from __future__ import annotations

from ..fold import sql_fold
from .fields import FREE_MAIL, STREET_WORDS
from .legal import STOP_WORDS

#: Changes when the keys do; everybody's are then made anew.
VERSION = 1
#: What keys two customers share must weigh together.
ENOUGH = 2
WEIGHTS = {
    "email": 2,
    "local": 2,
    "phone": 2,
    "number": 2,
    "name": 2,
    "sound": 2,
    "words": 2,
    "street": 2,
    "domain": 2,
    "word": 1,
    "place": 1,
}
#: Customers under one key from which on it says nothing.
MOST = 60
MAX_WORDS = 6
#: Columns the statement reads of the relation given; ``own``: numbers, address and site are the customer's own.
COLUMNS = (
    "id",
    "name",
    "email_normalized",
    "phone",
    "phone_sanitized",
    "vat",
    "company_registry",
    "website",
    "street",
    "zip",
    "city",
    "is_company",
    "own",
)


def _quoted(texts: frozenset[str]) -> str:
    return ", ".join(f"'{text}'" for text in sorted(texts))


_DIGITS = "regexp_replace({0}, '[^0-9]', '', 'g')"
_SPLIT = "'[[:space:][:punct:]„“”«»–—]+'"
_HOST = "substring(lower(p.website) from '^(?:[a-z][a-z0-9+.-]*://)?(?:www[.])?([^/?#:]+)')"


def keys_of(relation: str) -> str:
    """Return the statement that gives the keys of a relation's customers: ``partner_id, kind, key``.

    :param relation: table, view or subquery with :data:`COLUMNS`, as SQL names it; never taken from outside
    """
    number = "regexp_replace(regexp_replace(upper({0}), '[^0-9A-Z]', '', 'g'), '^[A-Z][A-Z]', '')"
    return f"""
        SELECT DISTINCT p.id AS partner_id, k.kind, hashtextextended(k.kind || ':' || k.key, 0) AS key
          FROM {relation} p
         CROSS JOIN LATERAL (
            SELECT split_part(p.email_normalized, '@', 1) AS local, split_part(p.email_normalized, '@', 2) AS host,
                   {sql_fold("coalesce(p.name, '')")} AS name, {sql_fold("coalesce(p.city, '')")} AS town,
                   {sql_fold("coalesce(p.street, '')")} AS street,
                   right({_DIGITS.format("coalesce(p.phone_sanitized, p.phone)")}, 8) AS phone,
                   {_DIGITS.format("p.zip")} AS code
         ) v
         CROSS JOIN LATERAL (
            SELECT array_agg(word ORDER BY word COLLATE "C") AS words
              FROM (
                SELECT DISTINCT word
                  FROM (SELECT word, place FROM regexp_split_to_table(v.name, {_SPLIT}) WITH ORDINALITY r(word, place)
                         WHERE word <> '' AND word NOT IN ({_quoted(STOP_WORDS)})
                         ORDER BY place LIMIT {MAX_WORDS}) telling
              ) w
         ) n
         CROSS JOIN LATERAL (
            SELECT 'email' AS kind, p.email_normalized AS key
            UNION ALL SELECT 'local', replace(v.local, '.', '') WHERE length(replace(v.local, '.', '')) >= 5
            UNION ALL SELECT 'phone', v.phone WHERE length(v.phone) >= 6
            UNION ALL SELECT 'number', {number.format("p.vat")} WHERE p.own
            UNION ALL SELECT 'number', {number.format("p.company_registry")} WHERE p.own
            UNION ALL SELECT 'name', array_to_string(n.words, '')
            UNION ALL SELECT 'sound', regexp_replace(translate(array_to_string(n.words, ''), 'aeiouy', ''),
                                                     '(.)\\1+', '\\1', 'g')
                       WHERE cardinality(n.words) > 1
            UNION ALL SELECT 'words', left(a.word, 4) || '|' || left(b.word, 4)
                        FROM unnest(n.words) WITH ORDINALITY a(word, place)
                        JOIN unnest(n.words) WITH ORDINALITY b(word, place) ON a.place < b.place
                       WHERE length(a.word) > 2 AND length(b.word) > 2
            UNION ALL SELECT 'word', word FROM unnest(n.words) word WHERE length(word) >= 5
            UNION ALL SELECT 'place', left(word, 4) || '|' || v.town FROM unnest(n.words) word
                       WHERE length(word) > 2 AND v.town <> ''
            UNION ALL SELECT 'place', left(word, 4) || '|' || v.code FROM unnest(n.words) word
                       WHERE length(word) > 2 AND length(v.code) >= 4
            UNION ALL SELECT 'street', v.town || '|' || (
                          SELECT string_agg(word, ' ' ORDER BY word COLLATE "C")
                            FROM regexp_split_to_table(v.street, {_SPLIT}) word
                           WHERE word <> '' AND word NOT IN ({_quoted(STREET_WORDS)}))
                       WHERE p.own AND v.town <> '' AND v.street ~ '[0-9]'
            UNION ALL SELECT 'domain', v.host WHERE p.is_company AND v.host NOT IN ({_quoted(FREE_MAIL)})
            UNION ALL SELECT 'domain', {_HOST} WHERE p.is_company
         ) k
         WHERE k.key <> ''
    """
