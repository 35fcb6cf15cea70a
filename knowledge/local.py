"""Local settings: when people hear of what is due. Data of the authority, loaded strictly."""

from __future__ import annotations

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

DEFAULT = Path(__file__).parent / "local.yaml"


class LocalSettingsProblem(Exception):
    """The local settings can't be used: `problems` name file, key and cure."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _clock_time(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('write the time in quotes, such as "08:30"')
    return value


ClockTime = Annotated[time, BeforeValidator(_clock_time)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Day(_Strict):
    """When the working day starts and ends, and between which hours a visit is thinkable."""

    starts: ClockTime
    ends: ClockTime
    first_visit_hour: ClockTime
    last_visit_hour: ClockTime


class PlannedVisit(_Strict):
    """When the reminder of a planned visit goes out."""

    minutes_before: int = Field(ge=5, le=1440)
    at_least_minutes: int = Field(ge=5, le=1440)
    evening_before: ClockTime

    @property
    def before(self) -> timedelta:
        return timedelta(minutes=self.minutes_before)

    @property
    def at_least(self) -> timedelta:
        return timedelta(minutes=self.at_least_minutes)


class DueSoon(_Strict):
    """How many working days before the date, and at what time."""

    working_days_before: int = Field(ge=1, le=20)
    at: ClockTime


class At(_Strict):
    """A time of day."""

    at: ClockTime


class Reminders(_Strict):
    """When each reminder goes out."""

    planned_visit: PlannedVisit
    due_soon: DueSoon
    due_today: At
    overdue: At
    overdue_manager: At
    stale_after_hours: int = Field(ge=1, le=240)

    @property
    def stale_after(self) -> timedelta:
        return timedelta(hours=self.stale_after_hours)


class Alerts(_Strict):
    """Whom the authority wants told of a child not seen, and when silence is passed on."""

    not_seen_on_home_visit: str
    ring_after_minutes: int = Field(ge=5, le=1440)

    @property
    def ring_after(self) -> timedelta:
        return timedelta(minutes=self.ring_after_minutes)


class Messages(_Strict):
    """How long the bot's own messages with case data stay up."""

    keep_days: int = Field(ge=1, le=365)

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)


class QuestionSettings(_Strict):
    """How long a question can be followed up."""

    follow_up_minutes: int = Field(ge=1, le=120)

    @property
    def follow_up(self) -> timedelta:
        return timedelta(minutes=self.follow_up_minutes)


class Imports(_Strict):
    """When the case data counts as old."""

    feed_stale_after_days: int = Field(ge=1, le=60)

    @property
    def stale_after(self) -> timedelta:
        return timedelta(days=self.feed_stale_after_days)


class Local(_Strict):
    """All local settings."""

    format: int = Field(ge=1, le=1)
    day: Day
    reminders: Reminders
    alerts: Alerts
    messages: Messages
    questions: QuestionSettings
    imports: Imports


class _Loader(yaml.SafeLoader):
    """Refuses duplicate keys: the last would win silently."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[str, object]:
    seen: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(loader.construct_object(key_node))
        if key in seen:
            raise LocalSettingsProblem(
                [f"line {key_node.start_mark.line + 1}: {key} stands twice: keep one."]
            )
        seen[key] = loader.construct_object(value_node, deep=True)
    return seen


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_local(path: Path | None = None) -> Local:
    """Read the local settings; raises LocalSettingsProblem with every problem at once."""
    path = path or DEFAULT
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _Loader)  # noqa: S506 - _Loader is a SafeLoader
        return Local.model_validate(data)
    except yaml.YAMLError as trouble:
        mark = getattr(trouble, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise LocalSettingsProblem(
            [f"{path.name}{where}: not readable as YAML: check indents and quotes."]
        ) from None
    except LocalSettingsProblem as trouble:
        raise LocalSettingsProblem([f"{path.name}, {problem}" for problem in trouble.problems]) from None
    except ValidationError as trouble:
        problems = []
        for error in trouble.errors():
            key = ".".join(str(part) for part in error["loc"])
            message = error["msg"].removeprefix("Value error, ")
            problems.append(f"{path.name}, {key}: {message[0].lower()}{message[1:]}.")
        raise LocalSettingsProblem(problems) from None
