"""Set-up on a bare machine: clear words where something is missing, no work where nothing changed."""

from pathlib import Path
from typing import Any

import pytest

from scripts import setup
from scripts.console import StepFailed


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with one lock."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "base.txt").write_text("nothing==1\n")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "LOGS", tmp_path / ".venv" / "logs")
    return tmp_path


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that would have run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(setup, "run_logged", lambda command, **options: commands.append([str(c) for c in command]))
    return commands


def test_packages_are_installed_with_hashes_and_once(folder: Path, ran: list[list[str]]) -> None:
    (folder / ".venv").mkdir()
    assert setup.install("base") == "installed"
    assert setup.install("base") == "already there"
    assert len(ran) == 1
    assert ran[0][-3:] == ["--require-hashes", "-r", str(folder / "requirements" / "base.txt")]


def test_a_changed_lock_is_installed_again(folder: Path, ran: list[list[str]]) -> None:
    (folder / ".venv").mkdir()
    setup.install("base")
    (folder / "requirements" / "base.txt").write_text("nothing==2\n")
    assert setup.install("base") == "installed"
    assert len(ran) == 2


def test_missing_venv_support_is_named(folder: Path, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "_works", lambda command: False)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 1000)
    with pytest.raises(StepFailed, match=r"sudo apt install python3\.\d+-venv"):
        setup.make_environment()
    assert ran == []
    assert not (folder / ".venv").exists()


def test_root_gets_venv_support_installed(folder: Path, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "_works", lambda command: False)
    monkeypatch.setattr(setup.os, "geteuid", lambda: 0)
    monkeypatch.setattr(setup.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert setup.make_environment() == "created"
    assert [command[0] for command in ran[:2]] == ["apt-get", "apt-get"]
    assert ran[2][1:3] == ["-m", "venv"]


def test_an_old_python_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    old: Any = (3, 9, 2, "final", 0)
    monkeypatch.setattr(setup.sys, "version_info", old)
    with pytest.raises(StepFailed, match=r"This is Python 3\.9\.2; Campanile needs 3\.11 or newer"):
        setup.check_python()
