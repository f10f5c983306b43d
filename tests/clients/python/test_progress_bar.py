"""The bar of `campanile contacts import`, on a terminal."""

import os
import pty
import re
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from campanile.cli.contacts import wait_for
from campanile.models import Import

QUEUED = Import(
    id="imp_1", filename="people.csv", goal="load", state="queued", error="", columns=(), samples=(), mapping={},
    country="", add_tags=(), segment=None, rows_total=0, rows_read=0, rows_created=0, rows_updated=0,
    rows_unchanged=0, rows_refused=0, rows_repeated=0, created_at=datetime(2026, 1, 1, tzinfo=UTC), finished_at=None,
)  # fmt: skip
STATES = [
    replace(QUEUED, goal="check", state="running", rows_total=4, rows_read=1),
    replace(QUEUED, state="running", rows_total=4, rows_read=2),
    replace(QUEUED, state="done", rows_total=4, rows_read=4),
]


@pytest.mark.parametrize("quiet", [False, True])
def test_a_terminal_is_shown_how_far_it_is(monkeypatch: pytest.MonkeyPatch, quiet: bool) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    reader, writer = pty.openpty()
    states = iter(STATES)
    with os.fdopen(writer, "w") as terminal:
        monkeypatch.setattr("sys.stderr", terminal)
        opened = SimpleNamespace(imports=SimpleNamespace(get=lambda _: next(states)))
        assert wait_for(opened, QUEUED, quiet=quiet, sleep=lambda _: None).state == "done"  # type: ignore[arg-type]
        terminal.write("END")
        terminal.flush()
        drawn = b""
        while b"END" not in drawn:
            drawn += os.read(reader, 65_536)
    os.close(reader)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn.decode())
    assert (("Importing" in shown), ("4/4" in shown), ("\u2501" in shown)) == ((not quiet),) * 3
