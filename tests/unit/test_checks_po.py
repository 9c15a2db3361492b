"""The check of the translations notices what is missing, empty, fuzzy or outdated."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacklib import checks_po

HEADER = 'msgid ""\nmsgstr ""\n"Language: lt\\n"\n\n'
POT = HEADER + (
    '#. module: a\n#: model:x\nmsgid "Order"\nmsgstr ""\n\n'
    '#. module: a\nmsgid ""\n"A long "\n"text of %s"\nmsgstr ""\n\n'
    'msgctxt "verb"\nmsgid "Call"\nmsgstr ""\n'
)
PO = HEADER + (
    'msgid "Order"\nmsgstr "Užsakymas"\n\n'
    'msgid "A long text of %s"\nmsgstr ""\n"Ilgas "\n"tekstas apie %s"\n\n'
    'msgctxt "verb"\nmsgid "Call"\nmsgstr "Skambinti"\n'
)


def test_a_complete_translation_has_no_faults():
    assert checks_po.compare(POT, PO) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('msgid "Order"\nmsgstr "Užsakymas"\n\n', "", "missing: 'Order'"),
        ('msgstr "Užsakymas"', 'msgstr ""', "empty: 'Order'"),
        ('msgstr "Užsakymas"', 'msgstr "  "', "empty: 'Order'"),
        ('msgid "Order"', '#, fuzzy\nmsgid "Order"', "fuzzy: 'Order'"),
        ('msgid "Order"', '#, python-format, fuzzy\nmsgid "Order"', "fuzzy: 'Order'"),
        ('msgid "Order"\nmsgstr "Užsakymas"', '#~ msgid "Order"\n#~ msgstr "Užsakymas"', "missing: 'Order'"),
        ("apie %s", "apie", "other placeholders than the original: 'A long text of %s'"),
        ('msgctxt "verb"\n', "", "missing: 'Call'"),
    ],
)
def test_a_fault_is_found(old: str, new: str, fault: str):
    assert old in PO
    assert fault in checks_po.compare(POT, PO.replace(old, new))


def test_a_term_that_is_gone_and_one_that_stands_twice():
    assert checks_po.compare(POT, PO + '\nmsgid "Gone"\nmsgstr "Nebėra"\n') == ["no longer used: 'Gone'"]
    assert checks_po.compare(POT, PO + '\nmsgid "Order"\nmsgstr "Užsakymas"\n') == ["appears twice: 'Order'"]


def test_plural_forms_are_all_needed():
    pot = 'msgid "day"\nmsgid_plural "days"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    assert checks_po.compare(pot, 'msgid "day"\nmsgid_plural "days"\nmsgstr[0] "diena"\nmsgstr[1] ""\n') == [
        "empty: 'day'"
    ]


def test_quotes_and_line_ends_are_read():
    (entry,) = checks_po.parse('msgid "say \\"yes\\"\\n"\nmsgstr "sakyk „taip“"\n')
    assert entry.term == ("", 'say "yes"\n')
    assert entry.translations == ["sakyk „taip“"]


def test_what_is_no_po_file_is_refused():
    with pytest.raises(ValueError, match="not a line of a PO file: <html>"):
        checks_po.parse("<html>\n")


def test_an_outdated_template_is_found_in_both_directions():
    export = POT.replace('"Order"', '"Purchase"')
    assert checks_po.outdated(POT, export) == [
        "not in the template: 'Purchase'",
        "no longer in the code: 'Order'",
    ]
    assert checks_po.outdated(POT, POT) == []


@pytest.fixture
def addon(tmp_path: Path) -> Path:
    """An addon with complete translations."""
    folder = tmp_path / "some_addon"
    (folder / "i18n").mkdir(parents=True)
    for name, text in (("some_addon.pot", POT), ("lt.po", PO), ("lv.po", PO)):
        (folder / "i18n" / name).write_text(text, encoding="utf-8")
    return folder


def test_an_addon_with_all_files_passes(addon: Path):
    assert checks_po.check_addon(addon) == []
    assert checks_po.check_exports({"some_addon": addon}, {"some_addon": POT}) == []


@pytest.mark.parametrize("name", ["some_addon.pot", "lt.po", "lv.po"])
def test_a_file_that_is_missing_is_found(addon: Path, name: str):
    (addon / "i18n" / name).unlink()
    assert checks_po.check_addon(addon) == [f"{addon / 'i18n' / name}: missing"]


def test_an_addon_without_template_differs_from_its_export(addon: Path):
    (addon / "i18n" / "some_addon.pot").unlink()
    assert len(checks_po.check_exports({"some_addon": addon}, {"some_addon": POT})) == 3
