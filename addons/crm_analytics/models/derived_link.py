from odoo import fields


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
