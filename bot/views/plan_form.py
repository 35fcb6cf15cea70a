"""The form for a change of plan: what changes, and only the fields that this needs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.children import PLAN_WORDS, Child, Plan
from bot.domain.people import Actor
from bot.domain.plan_changes import Change, Kind, PlanForm
from bot.errors import NotFound
from bot.views import parts
from bot.views.ids import Action, Block, View
from bot.views.parts import Json

ABOUT_A_PLAN = frozenset({Kind.INTERVAL, Kind.END, Kind.PLACEMENT, Kind.DATES, Kind.APPROVAL})
AGREED = frozenset({Kind.INTERVAL, Kind.ADD, Kind.END, Kind.APPROVAL, Kind.CLOSE})
MAY_BE_LATER = frozenset({Kind.INTERVAL, Kind.PLACEMENT, Kind.DATES})
MOST_PEOPLE = 100
EVERY_PLAN = "The child has every kind of plan already: choose that the plan has ended."


@dataclass(frozen=True, slots=True)
class ChangeState:
    """What is chosen in the change form so far. `fixed`: opened for this kind of change alone."""

    child_id: int
    kind: Kind | None = None
    fixed: bool = False
    plan: str = ""
    ending: str = ""
    approval: str = ""

    def pack(self) -> str:
        """For the form's private metadata."""
        found: Json = {"child": self.child_id}
        if self.fixed and self.kind is not None:
            found["kind"] = str(self.kind)
        return json.dumps(found, separators=(",", ":"))


def read_state(text: str) -> ChangeState:
    """The child and the fixed kind of a form; NotFound where another version made it."""
    try:
        found = json.loads(text or "{}")
        kind = Kind(found["kind"]) if "kind" in found else None
        return ChangeState(int(found["child"]), kind, kind is not None)
    except (KeyError, TypeError, ValueError):
        raise NotFound(
            "This form is from an older version. Nothing was changed. Please start again."
        ) from None


# --- the form --------------------------------------------------------------------------------------------


def change_form(form: PlanForm, state: ChangeState, filled: Change | None = None) -> Json:
    """The form for what is chosen so far; `filled` puts back what was filled in before."""
    blocks: list[Json] = [parts.section(f"*{head(form.child, form.today)}*")]
    if not state.fixed:
        blocks.append(_what(form, state.kind))
    if state.kind is not None:
        filled = filled or Change(form.child.id, state.kind)
        blocks += _fields(form, state, filled)
    return parts.modal(
        "Set how often" if state.fixed and state.kind is Kind.INTERVAL else "Change the plan",
        blocks,
        callback_id=View.CHANGE,
        private_metadata=state.pack(),
        submit="See the dates",
        close="Cancel",
    )


def head(child: Child, today: date) -> str:
    """Who it is about: reference, initials, age."""
    return f"{parts.clip_escaped(child.label, 80)} · {child.age_on(today)}"


def _select(options: Sequence[Json], chosen: str = "", placeholder: str = "Choose") -> Json:
    element: Json = {
        "type": "static_select",
        "options": list(options)[:MOST_PEOPLE],
        "placeholder": parts.plain(placeholder, 150),
    }
    initial = next((option for option in options if option["value"] == chosen), None)
    if initial is not None:
        element["initial_option"] = initial
    return element


def _options(words: Mapping[str, str]) -> list[Json]:
    return [parts.option(text, key) for key, text in words.items()]


def _what(form: PlanForm, kind: Kind | None) -> Json:
    offered = {
        key: words
        for key, words in form.choices.changes.items()
        if form.decides or Kind(key) not in form.choices.managers_only
    }
    return parts.field(
        Block.WHAT,
        "What changes?",
        _select(_options(offered), kind or ""),
        dispatch=f"{Action.CHANGE_FIELD}:what",
    )


