"""How set-up steps show themselves on a terminal. Standard library only: it runs before anything is installed."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path


class StepFailed(Exception):
    """A set-up step cannot go on; the message tells the user what to do."""


def step(title: str, work: Callable[[], str]) -> None:
    """Show `title`, do the work and show what it answered; a failure ends the program with a clear message."""
    print(f"  {title:<28}", end="", flush=True)
    started = time.monotonic()
    try:
        outcome = work()
    except StepFailed as error:
        print("failed")
        sys.exit(f"\n{error}\n")
    seconds = time.monotonic() - started
    print(outcome + (f" ({seconds:.0f} s)" if seconds >= 1 else ""), flush=True)


def run_logged(command: Sequence[str | Path], *, cwd: Path, log: Path, hint: str = "") -> str:
    """Run a program with its output kept in `log`; return that output. Raises StepFailed with its last lines."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as handle:
        done = subprocess.run(command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=handle, stderr=handle, check=False)
    output = log.read_text(errors="replace")
    if done.returncode:
        tail = "\n".join(output.splitlines()[-15:])
        raise StepFailed(f"{tail}\n\n{hint or 'The step failed.'} The whole log: {log}")
    return output
