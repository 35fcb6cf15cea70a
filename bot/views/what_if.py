"""What if: a form that works a date out and saves nothing, and the offer of it in a conversation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from bot.domain.children import PLAN_WORDS, Child
from bot.domain.plan_changes import WhatIf, WhatIfAsk
from bot.views import parts
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message

WHY_PIECE = 1500
OFFERED = 8
"""Children offered by a button of their own; the others are in the form's list."""


def form(
    children: Sequence[Child],
    ask: WhatIfAsk,
    says: Mapping[str, str],
    today: date,
    answer: WhatIf | None = None,
) -> Json:
    """The day and the plan to suppose; under them what was worked out last."""
    blocks: list[Json] = []
    known = next((child for child in children if child.id == ask.child_id), None)
    if known is not None:
        blocks.append(parts.section(f"*{parts.clip_escaped(known.label, 80)}* · {known.age_on(today)}"))
    else:
        blocks.append(parts.field(Block.CHILD, "Which child?", _children(children, today)))
    day: Json = {"type": "datepicker"}
    if ask.seen_on is not None:
        day["initial_date"] = ask.seen_on.isoformat()
    options = [parts.option(words, str(kind)) for kind, words in PLAN_WORDS.items()]
    plan: Json = {"type": "static_select", "options": options, "placeholder": parts.plain("The plan stays")}
    chosen = next((option for option in options if option["value"] == ask.becomes), None)
    if chosen is not None:
        plan["initial_option"] = chosen
    blocks += [
        parts.field(Block.SEEN_ON, "Seen at home on", day, optional=True),
        parts.field(Block.BECOMES, "Comes onto this plan today", plan, optional=True),
        parts.context(parts.escape(says["what_if"])),
    ]
    if answer is not None:
        blocks += _answer(answer, says, today)
    return parts.modal(
        "What if?",
        blocks,
        callback_id=View.WHAT_IF,
        private_metadata=WhatIfAsk(child_id=known.id if known is not None else 0).pack(),
        submit="Work it out",
        close="Close",
    )


def _children(children: Sequence[Child], today: date) -> Json:
    groups = [
        {
            "label": parts.plain("Your children" if start == 0 else "And", 75),
            "options": [
                parts.option(f"{child.label} · {child.age_on(today)}", str(child.id))
                for child in children[start : start + 100]
            ],
        }
        for start in range(0, min(len(children), 10_000), 100)
    ]
    return {
        "type": "static_select",
        "option_groups": groups,
        "placeholder": parts.plain("Type a reference or initials", 150),
    }


def _answer(found: WhatIf, says: Mapping[str, str], today: date) -> list[Json]:
    """A date that would be past is no next visit: then the child is to be seen now."""
    on = parts.day_year(found.on) if found.on else "no date"
    now = parts.day_year(found.now) if found.now else "no date"
    past = found.on is not None and found.on < today
    next_visit = says["what_if_overdue"].format(date=on) if past else f"*Next home visit: {on}*"
    lines = [f"{parts.clip_escaped(found.supposed, 300)}:", next_visit]
    if found.rule:
        lines.append(parts.clip_escaped(found.rule, 200))
    lines.append(f"On record today: {now}")
    blocks: list[Json] = [parts.divider(), parts.section("\n".join(lines))]
    blocks += [parts.section(f"⚠ {parts.clip_escaped(note, 500)}") for note in found.notes]
    if found.owed:
        owed = parts.join_words([word[0].lower() + word[1:] for word in found.owed])
        blocks.append(parts.section(f"Owed at that visit: {parts.clip_escaped(owed, 300)}"))
    blocks += [parts.said(piece) for piece in parts.pieces("\n".join(found.lines), WHY_PIECE)]
    return blocks


def offer(children: Sequence[Child], ask: WhatIfAsk, says: Mapping[str, str], question: str) -> Message:
    """In a direct message: the person's own children, one tap each; and the question as it stands, for guidance."""
    first = parts.escape(says["what_if_offer"])
    blocks: list[Json] = [parts.section(first)]
    buttons = [
        parts.button(
            child.label,
            f"{Action.WHAT_IF}:{child.id}",
            WhatIfAsk(child.id, ask.seen_on, ask.becomes).pack(),
            label=f"What if, for {child.label}",
        )
        for child in children[:OFFERED]
    ]
    if len(children) > OFFERED:
        more = WhatIfAsk(0, ask.seen_on, ask.becomes).pack()
        buttons.append(parts.button("Another child", f"{Action.WHAT_IF}:0", more))
    guidance = parts.button("I meant the guidance", f"{Action.ASK_THIS}:what_if", parts.clip(question, 1900))
    blocks.append(parts.actions("what_if", *buttons, guidance))
    return parts.message(says["what_if"], blocks)
