"""Suggested questions: fitting role and moment, on Home, in help and in Slack's agent view; every one is answered."""

from __future__ import annotations

from datetime import date, time, timedelta
from pathlib import Path

import pytest

from bot.domain.people import Actor, Role
from bot.domain.visits import OutcomeKind
from bot.services import prompts, recording, visits, what_if
from bot.services.prompts import Moment
from bot.services.recording import ChildRecord, RecordOutcome
from bot.services.visits import PlanVisit
from bot.settings import SettingsProblem, load_settings
from handlers.app import build_app
from handlers.spoken import Kind, about_own_children, is_question, kind_of
from knowledge import Knowledge, pack_ids
from knowledge.results import PlanKind
from knowledge.strict_yaml import PackError
from tests.builders import AMINA, DANIEL, GRACE, LEAH, PRIYA, SIAN, TOMOS, a_child
from tests.unit.handlers.conftest import Office

ALL = {text for moments in prompts.shipped().values() for texts in moments.values() for text in texts}


def _first(role: Role, moment: Moment) -> str:
    return prompts.shipped()[role][moment][0]


def _not_seen(office: Office) -> None:
    command = RecordOutcome(
        None, office.clock.today(), time(8), (ChildRecord(office.child.id, OutcomeKind.NO_ANSWER),)
    )
    recording.record_outcome(office.deps, AMINA, command, "view:not-seen")


# --- what is offered when ------------------------------------------------------------------------------


def _moment(office: Office, actor: Actor) -> Moment:
    with office.deps.transaction(reading=True) as tx:
        return prompts.moment(office.deps, tx, actor)


def test_the_most_pressing_moment_counts(office: Office) -> None:
    assert _moment(office, AMINA) is Moment.OTHERWISE
    new = a_child(office.deps, start=date(2026, 11, 20), initials="N.N.")
    assert _moment(office, AMINA) is Moment.NEW_CHILD
    a_child(office.deps, seen=date(2026, 10, 26), initials="O.O.")
    assert _moment(office, AMINA) is Moment.OVERDUE
    planned = PlanVisit((new.id,), office.clock.today(), time(15), True, (LEAH.slack_id,))
    visits.plan_visit(office.deps, AMINA, planned, "view:plan")
    assert _moment(office, AMINA) is Moment.VISIT_TODAY
    assert _moment(office, LEAH) is Moment.VISIT_TODAY, "a joint visitor goes too"
    assert _moment(office, DANIEL) is Moment.OTHERWISE
    assert _moment(office, GRACE) is Moment.OVERDUE, "it is not her visit"
    _not_seen(office)
    assert _moment(office, AMINA) is Moment.NOT_SEEN
    assert _moment(office, GRACE) is Moment.NOT_SEEN
    assert _moment(office, SIAN) is Moment.NOT_SEEN
    assert _moment(office, TOMOS) is Moment.OTHERWISE
    assert _moment(office, PRIYA) is Moment.OTHERWISE


def test_a_visit_tomorrow_or_yesterday_is_not_today(office: Office) -> None:
    tomorrow = office.clock.today() + timedelta(1)
    visits.plan_visit(office.deps, AMINA, PlanVisit((office.child.id,), tomorrow, time(9), True), "view:1")
    assert _moment(office, AMINA) is Moment.OTHERWISE
    office.clock.move(timedelta(days=1))
    assert _moment(office, AMINA) is Moment.VISIT_TODAY
    office.clock.move(timedelta(days=1))
    assert _moment(office, AMINA) is not Moment.VISIT_TODAY


def test_no_interval_counts_as_a_new_child(office: Office) -> None:
    a_child(office.deps, plan=PlanKind.EARLY_HELP, seen=date(2026, 11, 20), initials="E.H.")
    assert _moment(office, AMINA) is Moment.NEW_CHILD


# --- where they are shown ------------------------------------------------------------------------------


def test_help_and_home_show_what_fits_now(office: Office) -> None:
    office.slack.say("U0AMINA", "help")
    assert _first(Role.PRACTITIONER, Moment.OTHERWISE) in office.slack.read("U0AMINA", "often ask").all_text
    _not_seen(office)
    office.slack.open_home("U0AMINA")
    home = office.slack.wait_for(lambda: office.slack.home("U0AMINA"))
    row = next(block for block in home.blocks if block.get("block_id") == "prompts")
    assert [button["text"]["text"] for button in row["elements"]] == list(
        prompts.shipped()[Role.PRACTITIONER][Moment.NOT_SEEN]
    )
    office.slack.open_home("U0GRACE")
    board = office.slack.wait_for(lambda: office.slack.home("U0GRACE"))
    assert _first(Role.MANAGER, Moment.NOT_SEEN) in board.all_text


@pytest.mark.parametrize("person", ["U0AMINA", "U0GRACE", "U0SIAN", "U0PRIYA"])
def test_a_question_on_home_is_answered_in_the_messages_and_home_says_so(office: Office, person: str) -> None:
    office.slack.open_home(person)
    office.slack.wait_for(lambda: office.slack.home(person))
    office.slack.click(person, "home", "ask_this:0")
    assert office.modal(person, "in our messages")
    assert office.slack.read(person, "Source:")


def test_slacks_agent_view_is_left_alone_unless_it_is_turned_on(office: Office) -> None:
    office.slack.open_home("U0AMINA", "messages")
    office.slack.say("U0AMINA", "thanks")
    office.slack.read("U0AMINA", "You're welcome")
    assert office.slack.calls("assistant.threads.setSuggestedPrompts") == []


