"""Where Chromium is looked for, in which order, and that none is an error."""

from pathlib import Path

import pytest

from scripts import browser


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without a browser whose installers all fail."""
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(browser.shutil, "which", lambda name: None)
    monkeypatch.setattr(browser, "_after", lambda *commands, look: None)
    return tmp_path


def test_the_environment_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/bin/sh")
    assert browser.find_chromium() == Path("/bin/sh")


def test_a_wrong_name_in_the_environment_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(browser.NoBrowser, match="CHROMIUM names /nowhere/chromium"):
        browser.find_chromium()


def test_the_path_comes_before_playwrights_cache(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached = nowhere / "chromium-1200" / "chrome-linux" / "chrome"
    cached.parent.mkdir(parents=True)
    cached.touch()
    assert browser.find_chromium() == cached
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert browser.find_chromium() == Path("/usr/bin/chromium")


def test_none_is_an_error_and_not_a_skip(nowhere: Path) -> None:
    with pytest.raises(browser.NoBrowser, match="No Chromium"):
        browser.find_chromium()


@pytest.mark.parametrize(("user", "sandboxed"), [(0, False), (1000, True)])
def test_only_root_gives_up_the_sandbox(monkeypatch: pytest.MonkeyPatch, user: int, sandboxed: bool) -> None:
    monkeypatch.setattr(browser.os, "geteuid", lambda: user)
    assert ("--no-sandbox" not in browser.launch_arguments()) is sandboxed
