"""The checklists that ship: what they cover, how long they are, and that each line of them can come up."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
import yaml

from bot.domain import checklists as engine
from bot.domain.visits import OutcomeKind
from knowledge.checklist_packs import SHIPPED, Checklist, Facts, Kind, Prompt, Step, load_checklists
from knowledge.checklists.branches import spread
from knowledge.results import PlanKind

ALL = load_checklists()
BEFORE, DURING, AFTER = ALL["before-visit"], ALL["during-visit"], ALL["after-visit"]
ASKED = [(checklist, step) for checklist in (BEFORE, AFTER) for step in checklist.every_step()]
READ = [*DURING.prompts, *DURING.more_prompts]
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def name(entry: object) -> str:
    return getattr(entry, "id", "")


def some_answer(step: Step) -> str:
    """An answer that is taken, whatever the step."""
    if step.kind is Kind.DATE:
        return "tomorrow"
    if step.kind is Kind.TIME:
        return "16:30"
    if step.kind is Kind.NUMBER:
        return str(step.least)
    return step.choices[0].id if step.choices else "A line of text."


@pytest.mark.parametrize(("checklist", "step"), ASKED, ids=name)
def test_every_step_is_asked_under_some_facts(checklist: Checklist, step: Step) -> None:
    """The engine really arrives at it, along the way that the loader's check found."""
    witness = spread(checklist.steps, checklist.more, checklist.vocabulary).witnesses[step.id]
    assert witness is not None
    run = engine.begin(checklist, witness.facts)
    seen = []
    while True:
        here = engine.current(checklist, run)
        if here is None:
            opened = engine.more(checklist, run)
            if opened.outcome is engine.Outcome.REFUSED:
                break
            run = opened.run
            continue
        seen.append(here.id)
        wanted = [value for value in witness.answers.get(here.id, ()) if here.choice(value) is not None]
        value = wanted or some_answer(here)
        turned = engine.answer(checklist, run, run.turn, value, NOW)
        assert turned.run.turn == run.turn + 1, turned.notice
        run = turned.run
    assert step.id in seen
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("prompt", READ, ids=name)
def test_every_line_of_the_card_is_shown_under_some_facts(prompt: Prompt) -> None:
    witness = spread(DURING.prompts, DURING.more_prompts, DURING.vocabulary).witnesses[prompt.id]
    assert witness is not None
    card = engine.card(DURING, witness.facts)
    assert prompt.say in {line.say for _, lines in (*card.groups, *card.more) for line in lines}


def test_few_questions_by_default() -> None:
    """Five to seven before a visit whatever is known, and at most seven after it."""
    for checklist in (BEFORE, AFTER):
        found = spread(checklist.steps, checklist.more, checklist.vocabulary)
        assert found.most <= 7
        assert found.least >= (5 if checklist is BEFORE else 4)


def test_danger_comes_before_everything() -> None:
    first = engine.current(BEFORE, engine.begin(BEFORE, {"danger": True}))
    assert first is not None
    assert (first.id, first.shows, first.can_skip) == ("danger", "danger", False)
    card = engine.card(DURING, {"danger": True})
    assert card.groups[0][1][0].shows == "danger"


def test_an_urgent_worry_comes_first_after_a_visit() -> None:
    either: list[Facts] = [{"seen": True}, {"seen": False, "outcome": "refused"}]
    for facts in either:
        run = engine.begin(AFTER, facts)
        turned = engine.answer(AFTER, run, run.turn, "yes, now", NOW)
        assert turned.alarm


def test_texts_fit_a_message() -> None:
    for _, step in ASKED:
        assert len(step.ask) <= 300
        assert len(step.help) <= 300
        assert len(step.choices) <= 10
        assert len(step.skip_reasons) <= 10
        assert all(len(choice.label) <= 75 for choice in (*step.choices, *step.skip_reasons))
        assert step.ask.rstrip()[-1] in "?."
    for prompt in READ:
        assert len(prompt.say) <= 150


def test_no_number_of_days_stands_in_a_question() -> None:
    """Intervals belong to the rules, which show their figure and source beside the question."""
    for _, step in ASKED:
        shown = " ".join([step.ask, step.help, *(c.label + c.says for c in step.choices), *step.prompts])
        assert not re.search(r"\b\d+\s*(?:working|day|hour|week|month)", shown), step.id


