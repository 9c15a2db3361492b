"""Tone of an incoming message: whether its words tell of something that went wrong for the sender.

How it works: the language is told from small words; the text is read clause by clause; the phrases of that language's
lexicon found in it add their weights, less where the clause is a question about rules, a condition or an excuse for the
sender's own doing; from ``LIMIT`` on the message counts as dissatisfied. Letters are compared without diacritics,
because many write Lithuanian and Latvian without. Nothing is said about a person's mood: the cues are words as written.

Limits: irony, a quotation nothing announces, and dissatisfaction told without any word for it.

>>> tone_of("Siunta vėluoja jau trečią savaitę.").is_dissatisfied
True
>>> tone_of("Ačiū, viskas gauta be problemų.").is_dissatisfied
False
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from . import tone_en, tone_lt, tone_lv
from .tone_language import language_of
from .tone_letter import LONGEST, own_words
from .tone_lexicon import Lexicon
from .tone_quality import Quality, precision_recall

__all__ = ["LANGUAGES", "LIMIT", "Quality", "Tone", "own_words", "precision_recall", "tone_of"]

WORDS = {"lt": tone_lt, "lv": tone_lv, "en": tone_en}
LANGUAGES = tuple(WORDS)
#: The score from which on a message counts as dissatisfied.
LIMIT = 1.0


@dataclass(frozen=True)
class Tone:
    """What the words of a message say.

    ``language``: 'lt', 'lv', 'en', or '' where none of them; ``score``: above 0 where words of dissatisfaction weigh
    more; ``cues``: those words, as written.
    """

    language: str
    score: float
    is_dissatisfied: bool
    cues: tuple[str, ...]


def tone_of(text: str, language: str = "") -> Tone:
    """Tone of a message.

    :param text: plain text without quotations (see ``own_words``); of a text longer than 20,000 characters the
        beginning counts
    :param language: 'lt', 'lv' or 'en'; '' to tell it from the text
    :return: with language '' and not dissatisfied where the language is none of the three
    """
    text = text[:LONGEST]
    language = language or language_of(text)
    if language not in LANGUAGES:
        return Tone("", 0.0, is_dissatisfied=False, cues=())
    score, cues = lexicon_of(language).weigh(text)
    return Tone(language, score, is_dissatisfied=score >= LIMIT, cues=cues)


@functools.cache
def lexicon_of(language: str) -> Lexicon:
    """The phrases of one of ``LANGUAGES``, compiled at the first use."""
    words = WORDS[language]
    return Lexicon(words.CUES, words.FRAMES, words.BREAKS, words.DENIALS)
