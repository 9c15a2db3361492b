"""Files of customers: every kind, every way to be broken, and what becomes of a value."""

from __future__ import annotations

import doctest
import io
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest
from crm_customer360.core.intake import (
    cells,
    decide,
    headers,
    keys,
    problems,
    reading,
    sheet_rows,
    text,
    values,
    xml_rows,
)
from crm_customer360.core.intake.decide import Change, Origin, Policy, digest
from crm_customer360.core.intake.problems import FileRefusedError, RawRow
from crm_customer360.core.intake.reading import Reading, kind_of, read
from hypothesis import given
from hypothesis import strategies as st

REPO = Path(__file__).resolve().parents[2]
LETTERS = "Žąsų Šiaurė, Āboliņš Ģirts – „Ķēde“"
UBL = """<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
 <cac:AccountingSupplierParty><cac:Party><cac:PartyName><cbc:Name>We</cbc:Name></cac:PartyName></cac:Party>
 </cac:AccountingSupplierParty>
 <cac:AccountingCustomerParty><cac:Party>
  <cac:PartyName><cbc:Name>UAB Alfa</cbc:Name></cac:PartyName>
  <cac:PostalAddress><cbc:CityName>Kaunas</cbc:CityName><cac:Country><cbc:IdentificationCode>LT</cbc:IdentificationCode>
  </cac:Country></cac:PostalAddress>
  <cac:PartyTaxScheme><cbc:CompanyID>LT100001234567</cbc:CompanyID></cac:PartyTaxScheme>
  <cac:PartyLegalEntity><cbc:CompanyID schemeID="0200">302345678</cbc:CompanyID></cac:PartyLegalEntity>
  <cac:Contact><cbc:ElectronicMail>office@alfa.example.com</cbc:ElectronicMail></cac:Contact>
 </cac:Party></cac:AccountingCustomerParty>
</Invoice>"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    + "".join(f'<!ENTITY lol{n} "{"&lol" + (str(n - 1) if n > 1 else "") + ";"}{"&lol;" * 9}">' for n in range(1, 10))
    + "]><all><customer><name>&lol9;</name></customer></all>"
)
EXTERNAL = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><all><customer><name>&x;</name></customer></all>'


def rows(content: bytes, kind: str = "csv", **options: object) -> list[RawRow]:
    return list(read(io.BytesIO(content), Reading(kind, **options)))  # type: ignore[arg-type]


def found(content: bytes, kind: str = "csv", **options: object) -> list[dict[str, str]]:
    return [row.values for row in rows(content, kind, **options)]


def refused(content: bytes, kind: str = "csv", **options: object) -> problems.Problem:
    with pytest.raises(FileRefusedError) as caught:
        rows(content, kind, **options)
    return caught.value.problem


def sheet(*lines: list[object], formats: dict[str, str] | None = None, merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    for place, number_format in (formats or {}).items():
        book.active[place].number_format = number_format
    if merge:
        book.active.merge_cells(merge)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize(
    "module", [cells, decide, headers, keys, problems, reading, sheet_rows, text, values, xml_rows]
)
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


# --- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1257"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_encoding_and_separator_are_found(encoding: str, separator: str) -> None:
    cell = f'"{LETTERS}"'
    content = f"Vardas{separator}Miestas\r\n{cell}{separator}Kaunas\r\n".encode(encoding)
    assert found(content) == [{"Vardas": LETTERS, "Miestas": "Kaunas"}]


def test_letters_late_in_a_long_file_decide_the_encoding_too() -> None:
    lines = ["name,city", *(f"Customer {n},Kaunas" for n in range(20_000)), "Živilė,Šilutė"]
    assert found("\n".join(lines).encode("cp1257"))[-1] == {"name": "Živilė", "city": "Šilutė"}


def test_a_broken_byte_in_utf8_is_named_by_its_row() -> None:
    problem = refused("name\nŽivilė\nx".encode() + b"\xff\n")
    assert (problem.reason, problem.row) == ("bad_encoding", 3)


def test_quoted_cells_keep_separators_and_line_ends() -> None:
    assert found(b'name,street\n"A, ""B""","one\ntwo"\n') == [{"name": 'A, "B"', "street": "one\ntwo"}]


def test_duplicated_and_nameless_headers_stay_apart() -> None:
    assert found(b"mail,mail,\na@x.lt,b@x.lt,c\n") == [{"mail": "a@x.lt", "mail (2)": "b@x.lt", "Column 3": "c"}]


