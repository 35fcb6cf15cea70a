"""The policy lead's desk: what could not be answered, what was found wrong, how the summaries are worded."""

from __future__ import annotations

from bot.bootstrap import Deps
from bot.clock import london
from bot.domain.desk import WORDING_MOST, FeedbackItem, LapsedWording, LeadDesk, Passage, PolicyItem
from bot.domain.messages import MessageKind
from bot.domain.people import Actor, Role
from bot.errors import Conflict, InvalidInput, NotAllowed, NotFound
from bot.services.amounts import new_figures
from bot.services.naming import names_somebody
from bot.services.own_words import OwnWords, fingerprint
from bot.storage.questions import Asked, Criticism
from bot.storage.transaction import Transaction
from bot.storage.wordings import Wording

ALREADY = "Someone has dealt with this already."


def desk(deps: Deps, actor: Actor) -> LeadDesk:
    """What is loaded, what could not be answered, what was found wrong."""
    _lead(actor)
    guidance = deps.knowledge.guidance
    with deps.transaction(reading=True) as tx:
        own = OwnWords.of(deps, tx)
        gaps = tuple((asked.id, asked.text, asked.at) for asked in tx.questions.open_gaps())
        feedback = tuple(_item(deps, own, one) for one in tx.questions.open_feedback())
        by = {name: tx.people.find(approval.by) for name, approval in own.approved.items()}
    documents = {document.id: document for document in guidance.documents}
    policies = []
    for pack in deps.knowledge.rules.policies.values():
        document, approval, lead = documents.get(pack.id), own.approved.get(pack.id), by.get(pack.id)
        said = ""
        if approval is not None:
            said = f"{lead.name if lead else 'a policy lead'}, {london(approval.at):%d %B %Y}"
        policies.append(
            PolicyItem(
                id=pack.id,
                title=pack.short_title,
                dated=str(pack.dated or ""),
                has_summary=document is not None and document.has_digest,
                has_original=document is not None and document.has_original,
                approved=said,
            )
        )
    return LeadDesk(
        actor=actor,
        policies=tuple(policies),
        gaps=gaps,
        feedback=feedback,
        documents_indexed=sum(document.has_original for document in guidance.documents),
        refused=tuple(guidance.refused),
        lapsed=own.lapsed(deps),
    )


def gap_question(deps: Deps, actor: Actor, gap_id: int) -> str:
    """What was asked, for the person who answers it."""
    _may_answer(actor)
    with deps.transaction(reading=True) as tx:
        return _asked(tx, gap_id).text


def close_gap(deps: Deps, actor: Actor, gap_id: int, reply: str, once: str) -> None:
    """Answer a question the documents did not cover; the asker hears it."""
    _may_answer(actor)
    reply = _reply(reply)
    with deps.transaction() as tx:
        asked = _asked(tx, gap_id)
        if not tx.inbox.first_time(once, str(gap_id), deps.clock.wall()):
            return
        if not tx.questions.close_gap(gap_id, deps.clock.now()):
            raise Conflict("This question has been answered already.")
        _tell(deps, tx, actor, asked.person_id, gap_id, reply, f"question:{gap_id}:reply")
        tx.audit.add(actor.slack_id, "gap.closed", f"question:{gap_id}")
    deps.wake()


def criticism(deps: Deps, actor: Actor, feedback_id: int) -> FeedbackItem:
    """What somebody found wrong, for the policy lead to answer or to put right."""
    _lead(actor)
    with deps.transaction(reading=True) as tx:
        return _item(deps, OwnWords.of(deps, tx), _criticised(tx, feedback_id))


def answer_criticism(deps: Deps, actor: Actor, feedback_id: int, reply: str, once: str) -> None:
    """Tell whoever found something wrong what comes of it."""
    _lead(actor)
    reply = _reply(reply)
    with deps.transaction() as tx:
        found = _criticised(tx, feedback_id)
        if tx.inbox.first_time(once, str(feedback_id), deps.clock.wall()):
            _dealt_with(deps, tx, actor, found, reply)
    deps.wake()


