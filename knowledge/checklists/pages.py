"""Reading YAML strictly: every problem is kept with its file, line and key, and with how to put it right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from rapidfuzz import process

from knowledge.strict_yaml import PackError, read

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The quick loader where PyYAML was built with it; both read the same."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot be trusted: where it stands, what is wrong, and the cure."""

    file: str
    line: int
    key: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}, {self.key}: {self.cure}"


class ChecklistPackError(PackError):
    """A folder of checklists that is refused, with every problem found in it (the first one as its own)."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        super().__init__(first.file, first.key, f"line {first.line}", first.cure)
        self.args = ("\n".join(map(str, problems)),)
        self.problems = problems


def nearest(word: str, known: Iterable[str]) -> str:
    """ "Did you mean ...?" with the nearest known word, or "" where none is near."""
    found = process.extractOne(word, list(known), score_cutoff=60)
    return f" Did you mean “{found[0]}”?" if found else ""


@dataclass(slots=True)
class Page:
    """A file being read, and the problems found in it so far."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, node: yaml.Node | None, key: str, cure: str) -> None:
        self.problems.append(
            Problem(self.file, node.start_mark.line + 1 if node else 1, key or "the file", cure)
        )


@dataclass(slots=True)
class Section:
    """One mapping of a file. Every key must be asked for; `close` refuses the ones nobody asked for."""

    page: Page
    path: str
    node: yaml.Node
    entries: dict[str, yaml.Node] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if not isinstance(self.node, yaml.MappingNode):
            self.refuse("", "must be a set of “key: value” lines.")
            return
        self.entries = {str(key.value): value for key, value in self.node.value}  # `read` refuses doubles

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def refuse(self, key: str, cure: str) -> None:
        self.page.refuse(self.entries.get(key, self.node), self.at(key), cure)

    def has(self, key: str) -> bool:
        return key in self.entries

    def close(self) -> None:
        """Refuse keys that mean nothing here."""
        for key, node in self.entries.items():
            if key not in self.used:
                hint = nearest(key, sorted(self.used))
                self.page.refuse(
                    node, self.at(key), f"is not a key that is known here.{hint} Correct it or take it out."
                )

    def _scalar(self, key: str, cure: str) -> yaml.ScalarNode | None:
        self.used.add(key)
        node = self.entries.get(key)
        if node is None:
            self.refuse(key, f"is missing. {cure}")
        elif isinstance(node, yaml.ScalarNode) and not node.tag.endswith(":null"):
            return node
        else:
            self.refuse(key, f"must be one value. {cure}")
        return None

    def text(self, key: str, cure: str, most: int = 300, default: str | None = None) -> str:
        """A non-empty text of at most `most` characters; `default` where the key may be left out."""
        if default is not None and not self.has(key):
            self.used.add(key)
            return default
        node = self._scalar(key, cure)
        value = " ".join(node.value.split()) if node is not None else ""
        if node is not None and not value:
            self.refuse(key, f"is empty. {cure}")
        if len(value) > most:
            self.refuse(key, f"has {len(value)} characters; at most {most} fit. Say it shorter.")
        return value

    def flag(self, key: str, cure: str, default: bool = False) -> bool:
        if not self.has(key):
            self.used.add(key)
            return default
        node = self._scalar(key, cure)
        if node is not None and node.value not in ("true", "false"):
            self.refuse(key, f"must be true or false. {cure}")
        return node is not None and node.value == "true"

    def number(self, key: str, cure: str, default: int | None = None, required: bool = True) -> int | None:
        if not self.has(key) and not required:
            self.used.add(key)
            return default
        node = self._scalar(key, cure)
        if node is None:
            return default
        if not node.tag.endswith(":int") or not node.value.isdigit():
            self.refuse(key, f"must be a whole number. {cure}")
            return default
        return int(node.value)

    def texts(self, key: str, cure: str, most: int = 300) -> tuple[str, ...]:
        """A list of texts (one text alone counts as a list); empty where the key is left out."""
        self.used.add(key)
        node = self.entries.get(key)
        if node is None:
            return ()
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        found = []
        for one in nodes:
            if not isinstance(one, yaml.ScalarNode) or not one.value.strip():
                self.page.refuse(one, self.at(key), f"must be a list of texts. {cure}")
            elif len(one.value) > most:
                self.page.refuse(one, self.at(key), f"has a text of {len(one.value)} characters; {most} fit.")
            else:
                found.append(" ".join(one.value.split()))
        return tuple(found)

    def section(self, key: str, cure: str) -> Section | None:
        self.used.add(key)
        node = self.entries.get(key)
        if node is None:
            self.refuse(key, f"is missing. {cure}")
            return None
        return Section(self.page, self.at(key), node)

    def sections(self, key: str, cure: str) -> list[Section]:
        """A list of mappings, each named by its id in what is said about it."""
        self.used.add(key)
        node = self.entries.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.refuse(key, f"must be a list. {cure}")
            return []
        found = []
        for number, one in enumerate(node.value, 1):
            section = Section(self.page, f"{self.at(key)} {number}", one)
            identity = section.entries.get("id")
            if isinstance(identity, yaml.ScalarNode):
                section.path = f"{self.at(key)} › {identity.value}"
            found.append(section)
        return found


def open_page(path: Path) -> tuple[Page, Section | None]:
    """A file as strict sections; None where it can't be read at all (the page then holds the problem)."""
    page = Page(path.name)
    try:
        read(path, path.parent)
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        assert node is not None, "`read` refuses an empty file"
    except PackError as error:
        found = re.search(r"line (\d+)", error.key)
        line = int(found[1]) if found is not None else 1
        page.problems.append(
            Problem(path.name, line, error.key or "the file", f"{error.problem}. {error.cure}")
        )
        return page, None
    return page, Section(page, "", node)