def test_a_row_of_another_width_is_rejected_alone() -> None:
    good, bad, last = rows(b"a,b\n1,2\n1,2,3\n4,5,\n")
    assert (good.values, last.values) == ({"a": "1", "b": "2"}, {"a": "4", "b": "5"})
    assert bad.problem
    assert (bad.problem.row, bad.problem.reason, bad.problem.detail) == (3, "bad_width", "3 / 2")


@pytest.mark.parametrize(("content", "reason"), [(b"", "empty_file"), (b" \n\n", "empty_file"), (b"a,b\n", "no_rows")])
def test_files_without_rows(content: bytes, reason: str) -> None:
    assert refused(content).reason == reason


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_a_field_of_ten_megabytes_is_named(quote: bytes) -> None:
    content = b"name,notes\nAlfa,ok\nBeta," + quote + b"x" * 10 * 1024 * 1024 + quote + b"\n"
    problem = refused(content)
    assert problem.reason == "field_too_long"
    assert problem.row == 3
    assert len(problem.value) <= 81


def test_a_field_just_beyond_the_limit_is_named_with_its_column() -> None:
    problem = refused(b"name,notes\nAlfa," + b"x" * 65537 + b"\n")
    assert (problem.reason, problem.row, problem.column) == ("field_too_long", 2, "notes")
    assert rows(b"name,notes\nAlfa," + b"x" * 65536 + b"\n")[0].values["notes"] == "x" * 65536


def test_a_field_beyond_what_the_csv_reader_takes_is_named_with_its_column() -> None:
    problem = refused(b"name,notes\nAlfa," + b"x" * 200_000 + b"\n")
    assert (problem.reason, problem.row, problem.column) == ("field_too_long", 2, "notes")


def test_too_many_columns() -> None:
    assert refused(",".join(["x"] * 301).encode() + b"\n").reason == "too_many_columns"


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_ROWS", 2)
    problem = refused(b"a\n1\n2\n3\n")
    assert (problem.reason, problem.row) == ("too_many_rows", 4)


def test_a_file_beyond_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_FILE", 5)
    assert refused(b"a\n1\n2\n3\n").reason == "file_too_large"


def test_control_characters_make_a_bad_row() -> None:
    row = rows(b"a,b\nx\x00,1\n")[0]
    assert row.problem
    assert (row.problem.column, row.problem.reason) == ("a", "bad_characters")


def test_formulas_are_text_and_leave_as_text() -> None:
    evil = "=cmd|'/c calc'!A1"
    assert found(f'name,x\n"{evil}",1\n'.encode())[0]["name"] == evil
    report = cells.csv_bytes([[evil, "+1", "-1", "@x", "\t=1", " =1", "ok", 5]]).decode("utf-8-sig")
    assert all(f"'{start}" in report for start in ("=cmd", "+1", "-1", "@x", "\t=1", " =1"))
    assert report.rstrip().endswith("ok,5")


@given(
    st.lists(st.lists(st.text(st.characters(blacklist_categories=["Cs", "Cc"])), min_size=2, max_size=2), min_size=1)
)
def test_what_is_written_is_read_again(lines: list[list[str]]) -> None:
    kept = [[cell.strip() for cell in line] for line in lines]
    content = io.StringIO()
    import csv

    csv.writer(content).writerows([["left", "right"], *kept])
    expected = [{k: v for k, v in zip(("left", "right"), line, strict=True) if v} for line in kept if any(line)]
    if expected:
        assert found(content.getvalue().encode("utf-8"), encoding="utf-8", separator=",") == expected


# --- sheets -----------------------------------------------------------------------------------------------------------


def test_numbers_of_a_sheet_that_are_phones_and_codes() -> None:
    content = sheet(
        ["Klientai 2026"],
        ["Kodas", "Tel.", "Suma", "Data", "Aktyvus"],
        [42, 37061234567.0, 29.330000000000002, __import__("datetime").datetime(2026, 3, 1), True],
        formats={"A3": "00000"},
        merge="A1:E1",
    )
    expected = {"Kodas": "00042", "Tel.": "37061234567", "Suma": "29.33", "Data": "2026-03-01", "Aktyvus": "true"}
    assert found(content, "xlsx") == [expected]
    assert values.parse_row(3, expected, {"Tel.": "phone"}, "LT").values == {"phone": "+370 612 34567"}


