"""Everything a database holds that a module could leave behind: PostgreSQL's catalogs and Odoo's own."""

from __future__ import annotations

from collections import Counter

from stacklib.stack import Stack

#: SQL for the things that must be the same before an installation and after the removal; one text a row.
PARTS = {
    "relation": "SELECT relkind::text || ' ' || relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
    "column": "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraint": "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint"
    # Odoo makes this one anew with every installation of any module, and not as it was.
    " WHERE connamespace = 'public'::regnamespace AND conname <> 'rule_group_rel_group_id_fkey'",
    "function": "SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ')' FROM pg_proc"
    " WHERE pronamespace = 'public'::regnamespace",
    "trigger": "SELECT tgrelid::regclass || ' ' || tgname FROM pg_trigger WHERE NOT tgisinternal",
    "type": "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace",
    "extension": "SELECT extname FROM pg_extension",
    "external id": "SELECT module || '.' || name || ' ' || model FROM ir_model_data WHERE name !~ '^module_'",
    "model": "SELECT model FROM ir_model",
    "field": "SELECT model || '.' || name FROM ir_model_fields",
    "model constraint": "SELECT name FROM ir_model_constraint",
    "inheritance": "SELECT m.model || ' ' || p.model FROM ir_model_inherit i JOIN ir_model m ON m.id = i.model_id"
    " JOIN ir_model p ON p.id = i.parent_id",
    "view": "SELECT coalesce(model, '') || ' ' || name || ' ' || coalesce(key, '') FROM ir_ui_view",
    "menu": "SELECT name::text || ' ' || coalesce(parent_path, '') FROM ir_ui_menu",
    "action": "SELECT type || ' ' || name::text FROM ir_actions",
    "job": "SELECT a.name::text FROM ir_cron c JOIN ir_act_server a ON a.id = c.ir_actions_server_id",
    "access": "SELECT name FROM ir_model_access",
    "rule": "SELECT name FROM ir_rule",
    "group": "SELECT name::text FROM res_groups",
    "privilege": "SELECT name::text FROM res_groups_privilege",
    "members": "SELECT g.name::text || ' ' || u.login FROM res_groups_users_rel r JOIN res_groups g ON g.id = r.gid"
    " JOIN res_users u ON u.id = r.uid",
    "parameter": "SELECT key FROM ir_config_parameter",
    "attachment": "SELECT name || ' ' || coalesce(res_model, '') || ' ' || coalesce(url, '') FROM ir_attachment",
    "asset": "SELECT name || ' ' || path FROM ir_asset",
    "sequence record": "SELECT name FROM ir_sequence",
    "message": "SELECT coalesce(model, '') || ' ' || coalesce(res_id, 0) || ' ' || coalesce(subject, '')"
    " FROM mail_message",
    "subtype": "SELECT name::text || ' ' || coalesce(res_model, '') FROM mail_message_subtype",
    "activity type": "SELECT name::text FROM mail_activity_type",
    "trigger of a job": "SELECT a.name::text FROM ir_cron_trigger t JOIN ir_cron c ON c.id = t.cron_id"
    # Every removal of a module asks for this one.
    " JOIN ir_act_server a ON a.id = c.ir_actions_server_id WHERE a.name->>'en_US' NOT LIKE '%Auto-vacuum%'",
    "notification": "SELECT channel FROM bus_bus WHERE message LIKE '%touchpoint%'",
}


def catalog(stack: Stack, database: str) -> dict[str, list[str]]:
    """Return the sorted rows of each part."""
    found = {}
    for name, sql in PARTS.items():
        text = stack.psql(f'SELECT x FROM ({sql}) s(x) ORDER BY x COLLATE "C"', database)
        found[name] = text.split("\n") if text else []
    return found


def differences(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Return what was left or lost, one line each."""
    lines = []
    for name, rows in before.items():
        old, new = Counter(rows), Counter(after[name])
        lines += [f"{name} left behind: {row}" for row in (new - old).elements()]
        lines += [f"{name} lost: {row}" for row in (old - new).elements()]
    return lines
