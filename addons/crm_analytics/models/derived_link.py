from odoo import fields
from odoo.tools import SQL

#: Ids a session takes at once; what is left of them is not used.
AT_ONCE = 1000


class DerivedLink(fields.Many2one):
    """A link of a derived row to a record, without a foreign key in the database.

    Rows of a run are made by one statement out of what is there, two hundred thousand at a time; checking each of them
    against ten other tables takes longer than making them. What a foreign key does when a record goes is done by
    ``unlink`` of ``crm_derived_links.py`` instead, for all rows at once. What the database deletes behind Odoo's back
    is repaired by the next run, and until then a link nobody follows: the views join the table it points to.
    """

    def update_db_foreign_key(self, model, column):
        """Take away the one an earlier version made."""
        model.env.cr.execute(
            """
            SELECT c.conname FROM pg_constraint c
              JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
             WHERE c.contype = 'f' AND c.conrelid = %s::regclass AND a.attname = %s
            """,
            [model._table, self.name],
        )
        for (name,) in model.env.cr.fetchall():
            model.env.cr.execute(f'ALTER TABLE "{model._table}" DROP CONSTRAINT "{name}"')


def take_ids_at_once(model):
    """Let a session take many ids of a table of derived rows at a time, and begin anew when all are used.

    A run of a million rows would ask for each of them, and after some thousand runs there would be no number left that
    an id can have. The rows that had the first ones are gone by then, of every company whose runs go on.
    """
    sequence = SQL.identifier(f"{model._table}_id_seq")
    model.env.cr.execute(SQL("ALTER SEQUENCE %s CACHE %s CYCLE", sequence, AT_ONCE))


def take_new_ids(env):
    """Let go of the ids the session took: the ones it writes now are later than all there are.

    By number and latest id it is told whether the rows of a customer are others. Call it with the run locked.
    """
    env.cr.execute("DISCARD SEQUENCES")
