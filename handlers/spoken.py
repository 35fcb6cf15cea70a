"""What a person typed, as plain words, and what kind of thing it is. Pure."""

from __future__ import annotations

import re
from enum import StrEnum

NOTE_FROM = 600
"""A text this long is more likely a note about a visit than a question."""

_MENTION = re.compile(r"<@[A-Z0-9]+(?:\|[^>]*)?>")
_LINK = re.compile(r"<([^>|]+)(?:\|([^>]*))?>")
_SHORTCODE = re.compile(r":[a-z0-9_+'-]+:")
_QUESTION_WORDS = frozenset(
    [
        "how",
        "what",
        "when",
        "who",
        "where",
        "why",
        "which",
        "whose",
        "can",
        "could",
        "do",
        "does",
        "did",
        "must",
        "should",
        "shall",
        "is",
        "are",
        "am",
        "may",
        "might",
        "will",
        "would",
        "has",
        "have",
    ]
)
_GREETINGS = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "hiya",
        "hi there",
        "hello there",
        "good morning",
        "good afternoon",
        "good evening",
        "morning",
        "start",
        "menu",
    ]
)
_HELP = frozenset(
    ["help", "help me", "what can you do", "what do you do", "how does this work", "options", "?"]
)
_THANKS = frozenset(
    [
        "thanks",
        "thank you",
        "thank you very much",
        "many thanks",
        "thanks a lot",
        "ta",
        "cheers",
        "ok",
        "okay",
        "great",
        "perfect",
        "thx",
    ]
)

_OWN = re.compile(
    r"\bmy (own |next |last |overdue )*(child|children|kids|famil(y|ies)|visits?|cases?|caseload|list|alerts?)\b"
    r"(?! (in|on) (need|a child|care))",
    re.IGNORECASE,
)
_SEEN_YET = re.compile(
    r"\b(?i:has|have|was|were|did|is|when|who)\b[^.?!]*?\b[A-Z]\.?[A-Z]\.?\s+(?i:been |last )?(?i:seen|visited)\b"
)
_WHOM = (
    r"(?:(?:the|my|our|an?) )*(?:(?:team |line )?manager|(?:emergency )?duty (?:team|social workers?|service|line)"
    r"|edt|ooh|out[- ]of[- ]hours(?: (?:team|service|workers?|social workers?))?)"
)
_NUMBER = (
    r"(?:(?:(?:tele)?phone|contact|mobile) numbers?|numbers?|(?:tele)?phone|tel|contact details|contact)"
)
_RING = r"(?:ring|call|phone|telephone|dial|contact|reach|get hold of|get through to)"
_I = r"(?:do|can|could|should|would|must) (?:i|we)"
_ASKED_FOR = (  # what stands before it: nothing, or words that ask to be given something
    r"(?:what(?: is| are|'s)|where(?: is|'s)|is there|(?:have you|i've|we've) got|do you (?:have|know)|have you"
    r"|(?:can|could|may) (?:i|we) (?:have|get)|(?:give|tell|send|find) (?:me|us)|(?:i|we|and)(?: \w+)? (?:need|want)"
    rf"|where {_I} (?:find|get)|please|looking for)"
)
_NUMBERS = re.compile(
    rf"(?:(?:^|[.,;:!?] *)(?:{_ASKED_FOR} )?|\b{_ASKED_FOR} )"
    rf"(?:(?:{_WHOM}|(?:(?:the|my|our|a) )*duty)(?:'?s)? {_NUMBER}"
    rf"|(?:(?:the|an?|any|our) )*{_NUMBER} (?:(?:of|for|to {_RING}) )?{_WHOM}"
    rf"|(?:whom?|(?:what|which) {_NUMBER}) {_I} {_RING} (?:(?:for|to reach|to get) )?{_WHOM}"
    rf"|what {_NUMBER} (?:is|does) {_WHOM}|how {_I} {_RING} {_WHOM}|(?<![.,;:!?] ){_RING} {_WHOM})"
    r"(?:,? (?:please|now|again|thanks|thank you|today|tonight|at night|at weekends?|at the weekend|out of hours))*"
    r"[ .!?]*$",
    re.IGNORECASE,
)
MOST_WORDS_FOR_A_NUMBER = 16
_PLANS = re.compile(r"\b(CP|CIN|CIC|LAC|EH|SW|IRO|EDT)\b")


class Kind(StrEnum):
    """What a message is, before anything is looked up."""

    NOTHING = "nothing"
    EMOJI = "emoji"
    GREETING = "greeting"
    HELP = "help"
    THANKS = "thanks"
    LONG = "long"
    WORDS = "words"


def plain_words(text: str, me: str = "") -> str:
    """A message's text as it was typed: without the mention of the bot, entities and link marks."""
    if me:
        text = re.sub(rf"<@{re.escape(me)}(?:\|[^>]*)?>", " ", text)
    text = _MENTION.sub("someone", text)
    text = _LINK.sub(lambda link: link.group(2) or link.group(1), text)
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return text.strip()


def kind_of(text: str) -> Kind:
    """What kind of message these words are."""
    if not text:
        return Kind.NOTHING
    bare = " ".join(re.sub(r"[!.,…]+", " ", text.lower()).split())
    if bare in _HELP or text == "?":
        return Kind.HELP
    if not any(character.isalnum() for character in _SHORTCODE.sub("", text)):
        return Kind.EMOJI
    if bare in _GREETINGS:
        return Kind.GREETING
    if bare in _THANKS:
        return Kind.THANKS
    return Kind.LONG if len(text) > NOTE_FROM else Kind.WORDS


def is_question(text: str) -> bool:
    """Whether words typed while a check waits are a question of their own rather than its answer."""
    words = text.lower().split()
    return text.rstrip().endswith("?") or (len(words) > 2 and words[0] in _QUESTION_WORDS)


def about_own_children(text: str) -> bool:
    """Whether a text asks about the person's own children or visits, which no channel may hear of."""
    return bool(_OWN.search(text) or _SEEN_YET.search(_PLANS.sub(" ", text)))


def asks_whom_to_ring(text: str) -> bool:
    """Whether a text asks for the number of the duty team or the manager: nothing may stand after it.

    A rule about ringing them, or about what they do, is a question for the guidance.
    """
    words = " ".join(text.replace("’", "'").split())
    return words.count(" ") < MOST_WORDS_FOR_A_NUMBER and bool(_NUMBERS.search(words))
