"""The house rules as data: imports go one way, every button has its handler, every setting is written down."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.domain.messages import MessageKind
from bot.settings import Settings
from bot.views import ids
from bot.views.messages import RENDERERS

ROOT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "knowledge", "scheduler")


@dataclass(frozen=True)
class Layer:
    """What the files under `of` may import: of ours and of theirs, besides the standard library and themselves."""

    of: str
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


# The first layer whose `of` a module's name begins with is its own.
TABLE = (
    Layer("knowledge", theirs=("yaml", "pydantic", "rapidfuzz", "holidays", "lxml", "pdfminer")),
    Layer(
        "bot.domain", ours=("knowledge", "bot.errors", "bot.clock")
    ),  # of the clock only `london`: see below
    Layer(
        "bot.storage",
        ours=("bot.domain", "bot.errors", "bot.clock", "bot.cipher", "knowledge.results"),
        theirs=("sqlalchemy", "alembic"),
    ),
    Layer(
        "bot.views",
        ours=("bot.domain", "bot.errors", "bot.wording", "knowledge.results", "knowledge.checklists.model"),
    ),
    Layer("bot.wording", theirs=("yaml",)),
    Layer("bot.errors"),
    Layer("bot.clock"),
    Layer("bot.cipher", ours=("bot.errors",), theirs=("cryptography",)),
    Layer("bot.logs", theirs=("structlog",)),
    Layer(
        "bot.settings", ours=("knowledge",), theirs=("pydantic", "pydantic_settings")
    ),  # the names of the packs
    Layer(
        "bot.bootstrap",
        ours=("bot.cipher", "bot.clock", "bot.settings", "bot.storage", "knowledge"),
        theirs=("sqlalchemy",),
    ),
    Layer(
        "bot.services",
        ours=(
            "bot.bootstrap",
            "bot.cipher",
            "bot.clock",
            "bot.domain",
            "bot.errors",
            "bot.storage",
            "knowledge",
        ),
        theirs=("structlog", "yaml"),
    ),
    Layer("handlers.playground", theirs=("aiohttp", "yaml")),
    Layer(
        "handlers",
        ours=(
            "bot.bootstrap",
            "bot.clock",
            "bot.domain",
            "bot.errors",
            "bot.services",
            "bot.settings",
            "bot.views",
            "bot.wording",
        ),
        theirs=("slack_bolt", "slack_sdk", "structlog", "_typeshed"),
    ),
    Layer(
        "scheduler",
        ours=(
            "bot.bootstrap",
            "bot.clock",
            "bot.domain",
            "bot.errors",
            "bot.services",
            "bot.settings",
            "bot.views",
        ),
        theirs=("apscheduler", "slack_sdk", "structlog"),
    ),
    # Where the processes are put together, and the commands that do it.
    Layer(
        "bot",
        ours=OURS,
        theirs=("click", "waitress", "structlog", "slack_sdk", "slack_bolt", "apscheduler", "sqlalchemy"),
    ),
)


def _modules(*folders: str) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write imports in full"
            module = node.module or ""
            # `from bot import services` names a package of ours as much as `import bot.services` does.
            yield from ([f"{module}.{alias.name}" for alias in node.names] if module in OURS else [module])


def test_imports_go_one_way() -> None:
    wrong = []
    for name, path in _modules(*OURS):
        layer = next(layer for layer in TABLE if _within(name, (layer.of,)))
        for imported in _imports(path):
            ours = imported.partition(".")[0] in OURS
            standard = imported.partition(".")[0] in sys.stdlib_module_names
            allowed = (layer.of, *layer.ours) if ours else layer.theirs
            if not standard and not _within(imported, allowed):
                wrong.append(f"{name} imports {imported}")
    assert wrong == []


def test_the_domain_is_handed_its_moments() -> None:
    """It may say a moment in London's time; it never asks what time it is."""
    for name, path in _modules("bot/domain"):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "bot.clock":
                assert {alias.name for alias in node.names} <= {"london", "LONDON"}, name


def test_the_edges_never_import_each_other() -> None:
    """The table says it too; this says it where somebody edits the table."""
    for edge, other in (("handlers", "scheduler"), ("scheduler", "handlers")):
        for name, path in _modules(edge):
            assert not any(_within(imported, (other,)) for imported in _imports(path)), name


# --- ids and handlers ----------------------------------------------------------------------------------


def _names_in(node: ast.AST, enum: str) -> Iterator[str]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Attribute) and isinstance(inner.value, ast.Name) and inner.value.id == enum:
            yield inner.attr


def _registered(method: str, enum: str) -> list[str]:
    """The members of `enum` that handlers listen to with `@app.method(...)`."""
    found = []
    for _, path in _modules("handlers"):
        for node in ast.walk(_tree(path)):
            for decorator in getattr(node, "decorator_list", []):
                if not isinstance(decorator, ast.Call) or not isinstance(decorator.func, ast.Attribute):
                    continue
                if ast.unparse(decorator.func) == f"app.{method}":
                    found += list(_names_in(decorator, enum))
    return sorted(found)


@pytest.mark.parametrize(
    ("method", "enum"), [("action", ids.Action), ("view", ids.View), ("shortcut", ids.Shortcut)]
)
def test_every_id_has_one_handler_of_its_own(method: str, enum: type[ids.Action]) -> None:
    assert _registered(method, enum.__name__) == sorted(member.name for member in enum)


@pytest.mark.parametrize("enum", ["Action", "View"])
def test_every_handled_id_is_drawn_somewhere(enum: str) -> None:
    drawn: set[str] = set()
    for name, path in _modules("bot/views"):
        if name != "bot.views.ids":
            drawn |= set(_names_in(_tree(path), enum))
    assert {member.name for member in getattr(ids, enum)} - drawn == set()


