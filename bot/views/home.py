"""App Home for each role: what needs doing first, in words, with a button beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.cards import AlertsCard, Board, Caseload, CaseloadRow, OpenRun
from bot.domain.messages import AlertStatus, DueState
from bot.domain.visits import Visit
from bot.views import parts, plans
from bot.views.anchors import Anchor
from bot.views.ids import Action
from bot.views.parts import Json
from bot.views.talk import often_asked
from bot.views.visits import visit_words
from bot.wording import say

ROWS_PER_PAGE = 25
ALERTS_SHOWN = 15
STOOD_IN_SHOWN = 10


def caseload(facts: Caseload, page: int = 0, questions: Sequence[str] = ()) -> Json:
    """A practitioner's Home: unfinished things first, then every child in the order to act on."""
    blocks = [top_buttons()]
    stood_in = [one for one in facts.alerts if one.live]
    if stood_in:
        blocks.append(parts.header(f"Alerts that came to you as deputy: {len(stood_in)}"))
    for together in stood_in[:STOOD_IN_SHOWN]:
        blocks += alert_row(together)
    if len(stood_in) > STOOD_IN_SHOWN:
        blocks.append(parts.context(f"{len(stood_in) - STOOD_IN_SHOWN} more are in our messages."))
    blocks += [_open_run(run) for run in facts.open_runs[:5]]
    blocks += [_to_record(visit, facts) for visit in facts.to_record[:5]]
    blocks += rows(facts.rows, facts.today, page, empty=say("home_empty"), reader=facts.actor.slack_id)
    blocks += [*often_asked(questions), *foot(facts.data_as_of, facts.policy_title)]
    return page_of(blocks)


def board(facts: Board, page: int = 0, questions: Sequence[str] = ()) -> Json:
    """A manager's Home: open alerts first, then the team's children who need someone to act."""
    blocks = [top_buttons()]
    open_alerts = [one for one in facts.alerts if one.live]
    in_all = max(facts.alerts_in_all, len(open_alerts))
    blocks.append(parts.header(f"Open alerts: {in_all}"))
    if not open_alerts:
        blocks.append(parts.section("Nothing is waiting for you."))
    for card in open_alerts[:ALERTS_SHOWN]:
        blocks += alert_row(card)
    if in_all > min(len(open_alerts), ALERTS_SHOWN):
        blocks.append(
            parts.context(
                f"{in_all - min(len(open_alerts), ALERTS_SHOWN)} more come up here as you take these. "
                "Their children are in the list below."
            )
        )
    blocks.append(parts.header("Your team"))
    blocks.append(parts.section(_counts(facts.counts)))
    blocks += rows(
        facts.rows,
        facts.today,
        page,
        empty="No child of your team needs anyone to act.",
        reader=facts.actor.slack_id,
    )
    blocks += [*often_asked(questions), *foot(facts.data_as_of, "")]
    return page_of(blocks)


def chair(questions: Sequence[str] = ()) -> Json:
    """A conference chair's or reviewing officer's Home."""
    return page_of([top_buttons(visits=False), parts.section(say("chair_home")), *often_asked(questions)])


def stranger(sentence: str) -> Json:
    """Home for somebody the service does not know or does not serve."""
    return page_of([parts.said(sentence), parts.section(say("danger_now"))])


def children_modal(facts: Caseload) -> Json:
    """The same list as on the Home tab, for `/visit mine` and old buttons."""
    blocks = rows(
        facts.rows, facts.today, 0, empty=say("home_empty"), reader=facts.actor.slack_id, paged=False
    )
    return parts.modal("My children", [*blocks, *foot(facts.data_as_of, facts.policy_title)], close="Close")


def team_modal(facts: Board) -> Json:
    """A manager's team, for `/visit mine` and old buttons."""
    blocks = rows(
        facts.rows,
        facts.today,
        0,
        empty="No child of your team is recorded here.",
        reader=facts.actor.slack_id,
        paged=False,
    )
    return parts.modal("Your team", [*blocks, *foot(facts.data_as_of, "")], close="Close")


