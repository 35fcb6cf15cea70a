"""The forms about a child's plan, plain and with everything too long and hostile: Slack would take them all."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from bot.domain.plan_changes import (
    Change,
    Changed,
    Clock,
    Kind,
    Pending,
    PlanForm,
    Preview,
    WhatIf,
    WhatIfAsk,
    read_ask,
    read_change,
    read_pending,
)
from bot.errors import NotFound
from bot.services.plan_choices import choices
from bot.services.what_if import read_day, understand
from bot.views import home, plan_form, plans, what_if
from bot.views.parts import Message
from handlers.playground.validation import problems
from tests.unit.views.facts import NOW, TODAY, Facts

CHANGE = Change(
    1,
    Kind.END,
    plan="cp",
    ending="stepped_up",
    ends=TODAY,
    new_plan="cin",
    starts=TODAY,
    dates={"next_conference_date": TODAY},
    accepted_by="J. Doe, Anytown",
    agreed_with="review",
    agreed_by="U000001",
    agreed_on=TODAY,
    later=True,
)


def form_of(facts: Facts, people: int = 3, decides: bool = True) -> PlanForm:
    return PlanForm(
        child=facts.child(),
        today=TODAY,
        choices=choices(),
        people=tuple(facts.actor(number) for number in range(1, people + 1)),
        decides=decides,
        sentences={plan.kind: facts.text for plan in facts.child().plans},
        actor_id="U0AMINA",
        teams=frozenset({"Maple"}),
    )


def preview_of(facts: Facts, **more: Any) -> Preview:
    clock = Clock(facts.text, facts.decision(), facts.decision(date(2026, 12, 1)))
    other = Clock(facts.text, None, facts.decision(moment=NOW))
    made = Preview(
        pending=Pending(CHANGE, TODAY, date(2026, 12, 1)),
        child=facts.child(),
        changes=(facts.text,) * facts.many,
        before=date(2026, 12, 3),
        after=date(2026, 12, 1),
        rule_date=date(2026, 12, 1),
        held=False,
        see_now=True,
        clocks=(clock, other) * facts.many,
        decided=facts.name,
        notes=(facts.text,) * facts.many,
    )
    return replace(made, **more)


def modals(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    says = choices().says
    for people in (0, 3, 130):
        form = form_of(facts, people)
        for kind in (None, *Kind):
            state = plan_form.ChangeState(1, kind)
            yield f"{kind}, {people} people", plan_form.change_form(form, state)
            fixed = replace(state, fixed=kind is not None)
            filled = replace(CHANGE, kind=kind, every=5, unit="weeks") if kind else None
            yield f"{kind}, {people} people, filled", plan_form.change_form(form, fixed, filled)
        for ending in (*choices().endings, *choices().closings):
            kind = Kind.END if ending in choices().endings else Kind.CLOSE
            yield (
                f"{kind} {ending}",
                plan_form.change_form(form, plan_form.ChangeState(1, kind, ending=ending)),
            )
    yield (
        "no plan",
        plan_form.change_form(
            replace(form_of(facts), child=replace(facts.child(), plans=())),
            plan_form.ChangeState(1, Kind.DATES),
        ),
    )
    later = preview_of(facts, after=date(2026, 12, 20))
    held = preview_of(facts, held=True, after=date(2026, 12, 3), rule_date=date(2026, 12, 20))
    gone = preview_of(facts, before=None, after=None, rule_date=None, changes=(), clocks=(), notes=())
    closes = preview_of(facts, closes=True, after=None)
    for name, shown in (("later", later), ("held", held), ("gone", gone), ("closes", closes)):
        yield f"confirm {name}", plans.confirm(shown, says, TODAY)
        yield f"saved {name}", plans.saved(Changed(shown))
    yield "saved before", plans.saved(Changed(held, already=True))
    children = [facts.child(number) for number in range(1, 240 if facts.fat else 3)]
    yield "what if, list", what_if.form(children, WhatIfAsk(), says, TODAY)
    ask = WhatIfAsk(1, TODAY, "cp")
    yield "what if, answer", what_if.form(children, ask, says, TODAY, answer_of(facts, ask))


def answer_of(facts: Facts, ask: WhatIfAsk) -> WhatIf:
    return WhatIf(
        ask=ask,
        child=facts.child(),
        supposed=facts.text,
        now=TODAY,
        on=date(2026, 12, 21),
        sentence=facts.text,
        rule=facts.text,
        lines=(facts.text,) * (40 if facts.fat else 3),
        notes=(facts.text,) * 2,
        owed=(facts.text, "The bedroom"),
    )


@pytest.mark.parametrize(
    ("on", "overdue"), [(TODAY - timedelta(1), True), (TODAY, False), (TODAY + timedelta(1), False)]
)
def test_a_what_if_with_a_date_in_the_past_says_to_see_the_child_now(on: date, *, overdue: bool) -> None:
    facts, ask = Facts(fat=False), WhatIfAsk(1, None, "cp")
    answer = replace(answer_of(facts, ask), on=on)
    shown = json.dumps(what_if.form([facts.child()], ask, choices().says, TODAY, answer))
    assert ("See the child now" in shown and "would be overdue" in shown) is overdue
    assert ("Next home visit" in shown) is not overdue


def messages(facts: Facts) -> Iterator[tuple[str, Message]]:
    yield "told", plans.told(preview_of(facts), facts.name)
    yield "told, closed", plans.told(preview_of(facts, closes=True), facts.name)
    children = [facts.child(number) for number in range(1, 30)]
    question = f"what if {facts.text}"
    yield "offer", what_if.offer(children, WhatIfAsk(0, TODAY, "cp"), choices().says, question)


@pytest.fixture(params=[False, True], ids=["plain", "fat"])
def facts(request: pytest.FixtureRequest) -> Facts:
    return Facts(request.param)


def test_slack_takes_every_form(facts: Facts) -> None:
    assert {name: found for name, view in modals(facts) if (found := problems("modal", view))} == {}


def test_slack_takes_every_message(facts: Facts) -> None:
    for name, drawn in messages(facts):
        payload = {"channel": "D1", "text": drawn.text, "blocks": drawn.blocks}
        assert problems("message", payload) == [], name


def test_slack_takes_home_with_the_ways_to_a_plan(facts: Facts) -> None:
    view = home.caseload(facts.caseload())
    assert problems("home", view) == []
    shown = json.dumps(view)
    assert "Set how often" in shown
    assert "What if?" in shown


def test_no_name_and_no_risk_reaches_a_lock_screen() -> None:
    for name, drawn in messages(Facts(False)):
        first = json.dumps(drawn.blocks[0])
        assert not re.search(r"MP-\d|K\.B\.|Grace|protection|later", drawn.text + first), name


def test_nothing_typed_can_mention_anyone() -> None:
    def texts(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            if node.get("type") == "mrkdwn":
                yield node["text"]
            for inner in node.values():
                yield from texts(inner)
        elif isinstance(node, list):
            for inner in node:
                yield from texts(inner)

    drawn = [view["blocks"] for _, view in modals(Facts(True))]
    drawn += [message.blocks for _, message in messages(Facts(True))]
    for blocks in drawn:
        assert not [text for text in texts(blocks) if re.search(r"<(!|@|#|http)", text)]


def test_a_practitioner_is_not_offered_what_only_a_manager_may() -> None:
    offered = json.dumps(
        plan_form.change_form(form_of(Facts(False), decides=False), plan_form.ChangeState(1))
    )
    assert "The allocated worker" not in offered
    assert "Close the child here" not in offered


def test_the_confirm_step_says_who_makes_it_later_and_that_nothing_is_saved() -> None:
    shown = preview_of(Facts(False), after=date(2026, 12, 20))
    words = json.dumps(plans.confirm(shown, choices().says, TODAY), ensure_ascii=False)
    assert "Thu 3 Dec 2026 → Sun 20 Dec 2026" in words
    assert "by the decision of Grace Bell" in words
    assert "Nothing is saved yet" in words


def test_a_date_of_birth_is_never_put_into_a_form() -> None:
    view = plan_form.change_form(form_of(Facts(False)), plan_form.ChangeState(1, Kind.BORN))
    assert "2018-05-04" not in json.dumps(view)


def test_what_is_packed_into_a_form_comes_back(facts: Facts) -> None:
    pending = preview_of(facts).pending
    assert read_pending(pending.pack()) == pending
    assert len(pending.pack()) < 3000
    ask = WhatIfAsk(7, TODAY, "cp")
    assert read_ask(ask.pack()) == ask
    assert plan_form.read_state(plan_form.ChangeState(3, Kind.BORN, True).pack()).kind is Kind.BORN


@pytest.mark.parametrize("text", ["{", "[]", '{"child": "x"}', '{"kind": "none"}', '{"shown": [1]}', "null"])
def test_what_another_version_packed_is_refused_kindly(text: str) -> None:
    for read in (read_pending, read_ask, plan_form.read_state):
        if read is read_ask and text in ('{"kind": "none"}', '{"shown": [1]}', "null"):
            continue
        with pytest.raises(NotFound, match="older version"):
            read(text)
    with pytest.raises(NotFound, match="older version"):
        read_change({"child_id": 1, "kind": "end", "ends": "soon"})


# --- questions in words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ask"),
    [
        (
            "If I get to see her on 19 December, when would the next visit fall?",
            WhatIfAsk(0, date(2026, 12, 19)),
        ),
        ("when's the next one due if we visit on the 3rd of Jan", WhatIfAsk(0, date(2027, 1, 3))),
        (
            "suppose he is away, but if he is seen on Friday, what date is next?",
            WhatIfAsk(0, date(2026, 12, 11)),
        ),
        ("if I go tomorrow what is the next due date", WhatIfAsk(0, date(2026, 12, 8))),
        ("if they are visited on 12/1/27 when is the next", WhatIfAsk(0, date(2027, 1, 12))),
        ("What happens if it becomes child protection?", WhatIfAsk(becomes="cp")),
        ("and what if she moves to a CIN plan?", WhatIfAsk(becomes="cin")),
        ("when is he next due if he is stepped up", None),
        ("what if mum becomes aggressive?", None),
        ("what if he becomes looked after by his gran, who has to be told?", None),
        ("how often is a visit due on child protection?", None),
        ("if I see a bruise on her arm, what do I do next?", None),
        ("if I see him on 31 February, when is the next?", None),
        ("the next visit is on 19 December", None),
    ],
)
def test_only_a_plain_what_if_is_taken_for_one(text: str, ask: WhatIfAsk | None) -> None:
    assert understand(text, TODAY) == ask


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", TODAY),
        ("monday", date(2026, 12, 14)),
        ("next sunday", date(2026, 12, 13)),
        ("1 dec", date(2027, 12, 1)),
        ("december 9th", date(2026, 12, 9)),
        ("29 feb", None),
        ("5/13", None),
    ],
)
def test_days_as_people_write_them(text: str, day: date | None) -> None:
    assert read_day(text, TODAY) == day
