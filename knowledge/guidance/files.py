"""Reading data files: YAML only, fast, and with a sentence where a file cannot be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DataError(ValueError):
    """A data file of the guidance that cannot be used; the sentence names the file and the cure."""


def parse_yaml(text: str, name: str) -> dict[str, Any]:
    """The mapping a YAML text holds ({} where it is empty). Raises DataError with a sentence."""
    try:
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - one of the two safe loaders
    except yaml.YAMLError as error:
        raise DataError(f"{name} is not valid YAML: {error}. Quote phrases that hold a colon.") from error
    if data is None:
        return {}
    if not isinstance(data, dict):
        raise DataError(f"{name} must hold named entries (name: value), not a bare list or text.")
    return data


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping a YAML file holds ({} where it is empty). Raises DataError with a sentence."""
    try:
        return parse_yaml(path.read_text(encoding="utf-8"), path.name)
    except UnicodeDecodeError as error:
        raise DataError(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from error
