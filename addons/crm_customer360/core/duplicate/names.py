"""How alike two names are: companies by all their words, persons by each of their names.

Levels
======
``same``, ``form`` (but for the legal form), ``similar`` (typing mistakes, initials), ``partial`` (one name is part of
the other), ``given`` (a person's first name agrees and the last one does not: a maiden name, or somebody else),
``branch`` (a number, a town or a word like "shop" tells them apart), ``different``.

>>> compare_companies("UAB „Baltijos linai“", "Baltijos Linai, UAB").level
'same'
>>> compare_companies("Maxima, parduotuvė 12", "Maxima, parduotuvė 15").level
'branch'
>>> compare_people("Živilė Kazlauskienė", "Kazlauskiene Zivile").level
'same'
>>> compare_people("Jonas Petraitis", "Ona Petraitienė").level
'different'
>>> compare_people("Ona Petraitytė", "Ona Kazlauskienė").level
'given'
"""

from __future__ import annotations

from rapidfuzz.distance import OSA

from ..fold import words
from .facts import MISSING, Finding
from .legal import BRANCH_WORDS, legal_form, telling_words

#: From here on two words are the same one with a typing mistake.
WORD_ENOUGH = 0.78
#: People rarely get the first letter wrong; brothers' and sisters' names rhyme (Tomas and Romas).
RHYME_ENOUGH = 0.86
COMPANY_SIMILAR = 0.86
INITIAL = 0.9
#: In shorter words a mistake makes another word.
TYPO_LETTERS = 4


def compare_companies(one: str, other: str, towns: tuple[str, ...] = ()) -> Finding:
    """Compare two companies' names; a word that is one of the ``towns`` they stand in marks a branch."""
    left, right = telling_words(one), telling_words(other)
    if not left or not right:
        return MISSING
    if sorted(left) == sorted(right) or "".join(left) == "".join(right):
        forms = legal_form(one), legal_form(other)
        return Finding("form", 0.9) if all(forms) and forms[0] != forms[1] else Finding("same", 1.0)
    pairs, rest_left, rest_right = _align(left, right)
    likeness = _company_likeness(pairs, left, right)
    rest = (*rest_left, *rest_right)
    if pairs and any(_marks_branch(word, towns) for word in rest):
        # "Maxima" is not the shop "Maxima 12"; without any common word it is somebody else.
        return Finding("branch", likeness)
    if likeness >= COMPANY_SIMILAR:
        return Finding("similar", likeness)
    if pairs and (not rest_left or not rest_right) and max(len(word) for word, _other, _how in pairs) >= TYPO_LETTERS:
        return Finding("partial", likeness)
    return Finding("different", likeness)


def compare_people(one: str, other: str) -> Finding:
    """Compare two persons' names, in whatever order each was written."""
    left, right = telling_words(one), telling_words(other)
    if not left or not right:
        return MISSING
    if sorted(left) == sorted(right):
        return Finding("same", 1.0)
    pairs, rest_left, rest_right = _align(left, right, people=True)
    fewer = min(len(left), len(right))
    likeness = sum(how for _one, _other, how in pairs) / max(len(left), len(right))
    if len(pairs) < fewer:
        same_given = (left[0], right[0]) in {(mine, theirs) for mine, theirs, _how in pairs}
        return Finding("given" if same_given and fewer > 1 and not _initials(pairs) else "different", likeness)
    if fewer == 1:
        return Finding("partial", likeness)
    # A middle name or the second half of a double surname more says little.
    exact = all(how == 1.0 for _one, _other, how in pairs)
    return Finding("same" if exact and not rest_left and not rest_right else "similar", max(likeness, 0.8))


def compare_mixed(company: str, person: str) -> Finding:
    """Compare the name of a company with a person's: a sole trader bears both."""
    found = compare_companies(company, person)
    return found if found.level in ("same", "form", "similar", "missing") else Finding("different", found.likeness)


def _initials(pairs: list[tuple[str, str, float]]) -> bool:
    return any(len(one) == 1 or len(other) == 1 for one, other, _how in pairs)


def _align(
    left: tuple[str, ...], right: tuple[str, ...], *, people: bool = False
) -> tuple[list[tuple[str, str, float]], tuple[str, ...], tuple[str, ...]]:
    """Pair the words that agree best first; return the pairs and what is left over on each side."""
    scored = sorted(
        (
            (how, -abs(i - j), i, j)
            for i, one in enumerate(left)
            for j, other in enumerate(right)
            if (how := word_likeness(one, other, people=people))
        ),
        reverse=True,
    )
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for how, _near, i, j in scored:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append((left[i], right[j], how))
    rest_left = tuple(word for i, word in enumerate(left) if i not in used_left)
    rest_right = tuple(word for j, word in enumerate(right) if j not in used_right)
    return pairs, rest_left, rest_right


def word_likeness(one: str, other: str, *, people: bool = False) -> float:
    """Return how alike two words are; 0.0 if they are two different words.

    >>> word_likeness("petraitis", "petriatis") > 0.8, word_likeness("12", "15")
    (True, 0.0)
    >>> word_likeness("simona", "simonas", people=True), word_likeness("j", "jonas", people=True)
    (0.0, 0.9)
    """
    if one == other:
        return 1.0
    if people and 1 in (len(one), len(other)):
        return INITIAL if one[0] == other[0] else 0.0
    if min(len(one), len(other)) < TYPO_LETTERS or one.isdigit() or other.isdigit():
        return 0.0
    if people and _two_genders(one, other):
        return 0.0
    enough = RHYME_ENOUGH if people and one[0] != other[0] else WORD_ENOUGH
    return OSA.normalized_similarity(one, other, score_cutoff=enough)


def _two_genders(one: str, other: str) -> bool:
    """Whether one is a man's name and the other a woman's: Simonas and Simona, Robert and Roberta."""
    return any(
        woman == f"{man}a" or (man.endswith("s") and woman.endswith(("a", "e")))
        for man, woman in ((one, other), (other, one))
    )


def _company_likeness(pairs: list[tuple[str, str, float]], left: tuple[str, ...], right: tuple[str, ...]) -> float:
    """Letters in words that agree, as a share of all letters."""
    agreed = sum(how * (len(one) + len(other)) for one, other, how in pairs)
    return agreed / sum(len(word) for word in (*left, *right))


def _marks_branch(word: str, towns: tuple[str, ...]) -> bool:
    if word.isdigit() or word in BRANCH_WORDS:
        return True
    # In Lithuanian and Latvian a town is declined: Kaunas, Kauno.
    return any(word[:4] == town[:4] for name in towns for town in words(name) if len(town) >= TYPO_LETTERS)
