"""Settings: every problem at once, each naming the setting and the cure; demo and real never mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsProblem, load_settings


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in os.environ:
        if name.startswith(("SLACK_", "DOORSTEP_", "LOG_")) or name in ("DATABASE_URL", "HOST", "PORT"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_set_is_the_playground() -> None:
    settings = load_settings()
    assert not settings.has_tokens
    assert settings.policy == "gloucestershire"


def test_every_problem_is_listed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "abc")
    monkeypatch.setenv("SLACK_API_URL", "http://example.org/api")
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    monkeypatch.setenv("PORT", "ninety")
    monkeypatch.setenv("DOORSTEP_DATA_KEY", "short")
    monkeypatch.setenv("DOORSTEP_EDT_PHONE", "ring Sue")
    monkeypatch.setenv("DOORSTEP_DOCUMENTS", "nowhere")
    with pytest.raises(SettingsProblem) as found:
        load_settings()
    named = {problem.split(":")[0] for problem in found.value.problems}
    assert named == {
        "SLACK_BOT_TOKEN",
        "SLACK_API_URL",
        "DATABASE_URL",
        "PORT",
        "DOORSTEP_DATA_KEY",
        "DOORSTEP_EDT_PHONE",
        "DOORSTEP_DOCUMENTS",
    }


def test_a_dotenv_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("DOORSTEP_POLICY=camden\nPORT=9000\n")
    monkeypatch.setenv("PORT", "9001")
    settings = load_settings()
    assert (settings.policy, settings.port) == ("camden", 9001)


def test_going_live_needs_the_emergency_duty_team() -> None:
    real = Settings(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1")
    assert real.real_slack
    assert any("DOORSTEP_EDT_PHONE" in problem for problem in real.problems_for("run"))
    stand_in = Settings(
        SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1", SLACK_API_URL="http://127.0.0.1:9999/api"
    )
    assert not stand_in.real_slack
    assert stand_in.slack_api_url.endswith("/")
    assert stand_in.problems_for("run") == []
    assert any("SLACK_SIGNING_SECRET" in problem for problem in stand_in.problems_for("web"))


def test_postgres_needs_a_key_of_its_own() -> None:
    settings = Settings(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1", DATABASE_URL="postgres://u@h/d")
    assert settings.database_url == "postgresql+psycopg://u@h/d"
    assert any("DOORSTEP_DATA_KEY" in problem for problem in settings.problems_for("run"))
