"""Questions about guidance: found or refused, remembered for follow-ups, gaps and feedback. Never case data."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.bootstrap import Deps
from bot.domain.cards import Contacts
from bot.domain.follow_ups import Leans, carried, leans, looked_up_with
from bot.domain.messages import MessageKind
from bot.domain.people import Actor, Role
from bot.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.services.access import contacts_in, responsible_manager
from bot.services.naming import about_a_family
from bot.services.own_words import OwnWords
from bot.services.plan_choices import choices
from bot.storage.questions import Asked
from bot.storage.transaction import Transaction
from knowledge.results import Answer, UrgentRoute

QUESTION_MOST = 3000
URGENT = "urgent"
"""The outcome of what told of an emergency: never a gap, and nobody's to answer later."""
MARKUP = re.compile(
    r"<[!@#][^>]*>"
)  # Slack's marks for everyone, a person, a channel: no words of the question


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with what follows from it: the stored question, and whom to ask where nothing was found."""

    answer: Answer
    question_id: int
    ask_whom: str
    ask_name: str
    looks_like_case: bool
    contacts: Contacts


def ask(deps: Deps, actor: Actor, question: str, *, private: bool, place: str = "") -> Answered:
    """Answer a question; a follow-up is read together with the last full question before it.

    `place` is the conversation and thread it was asked in. In private a follow-up may lean on whatever this person
    asked in private; in a channel only on what was asked in the same thread, by whomever. An urgent text is answered
    with its route and never kept as a gap.
    """
    question = " ".join(MARKUP.sub(" ", question).split())
    if not question:
        raise InvalidInput({"question": "Write your question, for example: how often is a CP visit due?"})
    route = deps.knowledge.guidance.urgent(question)
    if len(question) > QUESTION_MOST:
        long = (
            f"This has {len(question):,} characters; a question of up to {QUESTION_MOST:,} can be looked up. "
            "If it is a note about a visit, use Record a visit."
        )
        if route is None:
            raise InvalidInput({"question": long})
        unread = Answer(question=question[:QUESTION_MOST], covered=False, urgent=route, note=long)
        return _keep(deps, actor, unread.question, unread, place, private)
    how = leans(question)
    before = _Before() if how is Leans.ALONE else _before(deps, actor, place, private)
    answer = _find(deps, question, "" if how is Leans.PERHAPS else before.text)
    if how is Leans.PERHAPS and before.text and not (answer.covered and answer.sure):
        answer = _find(deps, question, before.text)
    if how is Leans.LIKELY and before.text and _shown(answer) == before.shown:
        # Read with the last question it changes nothing: then it is a question of its own, if it has an answer.
        alone = _find(deps, question, "")
        answer = alone if alone.covered and alone.sure else answer
    answer = replace(answer, urgent=answer.urgent or route)  # the engine reads a question's beginning only
    return _keep(deps, actor, question, answer, place, private)


def _find(deps: Deps, question: str, context: str) -> Answer:
    """The answer, with every document named as people call it, in the authority's own wording where it has one."""
    words = looked_up_with(question, context, choices().plan_names)
    found = deps.knowledge.guidance.answer(question, policy=deps.settings.policy, context=words)
    with deps.transaction(reading=True) as tx:
        own = OwnWords.of(deps, tx)
    packs = deps.knowledge.rules.policies
    short = {name: pack.short_title for name, pack in packs.items()}
    return replace(
        found,
        context=context,
        answers=tuple(replace(own.applied(one), short=short.get(one.document, "")) for one in found.answers),
        nearest=tuple(replace(one, short=short.get(one.document, "")) for one in found.nearest),
    )


@dataclass(frozen=True, slots=True)
class _Before:
    """The last full question that a follow-up here may lean on, and what was shown last; "" where there is none."""

    text: str = ""
    shown: str = ""


