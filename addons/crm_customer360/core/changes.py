"""What changed in a transaction since the last look at it: ids only."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from .source import Watch

Ids = set[int]
#: A watch belongs to a source.
Watched = tuple[str, Watch]


def _by_source() -> defaultdict[str, Ids]:
    return defaultdict(set)


def _by_watch() -> defaultdict[Watched, Ids]:
    return defaultdict(set)


@dataclass
class Changes:
    """Ids of the records that changed.

    :param keys: rows of each source to look at
    :param watched: watched records that changed
    :param refused: new rows of each source that yield nothing so far
    :param doubtful: those of them that changed since
    :param fresh: watched records that are new
    :param new_partners: new contacts
    :param moved_partners: contacts whose company changed
    """

    keys: defaultdict[str, Ids] = field(default_factory=_by_source)
    watched: defaultdict[Watched, Ids] = field(default_factory=_by_watch)
    refused: defaultdict[str, Ids] = field(default_factory=_by_source)
    doubtful: defaultdict[str, Ids] = field(default_factory=_by_source)
    fresh: defaultdict[Watched, Ids] = field(default_factory=_by_watch)
    new_partners: Ids = field(default_factory=set)
    moved_partners: Ids = field(default_factory=set)

    def note_rows(self, source: str, ids: Ids) -> None:
        """Rows of a source changed.

        >>> changes = Changes(refused=defaultdict(set, {"sms": {2}}))
        >>> changes.note_rows("sms", {1, 2})
        >>> changes.keys["sms"], changes.doubtful["sms"]
        ({1}, {2})
        """
        refused = self.refused[source]
        self.keys[source] |= ids - refused
        self.doubtful[source] |= ids & refused

    def note_watched(self, source: str, watch: Watch, ids: Ids) -> None:
        """Watched records changed; new ones concern nothing older (see :class:`.source.Watch`)."""
        if ids := ids - self.fresh[source, watch]:
            self.watched[source, watch] |= ids
