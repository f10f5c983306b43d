"""Asks public databases for known faults of what is locked: `python -m scripts.audit`.

Nothing else of ours asks them: it needs the network, tells others what we stand on, and is answered differently from
day to day, so no test and no gate runs it.
"""

import subprocess
import sys
from pathlib import Path

from scripts.pages import FRONTEND, node_environment, npm_command

ROOT = Path(__file__).resolve().parents[1]
UV = Path(sys.executable).with_name("uv")
PIP_AUDIT = "pip-audit==2.10.1"


def main() -> int:
    """0 where nothing is known against any of them; 1 where something is, or somebody did not answer."""
    # What could not be looked up counts as nothing found but for --strict. The development lock holds the base lock.
    lock = ["--strict", "--require-hashes", "--disable-pip", "--vulnerability-service", "osv", "-r", "dev.txt"]
    python = subprocess.run([str(UV), "tool", "run", PIP_AUDIT, *lock], cwd=ROOT / "requirements", check=False)
    npm = [*map(str, npm_command()), "audit", "--package-lock-only"]
    pages = subprocess.run(npm, cwd=FRONTEND, env=node_environment(), check=False)
    for what, answer in (("Python", python), ("npm", pages)):
        print(f"{what}: {'nothing known' if answer.returncode == 0 else 'faults, or no answer: see above'}")
    return int(python.returncode != 0 or pages.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
