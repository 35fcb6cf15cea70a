"""Time until the playground is ready, and the memory of the running bot, beside a bare Bolt app."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.figures import median

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5


def _environment(folder: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "DOORSTEP_"))}
    return kept | {
        "DATABASE_URL": f"sqlite:///{folder}/bench.db",
        "DOORSTEP_CACHE": f"{folder}/cache",
        "DOORSTEP_PLAYGROUND_PORT": "0",
        "PYTHONUNBUFFERED": "1",
    }


def start(folder: str) -> tuple[subprocess.Popen[str], float]:
    """Start the playground; seconds until it says that it is ready."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    for line in process.stdout:
        if "is ready" in line:
            return process, time.monotonic() - began
    raise SystemExit("the playground did not start")


def stop(process: subprocess.Popen[str]) -> None:
    """Ask it to end."""
    process.send_signal(signal.SIGTERM)
    process.wait(20)


def ready() -> Iterator[str]:
    """First start (migrates, loads the demo team, prepares guidance) and later ones, beside Python with Bolt alone."""
    with tempfile.TemporaryDirectory() as folder:
        process, first = start(folder)
        stop(process)
        later = []
        for _ in range(RUNS):
            process, seconds = start(folder)
            stop(process)
            later.append(seconds)
    bare = []
    for _ in range(RUNS):
        began = time.monotonic()
        subprocess.run([sys.executable, "-c", "import slack_bolt, sqlalchemy"], check=True)
        bare.append(time.monotonic() - began)
    yield f"first start (database, demo team, guidance prepared): {first:.2f} s"
    yield f"later starts: median {median(later):.2f} s of {RUNS} ({min(later):.2f} to {max(later):.2f})"
    yield f"baseline, Python importing Bolt and SQLAlchemy only: {median(bare):.2f} s"
    yield f"ratio: {median(later) / median(bare):.1f}"


def resident(pid: int) -> float:
    """Resident memory in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def memory() -> Iterator[str]:
    """The bot's resident memory in the playground (the stand-in Slack is a process of its own)."""
    bare = subprocess.run(
        [
            sys.executable,
            "-c",
            "import os, re, slack_bolt, sqlalchemy; "
            "print(re.search(r'VmRSS:\\s+(\\d+)', open(f'/proc/{os.getpid()}/status').read())[1])",
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    baseline = int(bare.stdout) / 1024
    with tempfile.TemporaryDirectory() as folder:
        process, _ = start(folder)
        used = resident(process.pid)
        stop(process)
    yield f"the running bot: {used:.0f} MB"
    yield f"baseline, Python importing Bolt and SQLAlchemy only: {baseline:.0f} MB"
    yield f"ratio: {used / baseline:.1f}"
