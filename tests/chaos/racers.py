"""Processes that run the triggers stage at the same moment, as two beats with their workers would make them do."""

import os
from collections.abc import Sequence
from datetime import datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from django.db import connection

from campaigns.engine import triggers
from tests.chaos.crew import forks

_SECONDS = 60


def race(moments: Sequence[datetime], *, racers: int, logs: Path) -> None:
    """Runs the stage at each moment in every process at once. Fails when one of them does."""
    context = forks()
    barrier = context.Barrier(racers)
    database = str(connection.settings_dict["NAME"])
    processes = [
        context.Process(target=_fire, args=(database, moments, barrier, str(logs / f"racer-{number}.log")), daemon=True)
        for number in range(racers)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(_SECONDS)
    codes = [process.exitcode for process in processes]
    for process in processes:
        process.kill()
    assert codes == [0] * racers, "\n".join(path.read_text() for path in sorted(logs.glob("racer-*.log")))


def _fire(database: str, moments: Sequence[datetime], barrier: Barrier, log: str) -> None:
    output = os.open(log, os.O_WRONLY | os.O_CREAT)
    os.dup2(output, 1)
    os.dup2(output, 2)
    connection.settings_dict["NAME"] = database
    for moment in moments:
        barrier.wait(_SECONDS)
        triggers.run(moment)
    connection.close()
