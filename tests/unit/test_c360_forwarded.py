"""Inline forwards of the mail programs people use, in their languages: the original comes back."""

from __future__ import annotations

import datetime as dt
import doctest

import pytest
from crm_customer360.core import forwarded, forwarded_dates, letters
from crm_customer360.core.forwarded import own_words, plain_subject, recover
from crm_customer360.core.forwarded_dates import parse_date
from hypothesis import given
from hypothesis import strategies as st

MORNING = dt.datetime.fromisoformat("2026-03-03T10:15")
BODY = "Hello Jonas,\n\nplease send the price list.\n\nAna"
SAMPLES = {
    "gmail en": (
        (
            "FYI, please file\n\n---------- Forwarded message ---------\nFrom: Ana Alfa <Ana@alfa.example.com>\n"
            "Date: Tue, Mar 3, 2026 at 10:15\u202fAM\nSubject: Price list\nTo: Jonas <jonas@our.example.com>\n\n\n"
        ),
        "FYI, please file",
    ),
    "gmail lt": (
        (
            "---------- Forwarded message ---------\nNuo: Ana Alfa <ana@alfa.example.com>\n"
            "Date: 2026-03-03, an, 10:15\nSubject: Price list\nTo: Jonas <jonas@our.example.com>\n\n\n"
        ),
        "",
    ),
    "gmail lv": (
        (
            "---------- Forwarded message ---------\nNo: Ana Alfa <ana@alfa.example.com>\n"
            "Date: otrd., 2026. g. 3. marts, plkst. 10:15\nSubject: Price list\nTo: Jonas <jonas@our.example.com>\n\n"
        ),
        "",
    ),
    "outlook en": (
        (
            "\n\nJonas Jonaitis\nSales\n\n________________________________\nFrom: Ana Alfa <ana@alfa.example.com>\n"
            "Sent: Tuesday, March 3, 2026 10:15 AM\nTo: Jonas <jonas@our.example.com>\nCc: Ben <ben@alfa.example.com>\n"
            "Subject: Price list\n\n"
        ),
        "Jonas Jonaitis\nSales",
    ),
    "outlook classic": (
        (
            "See below\n\n-----Original Message-----\nFrom: Ana Alfa [mailto:ana@alfa.example.com]\n"
            "Sent: 03 March 2026 10:15\nTo: Jonas; 'Petras'\nSubject: Price list\nImportance: High\n\n"
        ),
        "See below",
    ),
    "outlook lt": (
        (
            "Nuo: Ana Alfa <ana@alfa.example.com>\nIšsiųsta: 2026 m. kovo 3 d., antradienis 10:15\n"
            "Kam: Jonas <jonas@our.example.com>\nTema: Price list\n\n"
        ),
        "",
    ),
    "outlook lv": (
        (
            "No: Ana Alfa <ana@alfa.example.com>\nNosūtīts: otrdiena, 2026. gada 3. marts 10:15\n"
            "Kam: Jonas <jonas@our.example.com>\nKopija: ben@alfa.example.com\nTēma: Price list\n\n"
        ),
        "",
    ),
    "thunderbird en": (
        (
            "\n\n-------- Forwarded Message --------\nSubject: \tPrice list\nDate: \tTue, 3 Mar 2026 10:15:00 +0200\n"
            "From: \tAna Alfa <ana@alfa.example.com>\nTo: \tjonas@our.example.com\n\n\n\n"
        ),
        "",
    ),
    "thunderbird lt": (
        (
            "-------- Persiųstas laiškas --------\nTema: \tPrice list\nData: \t2026-03-03 10:15\n"
            "Siuntėjas: \tAna Alfa <ana@alfa.example.com>\nAdresatas: \tjonas@our.example.com\n\n"
        ),
        "",
    ),
    "thunderbird lv": (
        (
            "-------- Pārsūtītā vēstule --------\nTemats: \tPrice list\nDatums: \tTue, 3 Mar 2026 10:15:00 +0200\n"
            "No: \tAna Alfa <ana@alfa.example.com>\nKam: \tjonas@our.example.com\n\n"
        ),
        "",
    ),
    "apple": (
        (
            "Begin forwarded message:\n\n> From: Ana Alfa <ana@alfa.example.com>\n> Subject: Price list\n"
            "> Date: 3 March 2026 at 10:15:00 EET\n> To: jonas@our.example.com\n> \n"
        ),
        "",
    ),
    "html flattened": (
        (
            "*From:* Ana Alfa <ana@alfa.example.com>\n\n*Sent:* Tuesday, March 3, 2026 10:15 AM\n\n"
            "*To:* Jonas <jonas@our.example.com>\n\n*Subject:* Price list\n\n"
        ),
        "",
    ),
}


@pytest.mark.parametrize("module", [forwarded, forwarded_dates, letters])
def test_documented_examples_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("program", SAMPLES)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_original_is_recovered(program: str, newline: str) -> None:
    head, words = SAMPLES[program]
    body = "\n".join(f"> {line}" for line in BODY.split("\n")) if program == "apple" else BODY
    found = recover((head + body).replace("\n", newline))
    assert found is not None
    assert (found.name, found.sender, found.subject) == ("Ana Alfa", "ana@alfa.example.com", "Price list")
    assert found.date is not None
    assert found.date.replace(tzinfo=None) == MORNING
    assert found.body == BODY
    assert found.words == words


