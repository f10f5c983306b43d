"""Makes the virtual environment and installs the locked packages: `python3 scripts/setup.py [dev]`.

Runs on a bare Python: standard library only. Does nothing when the lock has not changed since the last time.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.console import StepFailed, run_logged, step  # noqa: E402 - the path of a script started by its file name

VENV = ROOT / ".venv"
LOGS = VENV / "setup-logs"
OLDEST_PYTHON = (3, 11)


def main(wanted: str) -> None:
    """Bring the environment in step with requirements/<wanted>.txt."""
    step("Python", check_python)
    step("Virtual environment", make_environment)
    step("Python packages", lambda: install(wanted))


def check_python() -> str:
    """The interpreter is new enough."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        raise StepFailed(f"This is Python {version}; Campanile needs 3.11 or newer. Try: make PYTHON=python3.11 …")
    return version


def make_environment() -> str:
    """Create .venv unless it works already."""
    if (VENV / "bin" / "python").exists() and _works([VENV / "bin" / "python", "-m", "pip", "--version"]):
        return "already there"
    if not _works([sys.executable, "-c", "import ensurepip, venv"]):
        _install_venv_support()
    shutil.rmtree(VENV, ignore_errors=True)
    run_logged([sys.executable, "-m", "venv", VENV], cwd=ROOT, log=ROOT / ".data" / "logs" / "venv.log")
    return "created"


def install(wanted: str) -> str:
    """Install the locked packages, each checked against its hash, if the lock is not the one installed last."""
    lock = ROOT / "requirements" / f"{wanted}.txt"
    stamp = VENV / f"installed-{wanted}"
    # The development lock holds all of the base lock, with the same versions.
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return "already there"
    pip = (VENV / "bin" / "python", "-m", "pip", "install", "--disable-pip-version-check", "--no-input")
    hint = "Installing the packages failed; is the network reachable?"
    run_logged([*pip, "--require-hashes", "-r", lock], cwd=ROOT, log=LOGS / "pip.log", hint=hint)
    stamp.write_text(digest)
    return "installed"


def _install_venv_support() -> None:
    """Debian ships Python without venv; as root we can add it, others are told how."""
    package = f"python3.{sys.version_info.minor}-venv"
    if os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update"], ["apt-get", "install", "--yes", package]):
            run_logged(command, cwd=ROOT, log=ROOT / ".data" / "logs" / "apt.log")
        return
    raise StepFailed(f"Python's venv module is missing. Install it, then try again:\n\n    sudo apt install {package}")


def _works(command: Sequence[str | Path]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "base")
