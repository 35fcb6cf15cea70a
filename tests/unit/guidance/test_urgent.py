"""Urgent routes: the emergency step first, in any state of mind and spelling; quiet on questions about rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from knowledge.guidance import DataError, Guidance
from knowledge.guidance.files import read_yaml
from knowledge.guidance.phrases import Phrases, Seams
from knowledge.guidance.urgent import GENERAL, OVERLAP, PIECE, load_urgent, unreviewed_in

ROOT = Path(__file__).parents[3]
DATA = ROOT / "knowledge" / "urgent.yaml"
MESSAGES: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests" / "data" / "urgent.jsonl").read_text("utf-8").splitlines()
]

CALLS = [
    ("home-alone", "a wee girl opened the door and says mummy's at work, there's no one else in"),
    ("home-alone", "3 yr old home on his own!!! what do i do"),
    ("home-alone", "the baby is being minded by the eight year old"),
    ("home-alone", "chidlren left on there own in the house"),
    ("unsafe-carer", "her uncle who is off his face is looking after them"),
    ("refused-entry", "she just slammed the door in my face"),
    ("refused-entry", "they wont let me in and i can hear the kids"),
    ("refused-entry", "refusd entery, still on the step"),
    ("immediate-danger", "dad has a knife and is shouting at mum"),
    ("immediate-danger", "theres screaming coming from inside the house"),
    ("immediate-danger", "the baby isnt breathing"),
    ("immediate-danger", "HELP there is blood everywhere"),
    ("police-checks", "can i get the police to do a welfare check tonight"),
    ("police-checks", "how do I request a safe and well check"),
    ("worker-at-risk", "I am locked in the kitchen and they wont let me leave"),
    ("worker-at-risk", "their dog has just bitten me"),
    ("worker-at-risk", "my colleague hasn't come back from her visit and isn't answering her phone"),
    ("baby-injury", "4 month old has a bruise on her cheek"),
    ("injury-disclosure", "little boy told me his stepdad hits him with a belt"),
    ("injury-disclosure", "he's got bruses all over his legs, mum says he fell"),
    ("injury-disclosure", "lad with a fat lip, dad reckons he walked into a door"),
    ("missing-child", "foster carer says she didn't come home last night"),
    ("missing-child", "kid gone missing from the childrens home"),
    ("suicide-overdose", "she has taken a load of paracetamol"),
    ("suicide-overdose", "suicdal mum"),
    ("suicide-overdose", "he says he wants to die"),
    ("abduction", "dad has snatched the kids from school"),
    ("abduction", "mum is taking them abroad tonight and wont come back"),
    ("fgm", "worried she's being taken to be cut over the summer"),
    ("forced-marriage", "she's 16 and they are flying her out to marry a man she has never met"),
    ("disagreement", "my manager says close it but I think the child is at real risk"),
    ("risky-person-present", "the registered sex offender is sat in the living room with the kids"),
    ("child-death", "the toddler has died, I'm on my way to the house"),
    ("possible-danger", "the twins have gone out on the frozen canal and I can't get to them"),
]  # fmt: skip

QUIET = [
    "how often are children on a plan visited",
    "who writes up the visit for three brothers",
    "do I talk to teenagers on their own each time",
    "what age can a child be left home alone by law",
    "is the bedroom looked at on each visit",
    "hostile parents, how do I win them round",
    "short staffed this week, can a visit move",
    "tension you could cut with a knife",
    "felt uneasy sitting there",
    "what is the deadline for the return interview of a missing child",
    "unconscious bias after a visit",
    "mileage rate",
    "",
]


@pytest.mark.parametrize(("route", "text"), CALLS)
def test_an_emergency_is_recognised(shipped: Guidance, route: str, text: str) -> None:
    found = shipped.urgent(text)
    assert found is not None
    assert found.id == route


@pytest.mark.parametrize("text", QUIET)
def test_a_question_about_a_rule_raises_no_alarm(shipped: Guidance, text: str) -> None:
    assert shipped.urgent(text) is None


def test_every_route_begins_with_the_emergency_and_names_both_phones(shipped: Guidance) -> None:
    routes = {shipped.urgent(text).id: shipped.urgent(text) for _, text in CALLS}  # type: ignore[union-attr]
    assert set(routes) == {r.id for r in load_urgent([DATA], {}, frozenset()).routes}
    for route in routes.values():
        assert route is not None
        assert "999" in route.steps[0] or "police" in route.steps[0].lower()
        assert any("{manager_phone}" in s for s in route.steps)
        assert any("{edt_phone}" in s for s in route.steps)


def test_routes_without_a_procedure_in_the_documents_say_so(shipped: Guidance) -> None:
    for _, text in CALLS:
        route = shipped.urgent(text)
        assert route is not None
        assert route.citation is not None or any("no procedure" in s for s in route.steps)


def test_phone_numbers_are_set_in_or_their_absence_is_said(shipped: Guidance) -> None:
    route = shipped.urgent("the baby isnt breathing")
    assert route is not None
    with_numbers = " ".join(
        shipped.with_phones(route, edt_phone="01632 960001", manager_phone="01632 960002").steps
    )
    assert "Emergency Duty Team on 01632 960001" in with_numbers
    assert "manager on 01632 960002" in with_numbers
    without = " ".join(shipped.with_phones(route).steps)
    assert "no number is set" in without
    assert "{" not in with_numbers + without


def test_an_urgent_question_is_answered_too(shipped: Guidance) -> None:
    answer = shipped.answer("a six year old is alone in the flat and I cannot reach the parents, what now?")
    assert answer.urgent is not None
    assert answer.urgent.id == "home-alone"


def test_screaming_and_long_vowels_do_not_hide_it(shipped: Guidance) -> None:
    assert shipped.urgent("HEEELP!!! HE HAS A KNIIIIFE, dad has a knife") is not None


@pytest.mark.parametrize("message", MESSAGES, ids=[m["text"][:40] for m in MESSAGES])
def test_messages_as_people_type_them_reach_their_route_or_none(
    shipped: Guidance, message: dict[str, Any]
) -> None:
    found = shipped.urgent(message["text"])
    assert (found.id if found else "") == message["route"]


def _found(groups: dict[str, str], sign: str, text: str, deniable: tuple[str, ...] = ()) -> bool:
    phrases = Phrases(groups, deniable)
    words = text.split()
    return phrases.sign(sign, "test").met(phrases.find(words, [0] * len(words)))


@pytest.mark.parametrize(
    ("phrase", "text", "met"),
    [
        ("left|leaves alone", "she leaves alone", True),
        ("left|leaves alone", "she leaves", False),
        ("bruis* on? arm", "bruising on arm", True),
        ("bruis* on? arm", "bruise arm", True),
        ("in house", "in the house", True),
        ("in house", "in that his house", True),
        ("in house", "in " + "the " * 2000 + "house", False),
        ("lock .. out", "lock him and her out", True),
        ("lock .. out", "lock him and her and us out", False),
        ("# year", "6 year", True),
        ("in ##", "in 2019", True),
        ("in ##", "in 19", False),
        ("in ##", "in 2130", False),
        ("in ##", "in 2015 hrs", False),
        ("in ##", "in 2016 by", True),
        ("in ##", "by in 2016", True),
        ("## by", "at 1930 by", False),
        ("fell ##", "fell 1400", False),
    ],
)
def test_a_phrase_is_read_word_by_word(phrase: str, text: str, met: bool) -> None:
    assert _found({"a": phrase}, "a", text) is met


@pytest.mark.parametrize(
    ("sign", "text", "met"),
    [
        ("kid + mark ~2", "mark on child", True),
        ("kid > mark ~2", "mark on child", False),
        ("kid + mark ~1", "child with a big mark", False),
        ("mark - kid", "mark on child", False),
        ("mark - kid", "mark is on the leg and not near a child", True),
        ("mark -* kid", "mark is on the leg and not near a child", False),
        ("mark -- kid", "mark child", True),
        ("mark -- bad", "bad mark", False),
        ("mark -- bad", "bad mark and then a mark", True),
        ("mark", "no mark", False),
        ("mark", "no 1 saw the mark", True),
    ],
)
def test_a_sign_asks_for_nearness_order_and_absence(sign: str, text: str, met: bool) -> None:
    groups = {"kid": "child", "mark": "mark", "bad": "bad mark"}
    assert _found(groups, sign, text, ("mark",)) is met


def test_a_sign_with_an_unknown_group_is_refused() -> None:
    with pytest.raises(DataError, match="no group called 'b'"):
        Phrases({"a": "x"}).sign("a + b", "signs of 'r'")


def test_a_phrase_that_may_be_empty_is_refused() -> None:
    with pytest.raises(DataError, match="no word that must stand"):
        Phrases({"a": "x?"})


def test_every_sign_and_every_silence_names_a_route_and_groups_that_exist(shipped: Guidance) -> None:
    words = read_yaml(DATA.with_name("urgent-words.yaml"))
    assert {*words["signs"], GENERAL} == {r.id for r in load_urgent([DATA], {}, frozenset()).routes}
    assert {*words["silence"], *words["quieter"], *words["deniable"]} <= set(words["groups"])


def test_a_route_counts_as_reviewed_only_with_a_name_in_its_own_file(tmp_path: Path) -> None:
    shipped = unreviewed_in()
    assert "immediate-danger" in shipped
    (tmp_path / "urgent.yaml").write_text(
        "routes:\n  - {id: immediate-danger, title: A, steps: [b], reviewed: 'J. Doe, 2026-11-30'}\n"
    )
    assert set(unreviewed_in(tmp_path)) == set(shipped) - {"immediate-danger"}


@pytest.mark.parametrize(
    "text",
    [
        "he has a knife, when is the next visit due?",
        "mum's partner has a gun. What does the policy say about the next visit?",
        "the baby is not breathing, which form do I fill in",
    ],
)
def test_a_question_about_paper_does_not_hide_the_danger_beside_it(shipped: Guidance, text: str) -> None:
    assert shipped.urgent(text) is not None


def test_now_in_words_of_how_well_things_are_wakes_nothing_that_is_past(shipped: Guidance) -> None:
    assert shipped.urgent("self harm in 2015 by the eldest, now settled, which line of the history?") is None
    found = shipped.urgent("self harm in 2015 by the eldest, now cutting again")
    assert found is not None
    assert found.id == "suicide-overdose"


HAPPENING = [
    ("they won't let me in", "what if they won't let me in, who must I tell"),
    (
        "dad has threatened me, I am still outside",
        "if a parent has threatened me in the past, how do I record it",
    ),
    ("ring the police please", "do I ring the police beforehand in case it turns nasty"),
    (
        "the ward is sending her home tonight and I don't agree, she is not safe",
        "the health visitor reckons he is fine, how do we settle a professional disagreement",
    ),
    ("he is hitting her, the kids are here", "how do we talk to him about why he is hitting her"),
    ("the little girl is alone in the house", "can a child be left alone in the house at twelve"),
    ("nobody has seen him since Friday", "how soon should I be told that nobody has seen him since Friday"),
]


@pytest.mark.parametrize(("happens", "asked"), HAPPENING, ids=[h for h, _ in HAPPENING])
def test_the_same_words_call_for_a_card_when_it_happens_and_for_none_when_asked_about(
    shipped: Guidance, happens: str, asked: str
) -> None:
    assert shipped.urgent(happens) is not None
    assert shipped.urgent(asked) is None


@pytest.mark.parametrize(
    "text",
    [
        "they won't let me in, how long do I wait? I can hear the baby screaming inside",
        "mum punched me just now, I am in my car, how do I record it",
    ],
)
def test_a_rule_asked_about_holds_nothing_back_that_is_feared_or_happens_here(
    shipped: Guidance, text: str
) -> None:
    assert shipped.urgent(text) is not None


# Everyday messages in the words of the signs: each goes wrong as soon as its sign is drawn too wide.
EVERYDAY = [
    "mum won't be here on Tuesday, she has a shift",
    "he is fitting in nicely at his new school",
    "the landlord is fitting a stair gate",
    "toy gun on the floor, the brothers were playing",
    "the neighbour's rabbit has died, she was upset",
    "her grandad passed away in the spring",
    "which panel looks at child deaths",
    "mum mouthed thank you as I left",
    "the front door was locked, so I left a card",
    "her sister is getting married, she is a bridesmaid",
    "mum met her partner on an app two years ago",
    "the flat was empty, they are on holiday until the 3rd",
    "mum is pregnant and her 12 year old is pleased",
    "found the photos for the life story book on the laptop",
    "the lad has to work on his spelling",
    "baby weaning, off formula now",
    "he threw the ball out of the window",
    "he threw his arms round me when I left",
    "by the third form her eyes had glazed over",
    "the girls are at their mates mums until Sunday",
    "the printer is wheezing and the case system keeps freezing",
    "the carers want to take the twins to France and neither has a passport",
    "we are bleeding staff this quarter",
    "he broke his arm last year, all healed now",
    "can foster carers leave a 14 year old alone for an hour",
    "the lad went missing on Sunday and is back, who interviews him",
    "a dog went for me in the spring, should I warn anyone",
    "the nurse and I can't agree and I am still worried, where is the policy on settling disagreements",
    "my boss is having a go at me in every meeting",
    "old cig burns in the carpet, landlord is replacing it",
]

# The same kinds, when it happens.
HAPPENS = [
    ("injury-disclosure", "two cig burns, quite new"),
    ("worker-at-risk", "a man is running after me"),
    ("worker-at-risk", "their dog lunged at me"),
    ("suicide-overdose", "I have cut myself again"),
    ("suicide-overdose", "she has had 30 codeine"),
    ("suicide-overdose", "he can't see any way out of this"),
    ("immediate-danger", "he threw her out of the window"),
    ("immediate-danger", "he is bleeding from the head"),
    ("unsafe-carer", "mum's eyes are glazed and she is slurring"),
    ("missing-child", "the lad went missing on Sunday"),
    ("home-alone", "carers have left a 4 year old alone"),
    ("injury-disclosure", "his arm is broken, mum says he fell"),
    ("disagreement", "the nurse and I can't agree and I am still worried about him"),
]


@pytest.mark.parametrize(("route", "text"), HAPPENS)
def test_the_everyday_turns_that_are_let_through_hide_no_danger(route: str, text: str) -> None:
    found = load_urgent([DATA], {}, frozenset()).match(text)
    assert found is not None
    assert found.id == route


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_words_of_a_danger_raise_no_alarm(shipped: Guidance, text: str) -> None:
    assert shipped.urgent(text) is None


# Turns of speech that borrow the words of a danger, each beside a message in which the danger is meant.
BORROWED = [
    (
        "immediate-danger",
        "the boy is drowning in the canal",
        "drowning in screens and it is only my third day",
    ),
    ("immediate-danger", "somebody has shot her", "my nerves are shot, can I hand the note in late"),
    ("immediate-danger", "dad says he has shot him", "dad wants shot of us, may he say no to early help"),
    ("immediate-danger", "the baby has gone blue", "can we turn up out of the blue at a relative's"),
    (
        "immediate-danger",
        "he is kicking the door in",
        "it is kicking off on the duty desk, who decides what waits",
    ),
    (
        "injury-disclosure",
        "she said that he kicks her when he is cross",
        "who says what if it kicks off while we are in there",
    ),
    ("immediate-danger", "he hit me", "it only hit me on the bus home that he never spoke"),
    (
        "home-alone",
        "the 8 year old has been on his own in the flat since Friday",
        "he is 8 and it is a month since I got him on his own at home, who should know",
    ),
    (
        "baby-injury",
        "a red patch on the cheek of the 4 month old",
        "he moved to a home off our patch 4 months ago, how often do I go",
    ),
    ("missing-child", "he got out and we can't find him", "I had doubts about him before I got out the car"),
    (
        "missing-child",
        "the girl never came home, I can't find her",
        "when did we last see the girl, I can't find her on the system",
    ),
    (
        "missing-child",
        "gone missing on Sunday, she is 14",
        "she is 14, went missing, returned safe by the evening",
    ),
    ("unsafe-carer", "she is off her face and has the kids", "the lad is sick of my face, she says"),
    (
        "unsafe-carer",
        "mum is manic and the kids are with her",
        "the kids got no visit, work was manic have I slipped",
    ),
    (
        "home-alone",
        "mum went out and left the lad",
        "he is a different lad once mum nips out of the room for a smoke",
    ),
    (
        "home-alone",
        "the little girl opened the door, mum's at work",
        "the girl opens up to me while mum is at work",
    ),
    (
        "home-alone",
        "mum is abroad and left him",
        "mum is abroad for the spring and left him at a neighbour's under private fostering",
    ),
    (
        "injury-disclosure",
        "the lad has a sore on his back",
        "the lad was fine, his gran had sores, I saw her in the back bedroom",
    ),
    (
        "immediate-danger",
        "the kid is skin and bone",
        "the kids were fine, it's grandad I'm worried about, skin and bone, whom do I tell",
    ),
    (
        "immediate-danger",
        "she broke her wrist, nobody will say how",
        "she broke her wrist at netball in May, does the log need it",
    ),
    (
        "worker-at-risk",
        "I'm stuck in the flat and he has the key",
        "what is the safe word in case I get stuck in a flat",
    ),
    (
        "worker-at-risk",
        "he grabbed my wrist",
        "she grabbed my hand and whispered that she likes her new school",
    ),
    (
        "worker-at-risk",
        "the dog has got hold of my leg",
        "the terrier nearly had my leg off, is there dog guidance",
    ),
    ("worker-at-risk", "he is shouting at us", "we ended up shouting at us both, how do I mend that"),
    (
        "refused-entry",
        "she won't answer, I can see him inside",
        "the landlord won't answer him about the boiler, who can press him",
    ),
    (
        "risky-person-present",
        "her banned ex opened the door",
        "I wouldn't know her banned ex if he opened the door",
    ),
    (
        "risky-person-present",
        "uncle isn't allowed near the kids and he is there",
        "uncle isn't allowed near the kids, is there an order on file",
    ),
    ("fgm", "she is going to be cut at her gran's", "what is the cut off before she has to be told"),
    (
        "fgm",
        "it will be done when she is in Mali",
        "can her review be done by video while she is on holiday",
    ),
    (
        "police-checks",
        "get in the car and get the police there now",
        "they have an order to get in - are police there as a rule",
    ),
    (
        "suicide-overdose",
        "self-harmed in 2021 and is cutting again now",
        "self-harmed in 2021, well for two years, does it still go in the report",
    ),
]


@pytest.mark.parametrize(("route", "meant", "borrowed"), BORROWED, ids=[m for _, m, _ in BORROWED])
def test_a_turn_of_speech_that_borrows_the_words_of_a_danger_calls_for_no_card(
    shipped: Guidance, route: str, meant: str, borrowed: str
) -> None:
    found = load_urgent([DATA], {}, frozenset()).match(meant)
    assert found is not None
    assert found.id == route
    assert shipped.urgent(borrowed) is None


# Dangers in everyday words, and calm messages in much the same ones.
WORDED = [
    ("immediate-danger", "he's blue, what do I do", "he is blue about moving schools"),
    ("child-death", "paramedics couldn't do anything for the toddler", "the paramedic couldn't come to the meeting"),
    ("suicide-overdose", "he doesn't see the point in being here any more", "he doesn't see the point of the meeting"),
    ("worker-at-risk", "dad has me up against the wall", "I am up against the deadline"),
    ("worker-at-risk", "I don't think they are going to let me leave", "I don't think she'll let me leave early on Friday"),
    (
        "missing-child",
        "the girl isn't here, staff don't seem to know where she is",
        "staff don't seem to know where the form is",
    ),
    (
        "worker-at-risk",
        "our student was meant to text by seven, it is nearly nine",
        "our student is texting the rota round",
    ),
    (
        "injury-disclosure",
        "she whispered that uncle makes her keep a secret, may I tell anyone",
        "she whispered that there is a secret birthday cake",
    ),
    (
        "risky-person-present",
        "the banned uncle is here, I would not know him but mum says so",
        "I wouldn't know the banned uncle if I met him",
    ),
    (
        "missing-child",
        "he went missing, returned safe on Sunday and has gone again",
        "he went missing, returned safe on Sunday, who sees him",
    ),
    ("home-alone", "the babysitter is nine", "the babysitter is nine doors down"),
    ("home-alone", "they were being minded by a lad of about ten", "gran is minding a lad of eight with a cold"),
    ("immediate-danger", "cable ties on the child's bed", "cable ties behind the telly, all tidy"),
]  # fmt: skip


@pytest.mark.parametrize(("route", "danger", "calm"), WORDED, ids=[d for _, d, _ in WORDED])
def test_a_danger_in_everyday_words_calls_for_its_card(
    shipped: Guidance, route: str, danger: str, calm: str
) -> None:
    found = shipped.urgent(danger)
    assert found is not None
    assert found.id == route
    assert shipped.urgent(calm) is None


SEAMS = Seams(
    {
        "joiners": "but then",
        "and": "and",
        "subjects": "he mum",
        "verbs": "has says took",
        "leading": "if says what",
    }
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("visit fine but he fell", "0 0 1 1 1"),
        ("form due mum has gone", "0 0 1 1 1"),
        ("what if he has one", "0 0 0 0 0"),
        ("she says he has one", "0 0 0 0 0"),
        ("tea and cake and he fell", "0 0 0 1 1 1"),
        ("had rope and took it", "0 0 1 1 1"),
        ("unsure what to do he strangled her", "0 0 0 0 1 1 1"),
        ("what do he and mum say", "0 0 0 1 1 1"),
    ],
)
def test_one_thing_said_ends_where_the_next_begins_without_a_comma(text: str, parts: str) -> None:
    words = text.split()
    assert SEAMS.parts(words, [0] * len(words)) == [int(n) for n in parts.split()]


def test_a_full_stop_ends_what_is_said() -> None:
    assert SEAMS.parts(["went", "well", "cold"], [0, 0, 1]) == [0, 0, 1]


def test_a_calm_word_takes_back_only_what_is_said_in_the_same_breath() -> None:
    phrases = Phrases({"drunk": "drunk", "well": "went well"})
    words = ["went", "well", "he", "was", "drunk"]
    sign = phrases.sign("drunk - well", "test")
    hits = phrases.find(words, [0] * len(words))
    assert not sign.met(hits, [0, 0, 0, 0, 0])
    assert sign.met(hits, [0, 0, 1, 1, 1])


PAPER = "The file was tidied and the shelf was dusted. "


@pytest.mark.parametrize("before", [0, PIECE - OVERLAP, PIECE, 5 * PIECE, 13 * PIECE])
def test_a_long_message_is_read_to_its_end(shipped: Guidance, before: int) -> None:
    calm = PAPER * (before // len(PAPER) + 1)
    assert shipped.urgent(calm) is None
    found = shipped.urgent(calm + "Dad is strangling her.")
    assert found is not None
    assert found.id == "immediate-danger"


def test_a_danger_at_the_seam_of_two_pieces_is_found_wherever_it_falls(shipped: Guidance) -> None:
    for before in range(PIECE - 60, PIECE + 10):
        text = ("tidy " * PIECE)[:before] + " the baby is not breathing " + "tidy " * 200
        assert shipped.urgent(text) is not None, before


def test_a_long_message_without_spaces_is_read_too(shipped: Guidance) -> None:
    assert shipped.urgent("x" * (3 * PIECE)) is None
    assert shipped.urgent("x" * (3 * PIECE) + " the baby is not breathing") is not None


def test_the_gravest_danger_in_a_long_message_wins(shipped: Guidance) -> None:
    found = shipped.urgent("the door was slammed in my face. " + PAPER * 100 + "she has taken an overdose")
    assert found is not None
    assert found.id == "suicide-overdose"


@pytest.mark.parametrize(
    ("sentences", "met"), [([0, 0, 1, 1], True), ([0, 0, 0, 0], False), ([1, 1, 0, 0], True)]
)
def test_what_is_asked_in_another_sentence_takes_nothing_back(sentences: list[int], met: bool) -> None:
    phrases = Phrases({"mark": "mark", "asked": "how soon"})
    hits = phrases.find(["how", "soon", "a", "mark"], [0] * 4)
    assert phrases.sign("mark -> asked", "test").met(hits, (), sentences) is met


ASKED_BESIDE = (
    "who do I tell?",
    "how long do I wait?",
    "what if they will not let me in?",
    "which form is it?",
)
DANGERS = (
    "he punched me",
    "he has a knife",
    "the toddler is alone in the flat",
    "nobody has seen him since Friday",
    "they won't let me in and the baby is screaming",
    "he held her under the water",
    "mum took all her pills",
)


@pytest.mark.parametrize("asked", ASKED_BESIDE)
@pytest.mark.parametrize("danger", DANGERS)
def test_a_question_beside_it_takes_no_danger_back(shipped: Guidance, danger: str, asked: str) -> None:
    assert shipped.urgent(danger) is not None
    for text in (f"{danger}. {asked}", f"{danger}, {asked}", f"{asked} {danger}", f"{asked[:-1]}, {danger}"):
        assert shipped.urgent(text) is not None, text


def test_what_nobody_can_stand_is_no_drunk(shipped: Guidance) -> None:
    assert shipped.urgent("dad can't stand the lad, same roof but worlds apart") is None
    assert shipped.urgent("dad is drunk, he can't stand up") is not None
