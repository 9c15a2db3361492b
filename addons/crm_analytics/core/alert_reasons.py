"""What else is worth knowing before somebody calls a customer there is an alert of, and how far the alert carries.

The alert has its own reason; here are at most :data:`FURTHER` more, what explains it first. As in :mod:`.reasons`, a
reason names its sentence and the figures that go into it.

Example
-------
>>> known = Known(unusual=True, contact_days=45, trend="down", recent=600.0, previous=1000.0, layer="big")
>>> [(reason.key, dict(reason.values)) for reason in further("silent", known)]
[('unusual', {}), ('down', {'percent': 40})]
>>> [reason.key for reason in further("quiet", Known(contact_days=45, layer="top"))]
['layer']
"""

from __future__ import annotations

from dataclasses import dataclass

from .reasons import Reason

FURTHER = 2
#: Layers of the pyramid that are worth a word.
LARGE = ("top", "big")
#: An own rhythm from so many gaps on is well known; so is a decline from so many purchases before it.
WELL_KNOWN_GAPS, WELL_KNOWN_PURCHASES = 6, 12


@dataclass(frozen=True)
class Known:
    """What is known of a customer besides the alert; what the reader may not see is left out.

    :param unusual: complaints, replies or the like are not as usual
    :param contact_days: days since the last contact that everybody may know of; None if there is none
    :param trend: of the purchases (``crm.customer.score``)
    :param recent: money of the last 365 days, ``previous`` of those before
    :param layer: of the last pyramid
    """

    unusual: bool = False
    contact_days: int | None = None
    trend: str = ""
    recent: float = 0.0
    previous: float = 0.0
    layer: str = ""


def further(kind: str, known: Known) -> list[Reason]:
    """At most two facts more; none that the alert of this kind says itself.

    >>> further("dissatisfied", Known(unusual=True, contact_days=3, layer="top"))
    []
    >>> [reason.key for reason in further("decline", Known(trend="down", recent=1.0, previous=2.0, contact_days=0))]
    ['contact_today']
    """
    # Signs of dissatisfaction are three facts already.
    if kind == "dissatisfied":
        return []
    found = [Reason("unusual", {})] if known.unusual else []
    if kind != "decline" and known.trend == "down" and 0 <= known.recent < known.previous:
        found.append(Reason("down", {"percent": round(100 * (1 - known.recent / known.previous))}))
    if kind != "quiet" and known.contact_days is not None:
        found.append(_contact(known.contact_days))
    if known.layer in LARGE:
        found.append(Reason("layer", {}))
    return found[:FURTHER]


def _contact(days: int) -> Reason:
    return Reason("contact", {"days": days}) if days > 0 else Reason("contact_today", {})


def confidence(kind: str, basis: str, gaps: int, before: int) -> str:
    """How far an alert of a broken rhythm or of a decline carries.

    :param gaps: gaps between purchases it was judged by
    :param before: of a decline, purchases in the half year it is compared with

    >>> [confidence("silent", *judged, 0) for judged in (("rhythm", 12), ("rhythm", 4), ("fixed", 30), ("thin", 1))]
    ['high', 'medium', 'medium', 'low']
    >>> [confidence("decline", "fixed", 30, before) for before in (14, 6)]
    ['high', 'medium']
    """
    if kind == "decline":
        return "high" if before >= WELL_KNOWN_PURCHASES else "medium"
    if basis == "thin":
        return "low"
    return "high" if basis == "rhythm" and gaps >= WELL_KNOWN_GAPS else "medium"
