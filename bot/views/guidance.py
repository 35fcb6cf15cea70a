"""Answers: statement, quote, citation; what the documents don't say; where they differ."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from bot.domain.cards import Contacts
from bot.views import anchors, parts
from bot.views.anchors import Anchor
from bot.views.emergency import URGENT_FIRST, urgent
from bot.views.ids import Action, Block, View
from bot.views.parts import Json, Message
from bot.wording import say
from knowledge.results import Answer, FoundPassage

POLICY_TEXT = 700
SHOWN_AT_ONCE = 2
SHOWN_OF_MANY = 4
MOST_OTHERS = 12
QUOTES_ALONE = 4
FEEDBACK_REASONS = {
    "wrong": "It is wrong",
    "wrong_place": "Not what I asked",
    "out_of_date": "Out of date",
    "not_mine": "Not my authority's policy",
    "unclear": "I can't tell what to do from it",
}


def answer(
    found: Answer,
    *,
    question_id: int,
    ask_name: str,
    contacts: Contacts | None,
    logged: bool = True,
) -> Message:
    """The card for one question. Urgent steps stand alone: what the policy says is a tap away, so that no phone
    shows that instead of them.

    `contacts` is None in channels, where nobody's telephone numbers are shown. `logged` says whether a
    question without an answer was kept for the policy lead. A card that repeats an earlier question does not last.
    """
    if found.urgent:
        blocks = [*urgent(found.urgent, contacts), *_folded(found, question_id)]
        return parts.message(URGENT_FIRST, blocks, lasting=True)
    blocks = _read_with(found)
    if not found.covered:
        blocks += _not_covered(found, question_id, ask_name, logged)
        text = "Here is what I found out about your question."
    else:
        blocks += [*_covered(found, question_id, private=contacts is not None), feedback(question_id)]
        text = "Here is what the guidance says."
    return parts.message(text, blocks, lasting=not found.context)


def _read_with(found: Answer) -> list[Json]:
    if not found.context:
        return []
    return [parts.context("Read together with: " + parts.clip_escaped(found.context, 200))]


def _folded(found: Answer, question_id: int) -> list[Json]:
    """The way to what the documents say, under the steps of an emergency."""
    anchor = Anchor(question_id=question_id).pack()
    if found.covered:
        return [
            parts.actions("policy", parts.button("Show what the policy says", Action.POLICY_SAYS, anchor))
        ]
    nearest = parts.button("Show the nearest headings", Action.POLICY_SAYS, anchor)
    none = parts.context(parts.clip_escaped(found.note, 500) or say("urgent_not_covered"))
    return [none, parts.actions("policy", nearest)] if found.nearest else [none]


def policy_modal(found: Answer, question_id: int) -> Json:
    """What the documents say to a question that told of an emergency, on top of its steps.

    Nobody is asked from here: an emergency is rung about, not left in a list.
    """
    blocks = _read_with(found)
    if found.covered:
        wrong = parts.button("Something is wrong with this", Action.FEEDBACK, f"no:{question_id}")
        blocks += [*_covered(found, question_id, private=False), parts.actions("useful", wrong)]
    else:
        blocks += _not_covered(found, question_id, ask_name="", logged=False)
    return parts.modal("What the policy says", blocks, close="Back")


def shown_first(found: Answer) -> tuple[list[FoundPassage], list[FoundPassage]]:
    """What the card shows, and what waits behind a tap: other councils' figures come after the adopted policy's.

    Where the adopted policy is silent and others differ, each of them is shown once.
    """
    adopted = [passage for passage in found.answers if passage.adopted]
    others = [passage for passage in found.answers if not passage.adopted]
    if adopted:
        return adopted[:SHOWN_AT_ONCE], [*adopted[SHOWN_AT_ONCE:], *others]
    if found.conflict:
        first = list({passage.document: passage for passage in reversed(others)}.values())[::-1][
            :SHOWN_OF_MANY
        ]
        return first, [passage for passage in others if passage not in first]
    return others[:SHOWN_AT_ONCE], others[SHOWN_AT_ONCE:]


def _covered(found: Answer, question_id: int, *, private: bool) -> list[Json]:
    first, rest = shown_first(found)
    differ = found.conflict and bool(rest)
    blocks: list[Json] = []
    adopted = bool(first) and first[0].adopted
    if not adopted:
        silent = found.note or "I found nothing on this in your adopted policy. Another document says:"
        blocks.append(parts.section(f"*{parts.clip_escaped(silent, 400)}*"))
    if found.conflict and not adopted:
        blocks.append(parts.section("These documents don't agree:"))
    blocks += _passages(first, labelled=not adopted)
    if differ:
        titles = list(dict.fromkeys(short_title(passage.name) for passage in rest if not passage.adopted))
        if titles:
            names = parts.clip_escaped(parts.join_words(titles), 400)
            blocks.append(parts.section(f"*Other policies differ:* {names}"))
    if adopted and found.note:
        blocks.append(parts.section(parts.clip_escaped(found.note, 500)))
    if not found.sure:
        blocks.append(parts.context(say("not_sure")))
    read = anchors.place(first[0].document, first[0].section) if first else ""
    others_label = "Other policies differ" if differ else "Other policies"
    ways = [
        parts.button("Read the section", Action.READ_SECTION, read) if read else None,
        parts.button(others_label, Action.OTHER_POLICIES, Anchor(question_id=question_id).pack())
        if rest
        else None,
        parts.button("Share", Action.SHARE, Anchor(question_id=question_id).pack()) if private else None,
    ]
    if any(ways):
        blocks.append(parts.actions("answer_more", *ways))
    return blocks


def short_title(title: str) -> str:
    """A document's title in a length that leaves room for what it says."""
    return parts.clip(title, 70)


