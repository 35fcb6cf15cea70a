"""The policy lead's Home and forms: unanswered questions, criticism, how the summaries are worded."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.desk import WORDING_MOST, FeedbackItem, LapsedWording, LeadDesk, Passage, PolicyItem
from bot.views import parts
from bot.views.anchors import Anchor, place
from bot.views.guidance import FEEDBACK_REASONS
from bot.views.home import page_of, top_buttons
from bot.views.ids import Action, Block, View
from bot.views.parts import Json
from bot.views.talk import often_asked
from bot.wording import say

GAPS_SHOWN, FEEDBACK_SHOWN, POLICIES_SHOWN, REFUSED_SHOWN, LAPSED_SHOWN = 12, 8, 12, 5, 4


def desk(facts: LeadDesk, questions: Sequence[str] = ()) -> Json:
    """A policy lead's Home: what could not be answered, what was criticised, what is loaded."""
    blocks = [top_buttons(visits=False), parts.header("Questions the documents don't answer")]
    if not facts.gaps:
        blocks.append(parts.section("None are waiting."))
    for gap_id, question, asked_at in facts.gaps[:GAPS_SHOWN]:
        button = parts.button("Reply", Action.GAP_REPLY, Anchor(question_id=gap_id).pack())
        blocks += [
            parts.said(parts.clip(question, 600)),
            parts.actions(f"gap:{gap_id}", button),
            parts.context(f"Asked {parts.moment(asked_at)}"),
        ]
    blocks += _more(len(facts.gaps) - GAPS_SHOWN)
    blocks.append(parts.header("What people said about answers"))
    if not facts.feedback:
        blocks.append(parts.section("Nothing is waiting."))
    for item in facts.feedback[:FEEDBACK_SHOWN]:
        blocks += _criticism(item)
    blocks += _more(len(facts.feedback) - FEEDBACK_SHOWN)
    if facts.lapsed:
        blocks += [parts.header("Worded again?"), parts.section(say("wordings_lapsed"))]
    for lapsed in facts.lapsed[:LAPSED_SHOWN]:
        blocks += _lapsed(lapsed)
    blocks += _more(len(facts.lapsed) - LAPSED_SHOWN)
    blocks.append(parts.header("Policies"))
    for number, policy in enumerate(facts.policies[:POLICIES_SHOWN]):
        blocks.append(_policy(policy, number))
    blocks.append(parts.context(f"Original documents indexed: {facts.documents_indexed}"))
    if facts.refused:
        blocks.append(parts.section("*Documents that could not be read:*"))
        lines = [f"{name}: {why}" for name, why in facts.refused[:REFUSED_SHOWN]]
        blocks.append(parts.bullets([parts.clip(line, 400) for line in lines]))
        blocks += _more(len(facts.refused) - REFUSED_SHOWN)
    return page_of([*blocks, *often_asked(questions)])


def _more(rest: int) -> list[Json]:
    return [parts.context(f"{rest} more follow when these are done.")] if rest > 0 else []


def _found_wrong(item: FeedbackItem) -> str:
    reason = FEEDBACK_REASONS.get(item.reason, item.reason)
    return ": ".join(word for word in (reason, item.comment) if word)


def _question(item: FeedbackItem, most: int) -> str:
    return parts.clip(item.question or say("question_withheld"), most)


def _criticism(item: FeedbackItem) -> list[Json]:
    anchor = Anchor(feedback_id=item.id).pack()
    blocks = [parts.said(f"{_question(item, 400)}\n{parts.clip(_found_wrong(item), 800)}")]
    if item.passage is not None:
        if item.passage.text:
            blocks.append(parts.quote(parts.clip(item.passage.text, WORDING_MOST)))
        blocks.append(parts.context("Shown: " + parts.source(item.passage.name, item.passage.section)))
    reword = item.passage is not None and item.passage.statement
    blocks += [
        parts.actions(
            f"feedback:{item.id}",
            parts.button("Reply", Action.FEEDBACK_REPLY, anchor),
            parts.button("Change the wording", Action.REWORD, anchor) if reword else None,
        ),
        parts.context(parts.moment(item.given_at)),
    ]
    return blocks


def _summary_now(passage: Passage) -> list[Json]:
    if not passage.text:
        return [parts.section("*The summary no longer has this statement*")]
    return [
        parts.section("*The summary now*"),
        parts.quote(parts.clip(passage.text, WORDING_MOST)),
        parts.context("Shown: " + parts.source(passage.name, passage.section)),
    ]


