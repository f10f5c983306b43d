"""Templates made to exhaust a worker end in a clear error, soon and in little memory. One process runs them all,
under a limit of its address space, since a bomb that works would take the test run with it.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.templates_app.rendering import bombs

NAMES = [f"{kind}: {name}" for kind, group in bombs.ALL.items() for name in group]
# Sanitising these gives a bounded document: they are odd, not harmful.
HARMLESS = {"html: brackets", "html: attributes", "html: quotes", "html: blanks"}
PROGRAM = f"import django; django.setup(); from {bombs.__name__} import main; main()"


@pytest.fixture(scope="module")
def outcomes() -> dict[str, list]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", NAMES)
def test_bomb(outcomes, name):
    outcome, seconds = outcomes[name]
    assert seconds < bombs.SECONDS
    if name not in HARMLESS:
        assert outcome != "made"
    assert "MemoryError" not in outcome
