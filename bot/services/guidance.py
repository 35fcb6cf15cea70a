"""Questions about guidance: found or refused, remembered for follow-ups, gaps and feedback. Never case data."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.bootstrap import Deps
from bot.domain.cards import Contacts
from bot.domain.messages import MessageKind
from bot.domain.people import Actor, Role
from bot.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.services.access import contacts_in, responsible_manager
from bot.storage.questions import Asked
from bot.storage.transaction import Transaction
from knowledge.results import Answer, UrgentRoute

QUESTION_MOST = 3000
FOLLOW_UP_WORDS = 12
MARKUP = re.compile(
    r"<[!@#][^>]*>"
)  # Slack's marks for everyone, a person, a channel: no words of the question
FOLLOW_UP = re.compile(
    r"(and|but|or|also|what about|how about|so|then|even|same|what if|only)\b", re.IGNORECASE
)

# What must not be kept in a list of unanswered questions: case references, NHS numbers, dates, telephone numbers.
CASE_LIKE = re.compile(
    r"\b[A-Z]{2,4}-?\d{3,}\b|\b\d{3}[ -]?\d{3}[ -]?\d{4}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\b0\d{9,10}\b"
    r"|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b"
)


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what follows from it: the stored question, and whom to ask where nothing was found."""

    answer: Answer
    question_id: int
    ask_whom: str
    ask_name: str
    looks_like_case: bool
    contacts: Contacts


def looks_like_case(text: str) -> bool:
    """Whether a text seems to be about one child or family rather than about guidance."""
    return bool(CASE_LIKE.search(text))


def ask(deps: Deps, actor: Actor, question: str, *, private: bool, context: str = "") -> Answered:
    """Answer a question; in private a short follow-up is read together with the question before it.

    An urgent text is answered with its route and never kept as a gap.
    """
    question = " ".join(MARKUP.sub(" ", question).split())
    if not question:
        raise InvalidInput({"question": "Write your question, for example: how often is a CP visit due?"})
    if len(question) > QUESTION_MOST:
        raise InvalidInput(
            {
                "question": f"This has {len(question):,} characters; a question of up to {QUESTION_MOST:,} can be "
                "looked up. If it is a note about a visit, use Record a visit."
            }
        )
    before = "" if context or not private else _follows(deps, actor, question)
    answer = _find(deps, question, context or before)
    return _keep(deps, actor, question, answer)


def _find(deps: Deps, question: str, context: str) -> Answer:
    """The answer, with every document named as people call it."""
    found = deps.knowledge.guidance.answer(question, policy=deps.settings.policy, context=context)
    packs = deps.knowledge.rules.policies
    short = {name: pack.short_title for name, pack in packs.items()}
    return replace(
        found,
        answers=tuple(replace(one, short=short.get(one.document, "")) for one in found.answers),
        nearest=tuple(replace(one, short=short.get(one.document, "")) for one in found.nearest),
    )


def _follows(deps: Deps, actor: Actor, question: str) -> str:
    """The question before, where this one is short, opens like a follow-up and comes soon enough."""
    if len(question.split()) > FOLLOW_UP_WORDS or not FOLLOW_UP.match(question):
        return ""
    since = deps.clock.now() - deps.knowledge.local.questions.follow_up
    with deps.transaction(reading=True) as tx:
        latest = tx.questions.latest_of(actor.slack_id, since)
    return latest.text if latest is not None and latest.outcome == "answered" else ""


def _keep(deps: Deps, actor: Actor, question: str, answer: Answer) -> Answered:
    case_like = looks_like_case(question)
    outcome = "urgent" if answer.urgent is not None else "answered" if answer.covered else "not_covered"
    with deps.transaction() as tx:
        whom = _whom_to_ask(tx, actor)
        question_id = tx.questions.add(
            person_id=actor.slack_id,
            text=question,
            context=answer.context,
            outcome=outcome,
            gap=outcome == "not_covered" and not case_like,
            statement=answer.answers[0].statement_id[:160] if answer.answers else "",
            at=deps.clock.now(),
        )
        contacts = contacts_in(tx, deps, actor)
    return Answered(
        answer=answer,
        question_id=question_id,
        ask_whom=whom.slack_id if whom is not None else "",
        ask_name=whom.name if whom is not None else "",
        looks_like_case=case_like,
        contacts=contacts,
    )


def _whom_to_ask(tx: Transaction, actor: Actor) -> Actor | None:
    """The policy lead, else the person's manager; never the person asking."""
    for lead in tx.people.with_role(Role.POLICY_LEAD):
        if lead.slack_id != actor.slack_id:
            return lead
    manager = responsible_manager(tx, actor.slack_id, actor.team)
    return manager if manager is not None and manager.slack_id != actor.slack_id else None


