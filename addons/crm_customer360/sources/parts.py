"""Pieces of SQL that several sources share."""

from ..core.source import Watch

#: Added to a date without a time: the same day for readers everywhere. ``all_day`` says that the time means nothing.
NOON = "+ time '12:00'"


def participants(*expressions):
    """SQL of the distinct partners (``partner_id``, ``rank``) a row concerns, the first expression ranking first.

    An expression is a column, or a ``SELECT`` of partner ids.
    """
    ranked = list(enumerate(expressions))
    # One list of values where it will do: a branch more costs PostgreSQL's planner more than the row costs to find.
    values = ", ".join(f"({text}, {rank})" for rank, text in ranked if not text.startswith("SELECT"))
    parts = " UNION ALL ".join(
        [f"VALUES {values}"] * bool(values)
        + [f"SELECT x.id, {rank} FROM ({text}) x(id)" for rank, text in ranked if text.startswith("SELECT")]
    )
    return (
        f"CROSS JOIN LATERAL (SELECT p.id AS partner_id, min(p.rank) AS rank FROM ({parts}) p(id, rank)"
        f" WHERE p.id IS NOT NULL GROUP BY p.id) w"
    )


def of_document(documents, model, res_id, field):
    """SQL of the ``partner`` or ``company`` of the document a row hangs on; NULL for models not among the documents."""
    cases = " ".join(
        f"WHEN '{name}' THEN (SELECT d.{column if field == 'partner' else 'company_id'} FROM {table} d"
        f" WHERE d.id = {res_id})"
        for name, (table, column) in sorted(documents.items())
    )
    partner = res_id if field == "partner" else f"(SELECT d.company_id FROM res_partner d WHERE d.id = {res_id})"
    return f"CASE {model} WHEN 'res.partner' THEN {partner} {cases} END"


def document_join(documents, model, res_id):
    """SQL that joins the document a row hangs on as ``doc`` with its ``partner_id`` and ``company_id``.

    One sub-query for both, and none of them pulled up into the rest: planning a message's statement takes PostgreSQL
    longer than running it, and each kind of document adds to that.
    """
    found = "(SELECT ARRAY[d.{column}, d.company_id] FROM {table} d WHERE d.id = {res_id})"
    tables = {"res.partner": ("res_partner", "id"), **documents}
    cases = " ".join(
        f"WHEN '{name}' THEN {found.format(column=column, table=table, res_id=res_id)}"
        for name, (table, column) in sorted(tables.items())
    )
    return (
        "CROSS JOIN LATERAL (SELECT pair[1] AS partner_id, pair[2] AS company_id"
        f" FROM (SELECT CASE {model} {cases} END AS pair OFFSET 0) found) doc"
    )


def document_watches(documents, table, model, res_id):
    """A document that changes its customer or company takes its messages and activities along."""
    columns = {"res.partner": set(), **{name: {column} for name, (_table, column) in documents.items()}}
    return tuple(
        Watch(
            name,
            f"SELECT id FROM {table} WHERE {model} = '{name}' AND {res_id} = ANY(%(ids)s)",
            frozenset(changed | {"company_id"}),
            only_write=True,
            fresh=True,
        )
        for name, changed in sorted(columns.items())
    )