def test_an_offset_in_the_date_is_kept() -> None:
    head, _words = SAMPLES["thunderbird en"]
    found = recover(head + BODY)
    assert found is not None
    assert found.date == MORNING.replace(tzinfo=dt.timezone(dt.timedelta(hours=2)))


def test_recipients_are_recovered_over_several_lines() -> None:
    found = recover(
        "From: jonas@our.example.com\nDate: 3 Mar 2026 10:15\nTo: Ana <ana@alfa.example.com>,\n"
        " Ben <BEN@alfa.example.com>\nCc: cora@beta.example.com\nSubject: Offer\n\nHello"
    )
    assert found is not None
    assert found.to == ("ana@alfa.example.com", "ben@alfa.example.com")
    assert found.cc == ("cora@beta.example.com",)


def test_of_a_conversation_the_topmost_letter_is_the_forwarded_one() -> None:
    older = "\n\nFrom: jonas@our.example.com\nSent: 2 March 2026 9:00\nTo: Ana\nSubject: Earlier\n\nOlder text"
    head, _words = SAMPLES["outlook en"]
    found = recover(head + BODY + older)
    assert found is not None
    assert found.sender == "ana@alfa.example.com"
    assert found.body == (BODY + older).strip()


def test_a_colleague_of_the_sender_without_an_address_has_none() -> None:
    found = recover("From: Ana Alfa\nSent: 3 March 2026 10:15\nTo: Jonas\nSubject: Price list\n\nHello")
    assert found is not None
    assert (found.name, found.sender, found.to) == ("Ana Alfa", "", ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hello\n\nNo: 5\nData: 3\n\nregards",
        "On Tue, Mar 3, 2026 at 10:15 AM Ana <ana@alfa.example.com> wrote:\n> Hello",
        "From: ana@alfa.example.com\nnothing else",
        "Kam: Jonas\nTema: prices\nData: 2026-03-03",
        "From what I know: To: be or not\nSubject: this",
    ],
)
def test_a_letter_that_is_no_forward_is_left_alone(text: str) -> None:
    assert recover(text) is None


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("03.03.2026 10:15", MORNING),
        ("3/3/2026 10:15 AM", MORNING),
        ("12/3/2026 1:15 PM", dt.datetime.fromisoformat("2026-12-03T13:15")),
        ("12/03/2026 13:15", dt.datetime.fromisoformat("2026-03-12T13:15")),
        ("25/12/2026 12:15 AM", dt.datetime.fromisoformat("2026-12-25T00:15")),
        (
            "Wed, 31 Dec 1997 23:59:58 -0530",
            dt.datetime(1997, 12, 31, 23, 59, 58, tzinfo=dt.timezone(-dt.timedelta(hours=5, minutes=30))),
        ),
        ("2026 m. rugpjūčio 9 d., sekmadienis 08:05", dt.datetime.fromisoformat("2026-08-09T08:05")),
        ("2026 m. rugsėjo 9 d. 08:05", dt.datetime.fromisoformat("2026-09-09T08:05")),
        ("pirmdiena, 2026. gada 5. oktobris 08:05", dt.datetime.fromisoformat("2026-10-05T08:05")),
        ("3 March 2026", dt.datetime.fromisoformat("2026-03-03T00:00")),
        ("31 February 2026 10:00", None),
        ("99.99.2026 10:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_dates(text: str, moment: dt.datetime | None) -> None:
    assert parse_date(text) == moment


def test_a_signature_is_not_what_somebody_wrote() -> None:
    assert own_words("-- \nJonas\n") == ""
    assert own_words("Call her today\n\n________________________________\n") == "Call her today"


@pytest.mark.parametrize("prefix", ["Fwd: ", "FW: ", "fwd:FW: ", "Persiųsta: ", "Pārsūtīts: "])
def test_the_subject_loses_the_words_for_forwarded(prefix: str) -> None:
    assert plain_subject(prefix + "Price list") == "Price list"


@given(st.text(alphabet=st.sampled_from("From:To Date\n>*-@a.1 Subject"), max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    found = recover(text)
    assert found is None or isinstance(found.body, str)


def test_verdicts_of_the_own_server_count_and_of_others_do_not() -> None:
    ours, theirs = "Authentication-Results: mx.our; dmarc=fail\r\n", "Authentication-Results: x; dmarc=pass\r\n"
    rest = "From: a@b.example.com\r\n\r\nHi"
    assert letters.doubtful(letters.parsed((ours + theirs + rest).encode()))
    assert not letters.doubtful(letters.parsed((theirs + ours + rest).encode()))
    assert not letters.doubtful(letters.parsed(rest.encode()))


@pytest.mark.parametrize(
    ("sender", "expected"),
    [
        ("Ana <ana@alfa.example.com>", False),
        ('"ana@alfa.example.com" <Ana@alfa.example.com>', False),
        ('"jonas@our.example.com" <eve@evil.example.com>', False),
        ("jonas@our.example.com <eve@evil.example.com>", True),
        ("jonas@our.example.com, eve@evil.example.com", True),
    ],
)
def test_a_sender_that_can_be_read_in_two_ways_is_doubtful(sender: str, expected: bool) -> None:
    assert letters.doubtful(letters.parsed(f"From: {sender}\r\n\r\nHi".encode())) is expected
