"""Read single cells of an import: each reader gives the value or a sentence with the value and the cure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from bot.clock import london
from bot.domain.people import Role
from knowledge.results import PlanKind

EARLIEST, LATEST = date(1990, 1, 1), date(2044, 12, 31)
"""Dates that a living child's case can hold; one outside is a slip of the keyboard."""
COUNTED_FROM = date(2010, 1, 1)
"""Working days are counted from here on: no interval can start before it."""


class BadValue(ValueError):
    """A cell can't be right; the sentence names the value and the cure, the caller adds the column."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])


def shown(text: str) -> str:
    """A cell's text as it is quoted back: short, on one line."""
    text = " ".join(text.split())
    return f'"{text[:40]}..."' if len(text) > 43 else f'"{text}"'


# --- Dates -----------------------------------------------------------------------------------------------

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_NAMED_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-/. ]+([A-Za-z]{3,9})[-/., ]+(\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}[-/. ]+(\d{1,2}|[A-Za-z]{3,9})[-/. ]+\d{2}")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp][Mm])?$")
_WRITE = "write 2026-12-31 or 31/12/2026"


def read_date(text: str) -> date:
    """A date as 2026-12-31 or 31/12/2026 (the day comes first), with or without a time of day after it."""
    bare = _london_day(text) or _TIME.sub("", text.strip())
    if found := _YEAR_FIRST.fullmatch(bare):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_FIRST.fullmatch(bare):
        day, month, year = (int(part) for part in found.groups())
    elif (found := _NAMED_MONTH.fullmatch(bare)) and found.group(2)[:3].lower() in _MONTHS:
        day, year = int(found.group(1)), int(found.group(3))
        month = _MONTHS.index(found.group(2)[:3].lower()) + 1
    elif _SHORT_YEAR.fullmatch(bare):
        raise BadValue(f"is {shown(text)}: write the year with four figures, as in 31/12/2026")
    elif re.fullmatch(r"\d{5}(\.\d+)?", bare):
        raise BadValue(f"is {shown(text)}, a spreadsheet's own number for a day: {_WRITE}")
    else:
        raise BadValue(f"is {shown(text)}, which is not a date: {_WRITE}")
    try:
        found_day = date(year, month, day)
    except ValueError:
        hint = "the day comes first, then the month" if month > 12 >= day else _WRITE
        raise BadValue(f"is {shown(text)}, a day that does not exist: {hint}") from None
    if not EARLIEST <= found_day <= LATEST:
        raise BadValue(f"is {shown(text)}: only dates from 1990 to 2044 can be right. Check the year")
    return found_day


def _london_day(text: str) -> str | None:
    """The day of a moment with an offset: 2026-06-30T23:00:00Z is 1 July in London."""
    if not re.search(r"\d:\d{2}.*(Z|[+-]\d{2}:?\d{2})$", text):
        return None
    try:
        moment = datetime.fromisoformat(text.replace(" ", "T", 1))
    except ValueError:
        return None
    return london(moment).date().isoformat() if moment.tzinfo is not None else None


# --- Yes and no, numbers ------------------------------------------------------------------------------------

_YES = frozenset({"yes", "y", "true", "t", "1", "x", "✓", "✔"})
_NO = frozenset({"no", "n", "false", "f", "0"})


def read_yes_no(text: str) -> bool:
    """Yes or no in the usual spellings."""
    word = text.strip().lower().rstrip(".")
    if word in _YES or word in _NO:
        return word in _YES
    raise BadValue(f"is {shown(text)}: write yes or no")


def read_days(text: str) -> int:
    """A number of days between visits."""
    found = re.fullmatch(r"(\d{1,4})(?:\.0+)?(?: ?(?:working )?days?)?", text.strip().lower())
    if found is None or not 1 <= int(found.group(1)) <= 366:
        raise BadValue(f"is {shown(text)}: write a whole number of days from 1 to 366")
    return int(found.group(1))


# --- Words ----------------------------------------------------------------------------------------------------


