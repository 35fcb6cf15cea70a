"""What the policy lead sees: questions without an answer, criticism, wordings, policies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.people import Actor

WORDING_MOST = 700  # letters of an authority's own wording: it is read on a phone


@dataclass(frozen=True, slots=True)
class Passage:
    """A statement as it is shown today; `statement` is "" where there is no summary to reword."""

    document: str
    name: str
    section: str
    statement: str
    text: str


@dataclass(frozen=True, slots=True)
class LapsedWording:
    """An authority's own wording that was written for an earlier text; `passage` is the text as it is shipped now."""

    passage: Passage
    own: str


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """What somebody found wrong with an answer, with the passage they were shown."""

    id: int
    question: str
    reason: str
    comment: str
    given_at: datetime
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class PolicyItem:
    """A policy on the policy lead's list; `approved` says who approved its summary and when, "" if nobody did."""

    id: str
    title: str
    dated: str
    has_summary: bool
    has_original: bool
    approved: str


@dataclass(frozen=True, slots=True)
class LeadDesk:
    """The policy lead's App Home: policies loaded, what could not be answered, what was found wrong."""

    actor: Actor
    policies: tuple[PolicyItem, ...]
    gaps: tuple[tuple[int, str, datetime], ...]
    feedback: tuple[FeedbackItem, ...]
    documents_indexed: int
    refused: tuple[tuple[str, str], ...] = ()
    lapsed: tuple[LapsedWording, ...] = ()
