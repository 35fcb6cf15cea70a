"""Every view, plain and with everything too long, too many and hostile: Slack would take it, and nobody is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.domain.cards import ReceiptCard
from bot.domain.checklists import Run, answer, begin
from bot.domain.messages import AlertStatus, MessageKind
from bot.domain.visits import OutcomeKind, VisitStatus
from bot.views import (
    alerts,
    checklists,
    corrections,
    desk,
    emergency,
    guidance,
    home,
    messages,
    notes,
    own_dates,
    parts,
    receipts,
    recording,
    sharing,
    talk,
    visits,
)
from bot.views.anchors import Anchor
from bot.views.parts import Message
from handlers.playground.validation import problems
from knowledge import Knowledge
from tests.unit.views.facts import NOW, TODAY, Facts

ANCHOR = Anchor(child_id=1, visit_id=3)


def _messages(facts: Facts) -> Iterator[tuple[str, Message]]:
    for name, found in facts.answers().items():
        yield (
            f"answer: {name}",
            guidance.answer(found, question_id=1, ask_name=facts.name, contacts=facts.contacts()),
        )
        yield f"channel answer: {name}", guidance.answer(found, question_id=1, ask_name="", contacts=None)
        if found.covered:
            yield f"shared: {name}", sharing.shared(found, facts.name)
    yield "urgent", emergency.urgent_message(facts.urgent(), facts.contacts())
    yield "ring now", emergency.ring_now(facts.contacts())
    yield "help", talk.help_message(facts.name, True, [facts.text[:75]] * 3)
    yield "short", talk.short(facts.text)
    yield "long text", notes.long_text("D0AMINA", "1.2")
    for status in VisitStatus:
        yield f"planned {status}", visits.planned(facts.planned(status))
    yield "dates", own_dates.dates(facts.rows()[:5], TODAY, "U0AMINA", same_initials=True)
    for undated in (0, 3):
        yield (
            f"list {undated}",
            own_dates.listed(
                facts.rows(), TODAY, "U0AMINA", heading=facts.text[:300], undated=undated, data_as_of=NOW
            ),
        )
    yield "nobody", own_dates.nobody()
    shown = receipts.receipt(facts.recorded())
    for back in (True, False):
        yield f"corrected {back}", corrections.told(facts.corrected_card(back=back))
        taken_back = corrections.redrawn(shown.blocks, facts.corrected(back=back))
        yield f"redrawn {back}", parts.message(shown.text, taken_back)
    yield "receipt", receipts.receipt(facts.recorded())
    for state in AlertStatus:
        yield f"alert {state}", alerts.alert_card(facts.together(state))
        for recorded in ((), (facts.recorded_child(alert_id=9),)):
            card = ReceiptCard(facts.together(state).alerts, facts.contacts(), recorded)
            yield f"receipt {state}", receipts.not_seen_receipt(card)
    for kind in MessageKind:
        yield str(kind), messages.render(kind, facts.card_of(kind))


def _modals(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    choice, children = facts.choice(), facts.children()
    everyone = tuple(child.id for child in children)
    yield "ask", guidance.ask_modal(facts.text)
    yield "feedback", guidance.feedback_modal(1)
    yield "gap reply", desk.gap_reply_modal(1, facts.text)
    for number in (1, 2):
        yield f"feedback reply {number}", desk.feedback_reply_modal(facts.criticism(number))
        yield f"word again {number}", desk.word_again_modal(facts.lapsed(number))
        yield f"reword {number}", desk.reword_modal(facts.criticism(number))
    yield "section", guidance.section_modal(facts.text, facts.text, [facts.text] * 60)
    for name, found in facts.answers().items():
        if found.covered:
            yield f"share: {name}", sharing.share_modal(found, 1)
        yield f"others: {name}", guidance.others_modal(found)
        yield f"policy: {name}", guidance.policy_modal(found, 1)
    yield "pick", visits.pick_child(children * 20, TODAY, Anchor(purpose="plan"))
    yield "pick in vain", visits.pick_child(children, TODAY, Anchor(purpose="record"), facts.text)
    yield "goes on", checklists.goes_on(facts.text)
    yield "plan", visits.plan_form(choice, visits.PlanState(everyone, TODAY), ANCHOR)
    yield (
        "plan late",
        visits.plan_form(choice, visits.PlanState(everyone, NOW.date().replace(day=30)), ANCHOR),
    )
    yield "move", visits.move_form(facts.visit(), children, ANCHOR)
    yield "cancel", visits.cancel_form(facts.visit(), children, ANCHOR)
    yield "why", visits.why(facts.why())
    yield "worried", recording.worried(facts.contacts(), ANCHOR)
    yield "worried now", recording.worried_now(facts.contacts(), ANCHOR)
    yield "record, nothing chosen", recording.record_form(choice, recording.RecordState(everyone), ANCHOR)
    for kind in OutcomeKind:
        mixed = {everyone[-1]: OutcomeKind.SEEN_ELSEWHERE, everyone[0]: OutcomeKind.SEEN}
        state = recording.RecordState(everyone, kind, mixed)
        yield f"record {kind}", recording.record_form(choice, state, ANCHOR, facts.text)
        one = recording.RecordState(everyone[:1], kind)
        alone = replace(choice, children=children[:1], visit=None)
        yield f"record one {kind}", recording.record_form(alone, one, ANCHOR)
    for how in corrections.HOW_WORDS:
        for kind in OutcomeKind:
            state = corrections.CorrectState(how, kind)
            yield f"correct {how} {kind}", corrections.form(facts.correction(), state, ANCHOR)
    found = [replace(facts.outcome(1), id=number) for number in range(20)]
    yield "correct, pick", corrections.pick(facts.child(), found, ANCHOR)
    for back in (True, False):
        yield f"corrected {back}", corrections.corrected(facts.corrected(back=back))
    yield "saved", receipts.saved(facts.recorded())
    yield "saved, urgent", receipts.saved(facts.recorded(), facts.urgent())
    yield "copy", receipts.copy_modal(facts.text * 3)
    for status in AlertStatus:
        yield f"alert modal {status}", alerts.alert_modal(facts.together(status))
        yield f"acknowledge {status}", alerts.acknowledge_form(facts.together(status), NOW, ANCHOR)
    yield "children", home.children_modal(facts.caseload())
    yield "team", home.team_modal(facts.board())


def _homes(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    for page in (0, 1, 99):
        yield f"caseload {page}", home.caseload(facts.caseload(), page, [facts.text[:75]] * 3)
        yield f"board {page}", home.board(facts.board(), page, [facts.text[:75]] * 3)
    yield "no children", home.caseload(replace(facts.caseload(), rows=(), data_as_of=None))
    yield "no alerts", home.board(replace(facts.board(), rows=(), alerts=()))
    yield "desk", desk.desk(facts.desk(), [facts.text[:75]] * 3)
    yield "empty desk", desk.desk(replace(facts.desk(), gaps=(), feedback=(), policies=()))
    yield "chair", home.chair([facts.text[:75]] * 3)
    yield "stranger", home.stranger(facts.text)


@pytest.fixture(params=[False, True], ids=["plain", "fat"])
def facts(request: pytest.FixtureRequest) -> Facts:
    return Facts(request.param)


def _payload(message: Message) -> dict[str, Any]:
    return {"channel": "D1", "text": message.text, "blocks": message.blocks}


def test_slack_takes_every_message(facts: Facts) -> None:
    refused = {
        name: found for name, drawn in _messages(facts) if (found := problems("message", _payload(drawn)))
    }
    assert refused == {}


def test_slack_takes_every_modal(facts: Facts) -> None:
    refused = {name: found for name, drawn in _modals(facts) if (found := problems("modal", drawn))}
    assert refused == {}


def test_slack_takes_every_home(facts: Facts) -> None:
    refused = {name: found for name, drawn in _homes(facts) if (found := problems("home", drawn))}
    assert refused == {}


def test_a_message_keeps_well_below_the_size_slack_refuses(facts: Facts) -> None:
    """About 13,200 characters of blocks were seen refused (slack-facts 4)."""
    sizes = {name: len(json.dumps(drawn.blocks)) for name, drawn in _messages(facts)}
    plain = {name: size for name, size in sizes.items() if size > 9_000}
    if not facts.fat:
        assert plain == {}


_MENTION = re.compile(r"<(!|@|#|http)")


def _strings(drawn: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the kind of object it stands in."""
    if isinstance(drawn, dict):
        own = str(drawn.get("type", kind))
        for key, value in drawn.items():
            if isinstance(value, str) and key == "text":
                yield own, value
            else:
                yield from _strings(value, own)
    elif isinstance(drawn, list):
        for one in drawn:
            yield from _strings(one, kind)