def rows(
    listed: tuple[CaseloadRow, ...],
    today: date,
    page: int,
    *,
    empty: str,
    reader: str = "",
    paged: bool = True,
) -> list[Json]:
    """Children in the order given, a page at a time, each with its buttons."""
    if not listed:
        return [parts.section(parts.escape(empty))]
    pages = (len(listed) - 1) // ROWS_PER_PAGE
    page = min(max(page, 0), pages)
    blocks: list[Json] = []
    for row in listed[page * ROWS_PER_PAGE : (page + 1) * ROWS_PER_PAGE]:
        anchor = Anchor(child_id=row.child.id).pack()
        name = row.child.label
        blocks.append(parts.section(row_text(row, today, reader)))
        blocks.append(
            parts.actions(
                f"child:{row.child.id}",
                parts.button("Plan", Action.PLAN, anchor, label=f"Plan a visit to {name}"),
                parts.button("Record", Action.RECORD, anchor, label=f"Record a visit to {name}"),
                parts.button(
                    "Why this date?" if row.due_on else "Why no date?",
                    Action.WHY,
                    anchor,
                    label=f"Why this date for {name}?",
                ),
                _cure(row),
                plans.more(row.child),
            )
        )
    if pages and paged:
        blocks.append(
            parts.actions(
                "pages",
                parts.button("Earlier in the list", f"{Action.HOME_PAGE}:back", str(page - 1))
                if page
                else None,
                parts.button("Further down the list", f"{Action.HOME_PAGE}:on", str(page + 1))
                if page < pages
                else None,
            )
        )
        blocks.append(parts.context(f"Page {page + 1} of {pages + 1}, {len(listed)} children in all."))
    elif pages:
        blocks.append(parts.context(f"{len(listed) - ROWS_PER_PAGE} more are on my Home tab."))
    return blocks


def _cure(row: CaseloadRow) -> Json | None:
    """What puts a child without a date right; None where there is one."""
    if row.state is DueState.CANNOT_SAY:
        return plans.enter_plan(row.child)
    return plans.set_interval(row.child) if row.state is DueState.NO_INTERVAL or row.to_be_agreed else None


def row_text(row: CaseloadRow, today: date, reader: str = "") -> str:
    """One child in words: what is due, what is owed, what is planned; the worker where it isn't the reader."""
    child = row.child
    age = child.age_on(today)
    head = f"*{parts.clip_escaped(child.label, 80)}* · {age} · {parts.clip_escaped(child.plan_words, 120)}"
    if row.worker_name and row.child.worker_id != reader:
        head += f" · {parts.clip_escaped(row.worker_name, 60)}"
    lines = [head, state_words(row, today)]
    if row.to_be_agreed or row.state in (DueState.NO_INTERVAL, DueState.CANNOT_SAY):
        lines.append(parts.clip_escaped(row.sentence, 400))
    if row.floor_on and row.due_on and row.floor_on <= row.due_on:
        lines.append(f"The law's own limit: {parts.day(row.floor_on)}")
    if row.retry_by:
        lines.append(f"*Try again by {parts.moment(row.retry_by)}*")
    elif row.retry_words:
        lines.append(parts.clip_escaped(row.retry_words, 200))
    if row.owed:
        lines.append("Next visit must include: " + parts.owed_words(row.owed))
    seen = "not yet" if row.since_seen is None else parts.ago(row.since_seen)
    planned = f"Planned: {visit_words(row.next_visit)}" if row.next_visit else "Nothing planned"
    lines.append(f"Last seen: {seen} · {planned}")
    if row.alert_id and row.alert_status in (AlertStatus.OPEN, AlertStatus.ACKNOWLEDGED):
        taken = "taken" if row.alert_status is AlertStatus.ACKNOWLEDGED else "open"
        lines.append(say(f"alert_{taken}_{'own' if reader and row.alert_with == reader else 'manager'}"))
    return "\n".join(lines)


def short_row(row: CaseloadRow, today: date, place: str, reader: str = "") -> Json:
    """One child of a list in a message, with the one button that helps most; `place` tells its block apart."""
    anchor, name = Anchor(child_id=row.child.id).pack(), row.child.label
    if row.next_visit:
        button = parts.button("Record", Action.RECORD, anchor, label=f"Record a visit to {name}")
    else:
        button = parts.button("Plan", Action.PLAN, anchor, label=f"Plan a visit to {name}")
    return parts.section(row_text(row, today, reader), accessory=button, block_id=f"{place}:{row.child.id}")


