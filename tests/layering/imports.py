"""Which imports of our addons break the house rules.

- ``core/`` knows neither Odoo nor anything of its own addon outside ``core/``;
- an addon imports a sibling only if it depends on it, directly or through another;
- so glue is never imported by its parents, because no parent depends on its glue.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """An absolute import: the dotted name of a module or of a name in it, and where it stands."""

    target: str
    line: int


def imports_of(source: str, package: str) -> Iterator[Import]:
    """Yield the imports of a module, relative ones made absolute.

    :param source: text of the module
    :param package: dotted name of the package that holds the module
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Import(alias.name, node.lineno)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            for alias in node.names:
                yield Import(f"{base}.{alias.name}".strip("."), node.lineno)
        elif name := _dynamic(node):
            yield Import(name, node.lineno)


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parents = package.split(".")
    kept = parents[: len(parents) - node.level + 1]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _dynamic(node: ast.AST) -> str:
    """Return the module of ``import_module("x")`` or ``__import__("x")``."""
    if not isinstance(node, ast.Call) or not node.args:
        return ""
    function = node.func
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    argument = node.args[0]
    if (
        name in ("import_module", "__import__")
        and isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
    ):
        return argument.value
    return ""


def is_part(target: str, package: str) -> bool:
    """Tell whether a dotted name is a package or something in it."""
    return target == package or target.startswith(f"{package}.")


def reachable(addon: str, depends: Mapping[str, set[str]]) -> set[str]:
    """Return every addon of ours that an addon depends on, directly or through others."""
    found: set[str] = set()
    waiting = [addon]
    while waiting:
        for name in depends.get(waiting.pop(), set()):
            if name not in found:
                found.add(name)
                waiting.append(name)
    return found


def core_faults(target: str, addon: str) -> Iterator[str]:
    """Yield what is wrong with an import inside ``core/``."""
    own = f"odoo.addons.{addon}"
    if is_part(target, f"{own}.core"):
        return
    if is_part(target, own):
        yield f"core/ reaches out of itself: {target}"
    elif is_part(target, "odoo") or is_part(target, "openerp"):
        yield f"core/ imports odoo: {target}"


def sibling_faults(target: str, addon: str, ours: set[str], allowed: set[str]) -> Iterator[str]:
    """Yield what is wrong with an import of one addon from another."""
    for name in sorted(ours - allowed - {addon}):
        if is_part(target, f"odoo.addons.{name}") or is_part(target, name):
            yield f"{addon} imports {name}, which it does not depend on"


def check(addons: Path) -> list[str]:
    """Return every broken rule in a folder of addons, as ``file:line: what``."""
    manifests = {path.parent.name: path for path in sorted(addons.glob("*/__manifest__.py"))}
    ours = set(manifests)
    depends = {
        name: set(ast.literal_eval(path.read_text(encoding="utf-8")).get("depends", [])) & ours
        for name, path in manifests.items()
    }
    faults: list[str] = []
    for name in manifests:
        allowed = reachable(name, depends)
        for path in sorted((addons / name).rglob("*.py")):
            faults += [
                f"{path.relative_to(addons)}:{fault}" for fault in file_faults(path, addons, name, ours, allowed)
            ]
    return faults


def file_faults(path: Path, addons: Path, addon: str, ours: set[str], allowed: set[str]) -> Iterator[str]:
    """Yield the broken rules of one file."""
    parts = path.relative_to(addons).parts
    package = ".".join(["odoo", "addons", *parts[:-1]])
    for found in imports_of(path.read_text(encoding="utf-8"), package):
        if len(parts) > 2 and parts[1] == "core":
            yield from (f"{found.line}: {fault}" for fault in core_faults(found.target, addon))
        yield from (f"{found.line}: {fault}" for fault in sibling_faults(found.target, addon, ours, allowed))


def unloaded(addons: Path) -> list[str]:
    """Return the files that Odoo never reads, because the ``__init__`` of their folder does not import them.

    Among tests only ``test_*.py`` have to be imported: Odoo's runner passes over the others in silence.
    """
    found = []
    for manifest in sorted(addons.glob("*/__manifest__.py")):
        rooms = [manifest.parent / name for name in ("models", "wizard", "report", "controllers", "tests")]
        areas = [path.parent for room in rooms for path in sorted(room.glob("*/__init__.py"))]
        for folder in (*rooms, *areas):
            pattern = "test_*.py" if folder.name == "tests" else "*.py"
            paths = sorted(folder.glob(pattern))
            loaded = loaded_names(folder / "__init__.py") if paths else set()
            found += [str(path.relative_to(addons)) for path in paths if path.stem not in {*loaded, "__init__"}]
    return found


def loaded_names(init: Path) -> set[str]:
    """Return the modules of its own folder that an ``__init__`` imports."""
    if not init.is_file():
        return set()
    imports = imports_of(init.read_text(encoding="utf-8"), "here")
    return {found.target.split(".")[1] for found in imports if is_part(found.target, "here") and "." in found.target}
