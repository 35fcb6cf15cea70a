"""Which steps can be reached at all, by which facts, and how many a person can be asked at worst.

Every combination of the facts and answers that conditions mention is tried, in groups of steps that share
them, so that a checklist of fifty steps is still settled quickly.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

from knowledge.checklists.conditions import ANSWER, ANSWERED, UNKNOWN, Condition
from knowledge.checklists.model import (
    Facts,
    FactValue,
    Holds,
    Kind,
    Prompt,
    Step,
    Vocabulary,
    add_answer,
    asked,
)

LIMIT = 50_000
"""Combinations tried for one group of steps; beyond it a checklist is called too tangled to check."""

Option = frozenset[str] | None


class TooTangledError(ValueError):
    """So many facts and answers hang together that not every combination can be tried."""


@dataclass(frozen=True, slots=True)
class Witness:
    """Facts, and answers given on the way, under which a step is reached."""

    facts: Facts
    answers: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Spread:
    """The fewest and most steps asked by default, and for every step a way to reach it (None: none)."""

    least: int
    most: int
    witnesses: Mapping[str, Witness | None]


@dataclass(frozen=True, slots=True)
class _Variable:
    """A fact, one value of a fact of many values (`part`), or an answer; with what it can be."""

    name: str
    part: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """A step or a prompt, as the search needs it."""

    id: str
    step: Step | None
    when: Condition
    fold: Condition | None


def spread(
    first: Sequence[Step | Prompt], further: Sequence[Step | Prompt], vocabulary: Vocabulary
) -> Spread:
    """Try every combination; `first` are asked by default, `further` on a tap. May raise TooTangledError."""
    items = [_item(entry) for entry in chain(first, further)]
    default = items[: len(first)]
    variables = _variables(default, vocabulary)
    least = most = 0
    for group in _groups(default, variables):
        walks = (_walk(group.items, assigned, vocabulary)[0] for assigned in _assignments(group, variables))
        counts = {sum(not folded for _, folded in reached) for reached in walks}
        least += min(counts, default=0)
        most += max(counts, default=0)
    return Spread(least, most, {item.id: _witness(item, items, vocabulary) for item in items})


def _item(entry: Step | Prompt) -> _Item:
    if isinstance(entry, Step):
        return _Item(entry.id, entry, entry.when, entry.fold)
    return _Item(entry.id, None, entry.when, None)


def _witness(item: _Item, items: Sequence[_Item], vocabulary: Vocabulary) -> Witness | None:
    """Facts and answers that lead to one step; None where there are none."""
    needed = {item.id}
    for other in reversed(items):
        hanging = set().union(*(_names(one) for one in items if one.id in needed))
        if ANSWER + other.id in hanging or (other.step is not None and other.step.fills in hanging):
            needed.add(other.id)
    close = [one for one in items if one.id in needed]
    variables = _variables(close, vocabulary)
    group = _Group(close, {(v.name, v.part) for parts in variables.values() for v in parts})
    for assigned in _assignments(group, variables):
        reached, found = _walk(close, assigned, vocabulary)
        if any(one.id == item.id for one, _ in reached):
            return found
    return None


def _mentioned(items: Sequence[_Item]) -> dict[str, set[str]]:
    """Every name in a condition, with the values it is compared to."""
    found: dict[str, set[str]] = {}
    for item in items:
        for condition in (item.when, item.fold):
            for test in condition.every_test() if condition is not None else ():
                found.setdefault(test.name, set()).update(test.wanted)
    for step in (item.step for item in items if item.step is not None and item.step.fills):
        wanted = found.setdefault(step.fills, set())
        found.setdefault(ANSWER + step.id, set()).update(wanted - {UNKNOWN})
        wanted.add(UNKNOWN)
    return found


def _subsets(values: Sequence[str]) -> Iterator[frozenset[str]]:
    for size in range(len(values) + 1):
        yield from map(frozenset, combinations(values, size))


def _variables(items: Sequence[_Item], vocabulary: Vocabulary) -> dict[str, list[_Variable]]:
    steps = {item.id: item.step for item in items if item.step is not None}
    found: dict[str, list[_Variable]] = {}
    for name, wanted in _mentioned(items).items():
        values = sorted(wanted - {UNKNOWN, ANSWERED})
        if name.startswith(ANSWER):
            found[name] = [_Variable(name, "", _answers(steps[name.removeprefix(ANSWER)], values))]
            continue
        fact = vocabulary.facts[name]
        others = ("true", "false") if fact.holds is Holds.FLAG else fact.values
        other = next((value for value in others if value not in values), None)
        if fact.holds is not Holds.MANY:
            spare = (other,) if other else ()
            options = (None, *(frozenset({value}) for value in (*values, *spare)))
            found[name] = [_Variable(name, "", options)]
        elif UNKNOWN in wanted:
            found[name] = [_Variable(name, "", (None, *_subsets(values)))]
        else:
            found[name] = [_Variable(name, value, (None, frozenset({value}))) for value in values]
    return found


def _answers(step: Step, mentioned: Sequence[str]) -> tuple[Option, ...]:
    """What can come of a step: skipped, each mentioned choice (or set of choices), or something else."""
    values = [value for value in mentioned if step.choice(value) is not None]
    spare = next((choice.id for choice in step.choices if choice.id not in values), None)
    free = step.note or step.kind in (Kind.DATE, Kind.TIME, Kind.NUMBER)
    other: list[Option] = [frozenset({spare})] if spare else [frozenset()] if free else []
    if not step.many:
        return (None, *other, *(frozenset({value}) for value in values))
    alone = [value for value in values if (choice := step.choice(value)) is not None and choice.only]
    together = [subset for subset in _subsets([v for v in values if v not in alone]) if subset]
    return (None, *other, *together, *(frozenset({value}) for value in alone))


def _names(item: _Item) -> set[str]:
    names = {test.name for test in item.when.every_test()}
    if item.fold is not None:
        names |= {test.name for test in item.fold.every_test()}
    if item.step is not None and item.step.fills:
        names |= {item.step.fills, ANSWER + item.step.id}
    return names


def _keys(item: _Item, variables: Mapping[str, list[_Variable]]) -> set[tuple[str, str]]:
    """The variables an item hangs on: only the values it mentions of a fact of many values."""
    wanted: dict[str, set[str]] = {}
    for condition in (item.when, item.fold):
        for test in condition.every_test() if condition is not None else ():
            wanted.setdefault(test.name, set()).update(test.wanted)
    keys = {
        (variable.name, variable.part)
        for name in _names(item)
        for variable in variables.get(name, [])
        if not variable.part or variable.part in wanted.get(name, ())
    }
    if ANSWER + item.id in variables:
        keys.add((ANSWER + item.id, ""))
    return keys


@dataclass(slots=True, eq=False)
class _Group:
    items: list[_Item]
    keys: set[tuple[str, str]]


def _groups(items: Sequence[_Item], variables: Mapping[str, list[_Variable]]) -> list[_Group]:
    """Items that share a fact or an answer, each group in the order of asking."""
    groups: list[_Group] = []
    for item in items:
        keys = _keys(item, variables)
        joined = [group for group in groups if not group.keys.isdisjoint(keys)]
        merged = _Group([entry for group in joined for entry in group.items] + [item], keys)
        merged.keys = keys.union(*(group.keys for group in joined))
        groups = [group for group in groups if group not in joined] + [merged]
    order = {item.id: number for number, item in enumerate(items)}
    for group in groups:
        group.items.sort(key=lambda item: order[item.id])
    return groups


def _assignments(
    group: _Group, variables: Mapping[str, list[_Variable]]
) -> Iterator[dict[tuple[str, str], Option]]:
    chosen = [v for name in variables for v in variables[name] if (v.name, v.part) in group.keys]
    size = 1
    for variable in chosen:
        size *= len(variable.options)
    if size > LIMIT:
        names = ", ".join(sorted({variable.name for variable in chosen}))
        raise TooTangledError(f"{size} combinations of {names}")
    keys = [(variable.name, variable.part) for variable in chosen]
    for options in product(*(variable.options for variable in chosen)):
        yield dict(zip(keys, options, strict=True))


def _walk(
    items: Sequence[_Item], assigned: Mapping[tuple[str, str], Option], vocabulary: Vocabulary
) -> tuple[list[tuple[_Item, bool]], Witness]:
    """The items reached under one combination; an answer to a step that is not asked counts for nothing."""
    state: dict[str, frozenset[str]] = {}
    for (name, part), option in assigned.items():
        if not name.startswith(ANSWER) and (option is not None or part):
            state[name] = state.get(name, frozenset()) | (option or frozenset())
    facts = {name: _plain(vocabulary, name, values) for name, values in state.items()}
    answers: dict[str, tuple[str, ...]] = {}
    reached: list[tuple[_Item, bool]] = []
    for item in items:
        here = asked(item.step, state) if item.step is not None else item.when.holds(state)
        option = assigned.get((ANSWER + item.id, ""))
        if here:
            reached.append((item, item.fold is not None and item.fold.holds(state)))
        if here and item.step is not None and option is not None:
            answers[item.id] = tuple(sorted(option))
            add_answer(state, item.step, option)
    return reached, Witness(facts, answers)


def _plain(vocabulary: Vocabulary, name: str, values: frozenset[str]) -> FactValue:
    """A fact's values as `begin` takes them."""
    holds = vocabulary.facts[name].holds
    if holds is Holds.FLAG:
        return values == frozenset({"true"})
    return next(iter(values)) if holds is Holds.ONE else tuple(sorted(values))
