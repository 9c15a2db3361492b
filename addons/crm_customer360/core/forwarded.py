"""The original of an e-mail that somebody forwarded inline, as Gmail, Outlook, Thunderbird and Apple Mail write it.

Mail programs put no machine-readable trace of the original into an inline forward: what remains is a block of lines
such as ``From: Ana <ana@example.com>`` in the program's language, above the original text. Nothing but that block is
relied on; the ruler above it differs from program to program and from version to version.

>>> found = recover("FYI\\n\\nFrom: Ana <ana@example.com>\\nSent: 3 March 2026 10:15\\nSubject: Prices\\n\\nHello")
>>> found.sender, found.date, found.subject, found.body, found.words
('ana@example.com', datetime.datetime(2026, 3, 3, 10, 15), 'Prices', 'Hello', 'FYI')
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from .forwarded_dates import parse_date

#: Header words of English, Lithuanian and Latvian mail programs, without accents' case: ``{word: field}``.
WORDS = {
    **dict.fromkeys(("from", "nuo", "siuntėjas", "no", "sūtītājs"), "from"),
    **dict.fromkeys(("to", "kam", "iki", "gavėjas", "gavėjai", "adresatas", "uz", "adresāts", "saņēmējs"), "to"),
    **dict.fromkeys(("cc", "kopija", "kopijos", "kopijas"), "cc"),
    **dict.fromkeys(
        ("date", "sent", "data", "išsiųsta", "išsiuntimo data", "datums", "nosūtīts", "nosūtīšanas datums", "sūtīts"),
        "date",
    ),
    **dict.fromkeys(("subject", "tema", "temats", "tēma", "antraštė", "dalykas"), "subject"),
    # Read over, so that they do not end the block.
    **dict.fromkeys(("reply-to", "atsakyti", "atbildēt", "importance", "svarba", "svarīgums", "bcc"), "other"),
    **dict.fromkeys(("attachments", "priedai", "pielikumi", "organization", "organizacija"), "other"),
}
#: Words that mail programs put before the subject of a forward.
PREFIX = re.compile(r"^\s*(?:(?:fwd?|pd|ps|persiųsta|persiunčiama|pārsūtīts|pārs)\s*:\s*)+", re.IGNORECASE)
EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
#: "From: Ana", "*From:* Ana" (bold, flattened from HTML), "> From: Ana" (quoted).
HEADER = re.compile(r"^[>\s|*]*(?P<word>[^\W\d_][\w -]{0,24}?)\s*\*{0,2}\s*:\s*\*{0,2}[ \t]*(?P<value>.*?)\s*$")
RULER = re.compile(r"^[>\s]*(?:[-_=*]{5,}.*|begin forwarded message:|.*[-_=]{5,})\s*$", re.IGNORECASE)
QUOTE = re.compile(r"^\s*>\s?")
#: A text longer than this is a file, not a letter: the block is looked for in its beginning.
LONGEST_SEARCH = 2000


@dataclass(frozen=True)
class Forwarded:
    """What an inline forward says of its original; ``date`` is naive unless the text names an offset from UTC."""

    name: str
    sender: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    date: dt.datetime | None
    subject: str
    body: str
    words: str


def recover(text: str) -> Forwarded | None:
    """The original in an inline forward: the topmost block of headers and what follows it.

    :param text: the whole letter as plain text
    :return: None if no block names a sender and two of date, recipient and subject
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for start in range(min(len(lines), LONGEST_SEARCH)):
        if _header(lines[start]) is None:
            continue
        fields, end = _block(lines, start)
        if "from" in fields and len(fields.keys() & {"date", "to", "subject"}) >= 2:
            return _original(fields, lines[:start], lines[end:])
    return None


def own_words(text: str) -> str:
    """What somebody wrote, without the signature below the customary line of two dashes.

    >>> own_words("Please call her.\\n\\n-- \\nJonas, sales")
    'Please call her.'
    """
    lines = text.replace("\r\n", "\n").split("\n")
    kept: list[str] = []
    for line in lines:
        if line.rstrip() in {"--", "—", "-- *"}:
            break
        kept.append(line)
    while kept and (not kept[-1].strip() or RULER.match(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip()


def plain_subject(subject: str) -> str:
    """A subject without the words for "forwarded" before it.

    >>> plain_subject("Fwd: FW: Re: Prices"), plain_subject("Persiųsta: Kainos"), plain_subject("Fwd:")
    ('Re: Prices', 'Kainos', '')
    """
    return PREFIX.sub("", subject).strip()


def _header(line: str) -> tuple[str, str] | None:
    match = HEADER.match(line)
    if not match:
        return None
    field = WORDS.get(match["word"].strip().lower())
    return (field, match["value"]) if field else None


def _block(lines: list[str], start: int) -> tuple[dict[str, str], int]:
    """Fields of the block of headers that begins at ``start``, and the line after it."""
    fields: dict[str, str] = {}
    last, index, end = "", start, start
    while index < len(lines):
        header = _header(lines[index])
        if header and header[0] in fields and header[0] != "other":
            break  # the block of an older letter
        if header:
            last = header[0]
            fields[last] = header[1]
        elif _blank(lines[index]):
            # Programs that flatten a table leave a blank line between headers; two of them end the block.
            following = lines[index + 1] if index + 1 < len(lines) else ""
            if not _next_header(following, fields):
                break
        elif last in {"to", "cc"} and EMAIL.search(lines[index]):
            fields[last] += " " + lines[index].strip()
        elif last and not fields[last]:
            fields[last] = QUOTE.sub("", lines[index]).strip()
        else:
            break
        index += 1
        end = index
    return fields, end


def _next_header(line: str, fields: dict[str, str]) -> bool:
    """Whether the block goes on below a blank line: with a header it lacks, once it is not complete."""
    header = _header(line)
    return header is not None and header[0] not in fields and not {"from", "date", "subject", "to"} <= fields.keys()


def _blank(line: str) -> bool:
    return not line.strip(" \t\xa0>|*")


def _original(fields: dict[str, str], before: list[str], after: list[str]) -> Forwarded:
    senders = EMAIL.findall(fields["from"])
    return Forwarded(
        name=_name(fields["from"]),
        sender=senders[0].lower() if senders else "",
        to=_addresses(fields.get("to", "")),
        cc=_addresses(fields.get("cc", "")),
        date=parse_date(fields.get("date", "")),
        subject=fields.get("subject", "").strip(" *"),
        body=_unquoted(after),
        words=own_words("\n".join(before)),
    )


def _name(value: str) -> str:
    """The name beside an address: of ``"Ana" <ana@example.com>``, ``Ana [mailto:ana@example.com]``, ``Ana``."""
    name = re.split(r"[<\[(]", value, maxsplit=1)[0]
    return EMAIL.sub("", name).strip(" \t\"'*,;")


def _addresses(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(address.lower() for address in EMAIL.findall(value)))


def _unquoted(lines: list[str]) -> str:
    written = [line for line in lines if line.strip()]
    if written and all(line.lstrip().startswith(">") for line in written):
        lines = [QUOTE.sub("", line) for line in lines]
    return "\n".join(lines).strip("\n\r\t \xa0")
