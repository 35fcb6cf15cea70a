"""Each job: one service call, timed, logged, with a heartbeat. A job's trouble is its own."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from bot.bootstrap import Deps
from bot.errors import BotError, StorageAway
from bot.services import alert_ladder, dates, health, inbox, reminders

log = structlog.get_logger()


def run_job(deps: Deps, name: str, work: Callable[[Deps], object]) -> None:
    """Run one job and say how it went."""
    started = time.perf_counter()
    try:
        result = work(deps)
    except (BotError, ValueError, KeyError, TypeError, AttributeError) as trouble:
        log.exception("job.failed", job=name)
        try:
            health.beat(deps, name, ok=False, detail=type(trouble).__name__)
        except StorageAway:
            log.error("job.no_heartbeat", job=name)
        return
    seconds = round(time.perf_counter() - started, 3)
    log.debug("job.done", job=name, seconds=seconds, result=result if isinstance(result, int) else None)
    try:
        health.beat(deps, name)
    except StorageAway:
        log.error("job.no_heartbeat", job=name)


def due(deps: Deps) -> int:
    """Messages about dates that are near or past."""
    return reminders.sweep_due(deps)


def alerts(deps: Deps) -> int:
    """Silence is passed on."""
    return alert_ladder.sweep_alerts(deps)


def tasks(deps: Deps) -> int:
    """What a manager must decide today."""
    return reminders.sweep_tasks(deps)


def missing_dates(deps: Deps) -> int:
    """Children whose date was never worked out, or under another pack."""
    return dates.refresh(deps)


def housekeeping(deps: Deps) -> None:
    """Forget what was handled long ago."""
    inbox.forget_old(deps)


def all_now(deps: Deps) -> None:
    """Every sweep, at once: after a jump of the playground's clock, and at start."""
    for name, work in SWEEPS.items():
        run_job(deps, name, work)


SWEEPS: dict[str, Callable[[Deps], object]] = {
    "dates": missing_dates,
    "due": due,
    "alerts": alerts,
    "tasks": tasks,
}
