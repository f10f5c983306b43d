"""What the package's README says is run, so that it is true."""

import re

import pytest

from contacts.models import Event, Segment
from tests.architecture.sources import ROOT
from workspaces.models import Workspace

README = (ROOT / "clients" / "python" / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture
def environment(server: str, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMPANILE_URL", server)
    monkeypatch.setenv("CAMPANILE_API_KEY", key)


def test_the_quick_start_has_ten_lines() -> None:
    assert len([line for line in SNIPPETS[0].splitlines() if line.strip()]) <= 10


@pytest.mark.parametrize("place", range(len(SNIPPETS)))
def test_a_snippet_runs(
    place: int, environment: None, acme: Workspace, capsys: pytest.CaptureFixture[str], no_loop_running: None
) -> None:
    exec(compile(SNIPPETS[place], f"README.md, snippet {place}", "exec"), {"__name__": "__main__"})
    if place == 0:
        assert "1 contacts" in capsys.readouterr().out
        assert [event.name for event in Event.objects.in_workspace(acme)] == ["ordered"]
        assert [segment.name for segment in Segment.objects.in_workspace(acme)] == ["Pros"]
