"""Settings: the only reader of the environment and of `.env`. Every problem is listed at once."""

from __future__ import annotations

import base64
import binascii
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge import pack_ids

SLACK_API = "https://slack.com/api/"
PLAIN = {
    "int_parsing": "must be a whole number",
    "greater_than_equal": "must be 0 or more",
    "less_than_equal": "must be 65535 or less",
    "path_type": "must be a path",
    "bool_parsing": "must be true or false",
}
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class SettingsProblem(Exception):
    """The settings can't be used; `problems` are sentences, one for each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Settings(BaseSettings):
    """Everything that differs from one deployment to the next; documented in .env.example and the README."""

    model_config = SettingsConfigDict(
        env_prefix="",
        env_file=".env",
        env_file_encoding="utf-8",
        extra="ignore",
        frozen=True,
        populate_by_name=True,
    )

    slack_bot_token: str = Field("", alias="SLACK_BOT_TOKEN")
    slack_app_token: str = Field("", alias="SLACK_APP_TOKEN")
    slack_signing_secret: str = Field("", alias="SLACK_SIGNING_SECRET")
    slack_api_url: str = Field(SLACK_API, alias="SLACK_API_URL")
    database_url: str = Field("sqlite:///var/doorstep.db", alias="DATABASE_URL")
    data_key: str = Field("", alias="DOORSTEP_DATA_KEY")
    policies_dir: Path | None = Field(None, alias="DOORSTEP_POLICIES_DIR")
    policy: str = Field("gloucestershire", alias="DOORSTEP_POLICY")
    documents_dir: Path | None = Field(None, alias="DOORSTEP_DOCUMENTS")
    index_path: Path | None = Field(None, alias="DOORSTEP_INDEX")
    local_file: Path | None = Field(None, alias="DOORSTEP_LOCAL_SETTINGS")
    cache_dir: Path = Field(Path("var/cache"), alias="DOORSTEP_CACHE")
    edt_phone: str = Field("", alias="DOORSTEP_EDT_PHONE")
    agent_view: bool = Field(False, alias="DOORSTEP_AGENT_VIEW")
    host: str = Field("127.0.0.1", alias="HOST")
    port: int = Field(8080, alias="PORT", ge=0, le=65535)
    playground_port: int = Field(8123, alias="DOORSTEP_PLAYGROUND_PORT", ge=0, le=65535)
    control_port: int | None = Field(None, alias="DOORSTEP_CONTROL_PORT", ge=0, le=65535)
    test_kill_at: str = Field("", alias="DOORSTEP_TEST_KILL_AT")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", alias="LOG_LEVEL")
    log_format: Literal["json", "console"] = Field("json", alias="LOG_FORMAT")

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("must be an address such as https://slack.com/api/")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK:
            raise ValueError("must be https, except for a stand-in on this machine")
        return value if value.endswith("/") else value + "/"

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: str) -> str:
        if value and not value.startswith("xoxb-"):
            raise ValueError("must be the bot token, which begins with xoxb-")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: str) -> str:
        if value and not value.startswith("xapp-"):
            raise ValueError("must be the app-level token, which begins with xapp-")
        return value

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: str) -> str:
        if value.startswith(("postgres://", "postgresql://")):
            value = "postgresql+psycopg://" + value.split("://", 1)[1]
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value

    @field_validator("data_key")
    @classmethod
    def _key(cls, value: str) -> str:
        for part in filter(None, value.split(",")):
            try:
                raw = base64.urlsafe_b64decode(part.strip() + "=" * (-len(part.strip()) % 4))
            except (binascii.Error, ValueError):
                raw = b""
            if len(raw) != 32:
                raise ValueError("must be 32 random bytes in base64: make one with `python -m bot key`")
        return value

    @field_validator("edt_phone")
    @classmethod
    def _phone(cls, value: str) -> str:
        if value and not re.fullmatch(r"\+?[\d ()-]{5,25}", value):
            raise ValueError("must be a telephone number: digits and spaces only")
        return value

    @field_validator("policy")
    @classmethod
    def _policy(cls, value: str, info: ValidationInfo) -> str:
        known = pack_ids(info.data.get("policies_dir"))
        if value not in known:
            raise ValueError(f"names a policy that isn't there: {value}; there are {', '.join(known)}")
        return value

    @field_validator("host")
    @classmethod
    def _host(cls, value: str) -> str:
        try:
            ip_address(value)
        except ValueError:
            if not re.fullmatch(r"[A-Za-z]([A-Za-z0-9.-]*[A-Za-z0-9])?", value):
                raise ValueError(f"must be an address such as 127.0.0.1 or 0.0.0.0, not {value}") from None
        return value

    @field_validator("test_kill_at")
    @classmethod
    def _kill_at(cls, value: str) -> str:
        if value and not re.fullmatch(r"[a-z]+:[a-z-]+(#[1-9]\d*)?", value):
            raise ValueError(
                "must be a boundary such as send:after-post, or send:after-post#2 for the second time"
            )
        return value

    @field_validator("policies_dir", "documents_dir")
    @classmethod
    def _folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"names a folder that isn't there: {value}")
        return value

    @field_validator("local_file")
    @classmethod
    def _file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"names a file that isn't there: {value}")
        return value

    @property
    def has_tokens(self) -> bool:
        """Whether a workspace is connected. Without tokens the playground is started instead."""
        return bool(self.slack_bot_token or self.slack_app_token)

    @property
    def real_slack(self) -> bool:
        """Whether messages go to people outside this machine."""
        return self.has_tokens and urlsplit(self.slack_api_url).hostname not in LOOPBACK

    @property
    def sqlite_path(self) -> Path | None:
        """The database file, where SQLite is used on a file."""
        if not self.database_url.startswith("sqlite:///"):
            return None
        name = self.database_url.removeprefix("sqlite:///").split("?", 1)[0]
        return None if name in ("", ":memory:") else Path(name)

    def problems_for(self, command: Literal["run", "web", "worker"]) -> list[str]:
        """What keeps `command` from connecting to a workspace: sentences, all at once."""
        found = []
        if not self.slack_bot_token:
            found.append("SLACK_BOT_TOKEN is missing: the bot token from OAuth & Permissions (xoxb-...).")
        if command == "run" and not self.slack_app_token:
            found.append(
                "SLACK_APP_TOKEN is missing: the app-level token with connections:write (xapp-...) for Socket Mode."
            )
        if command == "web" and not self.slack_signing_secret:
            found.append(
                "SLACK_SIGNING_SECRET is missing: it proves that a request over HTTP comes from Slack."
            )
        if self.real_slack and not self.edt_phone:
            found.append(
                "DOORSTEP_EDT_PHONE is missing: the Emergency Duty Team's number, shown whenever someone is "
                "worried about a child. It is needed before going live."
            )
        if not self.data_key and self.sqlite_path is None:
            found.append(
                "DOORSTEP_DATA_KEY is missing: notes are kept encrypted. Make one with `python -m bot key`."
            )
        return found


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; raises SettingsProblem with every problem, each naming the setting and the cure."""
    try:
        return Settings(**overrides)
    except ValidationError as trouble:
        problems = []
        for error in trouble.errors():
            name = str(error["loc"][0]) if error["loc"] else "settings"
            field = Settings.model_fields.get(name)
            shown = field.alias if field is not None and field.alias else name
            message = PLAIN.get(error["type"], error["msg"].removeprefix("Value error, "))
            problems.append(
                f"{shown}: {message[0].lower()}{message[1:]}." if message else f"{shown}: not usable."
            )
        raise SettingsProblem(problems) from None
