"""The process group of one machine: web, worker, beat, mailbox and the line that shows the demo's numbers.

honcho starts and ends them together; their output goes to a log, so that the terminal stays calm.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import TextIO

from honcho import manager as honcho_manager
from honcho.printer import Message

ROOT = Path(__file__).resolve().parents[1]
# Marks our processes, so that a later start can end what a killed one left behind.
MARK = "CAMPANILE_RUN"
# Longer than the worker's soft shutdown, which lets running tasks finish.
honcho_manager.KILL_WAIT = 30
_LEFTOVER_SECONDS = 30
_LONGEST_LOG = 10_000_000


def commands(port: int) -> dict[str, str]:
    """The command line of each process; `exec`, so that a signal reaches the program and not a shell."""
    python = f'exec "{sys.executable}"'
    worker = (
        f"{python} -m celery -A config worker --loglevel INFO --without-gossip --without-mingle --without-heartbeat"
    )
    return {
        "web": f"{python} -m granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 "
        "--blocking-threads 8 --no-access-log config.wsgi:application",
        "worker": f"{worker} --hostname worker@%h --queues campanile",
        "delivery": f"{worker} --hostname delivery@%h --queues delivery",
        "beat": f"{python} -m celery -A config beat --loglevel INFO --pidfile=",
        "mailbox": f"{python} manage.py mailbox",
        "demo": f"{python} manage.py watch_demo",
    }


def run(data_dir: Path, port: int, logs: Path, *, sign_in: str) -> int:
    """Run the group until it is told to stop (0) or one of its processes ends by itself (1)."""
    logs.mkdir(parents=True, exist_ok=True)
    _rotate(logs / "run.log")
    environment = {**os.environ, MARK: str(data_dir), "PYTHONUNBUFFERED": "1", "DEMO_SIGN_IN": sign_in}
    with (logs / "run.log").open("a", buffering=1) as log:
        group = Group(printer=Printer(log))
        for name, command in commands(port).items():
            group.add_process(name, command, env=environment, cwd=str(ROOT))
        group.loop()
    if group.ended_by_itself:
        name = group.ended_by_itself
        print(f"\n{name} ended by itself; the others were stopped. Its last lines:", flush=True)
        print(_last_lines(logs / "run.log", name), flush=True)
        return 1
    print("All processes stopped.", flush=True)
    return 0


class Group(honcho_manager.Manager):
    """honcho's manager, except that a polite stop goes to each program alone.

    A signal to the whole process group would also hit the worker's pool and cut its running tasks short.
    """

    ended_by_itself = ""
    _stop_when_started = False

    def __init__(self, printer: "Printer") -> None:
        super().__init__(printer)
        self._procmgr = _Signals()

    def terminate(self) -> None:
        """Ask every process to stop; remembers which one ended first if nobody asked."""
        if not self._all_started():
            # honcho knows no process ids yet; the last start message brings us back here.
            self._stop_when_started = True
            return
        if not self._terminating and self.returncode not in {130, 143}:
            self.ended_by_itself = next(name for name, p in self._processes.items() if p.get("returncode") is not None)
        if not self._terminating and not self.ended_by_itself:
            print("\nStopping …", flush=True)
        super().terminate()

    def loop(self) -> None:
        """Run until all have ended; a closed terminal counts as being told to stop."""
        signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
        super().loop()

    def _system_print(self, data: str) -> None:
        """honcho calls this after each process that started or stopped."""
        super()._system_print(data)
        if self._stop_when_started and self._all_started():
            self._stop_when_started = False
            self.terminate()


class _Signals:
    """How honcho ends a process: politely, the program; by force, everything it started."""

    def terminate(self, pid: int) -> None:
        _send(pid, signal.SIGTERM)

    def kill(self, pid: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


class Printer:
    """Sends every line to the log and the demo's line to the terminal, where it is updated in place."""

    def __init__(self, log: TextIO) -> None:
        self.log = log
        self.width = 0

    def write(self, message: Message) -> None:
        """Called by honcho for every line of output."""
        text = message.data.decode(errors="replace") if isinstance(message.data, bytes) else message.data
        self.log.write(f"{message.time:%H:%M:%S} {message.name:<8} | {text.rstrip()}\n")
        if message.name == "demo":
            self._show(text.rstrip("\n"))

    def _show(self, text: str) -> None:
        """A line that ends with a carriage return is a number that moves: the next one takes its place."""
        if sys.stdout.isatty() and text.endswith("\r"):
            # A line that wraps could not be replaced.
            shown = text.rstrip()[: shutil.get_terminal_size().columns - 1]
            print(f"\r\x1b[K{shown}", end="", flush=True)
        else:
            print(text.rstrip(), flush=True)


def end_leftovers(data_dir: Path) -> None:
    """End processes of an earlier run on this data directory whose supervisor was killed."""
    deadline = time.monotonic() + _LEFTOVER_SECONDS
    for pid in _marked(data_dir):
        # Only the programs themselves, as at an ordinary end; they end what they started.
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(pid) == pid:
                os.kill(pid, signal.SIGTERM)
    while left := _marked(data_dir):
        if time.monotonic() > deadline:
            for pid in left:
                _send(pid, signal.SIGKILL)
        time.sleep(0.1)


def _marked(data_dir: Path) -> list[int]:
    mark = f"{MARK}={data_dir}".encode()
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue  # ended meanwhile, or another user's
    return found


def _send(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _rotate(log: Path) -> None:
    """Put a log that has grown long aside, in the place of the one before it."""
    if log.exists() and log.stat().st_size > _LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))


def _last_lines(log: Path, name: str) -> str:
    lines = [line for line in log.read_text(errors="replace").splitlines() if f" {name:<8} | " in line]
    return "\n".join(lines[-12:]) + f"\n\nThe whole log: {log}"
