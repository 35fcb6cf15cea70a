"""Local settings: a wrong value is refused by file, key and cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.local import DEFAULT, LocalSettingsProblem, load_local


def changed(tmp_path: Path, old: str, new: str) -> Path:
    text = DEFAULT.read_text()
    assert old in text
    path = tmp_path / "local.yaml"
    path.write_text(text.replace(old, new, 1))
    return path


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('starts: "08:30"', "starts: 12:30", "day.starts: write the time in quotes"),
        ("working_days_before: 3", "working_days_before: 0", "reminders.due_soon.working_days_before"),
        ("keep_days: 30", "keep_dayz: 30", "messages.keep_dayz"),
        ("format: 1", "format: 2", "format"),
        ("messages:", "messages:\n  keep_days: 4", "keep_days stands twice"),
        ("alerts:", "alerts: [", "not readable as YAML"),
    ],
)
def test_what_cannot_be_trusted_is_refused_by_name(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(LocalSettingsProblem) as refused:
        load_local(changed(tmp_path, old, new))
    assert any(words in problem and "local.yaml" in problem for problem in refused.value.problems)


def test_the_shipped_file_loads() -> None:
    assert load_local().messages.keep_days == 30