def test_merged_cells_have_the_value_once() -> None:
    content = sheet(["name", "city", "zip"], ["Alfa", None, "1"], ["Beta", "Kaunas", "2"], merge="A2:B2")
    assert found(content, "xlsx") == [{"name": "Alfa", "zip": "1"}, {"name": "Beta", "city": "Kaunas", "zip": "2"}]


@pytest.mark.parametrize("content", [b"PK\x03\x04rubbish", b"name,city\n", b"\xd0\xcf\x11\xe0old"])
def test_no_sheet(content: bytes) -> None:
    assert refused(content, "xlsx").reason == "not_sheet"


def test_an_empty_sheet() -> None:
    assert refused(b"", "xlsx").reason == "empty_file"
    assert refused(sheet(), "xlsx").reason == "empty_file"
    assert refused(sheet(["a", "b"]), "xlsx").reason == "no_rows"


@pytest.mark.parametrize("padding", ["", "<!-- <a> -->" * 5, "<?x y?>"])
def test_a_sheet_with_a_document_type_is_refused_before_it_is_read(padding: str) -> None:
    plain, evil = io.BytesIO(sheet(["a", "b"], ["1", "2"])), io.BytesIO()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(evil, "w") as target:
        for part in source.infolist():
            body = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                body = padding.encode() + b'<!DOCTYPE a [<!ENTITY x "y">]>' + body
            target.writestr(part.filename, body)
    assert refused(evil.getvalue(), "xlsx").reason == "dtd"


def test_a_bomb_is_refused_by_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_rows, "MAX_UNPACKED", 1000)
    assert refused(sheet(["a", "b"], ["1", "2"]), "xlsx").reason == "file_too_large"


def test_errors_of_formulas_make_a_bad_row() -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append(["x", "#N/A"])
    target = io.BytesIO()
    book.save(target)
    row = rows(target.getvalue(), "xlsx")[0]
    assert row.problem
    assert (row.problem.column, row.problem.reason) == ("b", "sheet_error")


# --- cards ------------------------------------------------------------------------------------------------------------

