"""Where the database names a contact, and the SQL that moves such a name and brings it back.

A place is one column of one table. Four kinds of columns name a record:

========= ===================================================== =======================
kind      what stands in the column                             named besides
========= ===================================================== =======================
key       the id, with a foreign key                            nothing
pair      the id                                                the model, next column
reference ``model,id``                                          the model, in the value
text      the id as text                                        nothing
company   the id, by company, in a ``jsonb`` column             nothing
========= ===================================================== =======================

Each move writes down, in the same statement, which rows it moved: the row's own key, the old and the new id. What is
brought back are the rows that still name the new one.

Example
=======
>>> order = Place("sale_order", "partner_id")
>>> order.old_values([7, 8])
[7, 8]
>>> order.holds("m.old_id")
't."partner_id" = m.old_id'
>>> Place("mail_message", "res_id", kind="pair", model_column="model").holds("m.old_id")
't."model" = %(target)s AND t."res_id" = m.old_id'
>>> Place("crm_claim", "model_ref_id", kind="reference", target="res.partner").old_values([7])
['res.partner,7']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

KINDS = ("key", "pair", "reference", "text", "company")
#: What was written down of each row: moved to the new id, or removed because the new one has the same already.
ROWS = "crm_merge_row"


@dataclass(frozen=True)
class Place:
    """One column that names records of the ``target`` model.

    :param model: the model of the table, or of a relation's other column; empty if none is known
    :param key: the column that tells one row from another
    :param relation: the table has no id; ``key`` is its other column
    :param where: further condition on the row ``t``
    :param company: of a ``company`` place, the company whose value it is
    """

    table: str
    column: str
    kind: str = "key"
    model: str = ""
    target: str = "res.partner"
    model_column: str = ""
    key: str = "id"
    relation: bool = False
    where: str = ""
    company: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.table}.{self.column}: no such kind of place: {self.kind}")

    # What stands in the column

    @property
    def content(self) -> str:
        """SQL of what is compared."""
        if self.kind == "company":
            return f"t.{quoted(self.column)} ->> '{int(self.company)}'"
        return f"t.{quoted(self.column)}"

    def value(self, id_: str) -> str:
        """SQL of what stands in the column for the id ``id_`` (SQL, too)."""
        if self.kind == "reference":
            return f"(%(target)s || ',' || {id_})"
        return f"{id_}::text" if self.kind in ("text", "company") else id_

    def old_values(self, ids: Iterable[int]) -> list[int] | list[str]:
        """The same for known ids, as parameter of a statement."""
        if self.kind == "reference":
            return [f"{self.target},{id_}" for id_ in ids]
        return [str(id_) for id_ in ids] if self.kind in ("text", "company") else list(ids)

    @property
    def condition(self) -> str:
        """SQL that a row of the place fulfils whatever it names."""
        parts = [f"t.{quoted(self.model_column)} = %(target)s"] if self.kind == "pair" else []
        return " AND ".join([*parts, f"({self.where})"] if self.where else parts) or "TRUE"

    def holds(self, id_: str) -> str:
        """SQL that the row names ``id_``."""
        found = f"{self.content} = {self.value(id_)}"
        return found if self.condition == "TRUE" else f"{self.condition} AND {found}"

    def assign(self, id_: str) -> str:
        """SQL that makes the row name ``id_``."""
        if self.kind == "company":
            column = quoted(self.column)
            return f"{column} = jsonb_set(t.{column}, '{{{int(self.company)}}}', to_jsonb({id_}))"
        return f"{quoted(self.column)} = {self.value(id_)}"

    # Statements. Parameters: target, move, olds and news (ids, pair by pair), old_values

    def any_row(self) -> str:
        """Whether there is anything to move."""
        return f"SELECT 1 FROM {self._from} WHERE {self.condition} AND {self.content} = ANY(%(old_values)s) LIMIT 1"

    def count(self) -> str:
        """How many rows there are to move."""
        return f"SELECT count(*) FROM {self._from} WHERE {self.condition} AND {self.content} = ANY(%(old_values)s)"

    def move(self) -> str:
        """Move every row and write it down."""
        return (
            f"WITH m AS ({PAIRS}), moved AS (UPDATE {self._from} SET {self.assign('m.new_id')} FROM m"
            f" WHERE {self.holds('m.old_id')} RETURNING t.{quoted(self.key)} AS row_id, m.old_id, m.new_id)"
            f" INSERT INTO {ROWS} (move_id, row_id, old_id, new_id, state)"
            " SELECT %(move)s, row_id, old_id, new_id, 'moved' FROM moved"
        )

    def drop_doubles(self) -> str:
        """Of a relation: remove and write down the rows that the new id has already."""
        column, key = quoted(self.column), quoted(self.key)
        return (
            f"WITH m AS ({PAIRS}), ranked AS (SELECT t.{column} AS old_id, t.{key} AS row_id, m.new_id,"
            f" row_number() OVER (PARTITION BY t.{key}, coalesce(m.new_id, t.{column})"
            f" ORDER BY m.new_id NULLS FIRST, t.{column}) AS n"
            f" FROM {self._from} LEFT JOIN m ON t.{column} = m.old_id"
            f" WHERE t.{column} = ANY(%(olds)s) OR t.{column} = ANY(%(news)s)"
            f"), gone AS (DELETE FROM {self._from} USING ranked d"
            f" WHERE d.n > 1 AND d.new_id IS NOT NULL AND t.{column} = d.old_id AND t.{key} = d.row_id"
            " RETURNING d.row_id, d.old_id, d.new_id)"
            f" INSERT INTO {ROWS} (move_id, row_id, old_id, new_id, state)"
            " SELECT %(move)s, row_id, old_id, new_id, 'removed' FROM gone"
        )

    def doubles(self, index: UniqueIndex) -> str:
        """Rows that ``index`` would refuse after the move, with the row that stays in their place.

        The one that names the new id already stays, else the oldest; ``NULL`` is never equal to anything.
        """
        partition = [*index.others(self.column), f"coalesce({self.value('m.new_id')}, {self.content})"]
        present = "".join(f" AND ({expression}) IS NOT NULL" for expression in index.others(self.column))
        row = f"t.{quoted(self.key)}"
        table = self._from
        return (
            f"WITH m AS ({PAIRS}) SELECT id, stays, old_id, new_id FROM (SELECT {row} AS id, m.old_id, m.new_id,"
            f" first_value({row}) OVER (PARTITION BY {', '.join(partition)}"
            f" ORDER BY m.new_id NULLS FIRST, {row}) AS stays"
            f" FROM {table} LEFT JOIN m ON {self.content} = {self.value('m.old_id')}"
            f" WHERE {self.condition} AND {self.content} = ANY(%(all_values)s)"
            f" AND ({index.condition or 'TRUE'}){present}"
            ") s WHERE id <> stays AND new_id IS NOT NULL ORDER BY id"
        )

    def remove(self) -> str:
        """Remove rows (``ids``), written down whole."""
        return (
            f"WITH gone AS (DELETE FROM {self._from} WHERE t.{quoted(self.key)} = ANY(%(ids)s) RETURNING t.*)"
            f" INSERT INTO {ROWS} (move_id, row_id, old_id, new_id, state, removed)"
            f" SELECT %(move)s, g.{quoted(self.key)}, d.old_id, d.new_id, 'removed', to_jsonb(g) FROM gone g"
            f" JOIN (SELECT unnest(%(ids)s::int[]) AS id, unnest(%(olds)s::int[]) AS old_id,"
            f" unnest(%(news)s::int[]) AS new_id) d ON d.id = g.{quoted(self.key)}"
        )

    def move_back(self) -> str:
        """Bring back the rows written down that still name the new id."""
        return (
            f"UPDATE {self._from} SET {self.assign('r.old_id')} FROM {ROWS} r WHERE {self._written('r', 'moved')}"
            f" AND t.{quoted(self.key)} = r.row_id AND {self.condition} AND {self._now('r.new_id')}"
        )

    def put_back(self) -> str:
        """Insert the removed rows again."""
        table = quoted(self.table)
        if self.relation:
            into = f"{table} ({quoted(self.column)}, {quoted(self.key)}) SELECT r.old_id, r.row_id FROM {ROWS} r"
        else:
            into = f"{table} SELECT x.* FROM {ROWS} r, jsonb_populate_record(NULL::{table}, r.removed) x"
        return f"INSERT INTO {into} WHERE {self._written('r', 'removed')} ORDER BY r.row_id ON CONFLICT DO NOTHING"

    def mark_kept(self, state: str) -> str:
        """Mark the rows that are not back where they were."""
        found = f"t.{quoted(self.key)} = k.row_id"
        if state == "moved" or self.relation:
            found += f" AND {self.condition} AND {self._now('k.old_id')}"
        return (
            f"UPDATE {ROWS} k SET state = 'kept' WHERE {self._written('k', state)}"
            f" AND NOT EXISTS (SELECT FROM {self._from} WHERE {found})"
        )

    def still_there(self) -> str:
        """How many of the rows written down would go back, and how many in all."""
        return (
            f"SELECT count(t.{quoted(self.key)}), count(*) FROM {ROWS} r LEFT JOIN {self._from}"
            f" ON t.{quoted(self.key)} = r.row_id AND {self.condition} AND {self._now('r.new_id')}"
            f" WHERE {self._written('r', 'moved')}"
        )

    def _written(self, alias: str, state: str) -> str:
        """SQL of the rows written down, or of one of them."""
        return f"{alias}.move_id = %(move)s AND {alias}.state = '{state}' AND (%(row)s IS NULL OR {alias}.id = %(row)s)"

    def _now(self, id_: str) -> str:
        """SQL that the row names ``id_``, in a form no index is made for.

        All moved rows name one and the same contact: looked up by that they would be compared each with each.
        """
        return f"{self.content} IS NOT DISTINCT FROM {self.value(id_)}"

    @property
    def _from(self) -> str:
        return f"{quoted(self.table)} t"


#: The ids that move and where each goes.
PAIRS = "SELECT unnest(%(olds)s::int[]) AS old_id, unnest(%(news)s::int[]) AS new_id"


@dataclass(frozen=True)
class UniqueIndex:
    """A unique index: SQL of its columns, and of its condition, as PostgreSQL spells them."""

    table: str
    expressions: Sequence[str]
    condition: str = ""

    def concerns(self, column: str) -> bool:
        """Whether the index looks at the column."""
        return any(_names(expression, column) for expression in self.expressions)

    def others(self, column: str) -> list[str]:
        """What besides the column has to be equal; an expression over the column says the same as the column.

        >>> UniqueIndex("mail_followers", ("res_model", "res_id", "partner_id")).others("partner_id")
        ['res_model', 'res_id']
        >>> UniqueIndex("summary", ("partner_id", "COALESCE(company_id, 0)")).others("partner_id")
        ['COALESCE(company_id, 0)']
        """
        return [expression for expression in self.expressions if not _names(expression, column)]


def quoted(name: str) -> str:
    """A name as PostgreSQL takes it for one, whatever letters it has.

    >>> quoted('Products')
    '"Products"'
    """
    return '"' + name.replace('"', '""') + '"'


def _names(expression: str, column: str) -> bool:
    return column in re.findall(r"\w+", expression)
