"""How well a name agrees with what somebody typed, typing mistakes forgiven.

Example
=======
>>> NameScorer(("zivile", "kazlauskeine")).score("Živilė Kazlauskienė") > NAME_ENOUGH
True
"""

from __future__ import annotations

from collections.abc import Iterable

from .fold import words

#: In shorter words a mistake makes another word.
TYPO_LETTERS = 4
#: How well a name must agree with what was typed, 1 being letter for letter.
NAME_ENOUGH = 0.68


def trigrams_kept(typed: Iterable[str]) -> float:
    """Share of a word's trigrams that survive two neighbours swapped, for the shortest of the words.

    A word of n letters has n + 1 trigrams (of "  word "), and a swap inside it changes four. Long words may have a
    second mistake; of very short ones too little is left to tell them apart.

    >>> [round(trigrams_kept([word]), 2) for word in ("ona", "jonsa", "zivlie", "petraitsi")]
    [0.29, 0.32, 0.42, 0.49]
    """
    shortest = min(len(word) for word in typed)
    return min(max((shortest - 3) / (shortest + 1), 0.3), 0.5) - 0.01


class NameScorer:
    """How well names agree with the words typed, from 0 to 1.

    >>> NameScorer(("jonas", "petraitis")).score("Petraitis Jonas")
    1.0
    >>> typed = NameScorer(("petraitsi",))
    >>> typed.score("Jonas Petraitis") > NAME_ENOUGH > typed.score("Jonas Urbonas")
    True
    """

    def __init__(self, query: tuple[str, ...]) -> None:
        self._query = query
        # The same few hundred first names and surnames come again and again.
        self._typos: dict[tuple[str, str], float] = {}

    def score(self, name: str) -> float:
        """Return the score of a name."""
        found = words(name)
        if not found or not self._query:
            return 0.0
        scores = [self._best(word, found) for word in self._query]
        # Who is called exactly so comes before those who are called so and something else.
        surplus = 0.02 * max(len(found) - len(scores), 0)
        return max(sum(scores) / len(scores) - min(surplus, 0.1), 0.0)

    def _best(self, word: str, found: tuple[str, ...]) -> float:
        if word in found:
            return 1.0
        if any(other.startswith(word) for other in found):
            return 0.95
        if any(word in other for other in found):
            return 0.9
        return max(self._typo(word, other) for other in found)

    def _typo(self, word: str, other: str) -> float:
        if (word, other) not in self._typos:
            self._typos[word, other] = _typo_score(word, other)
        return self._typos[word, other]


def _typo_score(word: str, other: str) -> float:
    if min(len(word), len(other)) < TYPO_LETTERS:
        return 0.0
    # Somebody who is not done typing: compare with as much of the name.
    distance = min(edit_distance(word, other), edit_distance(word, other[: len(word)]) + 1)
    return max(0.0, 0.95 - distance / len(word))


def edit_distance(one: str, other: str) -> int:
    """Letters to add, drop, replace or swap with their neighbour (optimal string alignment; Boytsov 2011, section 2.2).

    >>> edit_distance("petraitsi", "petraitis"), edit_distance("jonas", "jons")
    (1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, match in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != match))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == match:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
