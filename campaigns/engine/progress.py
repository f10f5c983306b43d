"""What a stage's `run` says of itself, and the loop that a task makes of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from workspaces.nudge import nudge

BUDGET_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` counts the rows that were moved; `more` says that there may be work left at this moment."""

    done: int = 0
    more: bool = False


def drain(run: Callable[[], Progress], task: str, *, seconds: float = BUDGET_SECONDS) -> Progress:
    """Runs a stage until nothing is left, or until the time is used up: then it wakes its task for another turn."""
    started = time.monotonic()
    done = 0
    while True:
        progress = run()
        done += progress.done
        if not progress.more:
            return Progress(done)
        if time.monotonic() - started >= seconds:
            nudge(task)
            return Progress(done, more=True)