def reword(
    deps: Deps, actor: Actor, document: str, statement: str, text: str, feedback_id: int, once: str
) -> None:
    """Put a statement in the authority's own words, from now on and for everybody; the critic hears of it.

    A figure may not come in by the back door: it must stand in the summary or in the original's own lines.
    """
    _lead(actor)
    text = " ".join(text.split())
    unit = deps.knowledge.guidance.statement(document, statement)
    if unit is None:
        raise NotFound("This summary isn't here any more. Ask the question again to see what is shown now.")
    if not text:
        raise InvalidInput({"reply": "Write the statement, or close this without saving."})
    if len(text) > WORDING_MOST:
        raise InvalidInput(
            {"reply": f"This has {len(text):,} characters; keep it to {WORDING_MOST}, for a phone."}
        )
    if new := new_figures(text, unit.full_text):
        raise InvalidInput(
            {
                "reply": f"“{', '.join(new)}” stands neither in the summary nor in the document here. A figure is "
                "changed in the policy's own files, so that due dates follow it."
            }
        )
    with deps.transaction() as tx:
        if not tx.inbox.first_time(once, f"{document}/{statement}", deps.clock.wall()):
            return
        if text == " ".join(unit.text.split()):
            tx.wordings.remove(document, statement)
        else:
            own = Wording(text, fingerprint(unit.text), actor.slack_id, deps.clock.now())
            tx.wordings.put(document, statement, own)
        tx.audit.add(actor.slack_id, "statement.reworded", f"{document}/{statement}"[:80])
        if feedback_id:
            found = _criticised(tx, feedback_id)
            _dealt_with(deps, tx, actor, found, f"I have changed the summary. It now says: {text}")
    deps.wake()


def lapsed_wording(deps: Deps, actor: Actor, document: str, statement: str) -> LapsedWording:
    """A wording whose shipped text has changed, to be written again."""
    _lead(actor)
    with deps.transaction(reading=True) as tx:
        lapsed = OwnWords.of(deps, tx).lapsed(deps)
    for one in lapsed:
        if (one.passage.document, one.passage.statement) == (document, statement):
            return one
    raise NotFound(ALREADY)


def drop_wording(deps: Deps, actor: Actor, document: str, statement: str) -> None:
    """Leave it at the shipped text where a wording has lapsed; one that holds stays."""
    lapsed_wording(deps, actor, document, statement)
    with deps.transaction() as tx:
        tx.wordings.remove(document, statement)
        tx.audit.add(actor.slack_id, "wording.dropped", f"{document}/{statement}"[:80])


def approve(deps: Deps, actor: Actor, document: str) -> None:
    """Note that the policy lead has read a summary against its document; it lapses when the summary changes."""
    _lead(actor)
    summary = deps.knowledge.guidance.fingerprint(document)
    if not summary:
        raise NotFound("There is no summary of this document to approve.")
    with deps.transaction() as tx:
        tx.wordings.approve(document, summary, actor.slack_id, deps.clock.now())
        tx.audit.add(actor.slack_id, "summary.approved", document[:80], fingerprint=summary[:12])


def _lead(actor: Actor) -> None:
    if actor.role is not Role.POLICY_LEAD:
        raise NotAllowed("Only the policy lead can do this for the authority.")


def _may_answer(actor: Actor) -> None:
    if actor.role is not Role.POLICY_LEAD and not actor.is_manager:
        raise NotAllowed("Only the policy lead or a manager can answer for the authority.")


def _asked(tx: Transaction, question_id: int) -> Asked:
    asked = tx.questions.get(question_id)
    if asked is None:
        raise NotFound("This question isn't here any more.")
    return asked


def _criticised(tx: Transaction, feedback_id: int) -> Criticism:
    found = tx.questions.criticism(feedback_id)
    if found is None:
        raise NotFound("This isn't here any more: the person may have changed their mind.")
    return found


def _reply(text: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput({"reply": "Write the answer, or leave the question open."})
    return text


def _dealt_with(deps: Deps, tx: Transaction, actor: Actor, found: Criticism, reply: str) -> None:
    if not tx.questions.close_feedback(found.id, deps.clock.now()):
        raise Conflict(ALREADY)
    stamp = f"{found.at:%Y%m%d%H%M%S}"  # the same person may find fault again later, and hears again
    _tell(deps, tx, actor, found.person_id, found.asked.id, reply, f"feedback:{found.id}:{stamp}:reply")
    tx.audit.add(actor.slack_id, "feedback.closed", f"feedback:{found.id}")


def _tell(
    deps: Deps, tx: Transaction, actor: Actor, person_id: str, question_id: int, reply: str, once: str
) -> None:
    sealed = deps.cipher.seal(reply, "outbox.reply")
    facts = {"question_id": question_id, "reply_sealed": sealed, "by": actor.slack_id}
    tx.outbox.add(MessageKind.REPLY, person_id, facts, once=once)


def _item(deps: Deps, own: OwnWords, found: Criticism) -> FeedbackItem:
    unit = deps.knowledge.guidance.statement(found.asked.document, found.asked.statement)
    passage = None
    if unit is not None:
        worded = own.holding(unit.document, unit.statement_id, unit.text)
        text = worded.text if worded is not None else unit.text
        pack = deps.knowledge.rules.policies.get(unit.document)
        name = pack.short_title if pack is not None else unit.title
        passage = Passage(unit.document, name, unit.section, unit.statement_id, text)
    question = "" if names_somebody(deps, found.asked.text) else found.asked.text
    return FeedbackItem(found.id, question, found.reason, found.comment, found.at, passage)
