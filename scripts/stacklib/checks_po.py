"""Are the translations complete?

Every term of ``i18n/<addon>.pot`` stands in ``lt.po`` and ``lv.po``, translated and not fuzzy; the template
itself holds exactly the terms Odoo exports today.

How it works
------------
A term is its msgid (with msgctxt, where there is one). Where a term is used and in which order does not
matter: Odoo's export orders by place, and a moved line is no change of the words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("lt", "lv")
KEYWORD = re.compile(r'^(msgctxt|msgid_plural|msgid|msgstr(?:\[\d+\])?)\s+(".*")$')
# A doubled per cent sign is one sign of the text, as is one before a space; the letter after it is none of a
# placeholder.
PRINTF = re.compile(r"%(?:%|(?:\(\w+\))?[-+#0]*\d*(?:\.\d+)?[diouxXeEfFgGcrs])")


@dataclass
class Entry:
    """One message of a PO file."""

    flags: set[str] = field(default_factory=set)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def term(self) -> tuple[str, str]:
        """Context and msgid: what identifies the message."""
        return self.texts.get("msgctxt", ""), self.texts.get("msgid", "")

    @property
    def translations(self) -> list[str]:
        """The msgstr, or all of them for a plural."""
        return [text for key, text in self.texts.items() if key.startswith("msgstr")]


def _blocks(text: str) -> Iterator[list[str]]:
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line.strip())
        elif block:
            yield block
            block = []


def parse(text: str) -> list[Entry]:
    """Read a PO file; the header and obsolete messages are left out.

    :raise ValueError: a line that is no PO syntax
    """
    entries = []
    for block in _blocks(text):
        entry, key = Entry(), ""
        for line in block:
            if line.startswith("#,"):
                entry.flags.update(flag.strip() for flag in line[2:].split(","))
            elif line.startswith("#"):
                continue
            elif match := KEYWORD.match(line):
                key = match[1]
                entry.texts[key] = ast.literal_eval(match[2])
            elif line.startswith('"') and key:
                entry.texts[key] += ast.literal_eval(line)
            else:
                raise ValueError(f"not a line of a PO file: {line[:80]}")
        if entry.term[1]:
            entries.append(entry)
    return entries


def _duplicates(entries: list[Entry]) -> Iterator[str]:
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.term in seen:
            yield f"appears twice: {entry.term[1]!r}"
        seen.add(entry.term)


def _faults(entry: Entry | None, msgid: str) -> Iterator[str]:
    if entry is None:
        yield f"missing: {msgid!r}"
    elif "fuzzy" in entry.flags:
        yield f"fuzzy: {msgid!r}"
    elif not entry.translations or not all(text.strip() for text in entry.translations):
        yield f"empty: {msgid!r}"
    elif any(sorted(PRINTF.findall(text)) != sorted(PRINTF.findall(msgid)) for text in entry.translations):
        yield f"other placeholders than the original: {msgid!r}"


def compare(pot: str, po: str) -> list[str]:
    """Return what is wrong with a translation, measured by its template.

    :param pot: text of the template
    :param po: text of the translation
    """
    wanted, have = parse(pot), parse(po)
    by_term = {entry.term: entry for entry in have}
    problems = list(_duplicates(have))
    for entry in wanted:
        problems += _faults(by_term.get(entry.term), entry.term[1])
    terms = {entry.term for entry in wanted}
    problems += [f"no longer used: {entry.term[1]!r}" for entry in have if entry.term not in terms]
    return problems


def outdated(pot: str, export: str) -> list[str]:
    """Return how a committed template differs from what Odoo exports now."""
    committed = {entry.term for entry in parse(pot)}
    fresh = {entry.term for entry in parse(export)}
    return [f"not in the template: {term[1]!r}" for term in sorted(fresh - committed)] + [
        f"no longer in the code: {term[1]!r}" for term in sorted(committed - fresh)
    ]


def check_addon(addon: Path) -> list[str]:
    """Return what is wrong with the translations of one addon, each with the file it is in."""
    folder = addon / "i18n"
    template = folder / f"{addon.name}.pot"
    if not template.is_file():
        return [f"{template}: missing"]
    pot, problems = template.read_text(encoding="utf-8"), []
    for language in LANGUAGES:
        path = folder / f"{language}.po"
        if not path.is_file():
            problems.append(f"{path}: missing")
            continue
        found = compare(pot, path.read_text(encoding="utf-8"))
        problems += [f"{path}: {problem}" for problem in found]
    return problems


def check_exports(addons: Mapping[str, Path], exports: Mapping[str, str]) -> list[str]:
    """Return how the committed templates differ from fresh exports.

    :param addons: folder of each addon by name
    :param exports: text of each fresh export by addon name
    """
    problems = []
    for name, folder in addons.items():
        template = folder / "i18n" / f"{name}.pot"
        pot = template.read_text(encoding="utf-8") if template.is_file() else ""
        problems += [f"{template}: {problem}" for problem in outdated(pot, exports[name])]
    return problems
