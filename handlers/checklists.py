"""Checklists in conversation: one question at a time, tapped or typed, stopped and carried on at will."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext

from bot.domain.checklist_runs import RunStatus
from bot.domain.checklists import command
from bot.domain.people import Actor
from bot.errors import NotFound
from bot.services import guidance, runs
from bot.services.runs import RunView
from bot.views import checklists as views
from bot.views import talk
from bot.views.emergency import ring_now, urgent_message
from bot.views.ids import Action
from bot.views.parts import Message
from handlers import clicks
from handlers.clicks import Body
from handlers.door import Again, Door, user_of

Ack = Callable[..., Any]


def register(app: App, door: Door) -> None:
    """Everything a person can tap in a check."""
    _starting(app, door)
    _answering(app, door)
    _keeping(app, door)
    _moving(app, door)


# --- showing where a check stands ----------------------------------------------------------------------


def show(door: Door, run: RunView, channel: str, thread: str) -> None:
    """Post what comes next: the question, the pause, or the summary; and remember where the question stands."""
    if run.run.status is RunStatus.STOPPED:
        door.post(channel, views.paused(run.run_id, run.checklist, run.child, run.notice), thread)
        return
    if run.step is None:
        message = views.done(run.run_id, run.checklist, run.run, run.child, run.visit_id, notice=run.notice)
        door.post(channel, message, thread)
        return
    message = views.question(
        run.run_id,
        run.checklist,
        run.run,
        run.step,
        run.child,
        notice=run.notice,
        beside=run.shows,
    )
    ts = door.post(channel, message, thread, note=False)
    runs.put_at(door.deps, run.run_id, channel, ts, thread or ts)


def settle(door: Door, before: RunView, after: RunView) -> None:
    """Redraw the question that was dealt with: its answer, and no buttons any more."""
    if before.step is not None and before.message_ts and before.channel:
        message = views.answered(after.checklist, after.run, before.step, after.child)
        door.redraw(before.channel, before.message_ts, message)


def go_on(door: Door, actor: Actor, before: RunView, after: RunView, channel: str, thread: str) -> None:
    """After one input: what it refused, or the next question under the one that was answered."""
    if after.alarm:
        _, contacts = guidance.urgent(door.deps, actor, "")
        door.post(channel, ring_now(contacts), thread)
    if after.already:
        return
    if after.run.turn == before.run.turn:  # it was refused, or too late: the question stays where it is
        door.post(channel, _refused(after), thread)
        return
    settle(door, before, after)
    show(door, after, channel, thread)


def _refused(after: RunView) -> Message:
    """Why nothing was taken; a text that was kept comes with what may become of it."""
    drafts = after.run.drafts
    if after.kept and drafts and drafts[-1].text == after.kept:
        stopped = after.run.status is RunStatus.STOPPED
        return views.kept_text(after.run_id, drafts[-1].step, after.notice, stopped=stopped)
    return talk.short(after.notice or "Nothing was changed.")


def emergency(door: Door, actor: Actor, text: str, channel: str, thread: str) -> bool:
    """Whether what was typed tells of an emergency; if so, its steps are posted."""
    route, contacts = guidance.urgent(door.deps, actor, text)
    if route:
        door.post(channel, urgent_message(route, contacts), thread)
    return route is not None


def typed(door: Door, actor: Actor, run: RunView, text: str, once: str, thread: str) -> None:
    """A typed answer, or one of the words that steer a check."""
    channel = run.channel or door.workspace.direct_channel(actor.slack_id)
    word = "help" if text.strip().lower() == "help" else command(run.checklist, run.run, text)
    if word == "help":
        sentence = (
            "Answer with a button or by typing. You can also type back, skip or stop. "
            "Nothing you have answered is lost."
        )
        door.post(channel, talk.short(sentence), thread)
        return
    after = _steer(door, actor, run, word) if word else None
    if after is None:
        turn = run.run.turn
        if word == "skip":
            after = runs.skip(door.deps, actor, run.run_id, turn, "")
        else:
            after = runs.answer(door.deps, actor, run.run_id, turn, text, once)
    go_on(door, actor, run, after, channel, thread or run.thread_ts or "")


def _steer(door: Door, actor: Actor, run: RunView, word: str) -> RunView | None:
    if word == "back":
        return runs.back(door.deps, actor, run.run_id, run.run.turn)
    if word == "keep":
        return runs.keep(door.deps, actor, run.run_id, run.run.turn)
    if word == "stop":
        return runs.stop(door.deps, actor, run.run_id)
    if word == "more":
        return runs.more(door.deps, actor, run.run_id)
    return None


# --- reading a tap -------------------------------------------------------------------------------------

_KEY = re.compile(r"(\d{1,18}):(\d{1,9})")


def run_and_turn(body: Body) -> tuple[int, int]:
    """Which question was tapped: from the button's value, or from the block of a list or picker."""
    tapped = clicks.action(body)
    for text in (str(tapped.get("value") or ""), str(tapped.get("block_id") or "").partition(":")[2]):
        found = _KEY.fullmatch(text)
        if found:
            return int(found[1]), int(found[2])
    raise NotFound("That button is from an older message. Nothing was changed.")


