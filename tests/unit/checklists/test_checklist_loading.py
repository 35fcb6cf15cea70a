"""What cannot be trusted is refused, with file, line, key and cure; every problem at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.checklist_packs import ChecklistPackError, Document, load_checklists
from knowledge.strict_yaml import PackError

GOOD = """\
format: 1
id: trial
revision: 3
title: A trial
length: {least: 1, most: 2}
skip_reasons:
  - {id: later, label: Later}
steps:
  - id: colour
    ask: Which colour is the door?
    kind: choice
    choices:
      - {id: red, label: Red, synonyms: [crimson]}
      - {id: blue, label: Blue}
    why: Doors matter.
    source: {document: derby-derbyshire, section: "Why visit?", block: "1"}
  - id: red_door
    ask: How red?
    kind: note
    when: {answer.colour: red}
    why: Red doors matter more.
    source: {document: derby-derbyshire, section: "Why visit?", block: "2-3, 5"}
more:
  - id: lone_door
    ask: Is anyone with you?
    kind: yes_no
    when: {lone: true}
    why: Company matters.
    source: {document: camden, section: "4 Staff safety", block: "1"}
"""


def load(folder: Path, text: str, name: str = "trial.yaml") -> object:
    (folder / name).write_text(text, encoding="utf-8")
    return load_checklists(folder)


def problems(folder: Path, text: str) -> list[str]:
    with pytest.raises(ChecklistPackError) as caught:
        load(folder, text)
    return [str(problem) for problem in caught.value.problems]


def test_a_good_file_loads(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    found = load_checklists(tmp_path)["trial"]
    assert (found.id, found.revision, found.format) == ("trial", 3, 1)
    assert [step.id for step in found.every_step()] == ["colour", "red_door", "lone_door"]
    assert found.steps[0].skip_reasons[0].label == "Later"
    assert found.steps[0].source.title.startswith("Derby and Derbyshire")
    assert found.steps[0].cited("derby-derbyshire")[0].block == "1"


BROKEN = [
    ("id: red_door", "id: colour", "line 17, steps › colour.id", "stands there twice"),
    ("    kind: note\n", "    kind: note\n    kind: text\n", "kind", "stands there twice"),
    (
        "    why: Red doors matter more.\n",
        "",
        "line 17, steps › red_door.why",
        "is missing. Say in one line why",
    ),
    ("kind: note", "kind: essay", "steps › red_door.kind", "can't be “essay”. Choose one of choice, yes_no"),
    ("ask: How red?", "aks: How red?", "steps › red_door.aks", "Did you mean “ask”?"),
    ("ask: How red?", 'ask: ""', "steps › red_door.ask", "is empty"),
    ("ask: How red?", f"ask: {'How red? ' * 40}", "steps › red_door.ask", "at most 300 fit"),
    ("label: Blue", f"label: {'blue ' * 16}", "choices › blue.label", "at most 75 fit"),
    (
        "{answer.colour: red}",
        "{answer.colour: green}",
        "red_door.when.answer.colour",
        "can't be “green”. It can be answered, blue, red",
    ),
    ("{answer.colour: red}", "{answer.color: red}", "red_door.when.answer.color", "Did you mean “colour”?"),
    (
        "{answer.colour: red}",
        "{answer.lone_door: yes_}",
        "when.answer.lone_door",
        "A branch can only look back",
    ),
    (
        "{lone: true}",
        "{alone: true}",
        "lone_door.when.alone",
        "is not a fact that is known. Did you mean “lone”?",
    ),
    ("{lone: true}", "{lone: maybe}", "lone_door.when.lone", "It can be false, true, unknown"),
    ("{lone: true}", "{plan: cpp}", "lone_door.when.plan", "can't be “cpp”"),
    ("{lone: true}", "{lone: true, not: {lone: true}}", "lone_door.when", "nothing ever reaches this"),
    (
        "{lone: true}",
        "{lone: unknown, any: [{lone: true}, {lone: false}]}",
        "lone_door.when",
        "nothing ever reaches this",
    ),
    (
        "{lone: true}",
        "{answer.red_door: answered, answer.colour: blue}",
        "lone_door.when",
        "nothing ever reaches this",
    ),
    ("{lone: true}", "{}", "lone_door.when", "is empty"),
    ("document: camden", "document: camdem", "source.document", "Did you mean “camden”?"),
    ("4 Staff safety", "4 Staff", "source.section", "Did you mean “4 Staff safety”?"),
    (
        '"4 Staff safety", block: "1"',
        '"4 Staff safety", block: "7"',
        "source.block",
        "the heading has 1 blocks",
    ),
    ('"4 Staff safety", block: "1"', '"4 Staff safety", block: first', "source.block", "a range like 2-4"),
    ("format: 1", "format: 2", "line 1, format", "is 2; this version reads 1"),
    ("format: 1\n", "", "format", "is missing. Write “format: 1”"),
    ("revision: 3", "revision: three", "line 3, revision", "must be a whole number"),
    ("most: 2", "most: 1", "line 5, length", "up to 2 are asked, not 1"),
    ("least: 1", "least: 2", "line 5, length", "as few as 1 are asked"),
    ("synonyms: [crimson]", "synonyms: [Blue!]", "synonyms", "“blue” could also mean"),
    ("{id: blue,", "{id: red,", "choices › red.id", "stands there twice"),
    ("{id: blue,", "{id: Blue,", "choices › Blue.id", "must be small letters"),
    ("kind: yes_no", "kind: yes_no\n    many: true", "lone_door.many", "goes with kind: choice only"),
    ("kind: yes_no", "kind: yes_no\n    dates: future", "lone_door.dates", "goes with kind: date only"),
    ("kind: yes_no", "kind: number", "lone_door.least", "needs least and most"),
    ("kind: yes_no", "kind: yes_no\n    fills: lone", "lone_door.fills", "only a choice can fill"),
    ("kind: yes_no", "kind: yes_no\n    shows: weather", "lone_door.shows", "can't be “weather”"),
    ("kind: yes_no", "kind: yes_no\n    required: perhaps", "lone_door.required", "must be true or false"),
    ("kind: yes_no", "kind: yes_no\n    fold: {lone: true}", "lone_door.fold", "Take it out"),
    ("steps:\n", "steps: later\nmore_steps:\n", "steps", "must be a list"),
    ("title: A trial", "title: &t A trial", "the file", "anchor"),
    ("title: A trial", "title: 'A trial", "", "not valid YAML"),
]


@pytest.mark.parametrize(
    ("old", "new", "where", "cure"), BROKEN, ids=[f"{new[:40]}" for _, new, _, _ in BROKEN]
)
def test_a_broken_file_is_refused_with_its_cure(
    tmp_path: Path, old: str, new: str, where: str, cure: str
) -> None:
    assert old in GOOD
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert all(one.startswith("trial.yaml, line ") for one in found)
    assert any((where in one or where == "the file") and cure in one for one in found), found


def test_every_problem_is_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("kind: note", "kind: essay").replace("document: camden", "document: nowhere")
    assert len(problems(tmp_path, text)) == 2


def test_the_error_is_the_one_that_the_other_packs_raise(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"steps › red_door\.kind"):
        load(tmp_path, GOOD.replace("kind: note", "kind: essay"))


def test_files_that_are_no_yaml_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "trial.yaml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "void.yaml").write_text("")
    (tmp_path / "list.yaml").write_text("- a\n- b\n")
    with pytest.raises(ChecklistPackError) as caught:
        load_checklists(tmp_path)
    text = str(caught.value)
    assert "trial.yaml" in text
    assert "UTF-8" in text
    assert "void.yaml" in text
    assert "is empty" in text
    assert "list.yaml" in text


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ChecklistPackError, match="has no checklist"):
        load_checklists(tmp_path)


def test_a_run_can_keep_its_revision(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    load(
        tmp_path,
        GOOD.replace("revision: 3", "revision: 4").replace("How red?", "How very red?"),
        "trial-4.yaml",
    )
    found = load_checklists(tmp_path)
    assert found["trial"].revision == 4
    old = found.revision("trial", 3)
    assert old is not None
    assert old.steps[1].ask == "How red?"
    assert found.revision("trial", 2) is None
    assert found.get("nothing") is None
    assert len(found.every_revision()) == 2


def test_one_revision_in_two_files_is_refused(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    with pytest.raises(ChecklistPackError, match="Raise the number"):
        load(tmp_path, GOOD, "trial-again.yaml")


def test_documents_to_cite_can_be_handed_in(tmp_path: Path) -> None:
    ours = {"ours": Document("Our own policy", {"On doors": None})}
    text = GOOD.replace("derby-derbyshire", "ours").replace("camden", "ours")
    text = text.replace("Why visit?", "On doors").replace("4 Staff safety", "On doors")
    (tmp_path / "trial.yaml").write_text(text)
    assert load_checklists(tmp_path, ours)["trial"].steps[0].source.title == "Our own policy"


CARD = """\
format: 1
id: card
revision: 1
title: A card
length: {least: 1, most: 1}
groups: {door: At the door}
prompts:
  - id: knock
    say: Knock and wait.
    group: door
    agreed: {checklist: trial, step: colour}
    why: It is polite.
    source: {document: derby-derbyshire, section: "Why visit?", block: "1"}
