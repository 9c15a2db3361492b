"""What the options of a command line accept; every function is a `type` of argparse."""

from __future__ import annotations

import argparse
import codecs
import re

from rpclib.reading import AUTO, WHITESPACE

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


def prefix_text(text: str) -> str:
    """Return a prefix of references.

    :raise argparse.ArgumentTypeError: not letters, digits and underscores
    """
    if not re.fullmatch(r"[A-Za-z0-9_]{1,32}", text):
        raise argparse.ArgumentTypeError("1 to 32 letters, digits or underscores")
    return text


def share(text: str) -> float:
    """Return a share.

    :raise argparse.ArgumentTypeError: not from 0 to 1
    """
    try:
        value = float(text)
    except ValueError:
        value = -1
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError("a number from 0 to 1")
    return value


def batch_size(text: str) -> int:
    """Return a size of batches.

    :raise argparse.ArgumentTypeError: not from 1 to 2000
    """
    if not text.isdigit() or not 1 <= int(text) <= 2000:
        raise argparse.ArgumentTypeError("a number from 1 to 2000")
    return int(text)


def encoding(text: str) -> str:
    """Return the name of an encoding.

    :raise argparse.ArgumentTypeError: Python knows none of that name
    """
    try:
        return codecs.lookup(text).name
    except LookupError as error:
        raise argparse.ArgumentTypeError(f"no encoding {text}; for instance utf-8, cp1257, utf-16") from error


def separator(text: str) -> str:
    """Return a separator of columns.

    :raise argparse.ArgumentTypeError: more than one character and no known name
    """
    value = SEPARATORS.get(text, text)
    if len(value) != 1 and value not in {AUTO, WHITESPACE}:
        names = ", ".join((AUTO, WHITESPACE, *SEPARATORS))
        raise argparse.ArgumentTypeError(f"one character, or {names}")
    return value


def date_format(text: str) -> str:
    """Return a format of dates.

    :raise argparse.ArgumentTypeError: no day in it, or a time zone, which is not supported
    """
    if "%" not in text or "%z" in text:
        raise argparse.ArgumentTypeError("directives of strptime without a time zone, for instance %d.%m.%Y")
    return text
