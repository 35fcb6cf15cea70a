"""App Home views and modal stacks, with Slack's rules of hash, external_id and depth."""

import copy
import secrets
import string
import time
from dataclasses import dataclass, field
from typing import Any

from handlers.playground.errors import ApiError
from handlers.playground.reading import words
from handlers.playground.workspace import Workspace

MAX_STACK = 3
_ALPHABET = string.ascii_letters + string.digits


def new_id(prefix: str, length: int = 10) -> str:
    """An id in Slack's manner: a letter, then capitals and digits."""
    return prefix + "".join(secrets.choice(string.ascii_uppercase + string.digits) for _ in range(length))


def with_ids(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A copy in which every block and interactive element has an id, as Slack fills them in."""
    filled = copy.deepcopy(blocks)
    for block in filled:
        block.setdefault("block_id", _short_id())
        if block.get("child_blocks"):
            block["child_blocks"] = with_ids(block["child_blocks"])
        for key in ("accessory", "elements", "element"):
            inner = block.get(key)
            for element in inner if isinstance(inner, list) else [inner]:
                if isinstance(element, dict) and element.get("type") in _INTERACTIVE:
                    element.setdefault("action_id", _short_id())
    return filled


def _short_id() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(5))


_INTERACTIVE = frozenset(
    [
        "button",
        "static_select",
        "multi_static_select",
        "external_select",
        "multi_external_select",
        "users_select",
        "multi_users_select",
        "conversations_select",
        "multi_conversations_select",
        "channels_select",
        "multi_channels_select",
        "overflow",
        "radio_buttons",
        "checkboxes",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
        "feedback_buttons",
        "icon_button",
    ]
)


@dataclass(eq=False)
class View:
    """One modal or App Home view; the same object changes when the app updates it."""

    id: str
    user: str
    team_id: str
    app_id: str
    bot_id: str
    content: dict[str, Any]
    hash: str
    root_id: str
    previous_id: str | None = None
    opened_at: float = field(default_factory=time.monotonic)
    typed: dict[str, dict[str, Any]] = field(default_factory=dict)
    updates: int = 0

    @property
    def type(self) -> str:
        """`modal` or `home`."""
        return str(self.content["type"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The blocks on show."""
        blocks: list[dict[str, Any]] = self.content["blocks"]
        return blocks

    @property
    def title(self) -> str:
        """The modal's title in plain text."""
        return str((self.content.get("title") or {}).get("text", ""))

    @property
    def callback_id(self) -> str:
        """What the app calls this view."""
        return str(self.content.get("callback_id") or "")

    @property
    def all_text(self) -> str:
        """Everything a reader sees in it."""
        frame = [
            self.content.get("title"),
            self.blocks,
            self.content.get("submit"),
            self.content.get("close"),
        ]
        return words([part for part in frame if part])

    def as_slack(self, state: dict[str, Any] | None = None) -> dict[str, Any]:
        """The view object of Slack's API, with the given input values."""
        content = self.content
        return {
            "id": self.id,
            "team_id": self.team_id,
            "type": self.type,
            "blocks": self.blocks,
            "private_metadata": content.get("private_metadata") or "",
            "callback_id": self.callback_id,
            "state": {"values": state or {}},
            "hash": self.hash,
            "title": content.get("title"),
            "clear_on_close": bool(content.get("clear_on_close")),
            "notify_on_close": bool(content.get("notify_on_close")),
            "close": content.get("close"),
            "submit": content.get("submit"),
            "previous_view_id": self.previous_id,
            "root_view_id": self.root_id,
            "app_id": self.app_id,
            "external_id": content.get("external_id") or "",
            "app_installed_team_id": self.team_id,
            "bot_id": self.bot_id,
        }


class Surfaces:
    """Which views each user has before them."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._homes: dict[str, View] = {}
        self._stacks: dict[str, list[View]] = {}

    def home(self, user: str) -> View | None:
        """The user's App Home, if one was published."""
        return self._homes.get(user)

    def stack(self, user: str) -> list[View]:
        """The user's open modals, top one last."""
        return list(self._stacks.get(user, []))

    def top(self, user: str) -> View | None:
        """The modal in front of the user."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def find(self, view_id: str | None = None, external_id: str | None = None) -> View | None:
        """A view that is still on show, by either id."""
        for view in [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]:
            if view_id and view.id == view_id:
                return view
            if external_id and view.content.get("external_id") == external_id:
                return view
        return None

    def open(self, user: str, content: dict[str, Any]) -> View:
        """Start a new stack of modals."""
        self._refuse_duplicate(content)
        view = self._new(user, content)
        self._stacks[user] = [view]
        return view

    def push(self, user: str, content: dict[str, Any]) -> View:
        """Put a modal on top of the user's stack, three deep at most."""
        stack = self._stacks.get(user)
        if not stack:
            raise ApiError("not_found")
        if len(stack) >= MAX_STACK:
            raise ApiError("push_limit_reached")
        self._refuse_duplicate(content)
        view = self._new(user, content, below=stack[-1])
        stack.append(view)
        return view

    def publish(self, user: str, content: dict[str, Any], expected_hash: str | None) -> View:
        """Set the user's App Home."""
        present = self._homes.get(user)
        if present is None:
            if expected_hash:
                raise ApiError("hash_conflict")
            self._refuse_duplicate(content)
            present = self._homes[user] = self._new(user, content)
            return present
        return self.update(present, content, expected_hash)

    def update(self, view: View, content: dict[str, Any], expected_hash: str | None = None) -> View:
        """Replace what a view shows; a hash that is not the current one is a conflict."""
        if expected_hash and expected_hash != view.hash:
            raise ApiError("hash_conflict")
        self._refuse_duplicate(content, but=view)
        kept = {block_id: set(values) for block_id, values in view.typed.items()}
        view.content = {**content, "blocks": with_ids(content["blocks"])}
        view.hash = _new_hash()
        view.updates += 1
        shown = {(block["block_id"], _action_id(block)) for block in view.blocks}
        for block_id, actions in kept.items():
            for action_id in actions:
                if (block_id, action_id) not in shown:
                    view.typed[block_id].pop(action_id)
        return view

    def close(self, view: View, *, clear: bool = False) -> list[View]:
        """Take a modal (with `clear` the whole stack) away; returns what was closed, top first."""
        stack = self._stacks.get(view.user, [])
        if view not in stack:
            return []
        keep = 0 if clear else stack.index(view)
        closed = list(reversed(stack[keep:]))
        del stack[keep:]
        return closed

    def _new(self, user: str, content: dict[str, Any], below: View | None = None) -> View:
        bot, view_id = self._workspace.bot, new_id("V")
        return View(
            id=view_id,
            user=user,
            team_id=self._workspace.team_id,
            app_id=bot.app_id,
            bot_id=bot.bot_id,
            content={**content, "blocks": with_ids(content["blocks"])},
            hash=_new_hash(),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
        )

    def _refuse_duplicate(self, content: dict[str, Any], but: View | None = None) -> None:
        external_id = content.get("external_id")
        taken = self.find(external_id=external_id) if external_id else None
        if taken is not None and taken is not but:
            raise ApiError("duplicate_external_id")


def _action_id(block: dict[str, Any]) -> str | None:
    for key in ("element", "accessory"):
        if isinstance(block.get(key), dict):
            action_id: str | None = block[key].get("action_id")
            return action_id
    return None


def _new_hash() -> str:
    return f"{time.time():.0f}.{secrets.token_hex(4)}"