def words_of(text: str) -> str:
    """Lower case, single spaces, no punctuation: how spellings are compared."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.lower().replace("'s", "s")).split())


_PLANS: Mapping[PlanKind, str] = {
    PlanKind.CP: "cp,cpp,cp plan,child protection,child protection plan,subject to a child protection plan",
    PlanKind.CIN: "cin,cin plan,cinp,child in need,children in need,child in need plan,section 17,s17",
    PlanKind.CIC: "cic,lac,cla,cfc,child in care,children in care,child in our care,children in our care,"
    "looked after,looked after child,child looked after,children looked after,cared for child,cared for,in care",
    PlanKind.EARLY_HELP: "early help,eh,early help plan,ehp,early help assessment,team around the family,taf",
    PlanKind.S47: "s47,section 47,s 47,section 47 enquiry,s47 enquiry,section 47 investigation",
    PlanKind.REFERRAL: "referral,new referral",
    PlanKind.CWD: "cwd,disability,disabled child,disabled childs plan,child with disabilities,"
    "children with disabilities,child with a disability",
    PlanKind.PLACEMENT_WITH_PARENTS: "placement with parents,placed with parents,pwp,lac placed with parents",
}
PLAN_SPELLINGS = {spelling: kind for kind, line in _PLANS.items() for spelling in line.split(",")}

_ROLES: Mapping[Role, str] = {
    Role.PRACTITIONER: "practitioner,social worker,senior practitioner,senior social worker,worker,sw,asw,"
    "advanced practitioner,advanced social worker,consultant social worker,consultant practitioner,"
    "newly qualified social worker,nqsw,asye,asye social worker,agency social worker,locum social worker,"
    "duty social worker,allocated social worker,experienced social worker,lead practitioner,"
    "childrens social worker,qualified social worker,registered social worker,family worker,family practitioner,"
    "family support worker,fsw,support worker,early help worker,early help practitioner,early help family worker,"
    "intervention worker,family intervention worker,outreach worker,youth worker,targeted youth worker,"
    "social work assistant,social worker assistant,personal adviser,personal advisor,leaving care worker,"
    "student,student social worker,social work student,trainee,trainee social worker,apprentice social worker,"
    "social work apprentice",
    Role.MANAGER: "manager,team manager,tm,deputy team manager,deputy manager,assistant team manager,atm,"
    "assistant manager,acting team manager,interim team manager,duty manager,duty team manager,practice manager,"
    "early help manager,early help team manager,supervisor,practice supervisor,team leader,team lead",
    Role.SERVICE_MANAGER: "service manager,sm,service lead,head of service,hos,head of safeguarding,group manager,"
    "area manager,assistant director",
    Role.CHAIR: "chair,conference chair,cp chair,cp conference chair,cpc,child protection chair,"
    "child protection conference chair,child protection coordinator",
    Role.IRO: "iro,independent reviewing officer,reviewing officer",
    Role.POLICY_LEAD: "policy lead,policy,policy officer,practice lead,practice development lead,"
    "principal social worker,psw,quality assurance lead,qa lead",
}
_LEARNING = (
    "student,student social worker,social work student,trainee,trainee social worker,apprentice social worker,"
    "social work apprentice"
)
LEARNING = frozenset(_LEARNING.split(","))
"""Titles of people who are not registered yet, whatever else their row says."""
ROLE_SPELLINGS = {spelling: role for role, line in _ROLES.items() for spelling in line.split(",")}


def read_plan(text: str) -> PlanKind:
    """One plan by its usual names."""
    kind = PLAN_SPELLINGS.get(words_of(text))
    if kind is None:
        known = ", ".join(PlanKind)
        raise BadValue(f"is {shown(text)}, which is not a plan that I know: write one of {known}")
    return kind


def read_plans(text: str) -> tuple[PlanKind, ...]:
    """All plans of a child: `cp` or `cp; cic`, in any of the usual names."""
    if words_of(text) in PLAN_SPELLINGS:
        return (read_plan(text),)
    parts = [part for part in re.split(r"[;,/|+&\n]|\band\b", text) if part.strip()]
    return tuple(dict.fromkeys(read_plan(part) for part in parts))


def read_plan_dates(text: str) -> dict[PlanKind | None, date]:
    """Dates by plan: one date for all (under None), or `cp=2026-01-05; cic=2026-03-01`."""
    if "=" not in text and not re.match(r"[A-Za-z][\w ]*:", text):
        return {None: read_date(text)}
    found: dict[PlanKind | None, date] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[;,|]", text))):
        plan, sign, day = part.partition("=") if "=" in part else part.partition(":")
        if not sign:
            raise BadValue(
                f"is {shown(text)}: give a date for each plan, as in cp=2026-01-05; cic=2026-03-01"
            )
        kind = read_plan(plan)
        if kind in found:
            raise BadValue(f"is {shown(text)}: {kind} stands in it twice")
        found[kind] = read_date(day.strip())
    return found


def is_learning(text: str) -> bool:
    """Whether a title is that of a student or trainee."""
    return words_of(text) in LEARNING


def read_role(text: str) -> Role:
    """A role by its usual names."""
    role = ROLE_SPELLINGS.get(words_of(text))
    if role is None:
        raise BadValue(f"is {shown(text)}: write one of {', '.join(Role)}")
    return role


# --- Ids, references, initials ---------------------------------------------------------------------------------


def read_slack_id(text: str) -> str:
    """A Slack member id, as U012ABCDEF."""
    found = re.fullmatch(r"(?:<@)?([UW][A-Z0-9]{2,30})(?:\|[^>]*)?>?", text.strip().upper())
    if found is None:
        raise BadValue(
            f"is {shown(text)}, which is not a Slack member id such as U012ABCDEF: "
            "in Slack, open the person's profile, then More, then Copy member ID"
        )
    return found.group(1)


def read_text(text: str, most: int) -> str:
    """A name, a team: short and without control or markup signs."""
    if len(text) > most:
        raise BadValue(f"is {shown(text)}, which is longer than {most} characters: shorten it")
    if re.search(r"[<>\x00-\x1f\x7f`]", text):
        raise BadValue(f"is {shown(text)}: take out the signs < > and `")
    return text


def read_phone(text: str) -> str:
    """A telephone number."""
    if not re.fullmatch(r"\+?[\d ()-]{5,25}(?: ?(?:x|ext\.?) ?\d{1,6})?", text):
        raise BadValue(f"is {shown(text)}: write a telephone number, with digits and spaces only")
    return text


_LEAST_DATA = "Use the case system's own number: least data, so no names, addresses or dates of birth"
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)
_NHS = re.compile(r"\d{10}|\d{3}[ -]\d{3}[ -]\d{4}")
_DAY_LIKE = re.compile(r"\d{1,2}[-/. ]\d{1,2}[-/. ](\d{2}|\d{4})|\d{4}[-/. ]\d{1,2}[-/. ]\d{1,2}")
_CODE_WORDS = frozenset(
    {"ref", "reference", "case", "child", "family", "client", "person", "household", "file"}
)


def read_reference(text: str, most: int = 40) -> str:
    """A reference of the case system; what looks like a name, postcode, NHS number or date is refused."""
    if len(text) > most:
        raise BadValue(f"is {shown(text)}, which is longer than {most} characters. {_LEAST_DATA}")
    if _POSTCODE.fullmatch(text):
        raise BadValue(f"is {shown(text)}, which looks like a postcode. {_LEAST_DATA}")
    if _DAY_LIKE.fullmatch(text):
        raise BadValue(f"is {shown(text)}, which looks like a date. {_LEAST_DATA}")
    if _NHS.fullmatch(text):
        raise BadValue(
            f"is {shown(text)}, which looks like an NHS number. {_LEAST_DATA}. "
            "If it is the case system's number, put letters before it in the export, as in CS-1234567890"
        )
    if re.fullmatch(r"(\+44|0)[1-9]\d{9}", re.sub(r"[ -]", "", text)):
        raise BadValue(f"is {shown(text)}, which looks like a telephone number. {_LEAST_DATA}")
    if not re.fullmatch(r"[\w ./:#-]+", text):
        raise BadValue(f"is {shown(text)}: only letters, digits, spaces and - / . : # _ can stand in it")
    if _looks_like_a_name(text) or not any(sign.isdigit() for sign in text):
        raise BadValue(f"is {shown(text)}, which looks like a name. {_LEAST_DATA}")
    return text


def _looks_like_a_name(text: str) -> bool:
    """A word written as names are (Bell, bell), or two long words in capitals; codes such as MP or ICS are none."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in _CODE_WORDS]
    if any(len(word) > (2 if word.istitle() else 3) and not word.isupper() for word in words):
        return True
    return sum(len(word) > 2 for word in words) > 1


_VOWELS = "AEIOUYÀÁÂÄÅÆÈÉÊËÌÍÎÏÒÓÔÖØÙÚÛÜÝŶŴ"


def read_initials(text: str) -> str:
    """Initials of up to five letters, without dots; what looks like a name is refused."""
    only = f"is {shown(text)}: initials only (such as AB or A.B.), never a name: least data"
    parts = [part for part in re.split(r"[ .'’-]+", text) if part]
    letters = "".join(parts)
    if not parts or len(letters) > 5 or not re.fullmatch(r"[^\W\d_]+\d?", letters):
        raise BadValue(only)
    if len(letters) > 2 and any(len(part) > 1 and not part.isupper() for part in parts):
        raise BadValue(only)
    apart = len(parts) > 1
    vowels = sum(letter in _VOWELS for letter in letters.upper())
    if len(letters) > 3 and not apart and 0 < vowels < len(letters):
        raise BadValue(f"{only}. If they are initials, put dots between them")
    return letters.upper()