def test_each_of_the_five_policies_is_drawn_on() -> None:
    cited = {place.document for _, step in ASKED for place in step.cited()}
    assert cited == {
        "practice-matters",
        "gloucestershire",
        "derby-derbyshire",
        "purposeful-visits-2025",
        "camden",
    }


FURNITURE = {
    ("purposeful-visits-2025", "Pre-Visit Checklist > Review case information on ICS"): {5, 6},  # intervals
    ("purposeful-visits-2025", "Post-Visit Checklist > Follow through on any promises"): {
        3
    },  # council values
    ("derby-derbyshire", "HOME VISIT: Why?"): {3},  # a caption of the flow chart
    ("gloucestershire", "2. What do I need to do before I undertake a home visit / visit to child?"): {12},
    ("gloucestershire", "3. What do I need to do during a visit to the home?"): {1},  # "must:" above a list
}
"""Blocks of the documents' own checklists that ask for nothing that a step could serve."""


def test_nothing_that_the_documents_own_checklists_ask_is_left_out() -> None:
    """Each block of their checklists and question lists is the source of a step or a line of the card."""
    register = yaml.safe_load((SHIPPED / "sources.yaml").read_text())["documents"]
    served: dict[tuple[str, str], set[int]] = {}
    places = [place for _, step in ASKED for place in step.cited()]
    places += [place for prompt in READ for place in (prompt.source, *prompt.also)]
    for place in places:
        for part in place.block.split(","):
            first, _, last = part.strip().partition("-")
            served.setdefault((place.document, place.section), set()).update(
                range(int(first), int(last or first) + 1)
            )
    lists = [
        (document, section, blocks)
        for document, entry in register.items()
        for section, blocks in entry["sections"].items()
        if (document == "purposeful-visits-2025" and "Checklist > " in section)
        or (document == "derby-derbyshire" and section != "Version")
        or (document == "gloucestershire" and section[:2] in ("2.", "3."))
        or (document == "camden" and section.startswith("4"))
    ]
    assert len(lists) > 40
    for document, section, blocks in lists:
        missing = set(range(1, blocks + 1)) - served.get((document, section), set())
        assert missing == FURNITURE.get((document, section), set()), (document, section)


def test_facts_are_spelled_as_the_rest_of_the_service_spells_them() -> None:
    facts = BEFORE.vocabulary.facts
    assert set(facts["plan"].values) == {plan.value for plan in PlanKind}
    assert set(facts["outcome"].values) == {kind.value for kind in OutcomeKind}
    assert set(facts["owed"].values) == {"alone", "awake", "bedroom", "unannounced"}


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (date(2027, 1, 10), date(2026, 11, 24), "unborn"),
        (date(2026, 11, 24), date(2026, 11, 24), "baby"),
        (date(2025, 11, 25), date(2026, 11, 24), "baby"),
        (date(2025, 11, 24), date(2026, 11, 24), "under_3"),
        (date(2023, 11, 25), date(2026, 11, 24), "under_3"),
        (date(2023, 11, 24), date(2026, 11, 24), "three_plus"),
        (date(2024, 2, 29), date(2027, 2, 28), "under_3"),
        (date(2024, 2, 29), date(2027, 3, 1), "three_plus"),
        (date(2010, 1, 1), date(2026, 11, 24), "teen"),
        (None, date(2026, 11, 24), None),
    ],
)
def test_age_bands_change_on_the_birthday(born: date | None, on: date, band: str | None) -> None:
    assert BEFORE.vocabulary.age_band(born, on) == band


def test_only_this_childs_checks_are_on_the_card() -> None:
    baby = engine.card(DURING, {"age": "baby", "risks": ("physical_harm",)})
    teen = engine.card(DURING, {"age": "teen", "risks": ("exploitation",)})
    ids = [{line.id for _, lines in card.groups for line in lines} for card in (baby, teen)]
    assert ids[0] - ids[1] == {"baby", "observe", "injuries"}
    assert ids[1] - ids[0] == {"open", "exploitation"}
    quiet = engine.card(DURING, {"age": "teen", "non_verbal": True})
    assert {"observe"} <= {line.id for _, lines in quiet.groups for line in lines}


def test_reflections_are_read_and_not_stored() -> None:
    step = AFTER.step("reflect")
    assert step is not None
    assert step.kind is Kind.CONFIRM
    assert len(step.prompts) >= 3
    assert not step.note
