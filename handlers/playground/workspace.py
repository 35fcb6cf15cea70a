"""The people, channels and app registration that the stand-in Slack plays, read from YAML."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

DEFAULT_WORKSPACE = Path(__file__).parent / "workspace.yaml"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class WorkspaceError(ValueError):
    """The workspace or manifest file cannot be used; the text says what to put right."""


@dataclass(frozen=True)
class Bot:
    """The app's identity in the workspace."""

    user_id: str
    bot_id: str
    app_id: str
    name: str
    real_name: str


@dataclass(frozen=True)
class User:
    """A person (or the bot) as Slack's directory knows them."""

    id: str
    name: str
    real_name: str
    note: str = ""
    featured: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_stranger: bool = False
    tz: str = "Europe/London"

    def team_id(self, home: str) -> str:
        """The person's workspace: `home`, or another organisation's for a stranger (Slack Connect)."""
        return "T0ELSEWHERE" if self.is_stranger else home

    @property
    def email(self) -> str:
        """Address on a domain that cannot exist."""
        return f"{self.name}@doorstep.invalid"


@dataclass(frozen=True)
class Channel:
    """A public channel and who is in it."""

    id: str
    name: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Command:
    """A slash command the app registers."""

    command: str
    description: str = ""
    usage_hint: str = ""


@dataclass(frozen=True)
class Shortcut:
    """A global or message shortcut the app registers."""

    name: str
    type: str
    callback_id: str
    description: str = ""


@dataclass(frozen=True)
class Workspace:
    """Everything that does not change while the stand-in runs."""

    team_id: str
    team_name: str
    team_domain: str
    bot: Bot
    users: dict[str, User]
    channels: dict[str, Channel]
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] = frozenset()
    scopes: frozenset[str] = field(default_factory=frozenset)

    @property
    def people(self) -> list[User]:
        """Everyone but the bot, featured people first, in the file's order."""
        people = [user for user in self.users.values() if not user.is_bot]
        return sorted(people, key=lambda user: not user.featured)


def load_workspace(path: Path = DEFAULT_WORKSPACE, manifest: Path | None = None) -> Workspace:
    """Read a workspace file; a Slack app manifest, if given, says which commands, shortcuts, events and
    scopes the app has. Raises WorkspaceError naming the file and the trouble."""
    raw = _read(path)
    try:
        team, bot = raw["team"], Bot(**raw["bot"])
        users = {entry["id"]: User(**entry) for entry in raw["users"]}
        users[bot.user_id] = User(bot.user_id, bot.name, bot.real_name, is_bot=True)
        everybody = tuple(users)
        channels = {}
        for entry in raw.get("channels", []):
            members = everybody if entry["members"] == "everybody" else tuple(entry["members"])
            unknown = [member for member in members if member not in users]
            if unknown:
                raise WorkspaceError(f"{path}: channel {entry['name']} lists unknown users {unknown}")
            channels[entry["id"]] = Channel(entry["id"], entry["name"], members)
        registered = _registered(raw) if manifest is None else _from_manifest(_read(manifest))
        return Workspace(
            team_id=team["id"],
            team_name=team["name"],
            team_domain=team["domain"],
            bot=bot,
            users=users,
            channels=channels,
            **registered,
        )
    except (KeyError, TypeError) as error:
        raise WorkspaceError(f"{manifest or path}: {error!s} is missing or misspelt") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    except (OSError, yaml.YAMLError) as error:
        raise WorkspaceError(f"{path}: cannot be read ({error})") from error
    if not isinstance(loaded, dict):
        raise WorkspaceError(f"{path}: a mapping is expected at the top")
    return loaded


def _registered(raw: dict[str, Any]) -> dict[str, Any]:
    return {
        "commands": tuple(Command(**entry) for entry in raw.get("commands", [])),
        "shortcuts": tuple(Shortcut(**entry) for entry in raw.get("shortcuts", [])),
        "events": frozenset(raw.get("events", [])),
        "scopes": frozenset(raw.get("scopes", [])),
    }


def _from_manifest(manifest: dict[str, Any]) -> dict[str, Any]:
    features, settings = manifest.get("features", {}), manifest.get("settings", {})
    commands = [
        Command(entry["command"], entry.get("description", ""), entry.get("usage_hint", ""))
        for entry in features.get("slash_commands", [])
    ]
    shortcuts = [
        Shortcut(entry["name"], entry["type"], entry["callback_id"], entry.get("description", ""))
        for entry in features.get("shortcuts", [])
    ]
    return {
        "commands": tuple(commands),
        "shortcuts": tuple(shortcuts),
        "events": frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
        "scopes": frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])),
    }
