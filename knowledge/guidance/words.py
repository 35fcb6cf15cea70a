"""Words: the same plain form for questions, digests, originals and the thesaurus."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:\.\d+)?")

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "‐": "-", "‑": "-", "–": "-", "—": "-"})

_CONTRACTIONS = {
    "can't": "can not", "cant": "can not", "won't": "will not", "wont": "will not", "don't": "do not",
    "dont": "do not", "doesn't": "does not", "doesnt": "does not", "didn't": "did not", "didnt": "did not",
    "isn't": "is not", "isnt": "is not", "aren't": "are not", "arent": "are not", "wasn't": "was not",
    "wasnt": "was not", "hasn't": "has not", "hasnt": "has not", "haven't": "have not", "havent": "have not",
    "shouldn't": "should not", "shouldnt": "should not", "couldn't": "could not", "couldnt": "could not",
    "wouldn't": "would not", "wouldnt": "would not", "i'm": "i am", "im": "i am", "i've": "i have",
    "ive": "i have", "we're": "we are", "they're": "they are", "theyre": "they are", "what's": "what is",
    "whats": "what is", "who's": "who is", "whos": "who is", "there's": "there is", "theres": "there is",
    "it's": "it is", "that's": "that is", "thats": "that is", "let's": "let us", "youre": "you are",
    "you're": "you are", "gonna": "going to", "wanna": "want to", "gotta": "got to", "dunno": "do not know",
    "hes": "he is", "shes": "she is", "he's": "he is", "she's": "she is", "weve": "we have", "we've": "we have",
    "theyve": "they have", "they've": "they have", "shud": "should", "wud": "would", "cud": "could",
    "wen": "when", "wher": "where", "wat": "what", "wot": "what", "hav": "have", "ofen": "often", "offen": "often",
    "oftn": "often", "u": "you", "ur": "your", "r": "are", "pls": "please", "plz": "please", "thx": "thanks",
    "tho": "though", "cos": "because", "coz": "because", "cuz": "because", "dnt": "do not", "bf": "boyfriend",
    "gf": "girlfriend", "yr": "year", "yrs": "years", "mths": "months", "mth": "month", "wk": "week",
    "wks": "weeks", "hrs": "hours", "hr": "hour", "shd": "should", "abt": "about", "b4": "before", "bday": "birthday",
    "everythings": "everything is", "nobodys": "nobody is", "nobody's": "nobody is", "someones": "someone is",
}  # fmt: skip

NUMBERS = {
    word: str(n)
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
        "sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60"}

STOP = frozenset(
    "a an the i you he she it we they my our his her hers their theirs its your yours is are am was were be been "
    "being do does did done doing have has had having how what when where who whom whose which why to of in on at "
    "for and or but if then than so as by from with about into onto over there here this that these those not no "
    "nor me him us them myself yourself himself herself themselves can could should shall would will may might "
    "must need needs needed ought got get gets getting go goes going gone up out off just really very too also "
    "any some such each all both only own same again ever still yet even though although because while until "
    "between per via like one ones thing things stuff way ok okay alright right well please thanks hi hello hey "
    "please actually basically want wants wanted let lets make makes made take takes took put puts keep keeps "
    "come comes came say says said tell know think supposed allowed mean meant bit lot today now "
    "something anything someone anyone everyone everybody nobody everything nothing somebody anybody "
    "whether rather worth sort sorted sorting wonder wondering guess actually kind course able maybe perhaps "
    "every other another much many more most less least during after before under above below through "
    "s t m d ll ve re us etc eg ie e g".split()
)

_STEP_SUFFIXES: tuple[tuple[str, str, int], ...] = (
    ("ationally", "at", 4), ("fulness", "", 4), ("ousness", "ous", 4), ("iveness", "iv", 4), ("ization", "iz", 4),
    ("isation", "iz", 4), ("ational", "at", 4), ("ically", "ic", 4), ("ations", "at", 4), ("ation", "at", 4),
    ("ments", "", 4), ("ment", "", 4), ("ingly", "", 4), ("ances", "", 5), ("ences", "", 5), ("ance", "", 5),
    ("ence", "", 5), ("ities", "", 4), ("ity", "", 4), ("ively", "iv", 4), ("ives", "iv", 4), ("ive", "iv", 4),
    ("ers", "", 5), ("ings", "", 3), ("ing", "", 3), ("edly", "", 4), ("ed", "", 3), ("ies", "y", 3),
    ("ness", "", 4), ("able", "", 4), ("ible", "", 4), ("fully", "", 4), ("ful", "", 4), ("ously", "ous", 4),
    ("ally", "al", 4), ("ly", "", 4), ("ions", "", 5), ("ion", "", 5), ("er", "", 5), ("es", "", 3), ("s", "", 3),
    ("y", "", 4), ("e", "", 3),
)  # fmt: skip

_IRREGULAR = {
    "saw": "see", "seen": "see", "sees": "see", "seeing": "see", "children": "child", "childs": "child",
    "kids": "kid", "men": "man", "women": "woman", "babies": "baby", "families": "family", "family": "family",
    "left": "leave", "leaves": "leave", "leaving": "leave", "wrote": "write", "written": "write",
    "writing": "write", "told": "tell", "spoke": "speak", "spoken": "speak", "hidden": "hide", "hid": "hide",
    "hiding": "hide", "worried": "worry", "worries": "worry", "worrying": "worry", "slept": "sleep",
    "asleep": "sleep", "gave": "give", "given": "give", "found": "find", "held": "hold", "kept": "keep",
    "brought": "bring", "people": "person", "persons": "person", "policies": "policy", "agencies": "agency",
    "visitor": "visitor", "worker": "worker", "workers": "worker", "carer": "carer", "carers": "carer",
    "frequency": "frequent", "frequencies": "frequent", "frequently": "frequent", "urgently": "urgent",
    "days": "day", "daily": "day", "weekly": "week", "monthly": "month", "hourly": "hour", "yearly": "year",
    "need": "need", "needs": "need", "police": "police", "bruises": "bruise", "bruising": "bruise",
    "bruised": "bruise", "home": "home", "homes": "home", "house": "house", "houses": "house",
    "refusal": "refuse", "refusals": "refuse", "refused": "refuse", "refuses": "refuse", "refusing": "refuse",
    "died": "die", "dying": "die", "death": "die", "lying": "lie", "lied": "lie", "ours": "our",
    "sibling": "sibling", "siblings": "sibling", "during": "during", "missing": "missing", "meeting": "meeting",
    "meetings": "meeting", "building": "building", "bedding": "bedding", "clothing": "clothing",
    "parenting": "parent", "bed": "bed", "beds": "bed", "fed": "feed", "speed": "speed", "seed": "seed",
    "conference": "conference", "conferences": "conference", "reference": "reference", "plans": "plan",
    "planned": "plan", "planning": "plan", "unplanned": "unplanned", "ing": "ing", "string": "string",
    "teams": "teams", "care": "care", "cares": "care", "cared": "care", "caring": "care", "note": "note", "notes": "note",
    "noted": "note", "noting": "note", "rate": "rate", "rates": "rate", "bare": "bare", "site": "site",
    "sites": "site", "hate": "hate", "hates": "hate", "hated": "hate", "fine": "fine", "ate": "eat",
    "eaten": "eat", "drank": "drink", "drunk": "drunk", "drove": "drive", "driven": "drive", "broke": "break",
    "broken": "break", "stole": "steal", "chose": "choose", "chosen": "choose", "taught": "teach",
    "thought": "think", "caught": "catch", "bought": "buy", "paid": "pay", "met": "meet", "sat": "sit",
    "rang": "ring", "rung": "ring", "ran": "run", "fell": "fall", "fallen": "fall", "heard": "hear",
    "lost": "lose", "meant": "mean", "understood": "understand", "forgot": "forget", "forgotten": "forget",
    "agree": "agree", "agrees": "agree", "agreed": "agree", "agreeing": "agree", "agreement": "agreement",
    "bring": "bring", "ring": "ring", "thing": "thing", "king": "king", "sing": "sing", "evening": "evening",
    "morning": "morning", "entry": "enter", "entered": "enter", "enters": "enter", "entering": "enter",
}  # fmt: skip


_ROOTS = frozenset(_IRREGULAR.values())


def plain(text: str) -> str:
    """Lower case, straight quotes, no compatibility characters."""
    return unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The shared beginning of a word's forms ("recorded", "recording", "records" -> "record")."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _ROOTS:
        return word
    if word[0].isdigit() or len(word) <= 3:
        return word
    if word.endswith("'s"):
        word = word[:-2]
    if word.endswith("ss"):
        return word
    for suffix, replacement, least in _STEP_SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= least:
            base = word[: len(word) - len(suffix)] + replacement
            if suffix in ("ies", "s", "es", "ings"):
                return stem(base) if base != word else base
            if len(base) > 3 and base[-1] == base[-2] and base[-1] not in "lsz":
                base = base[:-1]
            return base[:-1] if len(base) > 4 and base[-1] in "ey" else base
    return word


def tokens(text: str) -> list[str]:
    """Words and numbers of a text in order, contractions opened, number words as digits, nothing dropped."""
    found: list[str] = []
    for word in WORD.findall(plain(text)):
        opened = _CONTRACTIONS.get(word)
        if opened is not None:
            found.extend(opened.split())
            continue
        if word.endswith("'s"):
            word = word[:-2]
        elif "'" in word:
            word = word.replace("'", "")
        found.append(NUMBERS.get(word, word))
    return found


def content(words: list[str]) -> list[str]:
    """The words that carry a subject."""
    return [w for w in words if w not in STOP]
