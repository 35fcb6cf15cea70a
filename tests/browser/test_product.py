"""The real product in the playground, driven in the browser as a practitioner and her manager would.

With DOORSTEP_PICTURES set to a folder the README's pictures are taken on the way.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from selenium.webdriver import Chrome

from bot.bootstrap import build
from bot.clock import ShiftedClock
from bot.control import OFFSET
from bot.settings import Settings
from bot.storage.migrate import migrate
from knowledge import Knowledge
from tests.browser.page import Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
PHONE = (390, 844)
DESKTOP = (1280, 860)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, knowledge: Knowledge) -> Iterator[str]:
    """The playground as `make run` starts it, on Monday 23 November 2026, 09:00."""
    url = f"sqlite:///{tmp_path_factory.mktemp('playground') / 'playground.db'}"
    clock = ShiftedClock()
    clock.restore(MONDAY - clock.wall())
    deps = build(Settings(_env_file=None, DATABASE_URL=url), clock=clock, knowledge=knowledge)  # type: ignore[call-arg]
    migrate(deps.engine)
    with deps.transaction() as tx:
        tx.state.set(OFFSET, {"seconds": clock.offset.total_seconds()})
    deps.engine.dispose()
    plain = {n: v for n, v in os.environ.items() if not n.startswith(("SLACK_", "DOORSTEP_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=plain | {"DATABASE_URL": url, "DOORSTEP_PLAYGROUND_PORT": "0", "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    assert process.stdout is not None
    for line in process.stdout:
        said.append(line)
        found = re.search(r"open (http://127\.0\.0\.1:\d+)/", line)
        if found:
            yield found[1]
            break
    else:
        pytest.fail("the playground did not start:\n" + "".join(said))
    process.terminate()
    process.wait(20)


@pytest.fixture
def page(chromium: Chrome, address: str) -> Page:
    chromium.get("about:blank")
    chromium.get_log("browser")  # what an earlier page complained about is not this one's
    return Page(chromium, address)


def picture(page: Page, name: str) -> None:
    """Keep what is on show, where pictures are wanted."""
    folder = os.environ.get("DOORSTEP_PICTURES")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.driver.save_screenshot(str(Path(folder) / f"{name}.png"))


def test_ask_plan_and_look(page: Page) -> None:
    """She asks, reads her caseload and why a date is what it is, and plans a visit on a phone."""
    page.open("U0AMINA", DESKTOP)
    page.say("how often is a child with a CP plan visited?")
    page.message("10 working days")
    picture(page, "answer")
    page.press(page.get("tab-home"))
    page.wait(lambda: "No interval set" in page.one("#main").text)
    picture(page, "home")
    page.press(page.control("why_open"))
    page.wait(lambda: page.get("modal").text)
    page.press(page.get("modal-close"))
    page.gone("modal")
    why = [one for one in page.css('#main [data-action-id="why_open"]') if one.is_displayed()]
    page.press(why[1])
    page.wait(
        lambda: "working day" in page.get("modal").text.lower() or "day 1" in page.get("modal").text.lower()
    )
    picture(page, "why")
    page.press(page.get("modal-close"))
    page.gone("modal")

    page.open("U0AMINA", PHONE)
    page.press(page.get("tab-home"))
    page.wait(lambda: "No interval set" in page.one("#main").text)
    assert page.js("return document.documentElement.scrollWidth <= window.innerWidth")
    picture(page, "phone-home")
    record = [one for one in page.css('#main [data-action-id="record_open"]') if one.is_displayed()]
    page.press(record[1])
    page.wait(lambda: "999" in page.get("modal").text)
    picture(page, "phone-record")
    assert page.complaints() == []


def test_another_teams_practitioner_sees_only_her_own(page: Page) -> None:
    page.open("U0TOMOS", DESKTOP)
    page.press(page.get("tab-home"))
    page.wait(lambda: "Plan" in page.one("#main").text)
    assert "MP-1042" not in page.one("#main").text


def test_the_clock_moves_and_the_manager_reads_her_board(page: Page) -> None:
    page.open("U0GRACE", DESKTOP)
    before = page.get("clock-now").text
    page.press(page.get("clock-morning"))
    page.wait(lambda: page.get("clock-now").text != before)
    page.press(page.get("tab-home"))
    page.wait(lambda: "overdue" in page.one("#main").text.lower())
    picture(page, "board")
