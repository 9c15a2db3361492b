"""What the sender of a letter wrote now: without quoted letters, forwarded headers and signatures.

Plain text in the habits of Lithuanian, Latvian and English mail programs. A quotation that nothing announces cannot be
told from the sender's own words and stays.

>>> own_words("Vis dar laukiu.\\n\\nPagarbiai\\nOna\\n\\nOn Monday Jonas wrote:\\n> Labas")
'Vis dar laukiu.'
"""

from __future__ import annotations

import re

#: A text longer than this (characters) is a file, not a letter: its beginning is read.
LONGEST = 20_000

#: "On Mon, 2 March 2026, Jonas wrote:", "2026-03-02 10:15, Jonas rašė:", "Ana <a@b.lv> rakstīja:".
WROTE = re.compile(
    r"^(?:[>\s]*)(?=.{0,300}(?:\d|@|^\s*on\b)).{0,300}\b(?:wrote|writes|raš[ėe]|parašė|parase|rakst[īi]ja)\b.{0,80}:\s*$",
    re.IGNORECASE,
)
#: The ruler above what was forwarded or answered, with its words.
RULER = re.compile(
    r"^\W*(?:begin forwarded message|(?:original|forwarded) message|"
    r"(?:pirminis|originalus|persiųstas|persiustas) (?:laiškas|laiskas|pranešimas|pranesimas)|"
    r"persiunčiamas (?:laiškas|pranešimas)|(?:sākotnējā|oriģinālā|pārsūtītā|pārsūtīta) (?:ziņa|vēstule|ziņojums)|"
    r"(?:sākotnējais|oriģinālais|pārsūtīts|pārsūtītais) ziņojums)\W*$",
    re.IGNORECASE,
)
UNDERLINE = re.compile(r"^\s*_{10,}\s*$")
HEADER_FROM = re.compile(r"^[\s|*]*(?:from|nuo|siuntėjas|no|sūtītājs)\s*\*?\s*:", re.IGNORECASE)
HEADER_MORE = re.compile(
    r"^[\s|*]*(?:sent|date|to|cc|subject|išsiųsta|data|kam|gavėjas|kopija|tema|nosūtīts|nosūtīšanas datums|datums|"
    r"kam|adresāts|kopija|temats|tēma|sūtīts|uz)\s*\*?\s*:",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^\s*(?:(?:su )?(?:didžiausia |didziausia )?pagarba|pagarbiai|geriausi linkėjimai|geriausi linkejimai|"
    r"linkėjimai|su geriausiais linkėjimais|geros dienos|gražios dienos|grazios dienos|"
    r"ar cieņu|ar cienu|patiesā cieņā|patiesa ciena|cieņā|ar sveicieniem|visu labu|jauku dienu|"
    r"(?:kind|best|warm|with kind|with best)(?:est)? (?:regards|wishes)|regards|best|cheers|"
    r"(?:yours )?(?:sincerely|faithfully|truly)(?: yours)?|yours)\s*[,.!]*\s*$",
    re.IGNORECASE,
)
DEVICE = re.compile(
    r"^\s*(?:sent from|get outlook|išsiųsta iš|issiusta is|siųsta iš|nosūtīts no|sūtīts no)\b", re.IGNORECASE
)
POSTSCRIPT = re.compile(r"^\s*p\.? ?s\b\.?", re.IGNORECASE)


def own_words(text: str) -> str:
    """The sender's own words; an empty text when there are none.

    :param text: the letter as plain text; of a text longer than ``LONGEST`` the beginning counts
    """
    lines = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = lines[: _end_of_own(lines)]
    lines = [line for index, line in enumerate(lines) if not _quoted(line) and not _announces(lines, index)]
    return "\n".join(_unsigned(lines)).strip()


def _end_of_own(lines: list[str]) -> int:
    """The line from which on everything is an older letter."""
    for index, line in enumerate(lines):
        if RULER.match(line) or _header_block(lines, index):
            return index
        if UNDERLINE.match(line) and any(_header_block(lines, below) for below in (index + 1, index + 2)):
            return index
        if _announces(lines, index) and not _answered_below(lines, index):
            return index
    return len(lines)


def _header_block(lines: list[str], index: int) -> bool:
    if index >= len(lines) or not HEADER_FROM.match(lines[index]):
        return False
    return sum(bool(HEADER_MORE.match(line)) for line in lines[index + 1 : index + 7]) >= 2


def _announces(lines: list[str], index: int) -> bool:
    """Whether the line (or it and the next, where it was wrapped) says whose words follow."""
    if len(lines[index]) > 400 or not lines[index].strip():
        return False
    wrapped = " ".join(lines[index : index + 2])
    return bool(WROTE.match(lines[index])) or (len(wrapped) < 400 and bool(WROTE.match(wrapped)))


def _answered_below(lines: list[str], index: int) -> bool:
    """Whether what follows the announcement is marked with ``>``, so that unmarked lines are the sender's own."""
    following = [line for line in lines[index + 1 : index + 6] if line.strip() and not WROTE.match(line)]
    return bool(following) and _quoted(following[0])


def _quoted(line: str) -> bool:
    return line.lstrip(" \t\xa0").startswith((">", "|"))


def _unsigned(lines: list[str]) -> list[str]:
    """Lines without the signature; a postscript below it is kept."""
    kept: list[str] = []
    signed = False
    for line in lines:
        if POSTSCRIPT.match(line):
            signed = False
        elif line.rstrip() in {"--", "—"} or DEVICE.match(line) or (CLOSING.match(line) and any(map(str.strip, kept))):
            signed = True
        if not signed:
            kept.append(line)
    return kept