def chosen(body: Body) -> str:
    """What was tapped: the choice in the action's name, the option of a list, a day or a time."""
    tapped = clicks.action(body)
    option = (tapped.get("selected_option") or {}).get("value")
    picked = option or tapped.get("selected_date") or tapped.get("selected_time")
    return str(picked or str(tapped.get("action_id") or "").partition(":")[2])


def marked(body: Body) -> tuple[str, ...]:
    """All ticked choices of the message's tick boxes."""
    values = (body.get("state") or {}).get("values") or {}
    for inputs in values.values():
        state = inputs.get(str(Action.CHECK_MARK))
        if state is not None:
            return tuple(str(option["value"]) for option in state.get("selected_options") or [])
    return ()


def _starting(app: App, door: Door) -> None:
    @app.action(Action.CHECK_START)
    def start(ack: Ack, body: Body, context: BoltContext) -> None:
        anchor = clicks.anchor(body)
        channel, ts = clicks.message_of(body)
        if not channel:
            channel = door.workspace.direct_channel(user_of(body))
        thread = clicks.thread_of(body) or ts
        run = runs.begin(
            door.deps,
            context["actor"],
            anchor.purpose or views.BEFORE,
            anchor.child_id,
            anchor.visit_id or None,
            channel,
            thread,
            clicks.once(body),
        )
        ack()
        if run.already:
            door.post(channel, views.open_already(run.checklist.title), thread)
            return
        show(door, run, channel, thread)

    @app.action(Action.CHECK_RESUME)
    def resume(ack: Ack, body: Body, context: BoltContext) -> None:
        run = runs.resume(door.deps, context["actor"], clicks.anchor(body).run_id)
        ack()
        if run.channel and run.message_ts and run.step is not None:
            door.redraw(run.channel, run.message_ts, views.asked_below(run.checklist.title))
        channel, thread = clicks.private_place(door, body)
        show(door, run, channel, thread or run.thread_ts or "")
        if (body.get("view") or {}).get("type") == "home":
            # Slack can't be made to switch tabs, so say where it goes on.
            door.open(
                body, views.goes_on(run.checklist.title), Again(Action.CHECK_RESUME, clicks.value(body))
            )

    @app.action(Action.CHECK_CARD)
    def card(ack: Ack, body: Body, context: BoltContext) -> None:
        anchor = clicks.anchor(body)
        child, facts = runs.door_card(door.deps, context["actor"], anchor.child_id, anchor.visit_id or None)
        ack()
        door.open(body, views.card(child, facts), Again(Action.CHECK_CARD, clicks.value(body)))


def _answering(app: App, door: Door) -> None:
    @app.action(re.compile(f"^{Action.CHECK_CHOOSE}:"))
    def choose(ack: Ack, body: Body, context: BoltContext) -> None:
        _answer(door, ack, body, context["actor"], chosen(body))

    @app.action(Action.CHECK_MARK)
    def mark(ack: Ack) -> None:
        ack()  # ticks count when Done is tapped

    @app.action(Action.CHECK_DONE)
    def done(ack: Ack, body: Body, context: BoltContext) -> None:
        _answer(door, ack, body, context["actor"], marked(body))

    @app.action(Action.CHECK_SKIP)
    def skip(ack: Ack, body: Body, context: BoltContext) -> None:
        run_id, turn = run_and_turn(body)
        before = runs.look(door.deps, context["actor"], run_id)
        reason = str((clicks.action(body).get("selected_option") or {}).get("value") or "")
        after = runs.skip(door.deps, context["actor"], run_id, turn, reason)
        ack()
        _next(door, body, context["actor"], before, after)


