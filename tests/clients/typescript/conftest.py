"""The TypeScript client, checked and compiled once, and a way to run its scenarios under Node."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import pages

PACKAGE = pages.ROOT / "clients" / "typescript"
TSC = pages.FRONTEND / "node_modules" / ".bin" / "tsc"
Run = Callable[..., Any]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with sources and scenarios as JavaScript. Strict checks come with it."""
    pages.install()
    build = tmp_path_factory.mktemp("typescript")
    (build / "package.json").write_text('{"type": "module"}')
    command = [TSC, "--project", PACKAGE / "tsconfig.tests.json", "--outDir", build]
    done = subprocess.run(
        command, cwd=PACKAGE, env=pages.node_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    return build


@pytest.fixture
def scenario(compiled: Path) -> Run:
    """Runs a scenario in a process of its own and answers what it says; with `whole` also what it printed. `given` is
    what the scenario works on."""

    def run(name: str, *, url: str, key: str = "cmk_secret", whole: bool = False, given: Any = None) -> Any:
        command = [*pages.node_command(), compiled / "tests" / "scenario.js", name]
        environment = {"PATH": os.environ["PATH"], "CAMPANILE_URL": url, "CAMPANILE_API_KEY": key}
        environment["GIVEN"] = json.dumps(given)
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done if whole else json.loads(done.stdout)

    return run
