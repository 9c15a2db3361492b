"""Which source has to look again when a record of a model changes: computed once per registry, read on every write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from .source import SCOPE, Source, Watch, named_in
from .statement import synchronise


@dataclass(frozen=True)
class Interest:
    """One source's interest in a model: its own rows (``watch`` is None) or rows it watches."""

    source: Source
    watch: Watch | None
    fields: frozenset[str]

    def concerns(self, written: Iterable[str]) -> bool:
        """Whether writing these fields can change what the source yields."""
        return not self.fields.isdisjoint(written)


@dataclass(frozen=True)
class Plan:
    """The active sources, the statement of each for some ids, and, by model, who is interested in its changes."""

    sources: Mapping[str, Source] = field(default_factory=dict)
    interests: Mapping[str, tuple[Interest, ...]] = field(default_factory=dict)
    statements: Mapping[str, str] = field(default_factory=dict)


#: While the registry loads and while the addon is uninstalled nobody listens.
NO_PLAN = Plan()


def make_plan(
    sources: Iterable[Source],
    models: Collection[str],
    field_names: Callable[[str], Iterable[str]],
    relations: Callable[[str], Mapping[str, str]] = lambda _model: {},
) -> Plan:
    """Plan for the given (already checked) sources.

    :param models: installed models; a watch on another one is left out
    :param field_names: gives the fields of an installed model
    :param relations: gives those of its fields that are stored in a table of their own, with that table
    """
    active = {source.name: source for source in without_doubles(sources)}
    interests: dict[str, list[Interest]] = {}
    for source in active.values():
        names = source.relevant_fields(field_names(source.model)) | _linked_in(source.text, relations(source.model))
        interests.setdefault(source.model, []).append(Interest(source, None, names))
        for watch in source.watch:
            if watch.model in models:
                fields = watch.relevant_fields(source, field_names(watch.model))
                if not watch.fields:
                    fields |= _linked_in(f"{watch.select} {source.text}", relations(watch.model))
                interests.setdefault(watch.model, []).append(Interest(source, watch, fields))
    return Plan(
        active,
        {model: tuple(found) for model, found in interests.items()},
        {name: synchronise(source) for name, source in active.items()},
    )


def without_doubles(sources: Iterable[Source]) -> list[Source]:
    """The sources, each without the rows that another of them covers."""
    sources = list(sources)
    covered: dict[str, list[str]] = defaultdict(list)
    for source in sources:
        for name, condition in source.covers.items():
            covered[name].append(condition)
    return [
        replace(source, rows=source.rows.replace(SCOPE, " AND ".join([SCOPE, *_none_of(covered[source.name])])))
        for source in sources
    ]


def _none_of(conditions: Iterable[str]) -> list[str]:
    return [f"({condition}) IS NOT TRUE" for condition in conditions]


def _linked_in(text: str, tables: Mapping[str, str]) -> frozenset[str]:
    """Fields that SQL knows by the name of their table only."""
    named = named_in(text, tables.values())
    return frozenset(name for name, table in tables.items() if table in named)
