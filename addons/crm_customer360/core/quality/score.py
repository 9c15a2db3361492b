"""The score of a customer's data, 0 to 100.

How it works
============
Each check that applies to a contact and is switched on is worth its weight. The score is the share of the weight that
is not lost to failing checks, in per cent, rounded down, so that 100 means that nothing fails::

    score = floor(100 × (1 − weight of the failing checks / weight of the checks that apply))

``completeness`` is the same over the checks of that kind, ``validity`` over all the others. Where no check applies it
is 100: there is nothing to object. A finding that somebody accepted with a reason counts as passed.

Example
=======
>>> applied = frozenset({"email_missing", "phone_missing", "zip_invalid"})
>>> verdict = Verdict(applied, {"email_missing": Problem("email_missing")})
>>> kinds = {"email_missing": "completeness", "phone_missing": "completeness", "zip_invalid": "validity"}
>>> score(verdict, {"email_missing": 3, "phone_missing": 3, "zip_invalid": 1}, kinds)
Score(score=57, completeness=50, validity=100, failing=1)
>>> score(verdict, {"email_missing": 3, "phone_missing": 3, "zip_invalid": 1}, kinds, accepted={"email_missing"}).score
100
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from .check import COMPLETENESS, Check, Facts, Problem


@dataclass(frozen=True)
class Verdict:
    """What the checks said of one contact: the codes of those that apply, and the problems by code."""

    applied: frozenset[str]
    problems: Mapping[str, Problem]


@dataclass(frozen=True)
class Score:
    """Per cent each; ``failing`` counts the checks that fail and were not accepted."""

    score: int
    completeness: int
    validity: int
    failing: int


def judge(facts: Facts, checks: Iterable[Check]) -> Verdict:
    """Ask each check."""
    applied, problems = [], {}
    for check in checks:
        if check.applies(facts):
            applied.append(check.code)
            problem = check.find(facts)
            if problem:
                problems[check.code] = problem
    return Verdict(frozenset(applied), problems)


def score(
    verdict: Verdict, weights: Mapping[str, int], kinds: Mapping[str, str], accepted: Collection[str] = ()
) -> Score:
    """Return the score.

    :param weights: of the checks that are switched on, by code; the others do not count
    :param kinds: kind of each check
    :param accepted: codes of checks whose failing somebody accepted
    """
    applied = [code for code in verdict.applied if code in weights]
    failing = {code for code in applied if code in verdict.problems and code not in accepted}
    complete = [code for code in applied if kinds[code] == COMPLETENESS]
    valid = [code for code in applied if kinds[code] != COMPLETENESS]
    whole, completeness, validity = (_share(codes, failing, weights) for codes in (applied, complete, valid))
    return Score(whole, completeness, validity, len(failing))


def _share(codes: Iterable[str], failing: Collection[str], weights: Mapping[str, int]) -> int:
    whole = lost = 0
    for code in codes:
        whole += weights[code]
        lost += weights[code] if code in failing else 0
    return 100 * (whole - lost) // whole if whole else 100


def digest(facts: Facts, check: Check) -> str:
    """Return a fingerprint of the values a check reads: what was accepted holds as long as it stays the same."""
    text = "\x1f".join([check.code, *(facts.value(name) for name in check.fields)])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
