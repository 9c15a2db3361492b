"""The one statement that writes the scores of a run, composed of declared parts.

A part is a select with one row per customer that fills some columns of the score. The statement writes every customer
that a part with ``adds`` names; what another part does not know of a customer stays empty. Parts may read the parts
before them by name, and the purchases of the run (:mod:`.purchase_days`), which are put together once.

How to use
==========
Extend ``crm.customer.score._score_parts(run)`` and add to ``super()``'s list; the columns are fields of the same model:

>>> visits = "SELECT customer_id, count(*) AS visits FROM shop_visit WHERE day <= %(as_of)s GROUP BY customer_id"
>>> print(insert([Part("visit", ("visits",), visits, adds=True)]))
WITH visit AS (SELECT customer_id, count(*) AS visits FROM shop_visit WHERE day <= %(as_of)s GROUP BY customer_id),
population AS (SELECT a.customer_id FROM (SELECT customer_id FROM visit) a)
INSERT INTO crm_customer_score (run_id, company_id, customer_id, visits)
SELECT %(run)s, %(company)s, population.customer_id, visit.visits
FROM population
LEFT JOIN visit ON visit.customer_id = population.customer_id

Parameters of every part: ``run``, ``company`` (ids) and ``as_of`` (last day counted); its own go by ``parameters``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: What the statement fills by itself.
KEYS = ("run_id", "company_id", "customer_id")
#: Parameters every part may use.
COMMON = ("run", "company", "as_of")


@dataclass(frozen=True)
class Part:
    """Some columns of a score, of all customers at once.

    :param name: name of the common table expression, so that later parts can read it
    :param columns: fields of the score that it fills, columns of the select by the same names
    :param sql: select with one row per ``customer_id``
    :param parameters: values of the select's own named parameters; SQL objects, too
    :param adds: whether a customer it names gets a score although no other part knows them
    """

    name: str
    columns: tuple[str, ...]
    sql: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    adds: bool = False

    def __post_init__(self) -> None:
        for word in (self.name, *self.columns):
            if not word.isidentifier():
                raise ValueError(f"{word!r}: a name of a column is wanted")
        if wrong := set(self.parameters) & set(COMMON):
            raise ValueError(f"{self.name}: {sorted(wrong)} are parameters of every part")


def parameters(parts: Sequence[Part]) -> dict[str, Any]:
    """The parameters of all parts together.

    :raise ValueError: two parts use one name for different values
    """
    found: dict[str, Any] = {}
    for part in parts:
        for name, value in part.parameters.items():
            if name in found and found[name] is not value and found[name] != value:
                raise ValueError(f"{part.name}: another part uses the parameter {name!r} already")
            found[name] = value
    return found


def insert(parts: Sequence[Part], table: str = "crm_customer_score", excluded: str = "") -> str:
    """SQL that writes the scores of a run.

    :param parts: in the order in which they may read each other
    :param excluded: select of ids of customers who get no score
    :raise ValueError: a column or a name used twice, or nobody to write
    """
    names = [part.name for part in parts]
    columns = [column for part in parts for column in part.columns]
    for words in (names, [*KEYS, *columns]):
        if twice := sorted({word for word in words if words.count(word) > 1}):
            raise ValueError(f"declared twice: {', '.join(twice)}")
    if not any(part.adds for part in parts):
        raise ValueError("no part says which customers there are")
    tables = ",\n".join(f"{part.name} AS ({part.sql})" for part in parts)
    everybody = " UNION ".join(f"SELECT customer_id FROM {part.name}" for part in parts if part.adds)
    left_out = f" WHERE NOT EXISTS (SELECT FROM ({excluded}) e(id) WHERE e.id = a.customer_id)" if excluded else ""
    values = ", ".join(f"{part.name}.{column}" for part in parts for column in part.columns)
    joins = "\n".join(f"LEFT JOIN {name} ON {name}.customer_id = population.customer_id" for name in names)
    return (
        f"WITH {tables},\n"
        f"population AS (SELECT a.customer_id FROM ({everybody}) a{left_out})\n"
        f"INSERT INTO {table} ({', '.join([*KEYS, *columns])})\n"
        f"SELECT %(run)s, %(company)s, population.customer_id, {values}\n"
        f"FROM population\n{joins}"
    )
