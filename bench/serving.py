"""The web process of `make run`, on the benchmark's database, and one client's connection to it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from django.db import connection

from bench.memory import peak_megabytes
from scripts.processes import commands

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS = 60
# Ends a process and what that started once nobody holds its own input open any more, also where that one was killed.
_GUARD = "import os, signal, sys; sys.stdin.read(); os.killpg(int(sys.argv[1]), signal.SIGTERM)"


@dataclass(frozen=True, slots=True)
class Server:
    """A web process that answers."""

    process: subprocess.Popen[bytes]
    port: int

    def peak_megabytes(self) -> float:
        """The most memory that it, or a process that it started, has held so far."""
        pids = [self.process.pid, *_children(self.process.pid)]
        return max(map(peak_megabytes, pids))

    def connect(self) -> HTTPConnection:
        """One client's connection, which is kept between requests."""
        return HTTPConnection("127.0.0.1", self.port, timeout=120)


@contextmanager
def serving(application: str) -> Iterator[Server]:
    """A web process with one worker on the benchmark's database, by the command line of `make run`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = commands(port)["web"].replace("config.wsgi:application", application)
    process = subprocess.Popen(  # noqa: S602 - a command line of ours, with a port of ours
        command,
        shell=True,
        cwd=ROOT,
        env=_environment(),
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    guard = [sys.executable, "-c", _GUARD, str(process.pid)]
    with subprocess.Popen(guard, stdin=subprocess.PIPE, start_new_session=True):
        _await_start(port)
        yield Server(process, port)
    process.wait(timeout=30)


def _environment() -> dict[str, str]:
    values = connection.settings_dict
    secret = f":{quote(values['PASSWORD'])}" if values["PASSWORD"] else ""
    place = f"{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
    if values["HOST"].startswith("/"):
        place = f"/{values['NAME']}?host={values['HOST']}"
    return {
        **os.environ,
        "DATABASE_URL": f"postgresql://{values['USER']}{secret}@{place}",
        "CELERY_BROKER_URL": "pgmq://localhost",
        "API_REQUESTS_PER_MINUTE": "1000000",
    }


def _await_start(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            client = HTTPConnection("127.0.0.1", port, timeout=5)
            client.request("GET", "/healthz")
            client.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    sys.exit("bench: the web process did not start")


def _children(pid: int) -> list[int]:
    found = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return [each for child in found for each in (child, *_children(child))]
