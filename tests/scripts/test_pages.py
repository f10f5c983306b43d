"""Which Node builds the pages, and when they are built again."""

from pathlib import Path

import pytest

from scripts import pages


def fake_node(folder: Path, version: str) -> str:
    """A program that says it is this version of Node."""
    program = folder / "node"
    program.write_text(f"#!/bin/sh\necho {version}\n")
    program.chmod(0o755)
    return str(program)


@pytest.mark.parametrize(
    ("version", "accepted"),
    [
        ("v18.20.0", False), ("v20.18.3", False), ("v20.19.0", True), ("v21.7.0", False), ("v22.11.0", False),
        ("v22.12.0", True), ("v23.0.0", True), ("v24.1.0", True), ("nonsense", False),
    ],
)  # fmt: skip
def test_which_versions_of_node_are_new_enough(tmp_path: Path, version: str, accepted: bool) -> None:
    assert pages._new_enough(fake_node(tmp_path, version)) is accepted


def test_an_old_node_is_passed_over_for_the_one_from_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = fake_node(tmp_path, "v18.0.0")
    monkeypatch.setattr(pages.shutil, "which", lambda name: old)
    assert pages.node_command()[0].is_relative_to(pages._wheel())
    assert pages.npm_command()[1].name == "npm-cli.js"


def test_node_without_npm_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    node = fake_node(tmp_path, "v24.0.0")
    monkeypatch.setattr(pages.shutil, "which", lambda name: node if name == "node" else None)
    assert pages.node_command()[0].is_relative_to(pages._wheel())


@pytest.fixture
def frontend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small frontend folder whose npm only counts its calls."""
    (tmp_path / "src").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "src" / "app.ts").write_text("export {}")
    (tmp_path / "templates" / "page.html").write_text("<p class='p-2'>")
    (tmp_path / "dist").mkdir()
    monkeypatch.setattr(pages, "FRONTEND", tmp_path)
    monkeypatch.setattr(pages, "BUILD", tmp_path / "dist")
    monkeypatch.setattr(pages, "_npm", lambda *arguments: None)
    return tmp_path


@pytest.mark.parametrize("name", ["src/app.ts", "templates/page.html"])
def test_is_built_when_an_input_changed_and_not_otherwise(frontend: Path, name: str) -> None:
    assert [pages.build(), pages.build()] == ["built", "already built"]
    (frontend / name).write_text("changed")
    assert [pages.build(), pages.build()] == ["built", "already built"]
