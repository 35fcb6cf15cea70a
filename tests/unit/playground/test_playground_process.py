"""`python -m handlers.playground` as a process: starting, refusing real tokens, ending with its parent."""

import subprocess
import sys
from pathlib import Path

import pytest

from handlers.playground.tokens import looks_real, refusal
from handlers.playground.workspace import WorkspaceError, load_workspace

COMMAND = [
    sys.executable,
    "-m",
    "handlers.playground",
    "--port",
    "0",
    "--bot-token",
    "xoxb-made-up",
    "--app-token",
    "xapp-made-up",
    "--signing-secret",
    "s",
]
ROOT = Path(__file__).parents[3]
# Built from pieces, so that no scanner takes the example for a leaked token.
REAL_BOT = "-".join(["xoxb", "123456789012", "abcdefabcdef"])
REAL_APP = "-".join(["xapp", "1", "A0123456789", "123456789012", "abcdef"])


def test_it_says_when_it_is_ready_and_ends_with_its_parent() -> None:
    with subprocess.Popen(
        [*COMMAND, "--until-stdin-closes"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        line = process.stdout.readline()
        assert line.startswith("playground ready http://127.0.0.1:")
        process.stdin.close()
        assert process.wait(timeout=20) == 0


def test_it_does_not_start_beside_a_real_token() -> None:
    beside = subprocess.run(
        COMMAND,
        cwd=ROOT,
        env={"SLACK_BOT_TOKEN": REAL_BOT},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert beside.returncode == 2
    assert "looks like a real Slack token" in beside.stderr
    assert REAL_BOT not in beside.stderr


def test_a_port_in_use_is_a_sentence() -> None:
    with subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        port = first.stdout.readline().rpartition(":")[2].strip()
        taken = [*COMMAND[:4], port, *COMMAND[5:]]
        second = subprocess.run(taken, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
        first.terminate()
        assert first.wait(timeout=20) == 0
    assert second.returncode == 1
    assert f"cannot use port {port}" in second.stderr
    assert "Traceback" not in second.stderr


@pytest.mark.parametrize(
    ("given", "environment", "sentence"),
    [
        (("xoxb-made-up", "xapp-made-up"), {}, None),
        (("xoxb-made-up", "xapp-made-up"), {"SLACK_BOT_TOKEN": "xoxb-made-up"}, None),
        (("xoxb-made-up", "xapp-made-up"), {"SLACK_BOT_TOKEN": "xoxb-another"}, "differs"),
        (("xoxb-made-up", "xapp-made-up"), {"SLACK_APP_TOKEN": REAL_APP}, "looks like a real"),
        ((REAL_BOT, "xapp-made-up"), {}, "made-up tokens only"),
        (("xoxb-made-up", REAL_APP), {}, "made-up tokens only"),
        (("xoxe.xoxb-1-abc", "xapp-made-up"), {}, "made-up tokens only"),
    ],
)
def test_which_tokens_it_minds(
    given: tuple[str, str], environment: dict[str, str], sentence: str | None
) -> None:
    said = refusal(*given, environment)
    assert (said is None) if sentence is None else (said is not None and sentence in said)


def test_made_up_tokens_do_not_look_real() -> None:
    assert not any(looks_real(token) for token in ("xoxb-made-up", "xapp-playground", "xoxb-stand-in", ""))


MANIFEST = """
features:
  slash_commands: [{command: /visit, description: Do, usage_hint: plan}]
  shortcuts: [{name: Plan a visit, type: global, callback_id: plan, description: Plan}]
settings: {event_subscriptions: {bot_events: [message.im]}}
oauth_config: {scopes: {bot: [chat:write, im:history]}}
"""


def test_a_manifest_says_what_the_app_registered(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(MANIFEST)
    workspace = load_workspace(manifest=manifest)
    assert [shortcut.callback_id for shortcut in workspace.shortcuts] == ["plan"]
    assert workspace.events == {"message.im"}
    assert workspace.scopes == {"chat:write", "im:history"}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("- a list", "a mapping is expected"),
        ("team: {id: T0}", "missing or misspelt"),
        ("{", "cannot be read"),
    ],
)
def test_a_broken_workspace_file_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "workspace.yaml"
    path.write_text(text)
    with pytest.raises(WorkspaceError, match=complaint) as trouble:
        load_workspace(path)
    assert str(path) in str(trouble.value)
