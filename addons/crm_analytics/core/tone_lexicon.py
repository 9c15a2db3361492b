"""The phrases by which a message is read, and how they are looked for.

A phrase is written in small plain letters without diacritics: ``*`` stands for any end of a word, ``~`` for up to
three words, ``a|b`` for one word or the other. Beginnings of words do the work of a stemmer: a Snowball stemmer makes
one word of Lithuanian "vėluoja" (is late) and "vėl" (again), and finds other stems where diacritics are missing.

>>> lexicon = Lexicon(cues={1: "velu*, velav*", 0: "be velav*"}, frames={0.2: "jei"}, breaks=("bet",))
>>> lexicon.read("Vėluojate.")
(1.0, ('Vėluojate',))
>>> lexicon.read("Atvyko be vėlavimo."), lexicon.read("Jei vėluosite")
((0.0, ()), (0.2, ('vėluosite',)))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from .tone_fold import composed, fold

#: Between two words of a phrase.
GAP = r"[\s,\"'–-]+"
CLAUSE_END = r"[.!?;:\n]+(?=\s|$)|\n"


class Lexicon:
    """Phrases of one language.

    ``cues``: of each weight the phrases, with commas between; above 0 of dissatisfaction, 0 or below of the contrary; where two begin at the same word the
    longer phrase counts, and its words count once. ``frames``: phrases that change what the clause says, with the
    factor for its cues above 0. ``breaks``: words that begin a new clause.
    """

    def __init__(self, cues: Mapping[float, str], frames: Mapping[float, str], breaks: Iterable[str]) -> None:
        self._weights, self._cues = _compiled(phrases(cues))
        self._factors, self._frames = _compiled(phrases(frames))
        words = "|".join(map(re.escape, breaks))
        self._ends = re.compile(rf"{CLAUSE_END}|,?\s+(?=(?:{words})\b)" if words else CLAUSE_END)

    def read(self, text: str) -> tuple[float, tuple[str, ...]]:
        """The sum of the weights, rounded to three decimals, and the words above 0, as written."""
        text = composed(text)
        score, cues = 0.0, []
        for start, end in self._clauses(fold(text)):
            plain = fold(text[start:end])
            factor = self._factor(plain)
            for found in self._cues.finditer(plain):
                weight = self._weights[(found.lastindex or 0) - 1]
                score += weight * factor if weight > 0 else weight
                if weight * factor > 0:
                    cues.append(text[start + found.start() : start + found.end()])
        return round(score, 3), tuple(dict.fromkeys(cues))

    def _factor(self, clause: str) -> float:
        return min((self._factors[(found.lastindex or 0) - 1] for found in self._frames.finditer(clause)), default=1.0)

    def _clauses(self, text: str) -> Iterator[tuple[int, int]]:
        start = 0
        for end in self._ends.finditer(text):
            yield start, end.end()
            start = end.end()
        yield start, len(text)


def phrases(by_weight: Mapping[float, str]) -> dict[str, float]:
    """Of each phrase its weight.

    :raises ValueError: a phrase stands in two places

    >>> phrases({1: "neveik*, vis dar ne*", 0: "be problem*"})
    {'neveik*': 1, 'vis dar ne*': 1, 'be problem*': 0}
    """
    found: dict[str, float] = {}
    for weight, text in by_weight.items():
        for phrase in filter(None, (" ".join(part.split()) for part in text.split(","))):
            if phrase in found:
                raise ValueError(f"Phrase {phrase!r} has two weights: {found[phrase]} and {weight}")
            found[phrase] = weight
    return found


def _compiled(weights: Mapping[str, float]) -> tuple[list[float], re.Pattern[str]]:
    """Weights in the order of the groups of one pattern, the longest phrases first."""
    ordered = sorted(weights, key=lambda phrase: (-len(phrase.split()), -len(phrase), phrase))
    pattern = "|".join(f"({_expression(phrase)})" for phrase in ordered)
    return [weights[phrase] for phrase in ordered], re.compile(pattern or r"(?!)")


def _expression(phrase: str) -> str:
    """The regular expression of a phrase.

    >>> bool(re.search(_expression("vis ~ ne*"), "vis dar mes negavome"))
    True
    """
    expression, glue = "", ""
    for word in phrase.split():
        if word == "~":
            glue = rf"{GAP}(?:[^\W_]+{GAP}){{0,3}}"
            continue
        expression += glue + _word(word)
        glue = GAP
    return expression


def _word(word: str) -> str:
    if not re.search(r"[a-z0-9]", word):
        return re.escape(word)
    return r"\b(?:" + "|".join(re.escape(form).replace(r"\*", r"\w*") for form in word.split("|")) + r")(?!\w)"