def _before(deps: Deps, actor: Actor, place: str, private: bool) -> _Before:
    """What a follow-up here may lean on; nothing where it is too long ago."""
    since = deps.clock.now() - deps.knowledge.local.questions.follow_up
    with deps.transaction(reading=True) as tx:
        latest = tx.questions.latest_in(place, since) if place else None
        if latest is None and private:
            latest = tx.questions.latest_private(actor.slack_id, since)
    if latest is None:
        return _Before()
    if not latest.context and not latest.statement:
        return _Before()  # nothing was found for it: nothing to go on from
    shown = f"{latest.document}/{latest.statement}"
    return _Before(carried(latest.text, latest.context, choices().plan_names), shown)


def _keep(deps: Deps, actor: Actor, question: str, answer: Answer, place: str, private: bool) -> Answered:
    case_like = not answer.covered and about_a_family(deps, question)
    outcome = URGENT if answer.urgent is not None else "answered" if answer.covered else "not_covered"
    with deps.transaction() as tx:
        whom = _whom_to_ask(tx, actor)
        question_id = tx.questions.add(
            person_id=actor.slack_id,
            text=question,
            context=answer.context,
            outcome=outcome,
            gap=outcome == "not_covered" and not case_like,
            statement=_shown(answer),
            at=deps.clock.now(),
            place=place,
            private=private,
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


def _shown(answer: Answer) -> str:
    """What was shown first, as it is stored with the question."""
    if not answer.answers:
        return ""
    first = answer.answers[0]
    return f"{first.document}/{first.statement_id}"[:160]


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
        looks_like_case=not answer.covered and about_a_family(deps, asked.text),
        contacts=contacts,
    )


def urgent(deps: Deps, actor: Actor, text: str) -> tuple[UrgentRoute | None, Contacts]:
    """The emergency route a text calls for, if any, and whom to ring."""
    route = urgent_route(deps, text)
    with deps.transaction(reading=True) as tx:
        return route, contacts_in(tx, deps, actor)


def urgent_route(deps: Deps, text: str) -> UrgentRoute | None:
    """The emergency route a text calls for, whoever wrote it; None where it tells of none."""
    return deps.knowledge.guidance.urgent(text)


def section(deps: Deps, actor: Actor, document: str, section: str) -> list[str]:
    """A whole section, statement by statement."""
    with deps.transaction(reading=True) as tx:
        own = OwnWords.of(deps, tx)
    found = deps.knowledge.guidance.section(document, section, own.texts(deps, document))
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
    """Pass a question on to the person who can answer it: a message to them, and a place on their Home tab."""
    with deps.transaction() as tx:
        asked = _asked(tx, actor, question_id)
        if asked.outcome == URGENT:
            raise Conflict(
                "This sounds urgent, so I won't put it into anybody's list. If a child is in danger, ring 999. "
                "Otherwise ring your manager now, or the Emergency Duty Team out of hours."
            )
        whom = _whom_to_ask(tx, actor)
        if whom is None:
            raise NotFound("There is nobody on the list to pass this to. Ask your manager.")
        if about_a_family(deps, asked.text):
            raise Conflict(
                "This question seems to name a child or a family, so I won't pass it on. "
                f"Ask {whom.name} directly, or ask me again without names and details."
            )
        if tx.inbox.first_time(once, str(question_id), deps.clock.wall()):
            tx.questions.send_to(question_id, whom.slack_id)
            tx.outbox.add(
                MessageKind.QUESTION_PASSED_ON,
                whom.slack_id,
                {"question_id": question_id},
                once=f"question:{question_id}:passed-on",
            )
            tx.audit.add(actor.slack_id, "question.passed_on", f"question:{question_id}", to=whom.slack_id)
    deps.wake()
    return whom


def sharing(deps: Deps, actor: Actor, question_id: int, once: str) -> bool:
    """Note that an answer is shared; False where this very form was sent before."""
    with deps.transaction() as tx:
        asked = _asked(tx, actor, question_id)
        if not tx.inbox.first_time(once, str(question_id), deps.clock.wall()):
            return False
        tx.audit.add(actor.slack_id, "answer.shared", f"question:{asked.id}")
        return True
