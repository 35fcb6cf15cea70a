"""A change of plan before and after it is saved, and the ways that lead to the form."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from bot.domain.children import Child
from bot.domain.plan_changes import Changed, Clock, Preview
from bot.views import parts
from bot.views.anchors import Anchor
from bot.views.ids import Action, View
from bot.views.parts import Json, Message
from bot.views.plan_form import head
from knowledge.results import Decision, Outcome

# --- before and after saving -------------------------------------------------------------------------------


def confirm(shown: Preview, says: Mapping[str, str], today: date) -> Json:
    """Old and new dates, clock by clock; only the next tap saves."""
    blocks: list[Json] = [
        parts.section(f"*{head(shown.child, today)}*"),
        parts.bullets([parts.clip(words, 300) for words in shown.changes] or ["Nothing changes."]),
    ]
    if not shown.closes:
        blocks.append(parts.section(_dates_words(shown, says)))
    if shown.later and shown.decided:
        blocks.append(parts.section(f"⚠ {parts.clip_escaped(says['later'].format(name=shown.decided), 600)}"))
    elif shown.decided:
        blocks.append(parts.section(f"Agreed by {parts.clip_escaped(shown.decided, 300)}."))
    clocks = [_clock(clock) for clock in shown.clocks[:20]]
    if clocks:
        blocks += [parts.header("Each date, before and after"), *(parts.section(words) for words in clocks)]
    blocks += [parts.section(parts.clip_escaped(note, 500)) for note in shown.notes]
    blocks.append(parts.actions("back_to_form", parts.button("Back to the form", Action.CHANGE_BACK)))
    blocks.append(parts.context(f"*{parts.escape(says['not_saved'])}*"))
    return parts.modal(
        "Close the child?" if shown.closes else "Is this right?",
        blocks,
        callback_id=View.CHANGE_CONFIRM,
        private_metadata=shown.pending.pack(),
        submit="Close" if shown.closes else "Save",
        close="Cancel",
    )


def _dates_words(shown: Preview, says: Mapping[str, str]) -> str:
    """What happens to the date that counts, in one paragraph."""
    before = parts.day_year(shown.before) if shown.before else "no date"
    after = parts.day_year(shown.after) if shown.after else "no date"
    if shown.before == shown.after:
        lines = [f"*Next home visit: {after}* (unchanged)"]
    else:
        lines = [f"*Next home visit: {before} → {after}*"]
    if shown.held:
        rule = parts.day_year(shown.rule_date) if shown.rule_date else "no date at all"
        lines.append(parts.escape(says["held"].format(rule=rule, date=after)))
    if shown.see_now:
        lines.append(f"*{parts.escape(says['see_now'])}*")
    return "\n".join(lines)


def _clock(clock: Clock) -> str:
    name = parts.clip_escaped(clock.name, 100)
    if clock.same:
        return f"*{name}*: {_when(clock.after)} (unchanged)"
    rule = clock.after.rule_title if clock.after is not None else ""
    by = f"\n{parts.clip_escaped(rule, 200)}" if rule else ""
    return f"*{name}*: {_when(clock.before)} → {_when(clock.after)}{by}"


def _when(decision: Decision | None) -> str:
    if decision is None:
        return "none"
    if decision.moment is not None and decision.outcome is Outcome.MOMENT:
        return parts.moment(decision.moment)
    if decision.on is not None:
        day = parts.day_year(decision.on)
        return f"to be agreed, never later than {day}" if decision.to_be_agreed else day
    return {
        Outcome.YES_NO: "at the next visit" if decision.yes else "not now",
        Outcome.CANNOT_SAY: "can't say yet",
    }.get(decision.outcome, "no interval in this policy")


def saved(done: Changed) -> Json:
    """What was saved, on the page that asked."""
    shown = done.preview
    if done.already:
        return parts.notice("Saved", "This was saved already. Nothing was changed twice.")
    lines = [f"*{parts.clip_escaped(shown.child.label, 80)}*"]
    if shown.closes:
        lines.append("The child is closed here.")
    elif shown.after:
        lines.append(f"Next home visit: *{parts.day_year(shown.after)}*")
    else:
        lines.append("No date: the child stands at the top of the list until a plan is entered.")
    blocks: list[Json] = [
        parts.section("\n".join(lines)),
        parts.bullets([parts.clip(words, 300) for words in shown.changes] or ["Nothing changes."]),
    ]
    if not shown.closes:
        anchor = Anchor(child_id=shown.child.id).pack()
        plan = parts.button("Plan a visit", Action.PLAN, anchor, style="primary" if shown.see_now else "")
        blocks.append(parts.actions("changed", plan, parts.button("Why this date?", Action.WHY, anchor)))
    return parts.modal("Saved", blocks, close="Done")


def told(shown: Preview, by: str) -> Message:
    """For those whom a change concerns and who did not make it. The first line reaches lock screens."""
    first = "Something about a visit plan was changed."
    lines = [f"*{parts.clip_escaped(shown.child.label, 80)}*"]
    lines += [parts.clip_escaped(words, 300) for words in shown.changes]
    blocks: list[Json] = [parts.section(first), parts.section("\n".join(lines))]
    if not shown.closes:
        before = parts.day_year(shown.before) if shown.before else "no date"
        after = parts.day_year(shown.after) if shown.after else "no date"
        same = shown.before == shown.after
        blocks.append(parts.section(f"Next home visit: {after}" + ("" if same else f" (before: {before})")))
    small = [f"Recorded by {parts.clip_escaped(by, 80)}."]
    if shown.decided:
        small.append(
            f"Decided by {parts.clip_escaped(shown.decided, 200)}. If that is not right, say so today."
        )
    blocks.append(parts.context(*small))
    return parts.message(first, blocks)


# --- ways in -----------------------------------------------------------------------------------------------


def more(child: Child) -> Json:
    """The folded-up ways beside a child: how often, the plan, what if."""
    ways = {
        Action.SET_INTERVAL: "Set how often",
        Action.CHANGE_PLAN: "Change the plan",
        Action.WHAT_IF: "What if?",
        Action.CORRECT: "Correct a record",
    }
    return {
        "type": "overflow",
        "action_id": str(Action.CHILD_MORE),
        "options": [parts.option(words, f"{way}:{child.id}") for way, words in ways.items()],
    }


def set_interval(child: Child) -> Json:
    """The button where nobody has agreed how often."""
    anchor = Anchor(child_id=child.id).pack()
    label = f"Set how often {child.label} is visited"
    return parts.button("Set how often", Action.SET_INTERVAL, anchor, style="primary", label=label)


def enter_plan(child: Child) -> Json:
    """The button where a fact is missing."""
    anchor = Anchor(child_id=child.id).pack()
    label = f"Change the plan of {child.label}"
    return parts.button("Change the plan", Action.CHANGE_PLAN, anchor, label=label)