def _asked(tx: Transaction, actor: Actor, question_id: int) -> Asked:
    asked = tx.questions.get(question_id)
    if asked is None:
        raise NotFound("This question isn't here any more. Ask it again and I'll look it up.")
    if asked.person_id != actor.slack_id and actor.role is not Role.POLICY_LEAD:
        raise NotAllowed("Someone else asked this. Ask me yourself and I'll answer you.")
    return asked


def again(deps: Deps, actor: Actor, question_id: int) -> Answered:
    """The same question on the documents as they are now, for "Other policies" and "Read the section".

    In a channel anyone who saw the answer may open it: guidance holds no case data.
    """
    with deps.transaction(reading=True) as tx:
        asked = tx.questions.get(question_id)
        if asked is None:
            raise NotFound("This question isn't here any more. Ask it again and I'll look it up.")
        whom, contacts = _whom_to_ask(tx, actor), contacts_in(tx, deps, actor)
    answer = _find(deps, asked.text, asked.context)
    return Answered(
        answer=answer,
        question_id=question_id,
        ask_whom=whom.slack_id if whom is not None else "",
        ask_name=whom.name if whom is not None else "",
        looks_like_case=looks_like_case(asked.text),
        contacts=contacts,
    )


def urgent(deps: Deps, actor: Actor, text: str) -> tuple[UrgentRoute | None, Contacts]:
    """The emergency route a text calls for, if any, and whom to ring."""
    route = deps.knowledge.guidance.urgent(text)
    with deps.transaction(reading=True) as tx:
        return route, contacts_in(tx, deps, actor)


def section(deps: Deps, actor: Actor, document: str, section: str) -> list[str]:
    """A whole section, statement by statement."""
    found = list(deps.knowledge.guidance.section(document, section))
    if not found:
        raise NotFound("This section isn't in the documents any more. Ask again and I'll look it up.")
    return found


def feedback(
    deps: Deps,
    actor: Actor,
    question_id: int,
    good: bool,
    reason: str = "",
    comment: str = "",
    once: str = "",
) -> None:
    """Was this right? The newest word of each person counts."""
    with deps.transaction() as tx:
        if tx.questions.get(question_id) is None:
            raise NotFound("This question isn't here any more. Ask it again and I'll look it up.")
        if once and not tx.inbox.first_time(once, str(question_id), deps.clock.wall()):
            return
        tx.questions.add_feedback(
            question_id=question_id,
            person_id=actor.slack_id,
            good=good,
            reason=reason[:40],
            comment=comment,
            at=deps.clock.now(),
        )
        tx.audit.add(actor.slack_id, "feedback.given", f"question:{question_id}", good=good)


def ask_person(deps: Deps, actor: Actor, question_id: int, once: str) -> Actor:
    """Pass a question on to the person who can answer it; they find it on their Home tab."""
    with deps.transaction() as tx:
        asked = _asked(tx, actor, question_id)
        whom = _whom_to_ask(tx, actor)
        if whom is None:
            raise NotFound("There is nobody on the list to pass this to. Ask your manager.")
        if looks_like_case(asked.text):
            raise Conflict(
                "This question seems to be about one child, so I won't pass it on. "
                f"Ask {whom.name} directly, or ask me again without the details."
            )
        if tx.inbox.first_time(once, str(question_id), deps.clock.wall()):
            tx.questions.send_to(question_id, whom.slack_id)
            tx.audit.add(actor.slack_id, "question.passed_on", f"question:{question_id}", to=whom.slack_id)
        return whom


def gap_question(deps: Deps, actor: Actor, gap_id: int) -> str:
    """What was asked, for the person who answers it."""
    with deps.transaction(reading=True) as tx:
        return _asked(tx, actor, gap_id).text


def close_gap(deps: Deps, actor: Actor, gap_id: int, reply: str, once: str) -> None:
    """Answer a question the documents did not cover; the asker hears it."""
    reply = reply.strip()
    if actor.role is not Role.POLICY_LEAD and not actor.is_manager:
        raise NotAllowed("Only the policy lead or a manager can answer for the authority.")
    if not reply:
        raise InvalidInput({"reply": "Write the answer, or leave the question open."})
    with deps.transaction() as tx:
        asked = tx.questions.get(gap_id)
        if asked is None:
            raise NotFound("This question isn't here any more.")
        if not tx.inbox.first_time(once, str(gap_id), deps.clock.wall()):
            return
        if not tx.questions.close_gap(gap_id, deps.clock.now()):
            raise Conflict("This question has been answered already.")
        sealed = deps.cipher.seal(reply, "outbox.reply")
        tx.outbox.add(
            MessageKind.REPLY,
            asked.person_id,
            {"question_id": gap_id, "reply_sealed": sealed, "by": actor.slack_id},
            once=f"question:{gap_id}:reply",
        )
        tx.audit.add(actor.slack_id, "gap.closed", f"question:{gap_id}")
    deps.wake()
