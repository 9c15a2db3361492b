"""Which methods of our addons anybody may call over RPC: read from the source, so that none is forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

#: Odoo's own methods that we extend: their arguments and errors are Odoo's.
EXTENDED = frozenset(
    {
        "create",
        "default_get",
        "fields_get",
        "get_import_templates",
        "get_view",
        "message_new",
        "message_parse",
        "message_route",
        "name_create",
        "name_search",
        "search_fetch",
        "search_read",
    }
)


def public_methods(addons: Path) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield model, name and argument names of each public ``@api.model`` method of our own."""
    for path in sorted(addons.glob("*/*/**/*.py")):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and (model := model_of(node)):
                yield from ((model, name, names) for name, names in methods_of(node))


def model_of(node: ast.ClassDef) -> str:
    """Return the model a class makes or extends, empty if it is no model."""
    found = {
        target.id: statement.value.value
        for statement in node.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    return str(found.get("_name") or found.get("_inherit") or "")


def methods_of(node: ast.ClassDef) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the name and the argument names of each public method called without records."""
    for statement in node.body:
        if not isinstance(statement, ast.FunctionDef) or statement.name.startswith("_"):
            continue
        marks = {ast.unparse(mark) for mark in statement.decorator_list}
        if "api.model" in marks and "api.private" not in marks and statement.name not in EXTENDED:
            yield statement.name, tuple(argument.arg for argument in statement.args.args[1:])
