"""Delivery workers, each a process of its own (bench.worker), that send until nothing is left when they are told to."""

import contextlib
import subprocess
import sys
from collections.abc import Callable, Iterator

from django.db import connection


@contextlib.contextmanager
def running_crew(workers: int) -> Iterator[Callable[[], int]]:
    """Starts them on this process's database; yields what has them all send and says how many mails were accepted."""
    command = [sys.executable, "-m", "bench.worker", str(connection.settings_dict["NAME"])]
    with contextlib.ExitStack() as stack:
        crew = [
            stack.enter_context(subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True))
            for _ in range(workers)
        ]
        for worker in crew:
            assert _said(worker) == "ready"
        yield lambda: _sent(crew)


def _sent(crew: "list[subprocess.Popen[str]]") -> int:
    for worker in crew:
        assert worker.stdin is not None
        worker.stdin.write("send\n")
        worker.stdin.flush()
    return sum(int(_said(worker)) for worker in crew)


def _said(worker: "subprocess.Popen[str]") -> str:
    assert worker.stdout is not None
    return worker.stdout.readline().strip()
