"""`make run` as a user starts and ends it: everything comes up, everything goes, and it goes on where it was."""

import json
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import embedded
from scripts.processes import MARK
from tests.processes import Processes, Running, free_port, status_of, wait_until

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


class Installation:
    """One data directory and its ports."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir, self.port, mailbox = data_dir, free_port(), free_port()
        environment = {
            "DATA_DIR": str(data_dir), "PORT": str(self.port), "MAILBOX_SMTP_PORT": str(mailbox),
            "DJANGO_SETTINGS_MODULE": "config.settings.base", "CELERY_BROKER_URL": "", "DATABASE_URL": "",
        }  # fmt: skip
        self.processes = Processes(data_dir.parent, environment)

    def start(self) -> Running:
        """Start and wait until it is ready and has greeted its user."""
        running = self.processes.start(f"run-{len(self.processes.running)}", "python", "-m", "scripts.run")
        url = f"http://127.0.0.1:{self.port}/readyz"
        wait_until(lambda: self._is_up(running, url), what=lambda: running.tail() + self.log())
        return running

    def _is_up(self, running: Running, url: str) -> bool:
        assert running.process.poll() is None, running.tail() + self.log()
        return status_of(url) == 200 and f"http://localhost:{self.port}/" in running.tail(200)

    def log(self) -> str:
        """The last lines of the processes' own log."""
        path = self.data_dir / "logs" / "run.log"
        return "\n".join(path.read_text().splitlines()[-60:]) if path.exists() else ""

    def left(self) -> list[str]:
        """The command lines of what still runs for this data directory."""
        mark = f"{MARK}={self.data_dir}".encode()
        return [
            (folder / "cmdline").read_text().replace("\0", " ")
            for folder in Path("/proc").glob("[0-9]*")
            if mark in _environment(folder)
        ]


def _environment(folder: Path) -> list[bytes]:
    try:
        return (folder / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation whose processes are all ended after the test."""
    made = Installation(tmp_path / "data")
    yield made
    made.processes.end()
    for folder in Path("/proc").glob("[0-9]*"):
        if f"{MARK}={made.data_dir}".encode() in _environment(folder):
            os.kill(int(folder.name), signal.SIGKILL)
    embedded.stop_postgres(made.data_dir)


def test_comes_up_ends_cleanly_and_goes_on(installation: Installation) -> None:
    first = installation.start()
    assert _workspaces(installation) == ["demo"]
    assert len(installation.left()) >= 5
    refused = installation.processes.start("refused", "python", "-m", "scripts.run")
    assert refused.process.wait(30) == 1
    assert "make run is already running" in refused.tail()
    # A supervisor that is killed leaves its processes behind; the next start ends them first.
    os.kill(first.process.pid, signal.SIGKILL)
    first.process.wait(10)
    assert len(installation.left()) >= 5
    second = installation.start()
    assert _workspaces(installation) == ["demo"]
    assert second.stop(signal.SIGINT, seconds=60) == 0
    assert installation.left() == []
    assert not embedded.is_running(embedded.Cluster(installation.data_dir))
    assert status_of(f"http://127.0.0.1:{installation.port}/healthz") == 0


def _workspaces(installation: Installation) -> list[str]:
    """The slugs in the database; also shows that the key command works beside a running installation."""
    key = installation.processes.run("python", "manage.py", "api_key", "demo").split()[-1]
    assert key.startswith("cmpk_")
    request = urllib.request.Request(f"http://127.0.0.1:{installation.port}/readyz", headers={"x-api-key": key})
    assert json.load(urllib.request.urlopen(request))["status"] == "ok"
    dsn = embedded.Cluster(installation.data_dir).dsn()
    with embedded.psycopg.connect(dsn) as connection:
        return [slug for (slug,) in connection.execute("SELECT slug FROM workspaces_workspace ORDER BY slug")]