def _passages(shown: Sequence[FoundPassage], *, labelled: bool) -> list[Json]:
    """Passages within the room a phone has; a badge stands once for each document."""
    blocks: list[Json] = []
    room = POLICY_TEXT
    seen: set[tuple[str, str]] = set()
    for number, passage in enumerate(shown):
        share = max(160, room // (len(shown) - number))
        fresh = [badge for badge in passage.badges if (passage.document, badge) not in seen]
        seen |= {(passage.document, badge) for badge in fresh}
        drawn, used = passage_blocks(passage, share, fresh, labelled=labelled)
        room = max(0, room - used)
        if number and _same_section(shown[number - 1], passage):
            # One source under both: the places of the two stand together.
            drawn[-1] = parts.context(_source(passage.name, passage.section, _places(shown[: number + 1])))
            marks = blocks.pop()["elements"][1:]
            drawn[-1]["elements"] += marks
        blocks += drawn
    return blocks


def _same_section(one: FoundPassage, other: FoundPassage) -> bool:
    return (one.document, one.section) == (other.document, other.section)


def _places(shown: Sequence[FoundPassage]) -> str:
    """The places of the last passages of one section, each once."""
    last = shown[-1]
    same = [passage.place for passage in shown if _same_section(passage, last) and passage.place]
    return "; ".join(dict.fromkeys(same))


def passage_blocks(
    passage: FoundPassage, room: int, badges: Sequence[str], *, labelled: bool
) -> tuple[list[Json], int]:
    """One passage and how many characters of policy text it used."""
    text = parts.clip(passage.text, room) if passage.text else ""
    blocks: list[Json] = []
    name = parts.clip_escaped(short_title(passage.name), 150)
    label = f"*{name}*{' (your adopted policy)' if passage.adopted else ''}" if labelled else ""
    lead = f"{label}: " if label and text else label
    if lead or text:
        blocks.append(parts.section(lead + parts.clip_escaped(text, parts.TEXT_LIMIT - 300)))
    used = len(text)
    # Beside a summary one sentence is proof enough; without one the quotes are the answer.
    for words in islice(passage.quotes, 1 if text else QUOTES_ALONE):
        if used and not text and used + len(words) > room:
            break
        shown = parts.clip(words, max(120, room - used))
        blocks.append(parts.quote(shown))
        used += len(shown)
    marks = [f"⚠ {parts.clip_escaped(badge, 300)}" for badge in badges]
    blocks.append(parts.context(_source(passage.name, passage.section, passage.place), *marks))
    return blocks, used


def _source(title: str, section: str, place: str) -> str:
    return "Source: " + parts.source(title, section, place)


def _not_covered(found: Answer, question_id: int, ask_name: str, logged: bool) -> list[Json]:
    blocks = [parts.section(f"*{say('not_covered')}*")]
    if found.note:
        blocks.append(parts.section(parts.clip_escaped(found.note, 500)))
    if found.nearest:
        blocks.append(parts.section("The nearest headings are:"))
        for number, near in enumerate(found.nearest[:3]):
            value = anchors.place(near.document, near.section)
            accessory = (
                parts.button("Read", Action.READ_SECTION, value, label=f"Read: {near.section}")
                if value
                else None
            )
            heading = f"{parts.clip_escaped(near.section, 300)}\n_{parts.clip_escaped(near.name, 200)}_"
            blocks.append(parts.section(heading, accessory=accessory, block_id=f"nearest:{number}"))
    if ask_name:
        name = parts.clip(ask_name, 60)
        blocks.append(
            parts.actions(
                "answer_ask",
                parts.button(f"Ask {name}", Action.ASK_PERSON, Anchor(question_id=question_id).pack()),
            )
        )
    if logged:
        blocks.append(parts.context(say("not_covered_logged")))
    return blocks


def feedback(question_id: int) -> Json:
    """ "Was this useful?" under an answer."""
    return {
        "type": "context_actions",
        "block_id": "useful",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": str(Action.FEEDBACK),
                "positive_button": {
                    "text": parts.plain("Useful"),
                    "value": f"yes:{question_id}",
                    "accessibility_label": "This answer was useful",
                },
                "negative_button": {
                    "text": parts.plain("Not useful"),
                    "value": f"no:{question_id}",
                    "accessibility_label": "This answer was not useful",
                },
            }
        ],
    }