def test_ids_stand_nowhere_else() -> None:
    """An id typed out by hand is an id that can drift."""
    values = {str(member) for member in [*ids.Action, *ids.View, *ids.Shortcut]}
    for name, path in _modules("bot/views", "handlers"):
        if name == "bot.views.ids" or name.startswith("handlers.playground"):
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in values, f"{name}:{node.lineno} types out {node.value!r}"


def test_every_message_kind_has_a_view() -> None:
    assert set(RENDERERS) == set(MessageKind)


# --- the manifest --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def manifest() -> dict[str, dict[str, object]]:
    loaded: dict[str, dict[str, object]] = yaml.safe_load(
        (ROOT / "handlers" / "manifest.yaml").read_text(encoding="utf-8")
    )
    return loaded


def test_the_manifest_names_what_the_handlers_listen_to(manifest: dict[str, dict]) -> None:  # type: ignore[type-arg]
    features = manifest["features"]
    assert [command["command"] for command in features["slash_commands"]] == [ids.COMMAND]
    assert {shortcut["callback_id"] for shortcut in features["shortcuts"]} == set(ids.Shortcut)
    events = {event.partition(".")[0] for event in manifest["settings"]["event_subscriptions"]["bot_events"]}
    heard = set()
    for node in ast.walk(_tree(ROOT / "handlers" / "conversation.py")):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "app.event":
            heard.add(ast.literal_eval(node.args[0]))
    assert events == heard
    assert features["app_home"]["messages_tab_enabled"] is True
    assert features["app_home"]["messages_tab_read_only_enabled"] is False
    assert "agent_view" not in features


# The Web API methods the edges call, and the scope that each needs.
SCOPES = {
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "chat_update": "chat:write",
    "conversations_open": "im:write",
    "conversations_history": "im:history",
    "users_info": "users:read",
    "views_open": "",
    "views_push": "",
    "views_update": "",
    "views_publish": "",
    "auth_test": "",
}
EVENT_SCOPES = {"message.im": "im:history", "app_mention": "app_mentions:read", "app_home_opened": ""}


def test_the_manifest_asks_for_no_more_than_is_used(manifest: dict[str, dict]) -> None:  # type: ignore[type-arg]
    used = set()
    for name, path in _modules("handlers"):
        if name.startswith("handlers.playground"):
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and re.match(
                r"(chat|conversations|users|views|auth)_[a-zA-Z]", node.attr
            ):
                used.add(node.attr)
    needed = {SCOPES[method] for method in used} | {"commands"}
    needed |= {EVENT_SCOPES[event] for event in manifest["settings"]["event_subscriptions"]["bot_events"]}
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed - {""}


def test_the_manifest_keeps_within_slacks_lengths(manifest: dict[str, dict]) -> None:  # type: ignore[type-arg]
    shown = manifest["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 175 <= len(shown["long_description"]) <= 4000
    assert all(len(shortcut["name"]) <= 24 for shortcut in manifest["features"]["shortcuts"])


# --- code ----------------------------------------------------------------------------------------------


def test_nothing_is_swallowed() -> None:
    blind = []
    for name, path in _modules(*OURS):
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = "" if node.type is None else ast.unparse(node.type)
                raised_again = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if not raised_again and (not caught or re.search(r"\b(Base)?Exception\b", caught)):
                    blind.append(f"{name}:{node.lineno}")
    assert blind == []


DAYS_IN_WORDS = re.compile(r"\b\d+[ -](working |calendar )?(day|week|month)s?\b")


def _docstrings(tree: ast.Module) -> set[int]:
    """The lines on which docstrings stand: they may cite a policy."""
    lines: set[int] = set()
    for node in ast.walk(tree):
        for statement in getattr(node, "body", []) if not isinstance(node, ast.Lambda | ast.IfExp) else []:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                lines |= set(range(statement.lineno, (statement.end_lineno or statement.lineno) + 1))
    return lines


def test_nobody_types_a_number_of_days() -> None:
    """Numbers of days are policy, and policy is data: knowledge/ reads them from YAML."""
    typed = []
    for name, path in _modules("bot", "handlers", "scheduler"):
        if name.startswith("handlers.playground"):
            continue
        tree = _tree(path)
        docstrings = _docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("timedelta"):
                for keyword in node.keywords:
                    value = keyword.value
                    if (
                        keyword.arg in ("days", "weeks")
                        and isinstance(value, ast.Constant)
                        and value.value not in (0, 1)
                    ):
                        typed.append(f"{name}:{node.lineno} timedelta({keyword.arg}={value.value!r})")
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            line = getattr(node, "lineno", 0)
            if line not in docstrings and DAYS_IN_WORDS.search(text):
                typed.append(f"{name}:{line} {text!r}")
    assert typed == []


def test_the_clock_is_read_in_one_place() -> None:
    read = []
    for name, path in _modules("bot", "handlers", "scheduler", "knowledge"):
        if name == "bot.clock" or name.startswith("handlers.playground"):
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in (
                "datetime.now",
                "datetime.utcnow",
                "datetime.today",
                "date.today",
            ):
                read.append(f"{name}:{node.lineno}")
    assert read == []


# --- settings ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["README.md", ".env.example"])
def test_every_setting_is_documented(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    missing = [
        field.alias
        for field in Settings.model_fields.values()
        if field.alias and not re.search(rf"\b{field.alias}\b", text)
    ]
    assert missing == []


def test_only_settings_read_the_environment() -> None:
    readers = []
    for name, path in _modules("bot", "handlers", "scheduler", "knowledge"):
        if name == "bot.settings" or name.startswith(("handlers.playground", "bot.commands")):
            continue
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("os.environ", "os.getenv"):
                readers.append(f"{name}:{node.lineno}")
    assert readers == []
