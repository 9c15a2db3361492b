"""Each check of a customer's data against values from real life, labelled by hand."""

from __future__ import annotations

import doctest
from typing import Any

import pytest
from crm_customer360.core.quality import (
    address,
    catalogue,
    check,
    email,
    legal_form,
    name,
    patterns,
    phone,
    score,
    tax_number,
)
from crm_customer360.core.quality.check import COMPLETENESS, Check, CheckError, Facts

LT: dict[str, Any] = {"country": "LT", "region": "LT"}
LV: dict[str, Any] = {"country": "LV", "region": "LV"}
EE: dict[str, Any] = {"country": "EE", "region": "EE"}
PL: dict[str, Any] = {"country": "PL", "region": "PL"}
DE: dict[str, Any] = {"country": "DE", "region": "DE"}
PERSON: dict[str, Any] = {"role": "person"}
CONTACT: dict[str, Any] = {"role": "contact"}
CHECKS = {found.code: found for found in catalogue.CHECKS}

#: Code of the check: values that fail, with the reason, and values that pass.
CASES: dict[str, tuple[list[tuple[str, dict[str, Any]]], list[dict[str, Any]]]] = {
    "phone_missing": (
        [("phone_missing", {}), ("phone_missing", {"phone": "  "}), ("phone_missing", {**CONTACT, "email": "a@b.lt"})],
        [{"phone": "+370 612 34567"}, {"phone": "8 5 212 3456", **LT}, {"phone": "+371 67 022 022", **PERSON}],
    ),
    "email_missing": (
        [("email_missing", {}), ("email_missing", {"email": " "}), ("email_missing", PERSON)],
        [{"email": "ona@uab.lt"}, {"email": "biroja.vaditaja@sia.lv"}, {"email": "x"}],
    ),
    "street_missing": (
        [("street_missing", {}), ("street_missing", PERSON), ("street_missing", {"street": "\t", "role": "address"})],
        [{"street": "Gedimino pr. 12"}, {"street": "Brīvības iela 1", **PERSON}, {"street": "ul. Długa 5"}],
    ),
    "city_missing": (
        [("city_missing", {}), ("city_missing", LT), ("city_missing", {"role": "address", "street": "Hauptstr. 1"})],
        [{"city": "Vilnius"}, {"city": "Łódź"}, {"city": "Tallinn", "role": "address"}],
    ),
    "zip_missing": (
        [("zip_missing", {}), ("zip_missing", LV), ("zip_missing", {"role": "address"})],
        [{"zip": "LT-01103"}, {"zip": "LV-1010"}, {"zip": "00-950"}],
    ),
    "country_missing": (
        [("country_missing", {}), ("country_missing", {"city": "Vilnius"}), ("country_missing", PERSON)],
        [LT, {**DE, **PERSON}, {**EE, "role": "address"}],
    ),
    "vat_missing": (
        [("vat_missing", LT), ("vat_missing", {**PL, "vat": " "}), ("vat_missing", DE)],
        [{**LT, "vat": "LT119511515"}, {**EE, "vat": "EE100931558"}, {**LV, "vat": "LV40003521600"}],
    ),
    "company_registry_missing": (
        [("company_registry_missing", LT), ("company_registry_missing", LV), ("company_registry_missing", EE)],
        [
            {**LT, "company_registry": "124110246"},
            {**LV, "company_registry": "40003032949"},
            {**EE, "company_registry": "10421629"},
        ],
    ),
    "phone_spoilt": (
        [
            ("phone_spoilt", {"phone": "3.7061E+10"}),
            ("phone_spoilt", {"phone": "3,70612E+10"}),
            ("phone_spoilt", {"phone": "37061234567.0"}),
            ("phone_spoilt", {"phone": "+4.915112345E+12"}),
        ],
        [{"phone": "+370 612 34567"}, {"phone": "37061234567"}, {"phone": "6.612.345"}, {"phone": "67 02 20 22"}],
    ),
    "phone_invalid": (
        [
            ("phone_short", {**LT, "phone": "+370 612 345"}),
            ("phone_long", {**LT, "phone": "+370 612 34567 890 12"}),
            ("phone_unreadable", {**LV, "phone": "skambinti vakare"}),
            ("phone_several", {**LT, "phone": "+370 612 34567, +370 5 212 3456"}),
            ("phone_several", {**LV, "phone": "29123456 un 67022022"}),
            ("phone_unassigned", {**EE, "phone": "+372 1112222"}),
            ("phone_unassigned", {**PL, "phone": "+48 100 200 300"}),
        ],
        [
            {**LT, "phone": "8 612 34567"},
            {**LT, "phone": "0 612 34567"},
            {**LT, "phone": "+370 (5) 212-3456"},
            {**LV, "phone": "29 123 456"},
            {**EE, "phone": "+372 5123 4567"},
            {**PL, "phone": "0048 22 694 60 00"},
            {**DE, "phone": "030 227-0"},
            {"phone": "tel:+49 151 23456789"},
        ],
    ),
    "phone_made_up": (
        [
            ("phone_made_up", {"phone": "123456789"}),
            ("phone_made_up", {**LT, "phone": "+370 11111111"}),
            ("phone_made_up", {**LT, "phone": "861111111"}),
            ("phone_made_up", {**LV, "phone": "12345678"}),
            ("phone_made_up", {**DE, "phone": "000000"}),
            ("phone_made_up", {**PL, "phone": "987654321"}),
        ],
        [
            {**LT, "phone": "+370 612 34567"},
            {**LV, "phone": "+371 2911 1222"},
            {**EE, "phone": "+372 5551 2345"},
            {"phone": "112"},
        ],
    ),
    "phone_costly": (
        [
            ("phone_costly", {**LT, "phone": "+370 900 12345"}),
            ("phone_costly", {**DE, "phone": "0900 1 234567"}),
            ("phone_costly", {**PL, "phone": "+48 701 234 567"}),
        ],
        [{**LT, "phone": "+370 800 12345"}, {**DE, "phone": "0800 3301000"}, {**LV, "phone": "+371 67022022"}],
    ),
    "phone_country": (
        [
            ("phone_country", {**LT, "phone": "+371 29 123 456"}),
            ("phone_country", {**DE, "phone": "+48 22 694 60 00"}),
            ("phone_country", {**EE, "phone": "00370 612 34567"}),
        ],
        [
            {**LT, "phone": "+370 612 34567"},
            {**LT, "phone": "8 612 34567"},
            {**PL, "phone": "22 694 60 00"},
            {"country": "GG", "phone": "+44 20 7946 0018"},
        ],
    ),
    "phone_shared": (
        [
            ("phone_shared", {"phone": "+370 612 34567", "phone_uses": uses, "role": role})
            for uses, role in ((3, "company"), (4, "person"), (250, "contact"))
        ],
        [{"phone": "+370 612 34567", "phone_uses": uses} for uses in (0, 1, 2)],
    ),
    "email_invalid": (
        [
            ("email_no_at", {"email": "ona.uab.lt"}),
            ("email_no_at", {"email": "ona@"}),
            ("email_blank", {"email": "ona petraite@uab.lt"}),
            ("email_two_at", {"email": "ona@@uab.lt"}),
            ("email_domain", {"email": "ona@uab"}),
            ("email_domain", {"email": "ona@uab..lt"}),
            ("email_letters", {"email": "živilė@uab.lt"}),
            ("email_local", {"email": "ona.@uab.lt"}),
            ("email_long", {"email": f"{'o' * 65}@uab.lt"}),
            ("email_no_at", {"email": "ona@uab.lt; nera"}),
        ],
        [
            {"email": "ona@uab.lt"},
            {"email": "Ona Petraitė <ona.petraite@uab.lt>"},
            {"email": "janis@sia.lv, anna@sia.lv"},
            {"email": "mari-liis+arved@ettevote.ee"},
            {"email": "biuro@żabka.pl"},
            {"email": "info@müller.de"},
            {"email": "o'brien_1@post.co.uk"},
        ],
    ),
    "email_typo": (
        [
            ("email_typo", {"email": "ona@gmial.com"}),
            ("email_typo", {"email": "ona@gmail.con"}),
            ("email_typo", {"email": "janis@inbx.lv"}),
            ("email_typo", {"email": "jan@firma.cmo"}),
            ("email_typo", {"email": "max@t-onlin.de"}),
        ],
        [
            {"email": "ona@gmail.com"},
            {"email": "ona@mail.com"},
            {"email": "janis@inbox.lv"},
            {"email": "jan@wp.pl"},
            {"email": "max@gmx.de"},
            {"email": "ona@ymail.com"},
        ],
    ),
    "email_placeholder": (
        [
            ("email_placeholder", {"email": "test@test.lt"}),
            ("email_placeholder", {"email": "test@test"}),
            ("email_placeholder", {"email": "nera@nera.lt"}),
            ("email_no_reply", {"email": "no-reply@parduotuve.lt"}),
            ("email_no_reply", {"email": "noreply@veikals.lv"}),
            ("email_disposable", {"email": "jan@mailinator.com"}),
            ("email_disposable", {"email": "x1@eu.yopmail.com"}),
            ("email_placeholder", {"email": "max@example.com"}),
            ("email_placeholder", {"email": "asdfgh@uab.lt"}),
        ],
        [
            {"email": "ona@uab.lt"},
            {"email": "testuotojas.jonas@uab.lt"},
            {"email": "reply@sia.lv"},
            {"email": "jan@example-firma.pl"},
        ],
    ),
    "email_role": (
        [
            ("email_role", {"email": "info@uab.lt", **PERSON}),
            ("email_role", {"email": "Grāmatvedība <gramatvediba@sia.lv>", **CONTACT}),
            ("email_role", {"email": "buchhaltung@firma.de", **CONTACT}),
        ],
        [
            {"email": "info@uab.lt"},
            {"email": "ona@uab.lt", **PERSON},
            {"email": "informatikas@uab.lt", **CONTACT},
        ],
    ),
    "email_shared": (
        [
            ("email_shared", {"email": "ona@uab.lt", "email_uses": uses, "role": role})
            for uses, role in ((3, "company"), (9, "person"), (1000, "contact"))
        ],
        [{"email": "ona@uab.lt", "email_uses": uses} for uses in (0, 1, 2)],
    ),
    "name_fake": (
        [
            ("name_nothing", {"name": "Test"}),
            ("name_nothing", {"name": "test testas", **PERSON}),
            ("name_nothing", {"name": "Vardenis Pavardenis", **PERSON}),
            ("name_nothing", {"name": "Vārds Uzvārds", **PERSON}),
            ("name_nothing", {"name": "Max Mustermann", **PERSON}),
            ("name_keys", {"name": "asdfgh"}),
            ("name_keys", {"name": "Qwertz Poiuyt", **PERSON}),
            ("name_repeated", {"name": "Aaaaa Bbbb", **PERSON}),
            ("name_repeated", {"name": "Xyy Zzzz"}),
            ("name_letters", {"name": "---"}),
            ("name_letters", {"name": "12345"}),
            ("name_letters", {"name": "J", **PERSON}),
        ],
        [
            {"name": "Ona Petraitė", **PERSON},
            {"name": "UAB Testavimo centras"},
            {"name": "AAA Baltic Service Company, UAB"},
            {"name": "Wertheim GmbH"},
            {"name": "Trew Anna", **PERSON},
            {"name": "SIA 3A"},
            {"name": "Jan Kowalski", **PERSON},
            {"name": "Li", **PERSON},
        ],
    ),
    "name_inside": (
        [
            ("name_date", {"name": "Jonas Jonaitis 1985-03-01", **PERSON}),
            ("name_date", {"name": "Anna Schmidt (1.3.1985)", **PERSON}),
            ("name_code", {"name": "Ona Petraitė 48503012345", **PERSON}),
            ("name_code", {"name": "Jānis Bērziņš 010385-12345", **PERSON}),
            ("name_phone", {"name": "Jonas 8 612 34567", **PERSON}),
            ("name_phone", {"name": "UAB Alfa +37061234567"}),
            ("name_email", {"name": "jonas@uab.lt", **PERSON}),
        ],
        [
            {"name": "Jonas Jonaitis", **PERSON},
            {"name": "UAB 1410"},
            {"name": "Lidl 2024 OÜ"},
            {"name": "Kino 12/24 sp. z o.o."},
            {"name": "1. FC Köln GmbH & Co. KGaA"},
        ],
    ),
    "name_digits": (
        [
            ("name_digits", {"name": "Jonas Jonaitis 2", **PERSON}),
            ("name_digits", {"name": "Anna123", **PERSON}),
            ("name_digits", {"name": "Jan Kowalski (3 piętro)", **CONTACT}),
        ],
        [
            {"name": "Jonas Jonaitis", **PERSON},
            {"name": "UAB 1410"},
            {"name": "Jonas 1985-03-01", **PERSON},
        ],
    ),
    "name_broken": (
        [
            ("name_broken", {"name": "Å½ivilÄ— PetraitÄ—"}),
            ("name_broken", {"name": "MÃ¼ller GmbH"}),
            ("name_broken", {"name": "J\ufffdnis B\ufffdrzi\ufffdš"}),
            ("name_broken", {"name": "UAB ?iaurės va?tas"}),
        ],
        [
            {"name": "Živilė Petraitė"},
            {"name": "Müller GmbH"},
            {"name": "Åse Ågren"},
            {"name": "Quo vadis? UAB"},
            {"name": "Łukasz Żółć"},
        ],
    ),
    "name_case": (
        [
            ("name_capitals", {"name": "JONAS JONAITIS", **PERSON}),
            ("name_capitals", {"name": "ŁUKASZ ŻÓŁĆ", **CONTACT}),
            ("name_small", {"name": "jānis bērziņš", **PERSON}),
        ],
        [
            {"name": "Jonas Jonaitis", **PERSON},
            {"name": "IKEA"},
            {"name": "Ana von der Leyen", **CONTACT},
            {"name": "Li", **PERSON},
        ],
    ),
    "form_missing": (
        [
            ("form_missing", {**LT, "name": "Vilniaus duona"}),
            ("form_missing", {**LV, "name": "Latvijas maize"}),
            ("form_missing", {**DE, "name": "Müller Bau"}),
        ],
        [
            {**LT, "name": "Vilniaus duona, UAB"},
            {**LT, "name": "VšĮ „Menų spaustuvė“"},
            {**LT, "name": "Kauno miesto savivaldybė"},
            {**LV, "name": "SIA \"Maize\""},
            {**EE, "name": "Leib OÜ"},
            {**PL, "name": "Piekarnia Sp. z o.o."},
            {**DE, "name": "Müller Bau GmbH & Co. KG"},
        ],
    ),
    "form_person": (
        [
            ("form_person", {"name": "UAB „Šiaurės statyba“", **PERSON}),
            ("form_person", {"name": "Bērzs SIA", **PERSON}),
            ("form_person", {"name": "Nowak Sp. z o.o.", **PERSON}),
            ("form_person", {"name": "Müller GmbH", **CONTACT}),
        ],
        [
            {"name": "Sia Furler", **PERSON},
            {"name": "Ag Petraitis", **PERSON},
            {"name": "SIA FURLER", **PERSON},
            {"name": "UAB Alfa"},
        ],
    ),
    "vat_invalid": (
        [
            ("vat_checksum", {"vat": "LT119511516"}),
            ("vat_length", {"vat": "LT11951151"}),
            ("vat_checksum", {"vat": "LV40003521601"}),
            ("vat_checksum", {"vat": "100931559", **EE}),
            ("vat_checksum", {"vat": "PL 856-734-62-16"}),
            ("vat_checksum", {"vat": "DE136695977"}),
            ("vat_format", {"vat": "ŁÓDŹ", **PL}),
            ("vat_prefix", {"vat": "QQ123456789", **LT}),
        ],
        [
            {"vat": "LT119511515"},
            {"vat": "lt 100001919017"},
            {"vat": "LV40003521600"},
            {"vat": "EE 100 931 558"},
            {"vat": "8567346215", **PL},
            {"vat": "DE 136,695 976"},
            {"vat": "EL 094259216"},
        ],
    ),
    "vat_country": (
        [
            ("vat_country", {"vat": "LT119511515", **LV}),
            ("vat_country", {"vat": "DE136695976", **PL}),
            ("vat_country", {"vat": "EE100931558", **LT}),
        ],
        [
            {"vat": "LT119511515", **LT},
            {"vat": "119511515", **LT},
            {"vat": "EL094259216", "country": "GR"},
            {"vat": "XI980780684", "country": "GB"},
            {"vat": "EU372022452", **LT},
        ],
    ),
    "vat_person": (
        [
            ("vat_person", {"vat": "LT119511515", **PERSON}),
            ("vat_person", {"vat": "LV40003521600", **PERSON}),
            ("vat_person", {"vat": "119511515", **LT, **PERSON}),
        ],
        [
            {"vat": "LT100001919017", **PERSON},
            {"vat": "LV16117519997", **PERSON},
            {"vat": "LT119511515"},
        ],
    ),
    "vat_owner": (
        [
            ("vat_owner", {"vat": "LT119511515", "name": "UAB Alfa", "vat_owner_name": "UAB „Vilniaus duona“"}),
            ("vat_owner", {"vat": "LV40003521600", "name": "SIA Bērzs", "vat_owner_name": "SIA \"LATVIJAS MAIZE\""}),
            ("vat_owner", {"vat": "PL8567346215", "name": "Jan Nowak", "vat_owner_name": "KOWALSKI SP. Z O.O."}),
        ],
        [
            {"vat": "LT119511515", "name": "Vilniaus duona", "vat_owner_name": "UAB „Vilniaus duona“"},
            {"vat": "LT119511515", "name": "UAB Šiaures statyba", "vat_owner_name": "ŠIAURĖS STATYBA, UAB"},
            {"vat": "DE136695976", "name": "Bau Müller", "vat_owner_name": "Müller Bau GmbH"},
            {"vat": "PL8567346215", "name": "Piekarnia Nowak", "vat_owner_name": "PIEKARNIA NOWAK SP. Z O.O."},
        ],
    ),
    "code_invalid": (
        [
            ("code_checksum", {**LT, "company_registry": "124110247"}),
            ("code_checksum", {**LT, "company_registry": "12411024"}),
            ("code_checksum", {**LV, "company_registry": "40003032948"}),
            ("code_checksum", {**LV, "company_registry": "16117519997"}),
            ("code_checksum", {**EE, "company_registry": "10421628"}),
        ],
        [
            {**LT, "company_registry": "124110246"},
            {**LT, "company_registry": "123033512"},
            {**LT, "company_registry": "LT 121215434"},
            {**LV, "company_registry": "40003032949"},
            {**LV, "company_registry": "50003050931"},
            {**EE, "company_registry": "10060701"},
        ],
    ),
    "code_vat": (
        [
            ("code_vat", {**LV, "company_registry": "40003032949", "vat": "LV40003521600"}),
            ("code_vat", {**LV, "company_registry": "50003050931", "vat": "LV40003032949"}),
            ("code_vat", {**LV, "company_registry": "40003245752", "vat": "40003032949"}),
        ],
        [
            {**LV, "company_registry": "40003032949", "vat": "LV40003032949"},
            {**LV, "company_registry": "LV40003032949", "vat": "40003032949"},
            {**LT, "company_registry": "124110246", "vat": "LT119511515"},
        ],
    ),
    "zip_invalid": (
        [
            ("zip_form", {**LT, "zip": "LT-0110"}),
            ("zip_form", {**LV, "zip": "LV-10101"}),
            ("zip_form", {**PL, "zip": "00950"}),
            ("zip_form", {**DE, "zip": "1011"}),
            ("zip_form", {**EE, "zip": "Tallinn"}),
        ],
        [
            {**LT, "zip": "LT-01103"},
            {**LT, "zip": "01103"},
            {**LV, "zip": "LV-1010"},
            {**LV, "zip": "lv 1010"},
            {**EE, "zip": "10111"},
            {**PL, "zip": "00-950"},
            {**DE, "zip": "D-10115"},
        ],
    ),
    "zip_country": (
        [
            ("zip_country", {**LT, "zip": "LV-1010"}),
            ("zip_country", {**EE, "zip": "LT-01103"}),
            ("zip_country", {**PL, "zip": "D-10115"}),
        ],
        [{**LT, "zip": "LT-01103"}, {**LV, "zip": "1010"}, {**DE, "zip": "D-10115"}],
    ),
    "street_nothing": (
        [("street_nothing", {"street": street}) for street in ("-", "nėra", "12", "asdfgh", "xxx")],
        [{"street": street} for street in ("Gedimino pr. 12", "“Bērziņi”", "Testų g. 3", "ul. Długa 5/7", "Markt 1")],
    ),
    "city_nothing": (
        [
            ("city_nothing", {"city": "-"}),
            ("city_nothing", {"city": "nav"}),
            ("city_digits", {"city": "Vilnius 01103"}),
            ("city_digits", {"city": "00-950 Warszawa"}),
        ],
        [{"city": city} for city in ("Vilnius", "Rīga", "Õru", "Łódź", "Köln", "Wien 10")],
    ),
}  # fmt: skip

