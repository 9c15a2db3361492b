"""How an effect came about was kept in words; from now on its figures are. The old words stay with what was offered."""

from odoo.tools.sql import column_exists


def migrate(cr, _version):
    """Add them to the note of the offer, once."""
    if column_exists(cr, "crm_offboarding_offer", "trace"):
        cr.execute(
            "UPDATE crm_offboarding_offer SET note = concat_ws(E'\\n', note, trace), trace = NULL"
            " WHERE estimate IS NULL AND coalesce(trace, '') <> ''"
        )