def others_modal(found: Answer) -> Json:
    """Each document's words beside one another: the adopted policy first, the others labelled."""
    first, rest = shown_first(found)
    adopted = [passage for passage in first if passage.adopted]
    blocks: list[Json] = [parts.context("Your adopted policy comes first. The others are not your rules.")]
    for number, passage in enumerate([*adopted, *rest][:MOST_OTHERS]):
        drawn, _ = passage_blocks(passage, POLICY_TEXT, passage.badges, labelled=True)
        read = anchors.place(passage.document, passage.section)
        blocks += drawn
        if read:
            button = parts.button("Read the section", Action.READ_SECTION, read)
            blocks.append(parts.actions(f"other:{number}", button))
        blocks.append(parts.divider())
    return parts.modal("Other policies", blocks[:-1] if len(blocks) > 1 else blocks, close="Close")


def section_modal(document: str, section: str, paragraphs: Sequence[str]) -> Json:
    """A whole section to read."""
    blocks: list[Json] = [parts.header(section), parts.context(parts.clip_escaped(document, 300))]
    for paragraph in paragraphs:
        blocks += [parts.said(piece) for piece in parts.pieces(paragraph)]
    return parts.modal("The section", blocks, close="Close")


def feedback_modal(question_id: int) -> Json:
    """What was wrong with an answer."""
    options = [parts.option(words, key) for key, words in FEEDBACK_REASONS.items()]
    return parts.modal(
        "What was wrong?",
        [
            parts.field(
                Block.REASON, "What was wrong with it?", {"type": "radio_buttons", "options": options}
            ),
            parts.field(
                Block.COMMENT,
                "Anything to add?",
                {"type": "plain_text_input", "multiline": True, "max_length": 1000},
                optional=True,
                hint="It goes to your policy lead with the answer. Please write nothing about a family.",
            ),
        ],
        callback_id=View.FEEDBACK,
        private_metadata=Anchor(question_id=question_id).pack(),
        submit="Send",
        close="Cancel",
    )


def ask_modal(question: str = "") -> Json:
    """A box for a question, from the Home tab or a shortcut."""
    element: Json = {"type": "plain_text_input", "max_length": 1000, "focus_on_load": True}
    if question:
        element["initial_value"] = parts.clip(question, 1000)
    return parts.modal(
        "Ask about guidance",
        [
            parts.field(
                Block.QUESTION,
                "Your question",
                element,
                hint="In your own words, nothing that says who a family is. I answer in our messages.",
            )
        ],
        callback_id=View.ASK,
        submit="Ask",
        close="Cancel",
    )