def _keeping(app: App, door: Door) -> None:
    @app.action(Action.CHECK_NOTE_TEXT)
    def note_text(ack: Ack, body: Body, context: BoltContext) -> None:
        _place(door, ack, body, context["actor"], keep_it=True)

    @app.action(Action.CHECK_DROP_TEXT)
    def drop_text(ack: Ack, body: Body, context: BoltContext) -> None:
        _place(door, ack, body, context["actor"], keep_it=False)


def _place(door: Door, ack: Ack, body: Body, actor: Actor, *, keep_it: bool) -> None:
    """Settle a kept text as its message asks; the message then says what became of it."""
    number, _, step_id = clicks.value(body).partition(":")
    before = runs.look(door.deps, actor, int(number) if number.isdigit() else 0)
    after = runs.place_draft(door.deps, actor, before.run_id, step_id, keep_it=keep_it)
    ack()
    channel, ts = clicks.message_of(body)
    door.redraw(channel, ts, talk.short(after.notice))
    if after.run.turn != before.run.turn:  # it became the answer
        settle(door, before, after)
        where, thread = clicks.private_place(door, body)
        show(door, after, where, thread or after.thread_ts or "")


def _answer(door: Door, ack: Ack, body: Body, actor: Actor, value: str | tuple[str, ...]) -> None:
    run_id, turn = run_and_turn(body)
    before = runs.look(door.deps, actor, run_id)
    after = runs.answer(door.deps, actor, run_id, turn, value, clicks.once(body))
    ack()
    _next(door, body, actor, before, after)


def _next(door: Door, body: Body, actor: Actor, before: RunView, after: RunView) -> None:
    channel, thread = clicks.private_place(door, body)
    go_on(door, actor, before, after, channel, thread or after.thread_ts or "")


def _moving(app: App, door: Door) -> None:
    @app.action(Action.CHECK_BACK)
    def back(ack: Ack, body: Body, context: BoltContext) -> None:
        run_id, turn = run_and_turn(body)
        before = runs.look(door.deps, context["actor"], run_id)
        after = runs.back(door.deps, context["actor"], run_id, turn)
        ack()
        _next(door, body, context["actor"], before, after)

    @app.action(Action.CHECK_KEEP)
    def keep(ack: Ack, body: Body, context: BoltContext) -> None:
        run_id, turn = run_and_turn(body)
        before = runs.look(door.deps, context["actor"], run_id)
        after = runs.keep(door.deps, context["actor"], run_id, turn)
        ack()
        _next(door, body, context["actor"], before, after)

    @app.action(Action.CHECK_STOP)
    def stop(ack: Ack, body: Body, context: BoltContext) -> None:
        run_id, _ = run_and_turn(body)
        before = runs.look(door.deps, context["actor"], run_id)
        after = runs.stop(door.deps, context["actor"], run_id)
        ack()
        _next(door, body, context["actor"], before, after)

    @app.action(Action.CHECK_MORE)
    def more(ack: Ack, body: Body, context: BoltContext) -> None:
        run_id = clicks.anchor(body).run_id
        after = runs.more(door.deps, context["actor"], run_id)
        ack()
        channel, thread = clicks.private_place(door, body)
        show(door, after, channel, thread or after.thread_ts or "")

    @app.action(Action.CHECK_CHANGE)
    def change(ack: Ack, body: Body, context: BoltContext) -> None:
        number = str(clicks.action(body).get("block_id") or "").partition(":")[2]
        step_id = chosen(body)
        after = runs.change(door.deps, context["actor"], int(number) if number.isdigit() else 0, step_id)
        ack()
        channel, thread = clicks.private_place(door, body)
        show(door, after, channel, thread or after.thread_ts or "")
