"""Real processes for tests: started with a log, waited for by a condition, ended for sure."""

import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql

from config import embedded

ROOT = Path(__file__).resolve().parents[1]
# Seconds until what does not come about has failed. A machine that is busy with other tests is slow.
PATIENCE = 180


@dataclasses.dataclass
class Running:
    """A started process and the file that holds its output."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def stop(self, number: signal.Signals = signal.SIGTERM, *, seconds: float = 40) -> int:
        """Send a signal and wait for the end; kill the whole group when it doesn't come. Returns the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not end within {seconds} s:\n{self.tail()}") from None

    def kill(self) -> None:
        """kill -9 of the process and everything it started."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait(10)

    def tail(self, lines: int = 30) -> str:
        """The last lines of its output."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Processes:
    """Starts processes in groups of their own and ends all of them at the end of the test."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self.logs, self.environment, self.running = logs, dict(environment), list[Running]()

    def start(self, name: str, *command: str | Path, **changes: str) -> Running:
        """Start a program of the project (`python` is this interpreter) with some variables changed."""
        arguments = [sys.executable if part == "python" else str(part) for part in command]
        log = self.logs / f"{name}.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                arguments, cwd=ROOT, env={**os.environ, **self.environment, **changes}, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        self.running.append(Running(name, process, log))
        return self.running[-1]

    def run(self, *command: str | Path, **changes: str) -> str:
        """Run a program to its end and return its output; it must succeed."""
        arguments = [sys.executable if part == "python" else str(part) for part in command]
        done = subprocess.run(
            arguments, cwd=ROOT, env={**os.environ, **self.environment, **changes}, capture_output=True, text=True,
            check=False, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        return done.stdout

    def tails(self) -> str:
        """The last lines of everybody, for the message of a failed assertion."""
        return "\n".join(f"--- {running.name}\n{running.tail()}" for running in self.running)

    def end(self) -> None:
        """End whatever still runs."""
        for running in self.running:
            running.kill()


def wait_until(condition: Callable[[], object], *, what: Callable[[], str] | str = "") -> None:
    """Wait until the condition holds; fail with `what` when it doesn't in time."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {PATIENCE} s: {what if isinstance(what, str) else what()}")
        time.sleep(0.05)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status_of(url: str) -> int:
    """The status code of a GET; 0 when nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def new_database(name: str) -> Iterator[str]:
    """An empty database on the tests' server for the time of a test; gives its URL."""
    settings = connection.settings_dict
    server = psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"],
        password=settings["PASSWORD"] or None, dbname=embedded.DATABASE, autocommit=True,
    )  # fmt: skip
    with server:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        server.execute(drop)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield _url(settings, name)
        finally:
            server.execute(drop)


def current_database_url() -> str:
    """DATABASE_URL of the database that this test works on, for processes that work on it, too."""
    return _url(connection.settings_dict, str(connection.settings_dict["NAME"]))


def _url(settings: dict[str, str], name: str) -> str:
    """DATABASE_URL of another database on the same server, whether over a socket or a network."""
    secret = f":{settings['PASSWORD']}" if settings["PASSWORD"] else ""
    if settings["HOST"].startswith("/"):
        return f"postgresql://{settings['USER']}{secret}@/{name}?host={settings['HOST']}"
    return f"postgresql://{settings['USER']}{secret}@{settings['HOST']}:{settings['PORT'] or 5432}/{name}"
