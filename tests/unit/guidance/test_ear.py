"""The second ear for danger: what no phrase catches rings a general card, what is calm stays calm."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from knowledge.guidance import PACKS, DataError, Guidance
from knowledge.guidance.digests import read_digest
from knowledge.guidance.ear import (
    ASKINGS,
    CALM,
    EXAMPLES,
    LEAST,
    RINGS,
    STEP,
    WINDOW,
    Ear,
    Examples,
    load_examples,
)
from knowledge.guidance.urgent import GENERAL, UrgentRoutes, load_urgent

SHIPPED = PACKS.parent / EXAMPLES
DATA = PACKS.parent / "urgent.yaml"

# Written for this test: none of them stands among the examples, and no phrase knows them.
DANGERS = [
    "the twins have gone out on the frozen canal and I can't get to them",
    "baby has stopped crying and looks waxy, mum is on her phone",
    "a stranger is at the gate handing sweets to our lad and has the car door open",
    "he keeps writing goodbye on his arm and has given his dog away",
    "the toddler has got hold of the drain cleaner and her lips are white",
    "they've tied him to the bed until the spirit leaves him",
    "she says her uncle gets into her bunk and she has to go back there tonight",
]
SLIPS = [
    "shes lokced herslef in the bathrom with his razer and gone silnt",
    "teh toddler has got hold of the drian cleaner and her lips are wite",
    "he keeps writting goodby on his arm and has givn his dog away",
]
CALM_ONES = [
    "can we claim parking when the visit is at a hospital",
    "the girls were giggling in the paddling pool when I arrived",
    "she got an award at assembly and mum cried happy tears",
    "who chairs the meeting when the manager is away",
    "he has outgrown his bike and the carer would like to buy another",
    "gran makes a lovely cup of tea and the kids were doing jigsaws",
    "dad has started a new job on the buses, hours suit the school run",
    "do we keep the drawings she made or give them back",
    "the lad beat me at chess twice, good chat though",
    "team is bleeding staff this quarter, which post is frozen",
    "laptop is wheezing and has frozen on me twice, who do I ring",
    "girls are stopping at their mates mums over half term, all agreed, do we still visit",
]
# Each leans on words that stand in many dangers ("her neck", "hurt her", "won't be here").
NEAR_DANGER = [
    "dad held his arms round her neck for a hug",
    "she flung her arms round her nan's neck for a cuddle",
    "no one has hurt her she says",
    "nobody has hurt them they say",
    "mum won't be here on Tuesday, she has a shift",
    "gran won't be here on Friday, she has bingo",
    "mum is taping our visit on her phone, may I ask her to stop",
    "she chats far more on the drive to school than at home",
    "her daughter translates for her as she has little English",
    "he asks me when he can live with his mum again and I never know what to say",
]
TIDY = "The file was tidied and the shelf was dusted. "


@pytest.mark.parametrize("text", DANGERS)
def test_a_danger_in_words_nobody_listed_rings_the_general_card(shipped: Guidance, text: str) -> None:
    assert text.lower() not in load_examples([SHIPPED]).danger
    assert load_urgent([DATA], {}, frozenset()).match(text) is None
    found = shipped.urgent(text)
    assert found is not None
    assert found.id == GENERAL


@pytest.mark.parametrize("text", SLIPS)
def test_slips_of_the_keyboard_do_not_deafen_it(shipped: Guidance, text: str) -> None:
    assert shipped.urgent(text) is not None


@pytest.mark.parametrize("text", CALM_ONES)
def test_what_is_calm_stays_calm(shipped: Guidance, text: str) -> None:
    assert text.lower() not in load_examples([SHIPPED]).calm
    assert shipped.urgent(text) is None


@pytest.mark.parametrize("part", [slice(0, None, 2), slice(1, None, 2), slice(0, None, 5)])
def test_calm_near_danger_stays_calm_whichever_ways_of_asking_are_known(part: slice) -> None:
    asked = [
        ask
        for pack in sorted(p for p in PACKS.iterdir() if p.is_dir())
        if (digest := read_digest(pack)) is not None
        for statement in digest.statements
        for ask in statement.asks
    ]
    ear = Ear(load_examples([SHIPPED]), asked[part])
    assert {text: ear.heard(text) for text in NEAR_DANGER if ear.heard(text) >= RINGS} == {}
    assert all(ear.heard(text) > RINGS - 0.5 for text in DANGERS)


def test_one_more_way_of_asking_changes_next_to_nothing() -> None:
    examples = Examples(("she is bleeding, come now",) * LEAST, ("which form is it for claims",) * LEAST)
    asked = [f"how often is thing {n} seen, and who signs form {n * 7}" for n in range(ASKINGS + 1)]
    few, more = Ear(examples, asked[:-1]), Ear(examples, asked)
    for text in ("who signs it", "she is bleeding, who signs it", "how often is she seen"):
        assert few.heard(text) == pytest.approx(more.heard(text), abs=0.01), text


def test_a_card_whose_words_are_met_goes_before_the_general_one(shipped: Guidance) -> None:
    found = shipped.urgent(DANGERS[4] + ", and dad is hitting her")
    assert found is not None
    assert found.id != GENERAL


def test_a_danger_is_heard_in_the_middle_of_a_long_calm_text(shipped: Guidance) -> None:
    assert shipped.urgent(TIDY * 60) is None
    for before in (1, 7, 30, 59):
        text = TIDY * before + DANGERS[4] + ". " + TIDY * (60 - before)
        assert shipped.urgent(text) is not None, before


def test_a_question_beside_a_danger_does_not_make_it_plainly_calm(shipped: Guidance) -> None:
    found = shipped.urgent("how long do I wait before I go back and who writes the visit up? he punched me")
    assert found is not None
    assert found.id != GENERAL


def test_a_plainly_calm_text_takes_a_weak_phrase_back_but_no_sure_one_and_no_card_asked_for() -> None:
    words = {
        "groups": {"dog": "dog", "bit": "ripped", "gun": "gun", "check": "welfare check"},
        "signs": {"bites": ["!dog + bit"], "armed": ["!!gun"], "checks": ["!check"]},
        "routes": [
            {"id": "bites", "title": "A", "steps": ["b"]},
            {"id": "armed", "title": "A", "steps": ["b"]},
            {"id": "checks", "title": "A", "steps": ["b"], "asked_for": True},
            {"id": "own", "title": "A", "steps": ["b"], "patterns": ["blue folder"]},
        ],
    }
    calm = ("what does the policy say about claims, which form is it",) * LEAST
    ear = Ear(Examples(("she is bleeding, come now",) * LEAST, calm))
    routes = UrgentRoutes(words, {}, frozenset(), ear)
    asked = "what does the policy say about claims, which form is it for the"
    assert ear.plainly_calm(f"{asked} dog that ripped it")
    assert routes.match(f"{asked} dog that ripped it") is None
    assert UrgentRoutes(words, {}, frozenset()).match(f"{asked} dog that ripped it") is not None
    for said, card in (("gun", "armed"), ("welfare check", "checks"), ("blue folder", "own")):
        found = routes.match(f"{asked} {said}")
        assert found is not None, said
        assert found.id == card


def test_a_text_of_a_few_words_is_never_plainly_calm() -> None:
    ear = load_ear()
    assert not ear.plainly_calm("dog ripped it")
    assert not ear.plainly_calm("")


def load_ear() -> Ear:
    """An ear of a few examples."""
    danger = [f"she is bleeding and will not wake, room {n}" for n in range(LEAST)]
    calm = [f"which form is it for claim {n}" for n in range(LEAST)]
    return Ear(Examples(tuple(danger), tuple(calm)), ("how often do we visit",))


def test_the_same_examples_make_the_same_ear_in_whatever_order() -> None:
    examples = load_examples([SHIPPED])
    few = Examples(examples.danger[:300], examples.calm[:300])
    turned = Examples(few.danger[::-1], few.calm[::-1])
    ears = [Ear(one, ("how often do we visit",)) for one in (few, few, turned)]
    for text in (*DANGERS, *SLIPS, *CALM_ONES, TIDY * 50, "", "?!"):
        heard = {ear.heard(text) for ear in ears}
        assert len(heard) == 1, text


def test_it_can_be_kept_and_hears_the_same(shipped: Guidance) -> None:
    ear = load_ear()
    kept = pickle.loads(pickle.dumps(ear))
    assert [kept.heard(t) for t in DANGERS] == [ear.heard(t) for t in DANGERS]
    guidance = pickle.loads(pickle.dumps(shipped))
    assert guidance.urgent(DANGERS[0]) == shipped.urgent(DANGERS[0]) is not None


def test_a_long_text_is_heard_in_stretches_so_that_the_work_grows_with_its_length() -> None:
    read: list[int] = []

    class Counting(Ear):
        def _of(self, stems: list[str]) -> float:  # type: ignore[override]
            read.append(len(stems))
            return super()._of(stems)

    ear = Counting(Examples(("help now",) * LEAST, ("which form",) * LEAST))
    for size in (WINDOW, 10 * WINDOW, 100 * WINDOW):
        read.clear()
        ear.heard("word " * size)
        assert max(read) <= WINDOW
        assert sum(read) <= size * WINDOW / STEP


def test_the_thresholds_tell_the_shipped_examples_apart(shipped: Guidance) -> None:
    assert CALM < RINGS
    examples = load_examples([SHIPPED])
    rung = sum(shipped.urgent(text) is not None for text in examples.danger)
    false = sum(shipped.urgent(text) is not None for text in examples.calm)
    assert rung > 0.97 * len(examples.danger)
    assert false < 0.11 * len(examples.calm)  # phrases ring for most of these


def _file(folder: Path, text: str) -> Path:
    path = folder / EXAMPLES
    path.write_text(text, encoding="utf-8")
    return path


def _lines(name: str, start: str, many: int = LEAST) -> str:
    return f"{name}: |\n" + "".join(f"  {start} {n}\n" for n in range(many))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (_lines("danger", "a"), rf"{EXAMPLES}, 'calm': 0 messages are too few .* List at least {LEAST}"),
        (_lines("danger", "a", 3) + _lines("calm", "b"), r"'danger': 3 messages are too few"),
        (
            _lines("danger", "a") + _lines("calm", "A"),
            r"'calm': 'a 0' stands under both .* Keep it under one",
        ),
        (_lines("danger", "a") + _lines("quiet", "b"), r"'quiet' is not known here. Use 'danger' and 'calm'"),
        ("danger: [a, b]\n" + _lines("calm", "b"), r"'danger': write 'danger: \|' and .* one message a line"),
        ("- a\n- b\n", r"must hold named entries"),
    ],
)
def test_a_file_that_cannot_be_learnt_from_is_refused_with_file_key_and_cure(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        load_examples([_file(tmp_path, text)])


def test_an_authoritys_own_examples_add_to_the_shipped_ones(tmp_path: Path) -> None:
    shipped = load_examples([SHIPPED])
    both = load_examples([SHIPPED, _file(tmp_path, "danger: |\n  the weir has her\n\n  code magpie\n")])
    assert both.calm == shipped.calm
    assert both.danger == (*shipped.danger, "the weir has her", "code magpie")
    message = shipped.danger[0]
    with pytest.raises(DataError, match=f"'calm': .* stands under both kinds .{EXAMPLES} has it"):
        load_examples([SHIPPED, _file(tmp_path, f"calm: |\n  {message}\n")])
