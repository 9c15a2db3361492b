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

    :param model: the model of the table, empty if none is known
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
            return f"{quoted(self.column)} = jsonb_set(t.{quoted(self.column)}, '{{{int(self.company)}}}', to_jsonb({id_}))"
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
            f"WITH m AS ({PAIRS}), ranked AS (SELECT t.{column} AS old_id, t.{key} AS row_id, m.new_id, row_number() OVER"
            f" (PARTITION BY t.{key}, coalesce(m.new_id, t.{column}) ORDER BY m.new_id NULLS FIRST, t.{column}) AS n"
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
            f" first_value({row}) OVER (PARTITION BY {', '.join(partition)} ORDER BY m.new_id NULLS FIRST, {row}) AS stays"
            f" FROM {table} LEFT JOIN m ON {self.content} = {self.value('m.old_id')}"
            f" WHERE {self.condition} AND {self.content} = ANY(%(all_values)s) AND ({index.condition or 'TRUE'}){present}"
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
        """Bring back the rows written down that still name the new id; mark the others as kept."""
        return (
            f"WITH back AS (UPDATE {self._from} SET {self.assign('r.old_id')} FROM {ROWS} r"
            f" WHERE r.move_id = %(move)s AND r.state = 'moved' AND (%(row)s IS NULL OR r.id = %(row)s)"
            f" AND t.{quoted(self.key)} = r.row_id AND {self.holds('r.new_id')} RETURNING r.id)"
            f" UPDATE {ROWS} k SET state = 'kept' WHERE k.move_id = %(move)s AND k.state = 'moved'"
            " AND (%(row)s IS NULL OR k.id = %(row)s) AND NOT EXISTS (SELECT FROM back b WHERE b.id = k.id)"
        )

    def put_back(self) -> str:
        """Insert the removed rows again; mark those whose place is taken as kept."""
        if self.relation:
            key, columns = "row_id", f"({quoted(self.column)}, {quoted(self.key)})"
            values, returning = "r.old_id, r.row_id", f"{quoted(self.key)} AS row_id, {quoted(self.column)} AS old_id"
            same = "p.row_id = k.row_id AND p.old_id = k.old_id"
        else:
            key, columns, values, returning = "row_id", "", "x.*", f"{quoted(self.key)} AS row_id"
            same = "p.row_id = k.row_id"
        source = "" if self.relation else f", jsonb_populate_record(NULL::{quoted(self.table)}, r.removed) x"
        return (
            f"WITH put AS (INSERT INTO {quoted(self.table)} {columns} SELECT {values} FROM {ROWS} r{source}"
            f" WHERE r.move_id = %(move)s AND r.state = 'removed' AND (%(row)s IS NULL OR r.id = %(row)s)"
            f" ORDER BY r.{key} ON CONFLICT DO NOTHING RETURNING {returning})"
            f" UPDATE {ROWS} k SET state = 'kept' WHERE k.move_id = %(move)s AND k.state = 'removed'"
            f" AND (%(row)s IS NULL OR k.id = %(row)s) AND NOT EXISTS (SELECT FROM put p WHERE {same})"
        )

    def still_there(self) -> str:
        """How many of the rows written down would go back, and how many in all."""
        if self.relation:
            found = f"t.{quoted(self.key)} = r.row_id"
        else:
            found = f"t.{quoted(self.key)} = r.row_id"
        return (
            f"SELECT count(t.{quoted(self.key)}), count(*) FROM {ROWS} r LEFT JOIN {self._from}"
            f" ON {found} AND {self.holds('r.new_id')} WHERE r.move_id = %(move)s AND r.state = 'moved'"
        )

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
