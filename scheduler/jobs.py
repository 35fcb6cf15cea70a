"""The table of jobs. APScheduler is a metronome without memory: the tables say what is owed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from slack_sdk import WebClient

from bot.bootstrap import Deps
from scheduler import sweeps
from scheduler.retention import take_down

SWEEP_SECONDS = {"due": 60, "alerts": 20, "tasks": 60, "dates": 60}
REPLAY_SECONDS = 5
HOUSEKEEPING_SECONDS = 3600
TAKE_DOWN_SECONDS = 600


def make_scheduler(deps: Deps, *, replay: Callable[[], object], client: WebClient) -> BackgroundScheduler:
    """A scheduler with every job; nothing is kept in it between runs."""
    scheduler = BackgroundScheduler(
        timezone="UTC",
        jobstores={"default": MemoryJobStore()},
        executors={"default": ThreadPoolExecutor(4)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    def every(seconds: int, name: str, work: Callable[[Deps], object]) -> None:
        scheduler.add_job(
            partial(sweeps.run_job, deps, name, work), IntervalTrigger(seconds=seconds), id=name, name=name
        )

    for name, work in sweeps.SWEEPS.items():
        every(SWEEP_SECONDS[name], name, work)
    every(REPLAY_SECONDS, "replay", lambda _: replay())
    every(HOUSEKEEPING_SECONDS, "housekeeping", sweeps.housekeeping)
    every(TAKE_DOWN_SECONDS, "take_down", lambda deps: take_down(deps, client))
    return scheduler
