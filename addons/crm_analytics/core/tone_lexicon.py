"""The phrases by which a message is read, and how they are looked for.

A phrase is written in small plain letters without diacritics: ``*`` stands for any letters of a word, ``~`` for up to
three words, ``a|b`` for one word or the other, a last ``?`` for "in a question". Beginnings of words do the work of a
stemmer: the Snowball stemmer makes one word of Lithuanian "vėluoja" (is late) and "vėl" (again), and finds other stems
where diacritics are missing.

>>> lexicon = Lexicon(cues={1: "velu*, velav*", 0: "be velav*"}, frames={0.2: "jei"}, breaks=("bet",))
>>> lexicon.weigh("Vėluojate.")
(1.0, ('Vėluojate',))
>>> lexicon.weigh("Atvyko be vėlavimo."), lexicon.weigh("Jei vėluosite")
((0.0, ()), (0.2, ('vėluosite',)))
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from . import tone_signs
from .tone_fold import composed, fold

#: Between two words of a phrase.
GAP = r"[\s,\"'–-]+"
#: A word that may stand in a gap: one that denies what follows makes it another phrase.
BETWEEN = r"(?!(?:be|bez|no|not|without)\b)[^\W_]+"
#: A cue from this weight on speaks alone; below it is a hint.
FACT = 1.0
#: How many characters before a cue its denial is looked for.
FARTHEST = 40
#: However often a letter thanks, it takes no more than this away.
CALMEST = -1.5
#: Letters by which the phrases are sorted.
START = 3
CLAUSE_END = r"[.!?;:]+(?=\s|$)|\n\s*\n|\n(?=\s*[-*•])"
WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[^\w\s]+")


@dataclass(frozen=True)
class Phrase:
    """A phrase ready to be looked for at a place where a word begins."""

    order: int
    weight: float
    pattern: re.Pattern[str]


class Phrases:
    """Phrases by the letters they begin with, so that each word of a text meets few of them."""

    def __init__(self, weights: Mapping[str, float]) -> None:
        self._by_start: dict[str, list[Phrase]] = {}
        # Where several begin at one word, the one of most words counts, then of most letters.
        ordered = sorted(weights, key=lambda phrase: (-len(phrase.split()), -len(phrase.replace("*", "")), phrase))
        for order, phrase in enumerate(ordered):
            known = Phrase(order, weights[phrase], re.compile(_expression(phrase)))
            for start in {form.split("*")[0][:START] for form in phrase.split()[0].split("|")}:
                self._by_start.setdefault(start, []).append(known)

    def within(self, text: str) -> Iterator[tuple[int, int, float]]:
        """Start, end and weight of the phrases in a folded text; no two facts share a word."""
        free = 0
        for word in WORD.finditer(text):
            if word.start() < free:
                continue
            for phrase in self._beginning(word[0]):
                found = phrase.pattern.match(text, word.start())
                if found:
                    # Behind the first word of a hint a fact may begin: "still" and "not received".
                    free = word.end() if 0 < phrase.weight < FACT else found.end()
                    yield found.start(), found.end(), phrase.weight
                    break

    def _beginning(self, word: str) -> list[Phrase]:
        starts = {word[:length] for length in range(1, START + 1)}
        found = [phrase for start in starts for phrase in self._by_start.get(start, ())]
        return sorted(found, key=lambda phrase: phrase.order) if len(found) > 1 else found


class Lexicon:
    """Phrases of one language.

    ``cues``: of each weight the phrases, with commas between; above 0 of dissatisfaction, 0 or below of the contrary;
    where two begin at the same word the longer phrase counts, and its words count once. ``frames``: phrases that
    change what the clause says, with the share of its cues above 0 that stays. ``breaks``: words that begin
    a clause. ``denials``: words that deny the cue behind them, words that may stand between, and words that deny the
    cue before them; "no reply" as a cue of its own is not denied by its own "no".
    """

    def __init__(
        self,
        cues: Mapping[float, str],
        frames: Mapping[float, str],
        breaks: Iterable[str] = (),
        denials: tuple[str, str, str] = ("", "", ""),
    ) -> None:
        self._cues = Phrases(phrases(cues) | phrases(tone_signs.CUES))
        self._frames = Phrases(phrases(frames))
        before, between, behind = ("|".join(map(_word, filter(None, text.split()))) or "(?!)" for text in denials)
        self._denied_before = re.compile(rf"(?:{before})(?:\s+(?:{between}))*\s+$")
        self._denied_behind = re.compile(rf"\s+(?:{behind})")
        words = "|".join(map(re.escape, breaks))
        self._ends = re.compile(rf"{CLAUSE_END}|,?\s+(?=(?:{words})\b)" if words else CLAUSE_END)

    def weigh(self, text: str) -> tuple[float, tuple[str, ...]]:
        """The score, rounded to three decimals, and the words that weigh above 0, as written.

        Hints (below ``FACT``) count where they stand close together, in the two neighbouring clauses that have most:
        else a long letter would collect them.
        """
        text = composed(text)
        plain = fold(text)
        facts, calm, hints, cues = 0.0, 0.0, [0.0], []
        for clause, end in self._clauses(plain):
            hints.append(0.0)
            said = plain[clause:end]
            share = min((share for _from, _to, share in self._frames.within(said)), default=1.0)
            for first, last, weight in self._cues.within(said):
                if weight and self._denied(said, first, last):
                    continue
                if weight <= 0:
                    calm += weight
                    continue
                cues.append(text[clause + first : clause + last])
                if weight < FACT:
                    hints[-1] += weight * share
                else:
                    facts += weight * share
        near = max(map(sum, itertools.pairwise(hints)))
        spoke = (cue for cue in dict.fromkeys(cues) if not any(cue != other and cue in other for other in cues))
        return round(facts + near + max(calm, CALMEST), 3), tuple(spoke)

    def _denied(self, said: str, first: int, last: int) -> bool:
        before = said[max(0, first - FARTHEST) : first]
        return bool(self._denied_before.search(before) or self._denied_behind.match(said, last))

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


def _expression(phrase: str) -> str:
    """The regular expression of a phrase.

    >>> bool(re.search(_expression("vis ~ ne*"), "vis dar mes negavome"))
    True
    """
    expression, glue = "", ""
    for word in phrase.split():
        if word == "~":
            glue = rf"{GAP}(?:{BETWEEN}{GAP}){{0,3}}"
            continue
        if word == "?":
            return expression + r"(?=.*\?)"
        expression += glue + _word(word)
        glue = GAP
    return expression


def _word(word: str) -> str:
    if not re.search(r"[a-z0-9]", word):
        return re.escape(word)
    return r"\b(?:" + "|".join(re.escape(form).replace(r"\*", r"\w*") for form in word.split("|")) + r")(?!\w)"
