"""Whether a question leans on the one before it, by its own words alone. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

MOST_WORDS = 12
OWN_WORDS = 3
"""From so many words of its own on, a question with a verb stands by itself."""
SHORT = 4


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


OPENERS = _words("and but or also so then ok okay right well thanks yes no hmm ah oh please now")
ASKING = _words("how what when who whom whose where why which")
VERBS = _words(
    "is are was were am be do does did can could must may might shall should will would has have had "
    "need needs means mean count counts"
)
LEADS = _words(
    "for in on with under over at after before since from to by during if unless about within without between "
    "only even same"
)
POINTERS = _words("that this these those it they them he she him one there so otherwise instead")
BACKWARDS = _words("then instead otherwise too")
"""At the end of a question these look back."""
SMALL = frozenset().union(
    *(OPENERS, ASKING, VERBS, LEADS, POINTERS),
    _words(
        "the a an of as i me my we us our you your his her their its not any some all no more else often "
        "much many long soon far about again still just too get got go make sure happens happen next "
        "supposed meant today's there's isn't aren't don't doesn't didn't can't won't i'm i've who's what's that's it's"
    ),
)
_WHAT_ABOUT = re.compile(
    r"(what|how) (about|of)\b|same (for|with|in)\b|even (for|in|if|when)\b|only (for|in|if|when)\b"
)
_SUBJECT = re.compile(
    r"(is|are|was|were|does|do|did|can|could|must|should|would|will|may|has|have|what|why|how|where|who)"
    r"( (is|are|was|were|does|do|did|can|could|must|should|would|will|may|has|have|says?))?"
    r" (that|this|these|those|they|he|she|it)\b"
)
_DUMMY_IT = re.compile(
    r"\bit (ok|okay|allowed|fine|possible|necessary|normal|enough|true|legal|usual|best)\b"
)
_HERE_AND_NOW = re.compile(
    r"((what|which) (day|date|time|month|year) is (it|this|today)( today| now)?"
    r"|what('s| is) (today|today's (day|date)|(the )?(day|date|time) (today|now))"
    r"|(who|how|where) are you( (doing|keeping|from))?( today| now)?)$"
)
_IN_NEED = re.compile(r"\bin need\b")
_WHAT_IF = re.compile(r"what if\b|what when\b")


class Leans(StrEnum):
    """How a question stands to the one before it: likely, where it is whole but for its one word of its own."""

    ON_IT = "on_it"
    LIKELY = "likely"
    PERHAPS = "perhaps"
    ALONE = "alone"


def leans(text: str) -> Leans:
    """Whether a question can only be meant together with the one before, likely or perhaps, or stands alone."""
    plain = _IN_NEED.sub("in-need", text.lower().replace("’", "'"))
    words = re.findall(r"[a-z0-9'-]+", plain)
    if not words or len(words) > MOST_WORDS:
        return Leans.ALONE
    opened = words[0] in OPENERS
    while len(words) > 1 and words[0] in OPENERS:
        words = words[1:]
    plain, own = " ".join(words), sum(word not in SMALL for word in words)
    whole = any(word in ASKING or word in VERBS for word in words)
    if _WHAT_ABOUT.match(plain):
        return Leans.ON_IT
    if _HERE_AND_NOW.match(plain):
        return Leans.ALONE
    if not whole:
        if opened or words[0] in LEADS:
            return Leans.ON_IT
        return Leans.PERHAPS if len(words) <= SHORT else Leans.ALONE
    if own >= OWN_WORDS:
        return Leans.ALONE
    if _DUMMY_IT.search(plain):
        return Leans.PERHAPS
    looks_back = opened or words[0] in LEADS or words[-1] in BACKWARDS or bool(POINTERS.intersection(words))
    if own == 1 and not looks_back and not _WHAT_IF.match(plain):
        return Leans.LIKELY
    if own <= 1 or _SUBJECT.match(plain) or words[-1] in BACKWARDS:
        return Leans.ON_IT
    if opened or _WHAT_IF.match(plain) or words[0] in LEADS or POINTERS.intersection(words):
        return Leans.PERHAPS
    return Leans.ALONE


# --- what is carried on --------------------------------------------------------------------------------

JOINED = " · "


def carried(text: str, context: str, plans: Iterable[str]) -> str:
    """What the next follow-up leans on: the last full question, with the plan that was asked about since."""
    if not context:
        return text
    return f"{context.partition(JOINED)[0]}{JOINED}{text}" if _plan(plans).search(text) else context


def looked_up_with(question: str, context: str, plans: Iterable[str]) -> str:
    """The words of the context to look up: a plan named later takes the place of one named before it."""
    plan = _plan(plans)
    pieces = context.split(JOINED)
    later = [*pieces[1:], question]
    kept = [
        plan.sub(" ", piece) if any(plan.search(one) for one in later[number:]) else piece
        for number, piece in enumerate(pieces)
    ]
    return " ".join(" ".join(kept).split())


def _plan(names: Iterable[str]) -> re.Pattern[str]:
    """Plans by the names people use, with the words around them: "on a child protection plan"."""
    found = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(
        rf"\b(?:(?:on|under|with) )?(?:an? |the )?(?:child(?:ren)? )?(?:{found})(?: plans?)?\b", re.IGNORECASE
    )
