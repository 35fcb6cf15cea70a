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
_DUTY = (
    r"(?:emergency )?duty (?:team|social workers?|service|number|phone|line)|edt|out[- ]of[- ]hours|ooh"
    r"|my (?:team )?manager(?:'?s)?"
)
_NUMBERS = re.compile(
    rf"\b(?:numbers?|phone|telephone|tel|contact|ring|call|reach|dial|get hold of|get through to)\b.*\b(?:{_DUTY})\b"
    rf"|\b(?:{_DUTY})\b.*\b(?:numbers?|phone|telephone|tel|contact (?:number|details))\b",
    re.IGNORECASE,
)
_OF_THE_RULES = re.compile(
    r"\b(?:if|when|whether|must|should|shall|have to|has to|need to|needs to|why|often|soon|long|"
    r"who (?:has|rings|calls|contacts)|visit\w*|instead|count|"
    r"(?:can|may|could) (?:i|we) (?:ring|call|phone|contact|reach))\b",
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
    """Whether a text asks for the number of the duty team or the manager, not for a rule about ringing them."""
    few = len(text.split()) <= MOST_WORDS_FOR_A_NUMBER
    return few and bool(_NUMBERS.search(text.replace("’", "'"))) and not _OF_THE_RULES.search(text)