def _agent_view(office: Office) -> None:
    settings = office.deps.settings.model_copy(update={"agent_view": True})
    object.__setattr__(office.deps, "settings", settings)
    office.answer_with(build_app(office.deps))


def test_the_agent_view_gets_the_questions_that_fit(office: Office) -> None:
    _agent_view(office)
    _not_seen(office)
    office.slack.open_home("U0AMINA", "messages")
    call = office.slack.wait_for(lambda: office.slack.calls("assistant.threads.setSuggestedPrompts"))[0]
    office.slack.wait_for(lambda: call.outcome)
    assert call.outcome == "ok"
    [shown] = office.slack.slack.prompts.values()
    fitting = prompts.shipped()[Role.PRACTITIONER][Moment.NOT_SEEN]
    assert [one["message"] for one in shown["prompts"]] == list(fitting)


@pytest.mark.parametrize("person", ["U0NOOR", "U0GUEST"])
def test_strangers_are_offered_nothing_in_the_agent_view(office: Office, person: str) -> None:
    _agent_view(office)
    office.slack.open_home(person, "messages")
    office.slack.say(person, "hello")
    office.slack.read(person)
    assert office.slack.calls("assistant.threads.setSuggestedPrompts") == []


def test_slack_away_does_not_hold_up_the_messages_tab(office: Office) -> None:
    office.faults_expected.append("setSuggestedPrompts is refused")
    _agent_view(office)
    office.slack.misbehave("status", "assistant.threads.setSuggestedPrompts", status=500)
    office.slack.open_home("U0AMINA", "messages")
    office.slack.wait_for(lambda: office.slack.calls("assistant.threads.setSuggestedPrompts"))
    before = office.slack.say("U0AMINA", "thanks")
    assert office.slack.read("U0AMINA", "You're welcome", after=before)
    assert [m for m in office.slack.messages("U0AMINA") if "D-" in m.all_text] == []


def test_the_setting_takes_true_or_false_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings(_env_file=None).agent_view is False
    monkeypatch.setenv("DOORSTEP_AGENT_VIEW", "perhaps")
    with pytest.raises(SettingsProblem, match="DOORSTEP_AGENT_VIEW: must be true or false"):
        load_settings(_env_file=None)


# --- every one of them leads somewhere -----------------------------------------------------------------


@pytest.mark.parametrize("text", sorted(ALL))
def test_a_prompt_is_a_question_for_the_guidance_and_about_nobody(text: str) -> None:
    assert kind_of(text) is Kind.WORDS
    assert is_question(text)
    assert not about_own_children(text)
    assert what_if.understand(text, date(2026, 11, 23)) is None


@pytest.mark.parametrize("policy", pack_ids())
def test_every_prompt_is_answered_with_its_place(knowledge: Knowledge, policy: str) -> None:
    """Under each policy that can be adopted: one that nobody answers would be no help."""
    for text in sorted(ALL):
        found = knowledge.guidance.answer(text, policy=policy)
        assert found.covered, text
        assert found.answers, text
        assert all(one.document and one.section and one.text for one in found.answers), text


@pytest.mark.parametrize(
    ("policy", "asked", "says"),
    [
        ("gloucestershire", "How often must I see a child on a child protection plan?", "10 working days"),
        (
            "purposeful-visits-2025",
            "How often is a child on a child protection plan visited?",
            "20 working days",
        ),
        ("gloucestershire", "How soon must I try again after a failed visit?", "48 working hours"),
        ("camden", "How soon is the next try after a failed visit?", "3 working days"),
        ("camden", "Do I look at the bedroom every time?", "third visit"),
        ("camden", "When is the conference chair told about missed visits?", "2 scheduled visits"),
        ("practice-matters", "Can a sighting at school replace the home visit?", "on top of visits"),
        ("gloucestershire", "How soon does a visit have to be written up?", "24 hours"),
    ],
)
def test_prompts_find_what_they_ask_for(knowledge: Knowledge, policy: str, asked: str, says: str) -> None:
    assert asked in ALL
    found = knowledge.guidance.answer(asked, policy=policy)
    assert found.answers[0].document == policy
    assert says in found.answers[0].text


# --- the file ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("format: 1", "format: 2"), "format: is not 1"),
        (("chair:", "chiar:"), "chiar: is no role here.*`chair`"),
        (("  overdue:", "  overdu:"), "is no moment here"),
        (("  otherwise:\n    - What does the conf", "  overdue:\n    - What does the conf"), "`otherwise`"),
        (("Must I speak to the child alone?", "Must I " + "really " * 12 + "speak?"), "fits no button"),
        (("Must I speak to the child alone?", "Do I look at the bedroom every time?"), "the same twice"),
        (("- Must I speak", "- What else?\n    - Must I speak"), "one to 3"),
    ],
)
def test_a_slip_in_the_file_is_refused_with_key_and_cure(
    tmp_path: Path, change: tuple[str, str], says: str
) -> None:
    text = prompts.FILE.read_text(encoding="utf-8")
    assert change[0] in text
    path = tmp_path / "prompts.yaml"
    path.write_text(text.replace(*change, 1), encoding="utf-8")
    with pytest.raises(PackError, match=says):
        prompts.read_prompts(path)