@pytest.mark.parametrize("draw", [_messages, _modals, _homes])
def test_nothing_typed_can_mention_anyone_or_hide_a_link(draw: Callable[[Facts], Iterator[Any]]) -> None:
    for name, drawn in draw(Facts(fat=True)):
        blocks = drawn.blocks if isinstance(drawn, Message) else drawn["blocks"]
        for kind, text in _strings(blocks):
            if kind == "mrkdwn":
                assert not _MENTION.search(text), f"{name}: {text[:120]}"
        if isinstance(drawn, Message):
            assert not _MENTION.search(drawn.text), name


GIVES_AWAY = re.compile(
    r"MP-\d|K\.B\.|unannounced|not seen|overdue|refused|Grace|child protection", re.IGNORECASE
)


def test_lock_screens_show_no_name_no_risk_and_not_unannounced() -> None:
    """The fallback text and the first block are what a notification shows."""
    for name, drawn in _messages(Facts(fat=False)):
        if name.startswith(("answer", "channel answer", "urgent", "help", "short", "ring")):
            continue  # guidance, no case data
        first = " ".join(text for _, text in _strings(drawn.blocks[0]))
        assert not GIVES_AWAY.search(f"{drawn.text} {first}"), f"{name}: {drawn.text} / {first}"


def test_every_kind_of_message_has_a_view() -> None:
    assert set(messages.RENDERERS) == set(MessageKind)