"""


def test_a_card_recalls_a_step_that_is_there(tmp_path: Path) -> None:
    load(tmp_path, GOOD)
    load(tmp_path, CARD, "card.yaml")
    assert load_checklists(tmp_path)["card"].is_card
    with pytest.raises(
        ChecklistPackError, match=r"no checklist “trial” has a step “color”\. Did you mean “colour”"
    ):
        load(tmp_path, CARD.replace("step: colour", "step: color"), "card.yaml")


@pytest.mark.parametrize(
    ("old", "new", "cure"),
    [
        ("group: door", "group: dor", "Did you mean “door”?"),
        ("prompts:", "lines:", "is not a key that is known here"),
        ("say: Knock and wait.", "say: " + "Knock. " * 30, "at most 150 fit"),
        (
            "    why: It is polite.",
            "    when: {answer.colour: red}\n    why: It is polite.",
            "no question before this one",
        ),
    ],
)
def test_a_broken_card_is_refused(tmp_path: Path, old: str, new: str, cure: str) -> None:
    load(tmp_path, GOOD)
    with pytest.raises(ChecklistPackError, match=cure.replace("?", r"\?")):
        load(tmp_path, CARD.replace(old, new), "card.yaml")


def test_a_pack_too_tangled_to_check_is_refused(tmp_path: Path) -> None:
    facts = [
        "lone",
        "danger",
        "announced",
        "new_worker",
        "cover_worker",
        "early_days",
        "leave_soon",
        "next_planned",
    ]
    meet = ", ".join(f"{{{name}: true}}" for name in [*facts, "seen", "non_verbal", "last_failed"])
    values = "cp, cin, cic, early-help, s47, referral, cwd"
    text = GOOD.replace("when: {lone: true}", f"when: {{any: [{meet}], plan: [{values}]}}")
    assert any("Let fewer facts meet" in one for one in problems(tmp_path, text))