def _fields(form: PlanForm, state: ChangeState, filled: Change) -> list[Json]:
    kind = filled.kind
    blocks: list[Json] = []
    plan = _plan_of(form, state)
    if kind in ABOUT_A_PLAN and len(form.child.plans) > 1:
        words = {str(one.kind): one.words for one in form.child.plans}
        chosen = str(plan.kind) if plan is not None else ""
        again = f"{Action.CHANGE_FIELD}:plan"
        blocks.append(
            parts.field(Block.PLAN_OF, "Which plan?", _select(_options(words), chosen), dispatch=again)
        )
    blocks += {
        Kind.INTERVAL: _interval,
        Kind.ADD: _add,
        Kind.END: _end,
        Kind.PLACEMENT: _placement,
        Kind.DATES: _dates,
        Kind.BORN: _born,
        Kind.APPROVAL: _approval,
        Kind.WORKER: _worker,
        Kind.CLOSE: _close,
    }[kind](form, state, plan, filled)
    if kind in AGREED or kind in MAY_BE_LATER:
        blocks += _agreement(form, filled, optional=kind not in AGREED)
    if kind in MAY_BE_LATER and (kind is not Kind.INTERVAL or form.decides):
        blocks.append(_later(form, filled))
    blocks.append(parts.context(parts.escape(form.choices.says["not_saved"])))
    return blocks


def _plan_of(form: PlanForm, state: ChangeState) -> Plan | None:
    chosen = form.plan(state.plan) if state.plan else None
    return chosen or (form.child.plans[0] if form.child.plans else None)


def _picker(block: str, label: str, day: date | None, *, optional: bool = False, hint: str = "") -> Json:
    element: Json = {"type": "datepicker"}
    if day is not None:
        element["initial_date"] = day.isoformat()
    return parts.field(block, label, element, optional=optional, hint=hint)


