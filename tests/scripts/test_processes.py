"""The process group: ends together, politely, and says who ended first."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import ROOT, wait_until

pytestmark = pytest.mark.processes

GROUP = """
import sys
from pathlib import Path
from scripts import processes
processes.commands = lambda port: {"web": "exec " + sys.argv[2], "worker": "exec " + sys.argv[3]}
folder = Path(sys.argv[1])
sys.exit(processes.run(folder, 0, folder / "logs", sign_in=""))
"""
# Ignores the signal in its child, as a worker's pool does, and takes its time to end.
POLITE = """
import os, signal, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
child = os.fork()
if child == 0:
    time.sleep(3600)
def end(*_):
    time.sleep(0.3)
    alive = Path(f"/proc/{child}").exists()
    os.kill(child, signal.SIGKILL)
    (folder / "ended").write_text(f"child was alive: {alive}")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
(folder / "started").touch()
time.sleep(3600)
"""


def start(folder: Path, *commands: str) -> "subprocess.Popen[str]":
    """Run a group of two programs in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", GROUP, str(folder), *commands], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stop_reaches_programs_and_leaves_their_children_to_them(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "polite.py").write_text(POLITE)
    group = start(tmp_path, f"{sys.executable} {tmp_path}/polite.py {tmp_path}", "sleep 3600")
    wait_until((tmp_path / "started").exists)
    group.send_signal(number)
    output, _ = group.communicate(timeout=30)
    assert (group.returncode, output) == (0, "\nStopping …\nAll processes stopped.\n")
    assert (tmp_path / "ended").read_text() == "child was alive: True"


def test_a_program_that_ends_by_itself_ends_all_and_is_named(tmp_path: Path) -> None:
    group = start(tmp_path, "sh -c 'echo it broke; exit 3'", "sleep 3600")
    output, _ = group.communicate(timeout=30)
    assert group.returncode == 1
    assert "web ended by itself" in output
    assert "it broke" in output
