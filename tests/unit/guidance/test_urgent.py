"""Urgent routes: the emergency step first, in any state of mind and spelling; quiet on questions about rules."""

from __future__ import annotations

import pytest

from knowledge.guidance import Guidance

CALLS = [
    ("home-alone", "a wee girl opened the door and says mummy's at work, there's no one else in"),
    ("home-alone", "3 yr old home on his own!!! what do i do"),
    ("home-alone", "the baby is being minded by the eight year old"),
    ("home-alone", "chidlren left on there own in the house"),
    ("home-alone", "her uncle who is off his face is looking after them"),
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
    ("injury-disclosure", "4 month old has a bruise on her cheek"),
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
    ("disagreement", "my manager says close it but I think the child is at real risk"),
    ("risky-person-present", "the registered sex offender is sat in the living room with the kids"),
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
    assert len(routes) == 12
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
