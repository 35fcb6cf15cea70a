"""Each file of tests/broken_packs is refused with a sentence that names file, key and cure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.loader import load_calendar, load_pack, load_shared_readings
from knowledge.rules import load_rules
from knowledge.strict_yaml import PackError, parse

FOLDER = Path(__file__).parents[2] / "broken_packs"
FILES = sorted(FOLDER.glob("*.yaml"))


def _put(tmp_path: Path, broken: Path | None) -> Path:
    """A folder of packs with the good one, one of its files replaced by the broken one."""
    pack = tmp_path / "good"
    shutil.copytree(FOLDER / "good", pack)
    (pack / "calendar.yaml").rename(tmp_path / "calendar.yaml")
    if broken is not None:
        lines = broken.read_text().splitlines(keepends=True)
        name = lines[0].removeprefix("# file: ").strip()
        text = "".join(line for line in lines if not line.startswith(("# file:", "# says:")))
        if broken.stem == "too-large":
            text = "".join(f"x{i}: {text.split(': ', 1)[1]}" for i in range(4000))
        (tmp_path / name if name == "calendar.yaml" else pack / name).write_text(text)
    return tmp_path


def test_the_good_one_loads(tmp_path: Path) -> None:
    book = load_rules((_put(tmp_path, None),))
    assert "good" in book.policies


def _load(folder: Path, name: str) -> None:
    if name == "calendar.yaml":
        load_calendar(folder / "calendar.yaml", folder)
    else:
        load_pack(folder / "good", load_shared_readings(), folder)


@pytest.mark.parametrize("broken", FILES, ids=[f.stem for f in FILES])
def test_refused(tmp_path: Path, broken: Path) -> None:
    says = [
        line.removeprefix("# says: ").rstrip("\n")
        for line in broken.read_text().splitlines()
        if line.startswith("# says:")
    ]
    name = broken.read_text().splitlines()[0].removeprefix("# file: ")
    folder = _put(tmp_path, broken)
    with pytest.raises(PackError) as caught:
        _load(folder, name)
    message = str(caught.value)
    assert name in message
    for part in says:
        assert part in message, message
    assert message.rstrip()[-1] in ".?)", message


def test_deep_nesting_is_refused() -> None:
    with pytest.raises(PackError, match="nested too deeply"):
        parse("a: " + "[" * 60 + "]" * 60, "deep.yaml")


def test_very_deep_nesting_is_refused_without_a_crash() -> None:
    with pytest.raises(PackError):
        parse("[" * 50_000, "deep.yaml")


def test_not_text_is_refused(tmp_path: Path) -> None:
    folder = _put(tmp_path, None)
    (folder / "good" / "rules.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackError, match="UTF-8"):
        load_rules((folder,))


def test_a_missing_rules_file_is_named(tmp_path: Path) -> None:
    folder = _put(tmp_path, None)
    (folder / "good" / "rules.yaml").unlink()
    with pytest.raises(PackError, match=r"rules\.yaml.*cannot be read"):
        load_rules((folder,))