def _lapsed(lapsed: LapsedWording) -> list[Json]:
    passage = lapsed.passage
    where = place(passage.document, passage.statement)
    blocks = [
        parts.section("*Your wording*"),
        parts.quote(parts.clip(lapsed.own, WORDING_MOST)),
        *_summary_now(passage),
    ]
    return [
        *blocks,
        parts.actions(
            f"lapsed:{passage.document}:{passage.statement}"[:250],
            parts.button("Word it again", Action.WORD_AGAIN, where) if passage.text else None,
            parts.button("Leave it at the summary", Action.DROP_WORDING, where),
        ),
    ]


def _policy(policy: PolicyItem, number: int) -> Json:
    words = [f"{policy.id} · {policy.dated or 'carries no date'}"]
    words.append("original indexed" if policy.has_original else "original not indexed")
    lines = [f"*{parts.clip_escaped(policy.title, 200)}*", parts.clip_escaped(" · ".join(words), 250)]
    button = None
    if policy.approved:
        lines.append(f"Summary approved by {parts.clip_escaped(policy.approved, 150)}")
    elif policy.has_summary:
        lines.append("Summary not yet approved: its answers say so")
        button = parts.button(
            "Approve",
            Action.APPROVE,
            parts.clip(policy.id, 200),
            label=f"Approve the summary of {policy.title}",
        )
        button["confirm"] = {
            "title": parts.plain("Approve this summary?"),
            "text": parts.plain(
                "You say that you have read it against the document and that it is right. Answers from it then no "
                "longer carry the warning. A changed summary has to be approved again."
            ),
            "confirm": parts.plain("Approve"),
            "deny": parts.plain("Not yet"),
        }
    return parts.section("\n".join(lines), accessory=button, block_id=f"policy:{number}")


def gap_reply_modal(gap_id: int, question: str) -> Json:
    """A policy lead's reply to a question that was not covered."""
    return parts.modal(
        "Reply",
        [
            parts.section("*The question was:*"),
            parts.said(question),
            _reply_field("Your reply", "Whoever asked gets it from me, in your name."),
        ],
        callback_id=View.GAP_REPLY,
        private_metadata=Anchor(question_id=gap_id).pack(),
        submit="Send",
        close="Cancel",
    )


def feedback_reply_modal(item: FeedbackItem) -> Json:
    """A policy lead's reply to somebody who found an answer wrong."""
    return parts.modal(
        "Reply",
        [
            *_what_it_is_about(item),
            _reply_field("Your reply", "Whoever wrote this gets it from me, in your name."),
        ],
        callback_id=View.FEEDBACK_REPLY,
        private_metadata=Anchor(feedback_id=item.id).pack(),
        submit="Send",
        close="Cancel",
    )


def reword_modal(item: FeedbackItem) -> Json:
    """The statement to put in the authority's own words."""
    text = item.passage.text if item.passage is not None else ""
    return parts.modal(
        "Change the wording",
        [*_what_it_is_about(item), _statement_field(text)],
        callback_id=View.REWORD,
        private_metadata=Anchor(feedback_id=item.id).pack(),
        submit="Save",
        close="Cancel",
    )


def word_again_modal(lapsed: LapsedWording) -> Json:
    """A statement whose own wording has lapsed, to put in the authority's words again."""
    passage = lapsed.passage
    return parts.modal(
        "Change the wording",
        [
            *_summary_now(passage),
            _statement_field(lapsed.own),
        ],
        callback_id=View.WORD_AGAIN,
        private_metadata=place(passage.document, passage.statement),
        submit="Save",
        close="Cancel",
    )


def _statement_field(text: str) -> Json:
    element: Json = {"type": "plain_text_input", "multiline": True, "max_length": WORDING_MOST}
    if text:
        element["initial_value"] = parts.clip(text, WORDING_MOST)
    hint = (
        "Shown to everybody from now on, with a note that it is your authority's wording. Figures can't be changed "
        "here: they belong to the rules that due dates follow."
    )
    return parts.field(Block.REPLY, "The statement", element, hint=hint)


def _what_it_is_about(item: FeedbackItem) -> list[Json]:
    blocks = [
        parts.section("*The question was:*"),
        parts.said(_question(item, 1000)),
        parts.section("*What was found wrong:*"),
        parts.said(parts.clip(_found_wrong(item), 1200)),
    ]
    if item.passage is not None:
        blocks.append(parts.context("Shown: " + parts.source(item.passage.name, item.passage.section)))
    return blocks


def _reply_field(label: str, hint: str) -> Json:
    element = {"type": "plain_text_input", "multiline": True, "max_length": 3000}
    return parts.field(Block.REPLY, label, element, hint=hint)