def state_words(row: CaseloadRow, today: date) -> str:
    """How the child stands today, in words that work without colour."""
    if row.state is DueState.NO_INTERVAL:
        return "❗ *No interval set: agree one*"
    if row.state is DueState.CANNOT_SAY:
        return "❗ *No date yet: a fact is missing*"
    if row.due_on is None:
        return "No date"
    if row.to_be_agreed:
        return f"❗ *Frequency to be agreed today*; never later than {parts.day(row.due_on)}"
    if row.state is DueState.OVERDUE:
        late = parts.count((today - row.due_on).days, "day")
        return f"🔴 *Overdue* by {late}: was due {parts.day(row.due_on)}"
    if row.state is DueState.DUE_TODAY:
        return f"🟠 *Due today*, {parts.day(row.due_on)}"
    if row.state is DueState.DUE_SOON:
        return f"🟡 *Due soon*: {parts.day(row.due_on)}"
    return f"Due {parts.day(row.due_on)}"


def top_buttons(visits: bool = True) -> Json:
    """The ways on from any Home."""
    return parts.actions(
        "top",
        parts.button("Plan a visit", Action.PLAN) if visits else None,
        parts.button("Record a visit", Action.RECORD, style="primary") if visits else None,
        parts.button("Ask about guidance", Action.ASK_OPEN),
    )


def _open_run(run: OpenRun) -> Json:
    about = f"{parts.clip_escaped(run.title, 100)}, {parts.clip_escaped(run.child_label, 80)}"
    text = f"*Check not finished:* {about}"
    resume = parts.button("Resume", Action.CHECK_RESUME, Anchor(run_id=run.run_id).pack())
    return parts.section(
        f"{text}\n{run.done} of {run.of} answered", accessory=resume, block_id=f"run:{run.run_id}"
    )


def _to_record(visit: Visit, facts: Caseload) -> Json:
    labels = {row.child.id: row.child.label for row in facts.rows}
    who = (
        parts.join_words([labels[child_id] for child_id in visit.child_ids if child_id in labels])
        or "A visit"
    )
    anchor = Anchor(child_id=visit.child_ids[0], visit_id=visit.id).pack()
    return parts.section(
        f"*Not recorded yet:* {parts.clip_escaped(who, 300)}, {parts.moment(visit.starts_at)}",
        accessory=parts.button("Record", Action.RECORD, anchor),
        block_id=f"to_record:{visit.id}",
    )


def alert_row(together: AlertsCard) -> list[Json]:
    """Alerts that stand on one card, in a few words, with the ways to open and take them."""
    card = together.live[0]
    what = "Child not seen" if card.outcome else "Visit overdue"
    holder = (
        f"{parts.escape(card.acknowledged_by)} has it"
        if card.status is AlertStatus.ACKNOWLEDGED
        else "*Nobody has acknowledged it yet*"
    )
    if card.by_when and card.status is AlertStatus.ACKNOWLEDGED:
        holder += f", by {parts.moment(card.by_when)}"
    again = "*Open again: what was agreed has not happened.* " if card.broken else ""
    if card.reopened and not card.broken:
        again = "*Open again.* "
    names = parts.join_words([one.child.label for one in together.live])
    worker = parts.clip_escaped(card.worker_name, 60)
    anchor = Anchor(alert_id=card.alert_id).pack()
    acknowledge = parts.button("Acknowledge", Action.ACKNOWLEDGE, anchor, style="primary")
    return [
        parts.section(f"*{parts.clip_escaped(names, 300)}* · {worker}\n{what}. {again}{holder}"),
        parts.actions(
            f"alert:{card.alert_id}",
            acknowledge if card.status is AlertStatus.OPEN else None,
            parts.button("Open", Action.ALERT_OPEN, anchor, label=f"Open the alert about {names}"),
        ),
    ]


def _counts(counts: dict[DueState, int]) -> str:
    words = {
        DueState.NO_INTERVAL: "without an interval",
        DueState.CANNOT_SAY: "with a fact missing",
        DueState.OVERDUE: "overdue",
        DueState.DUE_TODAY: "due today",
        DueState.DUE_SOON: "due soon",
        DueState.LATER: "later",
    }
    return " · ".join(f"{counts.get(state, 0)} {text}" for state, text in words.items())


def foot(data_as_of: datetime | None, policy_title: str) -> list[Json]:
    """What "overdue" means, and how old the case-system data is."""
    age = f"Case-system data from {parts.moment(data_as_of)}." if data_as_of else say("home_no_data")
    lines = [say("home_overdue_means"), age]
    if policy_title:
        lines.append(f"Dates follow: {parts.clip_escaped(parts.clip(policy_title, 70), 200)}")
    return [parts.context(*lines)]


def page_of(blocks: list[Json]) -> Json:
    """A Home of these blocks, as many as Slack takes."""
    return {"type": "home", "blocks": parts.limit(blocks, parts.VIEW_BLOCKS)}