def _interval(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    units = {key: unit.words for key, unit in form.choices.units.items()}
    every: Json = {"type": "number_input", "is_decimal_allowed": False, "min_value": "1"}
    if filled.every:
        every["initial_value"] = str(filled.every)
    blocks: list[Json] = []
    sentence = form.sentences.get(plan.kind, "") if plan is not None else ""
    if sentence:
        blocks.append(parts.section(f"Now: {parts.clip_escaped(sentence, 500)}"))
    blocks += [
        parts.field(Block.EVERY, "See the child at home every …", every),
        parts.field(Block.UNIT, "Days or weeks", _select(_options(units), filled.unit)),
        parts.context(parts.escape(form.choices.says["looser"])),
    ]
    return blocks


def _kinds(form: PlanForm, without: Iterable[str]) -> dict[str, str]:
    leave = set(without)
    return {str(kind): words for kind, words in PLAN_WORDS.items() if kind not in leave}


def _add(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    kinds = _kinds(form, (one.kind for one in form.child.plans))
    if not kinds:
        return [parts.section(EVERY_PLAN)]
    return [
        parts.field(Block.NEW_PLAN, "Which plan is added?", _select(_options(kinds), filled.new_plan)),
        _picker(Block.STARTS, "When did it start?", filled.starts or form.today),
    ]


def _end(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    chosen = state.ending or filled.ending
    endings = {key: ending.words for key, ending in form.choices.endings.items()}
    again = f"{Action.CHANGE_FIELD}:ending"
    blocks = [
        parts.field(Block.ENDING, "Why does it end?", _select(_options(endings), chosen), dispatch=again),
        _picker(Block.ENDS, "When did it end?", filled.ends or form.today),
    ]
    ending = form.choices.endings.get(chosen)
    kinds = _kinds(form, (one.kind for one in form.child.plans))
    if ending is not None and ending.onto and not kinds:
        blocks.append(parts.section(EVERY_PLAN))
    elif ending is not None and ending.onto:
        choose = _select(_options(kinds), filled.new_plan)
        blocks.insert(1, parts.field(Block.NEW_PLAN, "Which plan takes its place?", choose))
    return blocks


def _placement(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    return [
        _picker(Block.STARTS, "When did the new placement begin?", filled.starts or form.today),
        parts.context(parts.escape(form.choices.says["placement"])),
    ]


def _dates(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    if plan is None:
        return [parts.section("No plan is recorded yet. Choose: a plan is added.")]
    blocks = [_picker(Block.STARTS, f"Start: {plan.words}", filled.starts or plan.start)]
    for name in form.choices.key_dates.get(plan.kind, ()):
        known = filled.dates.get(name) or _as_day(plan.facts.get(name))
        label = form.choices.fact_words[name]
        blocks.append(_picker(f"{Block.KEY_DATE}:{plan.kind}:{name}", label, known, optional=True))
    return blocks


def _as_day(value: object) -> date | None:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _born(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    # What is recorded is not put in: a date of birth is not shown where it isn't needed.
    return [
        _picker(Block.BORN, "Day of birth", filled.born),
        parts.context(parts.escape(form.choices.says["born"])),
    ]


def _approval(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    offered = form.approvals(plan) if plan is not None else {}
    if plan is None or not offered:
        return [parts.section(parts.escape(form.choices.says["approval_none"]))]
    chosen = state.approval or filled.approval
    again = f"{Action.CHANGE_FIELD}:approval"
    words = _options({name: one.words for name, one in offered.items()})
    blocks = [parts.field(Block.APPROVAL, "What is approved?", _select(words, chosen), dispatch=again)]
    on_record = [_on_record(form, plan, name) for name in offered if plan.facts.get(name) is True]
    if on_record:
        blocks.insert(0, parts.bullets(on_record))
        blocks.insert(0, parts.section("Now on record:"))
    if chosen in offered and offered[chosen].lapses:
        hint = "Needed, unless it has ended."
        blocks.append(_picker(Block.UNTIL, "Holds until", filled.until, optional=True, hint=hint))
    if plan.facts.get(chosen) is True:
        ended: Json = {"type": "checkboxes", "options": [parts.option("This approval has ended", "yes")]}
        if filled.ended:
            ended["initial_options"] = ended["options"]
        blocks.append(parts.field(Block.ENDED, "Has it ended?", ended, optional=True))
    blocks.append(parts.context(parts.escape(form.choices.says["approval_apart"])))
    return blocks


def _on_record(form: PlanForm, plan: Plan, name: str) -> str:
    """An approval as it is recorded: what, until when, and by whose decision."""
    until = _as_day(plan.facts.get(f"{name}_until"))
    by = next((one.name for one in form.people if one.slack_id == plan.facts.get(f"{name}_decided_by")), "")
    on = _as_day(plan.facts.get(f"{name}_decided_on"))
    said = form.choices.approvals[name].words
    said += f", until {parts.day_year(until)}" if until is not None else ""
    said += f", decided by {by}" if by else ""
    return parts.clip(said + (f" on {parts.day_year(on)}" if by and on is not None else ""), 300)


def _worker(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    others = [person for person in form.people if person.slack_id != form.child.worker_id]
    offered = [person for person in others if person.team in form.teams]
    return [parts.field(Block.WORKER, "Who takes over?", _person(offered, filled.worker))]


def _close(form: PlanForm, state: ChangeState, plan: Plan | None, filled: Change) -> list[Json]:
    chosen = state.ending or filled.ending
    closings = {key: closing.words for key, closing in form.choices.closings.items()}
    again = f"{Action.CHANGE_FIELD}:closing"
    blocks = [
        parts.field(Block.ENDING, "Why?", _select(_options(closings), chosen), dispatch=again),
        parts.context(parts.escape(form.choices.says["close"])),
    ]
    closing = form.choices.closings.get(chosen)
    if closing is not None and closing.accepted:
        typed: Json = {"type": "plain_text_input", "max_length": 120}
        if filled.accepted_by:
            typed["initial_value"] = filled.accepted_by
        hint = "The name and the authority. Kept encrypted."
        blocks.insert(1, parts.field(Block.ACCEPTED_BY, "Who accepted the child there?", typed, hint=hint))
    return blocks


def _person(people: Sequence[Actor], chosen: str = "") -> Json:
    """One person of the list; where the list is too long for a menu, anybody in Slack (checked afterwards)."""
    if not people or len(people) > MOST_PEOPLE:
        everyone: Json = {"type": "users_select", "placeholder": parts.plain("Search for a person")}
        if chosen:
            everyone["initial_user"] = chosen
        return everyone
    options = [parts.option(person.name, person.slack_id) for person in people]
    return _select(options, chosen, "Search for a person")


def _agreement(form: PlanForm, filled: Change, *, optional: bool) -> list[Json]:
    hint = "Only needed where a later date was decided." if optional else ""
    where = _select(_options(form.choices.agreed_with), filled.agreed_with)
    return [
        parts.field(Block.AGREED_WITH, "Agreed or decided in", where, optional=optional, hint=hint),
        parts.field(
            Block.AGREED_BY, "Who agreed it?", _person(form.people, filled.agreed_by), optional=optional
        ),
        _picker(
            Block.AGREED_ON,
            "When?",
            filled.agreed_on or (None if optional else form.today),
            optional=optional,
        ),
    ]


def _later(form: PlanForm, filled: Change) -> Json:
    options = [parts.option(form.choices.says["later_tick"], "yes")]
    element: Json = {"type": "checkboxes", "options": options}
    if filled.later:
        element["initial_options"] = options
    return parts.field(Block.LATER, "A later date?", element, optional=True)