CARDS = f"""BEGIN:VCARD
VERSION:3.0
N:Petraitė;Ana;;;
FN:Ana Petraitė
EMAIL;TYPE=work:ana@alfa.example.com
EMAIL:ana@example.com
TEL;TYPE=CELL:+37061234567
ADR;TYPE=work:;;Laisvės al. 1;Kaunas;;44001;Lithuania
NOTE:long line that is
  folded
END:VCARD
BEGIN:VCARD
VERSION:4.0
KIND:org
FN:{LETTERS}
TEL;VALUE=uri:tel:+371-20000000
END:VCARD
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1257"])
def test_cards(encoding: str) -> None:
    ana, company = found(CARDS.replace("\n", "\r\n").encode(encoding), "vcard")
    assert ana["FN"] == "Ana Petraitė"
    assert (ana["EMAIL"], ana["EMAIL (2)"]) == ("ana@alfa.example.com", "ana@example.com")
    assert (ana["ADR city"], ana["ADR code"], ana["N family"]) == ("Kaunas", "44001", "Petraitė")
    assert ana["NOTE"] == "long line that is folded"
    assert company["TEL"] == "+371-20000000"
    assert company["is company"] == "true"
    assert company["FN"].startswith("Žąsų")
    mapping = headers.propose(ana)
    assert {mapping[column] for column in ("FN", "EMAIL", "TEL", "ADR city")} == {"name", "email", "phone", "city"}


def test_a_broken_card_is_rejected_alone() -> None:
    good, bad, last = rows(
        b"BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nrubbish\nBEGIN:VCARD\nFN:B\nEND:VCARD\n", "vcard"
    )
    assert (good.values["FN"], last.values["FN"]) == ("A", "B")
    assert bad.problem
    assert bad.problem.reason == "not_vcard"


def test_no_card() -> None:
    assert refused(b"name,city\nA,B\n", "vcard").reason == "not_vcard"


# --- XML --------------------------------------------------------------------------------------------------------------


def test_the_customer_of_an_invoice() -> None:
    (party,) = found(UBL.encode(), "ubl")
    assert headers.propose(party) == {
        "PartyName/Name": "name",
        "PostalAddress/CityName": "city",
        "PostalAddress/Country/IdentificationCode": "country",
        "PartyTaxScheme/CompanyID": "vat",
        "PartyLegalEntity/CompanyID": "company_registry",
        "Contact/ElectronicMail": "email",
    }
    assert party["PartyLegalEntity/CompanyID"] == "302345678"
    assert kind_of("i.xml", UBL.encode()[:1000]) == "ubl"


def test_any_xml_with_paths() -> None:
    content = b'<x xmlns="urn:y"><c n="1"><a>A</a><a>B</a><b><d>D</d></b></c><c n="2"><a>C</a></c></x>'
    one, two = found(content, "xml", row_name="c", paths=("b/d", "concat(a, '-', @n)"))
    assert one == {"@n": "1", "a": "A", "a[2]": "B", "b/d": "D", "concat(a, '-', @n)": "A-1"}
    assert two == {"@n": "2", "a": "C", "concat(a, '-', @n)": "C-2"}


@pytest.mark.parametrize("kind", ["xml", "ubl"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("content", [LAUGHS, EXTERNAL, '<!DOCTYPE a SYSTEM "http://x/y.dtd"><a><b>c</b></a>'])
def test_a_document_type_is_refused(kind: str, encoding: str, content: str) -> None:
    assert refused(content.replace('<?xml version="1.0"?>', "").encode(encoding), kind).reason == "dtd"


def test_a_document_type_behind_a_megabyte_of_comments_is_refused_too() -> None:
    padding = b"<!--" + b"x" * 2 * 1024 * 1024 + b"-->"
    assert refused(padding + EXTERNAL.encode(), "xml").reason == "dtd"


@pytest.mark.parametrize("content", [b"no xml", b"<a><b></a>", b"<a>&unknown;</a>", b""])
def test_broken_xml(content: bytes) -> None:
    assert refused(content, "xml").reason in {"not_xml", "empty_file"}


def test_a_path_that_is_none() -> None:
    assert refused(b"<a><b>c</b></a>", "xml", paths=("b[",)).reason == "bad_path"


def test_deep_xml_is_refused() -> None:
    assert refused(b"<a>" * 100 + b"</a>" * 100, "xml").reason == "not_xml"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["csv", "xlsx", "vcard", "xml"])
def test_a_hundred_thousand_rows_need_no_more_memory_than_a_few(kind: str, tmp_path: Path) -> None:
    small, large = (_peak(kind, count, tmp_path) for count in (2_000, 100_000))
    assert large < small + 60_000, f"{kind}: {small} kB for 2,000 rows, {large} kB for 100,000"


def _peak(kind: str, count: int, folder: Path) -> int:
    """Largest memory in kB of a process that reads a file of so many rows."""
    path = folder / f"{kind}{count}"
    with path.open("wb") as file:
        if kind == "csv":
            file.write(b"name,email\n")
            file.writelines(b"Customer %d,c%d@example.com\n" % (n, n) for n in range(count))
        elif kind == "vcard":
            file.writelines(b"BEGIN:VCARD\nVERSION:3.0\nFN:Customer %d\nEND:VCARD\n" % n for n in range(count))
        elif kind == "xml":
            file.write(b"<all>")
            file.writelines(b"<c><name>Customer %d</name></c>" % n for n in range(count))
            file.write(b"</all>")
        else:
            book = openpyxl.Workbook(write_only=True)
            target = book.create_sheet()
            target.append(["name", "number"])
            for n in range(count):
                target.append(["Customer", n])
            book.save(file)
    program = (
        "import sys, resource; sys.path.insert(0, sys.argv[1])\n"
        "from core.intake.reading import Reading, read\n"
        "with open(sys.argv[2], 'rb') as file: count = sum(1 for _ in read(file, Reading(sys.argv[3])))\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    addon = REPO / "addons" / "crm_customer360"
    command = [sys.executable, "-c", program, str(addon), str(path), kind]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    read_rows, peak = done.stdout.split()
    assert int(read_rows) == count
    return int(peak)


# --- values -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given_text", "expected"),
    [
        ("phone", "8 612 34567", "+370 612 34567"),
        ("phone", "37061234567.0", "+370 612 34567"),
        ("phone", "+371 20 000 000", "+371 20 000 000"),
        ("email", "Ana <ana@alfa.lt>", "ana@alfa.lt"),
        ("vat", "100001234567.0", "100001234567"),
        ("ref", "00042", "00042"),
        ("is_company", "Taip", True),
        ("is_company", "Nē", False),
        ("type", "Sąskaita", "invoice"),
        ("name", " UAB   Alfa ", "UAB Alfa"),
        ("comment", "one \ntwo", "one\ntwo"),
    ],
)
def test_values(name: str, given_text: str, expected: object) -> None:
    assert values.parse_row(2, {"x": given_text}, {"x": name}, "LT").values == {name: expected}


@pytest.mark.parametrize(
    ("name", "given_text", "reason"),
    [
        ("phone", "12", "not_phone"),
        ("phone", "3.7061E+10", "digits_lost"),
        ("email", "a@b", "not_email"),
        ("email", "=a@b.lt;c@d.lt", "not_email"),
        ("is_company", "perhaps", "not_choice"),
        ("type", "moon", "not_choice"),
        ("name", "x" * 251, "too_long"),
    ],
)
def test_values_that_are_none(name: str, given_text: str, reason: str) -> None:
    row = values.parse_row(2, {"col": given_text}, {"col": name}, "LT")
    assert [(one.row, one.column, one.reason) for one in row.problems] == [(2, "col", reason)]
    assert row.values == {}


def test_first_and_last_name_make_a_name_and_the_first_column_with_a_value_counts() -> None:
    mapping = {"A": "first_name", "B": "last_name", "T1": "phone", "T2": "phone"}
    row = values.parse_row(2, {"A": "Ana", "B": "Petraitė", "T1": "", "T2": "+37061234567"}, mapping)
    assert row.values == {"name": "Ana Petraitė", "phone": "+370 612 34567"}


def test_the_country_of_the_row_counts_for_its_numbers() -> None:
    row = values.parse_row(2, {"C": "LV", "T": "20000000"}, {"C": "country", "T": "phone"}, "LT")
    assert row.values["phone"] == "+371 20 000 000"


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (["Klienta Nr.", "Nosaukums", "E-pasts", "Tālrunis", "Pilsēta"], ["ref", "name", "email", "phone", "city"]),
        (["PVM kodas", "Adresas", "Pašto kodas", "Šalis"], ["vat", "street", "zip", "country"]),
        (["Company code", "Company name", "VAT"], ["company_registry", "name", "vat"]),
        (["First name", "Last name"], ["first_name", "last_name"]),
        (["Name", "First name"], ["name"]),
    ],
)
def test_proposals(columns: list[str], expected: list[str]) -> None:
    assert list(headers.propose(columns).values()) == expected


# --- decisions --------------------------------------------------------------------------------------------------------

ERP, SHOP = Policy(1, 20), Policy(2, 10)


def by(policy: Policy, name: str, value: str) -> dict[str, Origin]:
    return {name: Origin(policy.source, policy.priority, digest(name, value))}


@pytest.mark.parametrize(
    ("policy", "old", "origins", "options", "why"),
    [
        (ERP, "", {}, {}, ""),
        (ERP, "Kaunas", {}, {}, "by_hand"),
        (Policy(1, 20, keep_by_hand=False), "Kaunas", {}, {}, ""),
        (ERP, "Kaunas", by(SHOP, "city", "Kaunas"), {}, ""),
        (SHOP, "Kaunas", by(ERP, "city", "Kaunas"), {}, "higher_source"),
        (SHOP, "Kaunas", by(SHOP, "city", "Kaunas"), {}, ""),
        (ERP, "Kaunas", by(ERP, "city", "Kaunas"), {"only_empty": frozenset({"city"})}, "only_empty"),
        (ERP, "Jonava", by(SHOP, "city", "Kaunas"), {}, "by_hand"),
        # Somebody took the value away on purpose.
        (ERP, "", by(ERP, "city", "Kaunas"), {}, "by_hand"),
        (ERP, "Kaunas", by(SHOP, "city", "Kaunas"), {"stated": ("city",)}, "same_file"),
    ],
)
def test_who_may_overwrite(policy: Policy, old: str, origins: dict[str, Origin], options: dict, why: str) -> None:
    if "only_empty" in options:
        policy = Policy(policy.source, policy.priority, only_empty=options["only_empty"])
    (change,) = decide.decide({"city": old}, {"city": "Vilnius"}, origins, policy, options.get("stated", ()))
    assert change == Change("city", old, "Vilnius", not why, why)


def test_empty_never_overwrites_and_equal_is_no_change() -> None:
    current = {"city": "Kaunas", "vat": "LT 100", "category_id": [1]}
    assert decide.decide(current, {"city": "", "vat": "lt100", "name": ""}, {}, ERP) == []


def test_a_higher_source_that_says_the_same_takes_the_field_over() -> None:
    origins = by(SHOP, "city", "Kaunas")
    assert decide.decide({"city": "Kaunas"}, {"city": "Kaunas"}, origins, ERP) == [
        Change("city", "Kaunas", "Kaunas", taken=True)
    ]
    assert decide.decide({"city": "Kaunas"}, {"city": "Kaunas"}, by(ERP, "city", "Kaunas"), SHOP) == []


def test_tags_are_only_added() -> None:
    assert decide.decide({"tags": [3, 1]}, {"tags": [2]}, {}, SHOP) == [Change("tags", [1, 3], [1, 2, 3], taken=True)]
    assert decide.decide({"tags": [3, 1]}, {"tags": [1]}, {}, SHOP) == []


@given(st.dictionaries(st.sampled_from(["name", "city", "zip"]), st.text(max_size=3)), st.dictionaries(
    st.sampled_from(["name", "city", "zip"]), st.text(max_size=3)))  # fmt: skip
def test_what_was_taken_is_no_change_the_second_time(current: dict[str, str], incoming: dict[str, str]) -> None:
    after, origins = dict(current), {}
    for change in decide.decide(after, incoming, origins, ERP):
        if change.taken:
            after[change.field] = str(change.new)
            origins[change.field] = Origin(ERP.source, ERP.priority, digest(change.field, change.new))
    assert not [change for change in decide.decide(after, incoming, origins, ERP) if change.taken]


# --- keys -------------------------------------------------------------------------------------------------------------


def test_keys_of_a_row() -> None:
    row = {"name": "UAB Šiaurė", "city": "Šilutė", "vat": "LT100001234567", "phone": "+370 612 34567"}
    assert keys.match_keys(row, keys.RULES) == {
        "vat": "100001234567",
        "phone": "+37061234567",
        "name_city": "uab siaure\nsilute",
    }


def test_a_chain_of_rows_waits_for_each_other() -> None:
    first, second, third = (
        keys.claim_of(1, {"email": "a"}),
        keys.claim_of(2, {"email": "a", "phone": "b"}),
        keys.claim_of(3, {"phone": "b"}),
    )
    assert keys.wave([first, second, third]) == ([1], [2, 3])
    found = keys.claim_of(2, {"email": "a", "phone": "b"}, partner=7)
    assert keys.wave([found, third]) == ([2], [3])
    assert keys.wave([third]) == ([3], [])
    assert keys.wave([found, keys.claim_of(4, {"phone": "b"}, partner=7)]) == ([2, 4], []), "the same customer"
    assert keys.wave([found, keys.claim_of(4, {"phone": "b"}, partner=8)]) == ([2], [4]), "perhaps another one now"


def test_numbers_of_a_source_tell_customers_apart() -> None:
    rows = [keys.claim_of(n, {"phone": "a"}, own=str(n), numbered=True) for n in range(100)]
    assert keys.wave(rows) == (list(range(100)), [])
    assert keys.wave([*rows, keys.claim_of(100, {"phone": "a"})])[1] == [100]
    assert keys.wave([keys.claim_of(100, {"phone": "a"}), rows[1]])[1] == [1]
    both = [keys.claim_of(n, {"phone": "a"}, own=str(n), numbered=True, partner=7) for n in range(2)]
    assert keys.wave(both) == ([0], [1]), "the first gives the customer its number"
    asked = keys.Claim(5, (), (), candidates=(7, 8))
    assert keys.wave([both[0], asked]) == ([0], [5]), "the number may settle it"
    behind = keys.claim_of(2, {}, own="2", numbered=True, partner=7, sure=True)
    assert keys.wave([*both, behind]) == ([0], [1, 2]), "in the order of the file"
    codes = [keys.claim_of(n, {"vat": "a"}, own=str(n), numbered=True) for n in range(3)]
    assert keys.wave(codes) == ([0], [1, 2])


@given(st.lists(st.tuples(st.sampled_from(["a", "b", "c"]), st.sampled_from(["x", "y"]), st.booleans()), max_size=12))
def test_waves_come_to_an_end(rows: list[tuple[str, str, bool]]) -> None:
    claims = [
        keys.claim_of(n, {"email": email, "phone": phone}, str(n), numbered)
        for n, (email, phone, numbered) in enumerate(rows)
    ]
    for _wave in rows:
        now, later = keys.wave(claims)
        assert now
        assert sorted(now + later) == [claim.row for claim in claims]
        claims = [claim for claim in claims if claim.row in later]
        if not claims:
            break
    assert not claims


def test_rows_known_again() -> None:
    assert keys.row_key({"external_id": "7"}, "d") == "7"
    assert keys.row_key({}, "d") == "row:d"
    assert keys.row_digest({"a": "1"}) != keys.row_digest({"b": "1"})