def test_a_card_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="is drawn from AlertsCard"):
        messages.render(MessageKind.NOT_SEEN_ALERT, Facts(fat=False).reminder())


def _every_step(knowledge: Knowledge) -> Iterator[tuple[str, Message]]:
    child = Facts(fat=True).child()
    for found in knowledge.checklists.every_revision():
        if found.is_card:
            continue
        run: Run = begin(found, {})
        for step in found.every_step():
            at = replace(run, position=step.id)
            drawn = checklists.question(
                7, found, at, step, child, notice=Facts(True).text, beside=[Facts(True).text] * 12
            )
            yield f"{found.id}: {step.id}", drawn
            yield f"{found.id}: {step.id} answered", checklists.answered(found, at, step, child)
        yield f"{found.id} paused", checklists.paused(7, found, child, Facts(True).text)
        turned = answer(found, run, run.turn, "statutory", NOW)
        yield f"{found.id} done", checklists.done(7, found, turned.run, child, 3, Facts(True).text)
        yield f"{found.id} waiting", checklists.waiting(7, found.title)


def test_slack_takes_every_question_of_every_checklist(knowledge: Knowledge) -> None:
    refused = {
        name: found
        for name, drawn in _every_step(knowledge)
        if (found := problems("message", _payload(drawn)))
    }
    assert refused == {}


def test_a_managers_home_says_how_many_alerts_there_are_beside_those_it_shows() -> None:
    facts = Facts(fat=False).board()
    shown = len(facts.alerts)
    page = json.dumps(home.board(replace(facts, alerts_in_all=shown + 10)), ensure_ascii=False)
    assert f"Open alerts: {shown + 10}" in page
    assert "10 more come up here" in page
    assert "more come up here" not in json.dumps(home.board(facts), ensure_ascii=False)