FAILING = [(code, reason, values) for code, (failing, _passing) in CASES.items() for reason, values in failing]
PASSING = [(code, values) for code, (_failing, passing) in CASES.items() for values in passing]


@pytest.mark.parametrize(
    "module", [address, catalogue, check, email, legal_form, name, patterns, phone, score, tax_number]
)
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.failed == 0


def test_every_check_has_three_cases_of_each_kind() -> None:
    assert sorted(CASES) == sorted(CHECKS)
    assert {code for code, (failing, passing) in CASES.items() if min(len(failing), len(passing)) < 3} == set()


@pytest.mark.parametrize(("code", "reason", "values"), FAILING)
def test_fails(code: str, reason: str, values: dict[str, Any]) -> None:
    problem = CHECKS[code].judge(Facts(**values))
    assert problem is not None
    assert problem.reason == reason


@pytest.mark.parametrize(("code", "values"), PASSING)
def test_passes(code: str, values: dict[str, Any]) -> None:
    assert CHECKS[code].judge(Facts(**values)) is None


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("phone_missing", {"role": "address"}),
        ("email_missing", {"role": "address"}),
        ("street_missing", CONTACT),
        ("vat_missing", {"country": "US"}),
        ("vat_missing", {**LT, **PERSON}),
        ("vat_missing", {**LT, "vat": "/"}),
        ("company_registry_missing", PL),
        ("phone_invalid", {"phone": "8 612 34567"}),
        ("phone_invalid", {**LT, "phone": "3.7061E+10"}),
        ("email_role", {"email": "info@uab.lt"}),
        ("vat_invalid", {**CONTACT, "vat": "LT119511516"}),
        ("vat_invalid", {"vat": "/"}),
        ("vat_owner", {"vat_owner_name": "UAB Alfa", "name": "UAB Beta"}),
        ("code_invalid", {**DE, "company_registry": "HRB 1"}),
        ("zip_invalid", {"zip": "x", "country": "US"}),
        ("form_missing", {"name": "Boulangerie", "country": "FR"}),
    ],
)
def test_does_not_apply(code: str, values: dict[str, Any]) -> None:
    """Counts neither for nor against: whom the check does not concern."""
    assert not CHECKS[code].applies(Facts(**values))


@pytest.mark.parametrize(
    "changed",
    [{"kind": "other"}, {"weight": 0}, {"weight": 101}, {"mend": "phone"}],
    ids=["kind", "low", "high", "mend"],
)
def test_a_declaration_that_cannot_work_is_refused(changed: dict[str, Any]) -> None:
    values: dict[str, Any] = {"kind": COMPLETENESS, "weight": 1, "mend": "email", **changed}
    with pytest.raises(CheckError, match="check x"):
        Check(code="x", fields=("email",), applies=lambda facts: True, find=lambda facts: None, **values)
