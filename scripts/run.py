"""`make run`: everything on one machine as one process group, from first set-up to a clean end.

Shows each step, then the address, the demo sign-in and the demo campaign's numbers. Ctrl-C (or SIGTERM, SIGHUP) ends
all of it, the embedded PostgreSQL last. Running it again goes on where it was.
"""

import fcntl
import os
import signal
import socket
import sys
from pathlib import Path

from config import embedded
from scripts import pages, processes
from scripts.console import StepFailed, run_logged, step

ROOT = Path(__file__).resolve().parents[1]
DATA_DIR = Path(os.environ.get("DATA_DIR") or ROOT / ".data").absolute()
PORT = int(os.environ.get("PORT") or 8000)
MAILBOX_PORT = int(os.environ.get("MAILBOX_SMTP_PORT") or (PORT + 1000 if PORT <= 64_535 else PORT - 1000))
LOGS = DATA_DIR / "logs"


def main() -> int:
    """Set up, run until told to stop, and clean up. Returns the exit code."""
    os.environ |= {"DATA_DIR": str(DATA_DIR), "PORT": str(PORT), "MAILBOX_SMTP_PORT": str(MAILBOX_PORT)}
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    with (DATA_DIR / "run.lock").open("w") as lock:
        try:
            # A record lock ends with this process; flock's would live on in forked children.
            fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"make run is already running on {DATA_DIR}. Stop it, or choose another DATA_DIR.")
        # Until the process group takes over, a polite kill ends us as Ctrl-C does: through `finally`.
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(143))
        try:
            return _run()
        except KeyboardInterrupt:
            return 130
        finally:
            _stop_database()


def _run() -> int:
    processes.end_leftovers(DATA_DIR)
    step("Ports", check_ports)
    step("Node", lambda: str(pages.node_command()[0]))
    step("Node packages", pages.install)
    step("Pages", pages.build)
    step("PostgreSQL", start_database)
    step("Migrations", lambda: manage("migrate", "--no-input"))
    step("Demo workspace", lambda: manage("demo"))
    print("\nStarting web, worker, beat and mailbox …", flush=True)
    return processes.run(DATA_DIR, PORT, LOGS, sign_in=_sign_in())


def check_ports() -> str:
    """The ports we are about to listen on are free."""
    for port, variable in ((PORT, "PORT"), (MAILBOX_PORT, "MAILBOX_SMTP_PORT")):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                raise StepFailed(
                    f"Port {port} is in use. Choose another one, for example: {variable}={port + 1} make run"
                ) from None
    return f"{PORT} (web), {MAILBOX_PORT} (mailbox)"


def start_database() -> str:
    """Start the embedded PostgreSQL, unless DATABASE_URL names another one."""
    if os.environ.get("DATABASE_URL"):
        return "the one in DATABASE_URL"
    try:
        embedded.ensure_postgres(DATA_DIR)
    except embedded.EmbeddedPostgresError as error:
        raise StepFailed(str(error)) from error
    return "running"


def manage(command: str, *arguments: str) -> str:
    """Run a management command with its output in the logs."""
    run_logged(
        [sys.executable, ROOT / "manage.py", command, *arguments], cwd=ROOT, log=LOGS / f"{command}.log",
        hint=f"manage.py {command} failed.",
    )  # fmt: skip
    return "ready"


def _sign_in() -> str:
    """What the demo command said: how to sign in."""
    return (LOGS / "demo.log").read_text(errors="replace").strip()


def _stop_database() -> None:
    if not os.environ.get("DATABASE_URL") and embedded.stop_postgres(DATA_DIR):
        print("PostgreSQL stopped.", flush=True)


if __name__ == "__main__":
    sys.exit(main())
