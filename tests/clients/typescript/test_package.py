"""The npm package: it builds without a network, has types and no dependencies, and its README is true."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from contacts.models import Event, Segment
from scripts import pages
from tests.clients.typescript.conftest import PACKAGE, TSC
from workspaces.models import Workspace

README = (PACKAGE / "README.md").read_text(encoding="utf-8")
SNIPPETS = re.findall(r"```ts\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that has the package installed from its archive."""
    folder = tmp_path_factory.mktemp("npm")
    source = folder / "source"
    shutil.copytree(PACKAGE, source, ignore=shutil.ignore_patterns("node_modules", "dist", "build", "tests"))
    npm(source, str(TSC), "--project", "tsconfig.json")
    npm(source, *map(str, pages.npm_command()), "pack", "--offline", "--silent", "--pack-destination", str(folder))
    (archive,) = folder.glob("campanile-*.tgz")
    project = folder / "project"
    project.mkdir()
    (project / "package.json").write_text('{"name": "host", "private": true, "type": "module"}')
    npm(project, *map(str, pages.npm_command()), "install", "--offline", "--no-audit", "--no-fund", str(archive))
    return project


def npm(folder: Path, *command: str) -> None:
    done = subprocess.run(
        command, cwd=folder, env=pages.node_environment(), capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_archive_holds_what_is_needed_and_no_more(installed: Path) -> None:
    package = installed / "node_modules" / "campanile"
    described = json.loads((package / "package.json").read_text())
    assert not {"dependencies", "peerDependencies", "optionalDependencies"} & set(described)
    assert sorted(path.name for path in package.iterdir()) == ["LICENSE", "README.md", "dist", "package.json"]
    assert {"index.js", "index.d.ts"} <= {path.name for path in (package / "dist").iterdir()}
    assert [path.name for path in (installed / "node_modules").iterdir() if path.name[0] != "."] == ["campanile"]


def test_both_clients_have_one_version() -> None:
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    assert f'VERSION = "{version}"' in (PACKAGE / "src" / "transport.ts").read_text()
    assert f'__version__ = "{version}"' in (PACKAGE.parent / "python/src/campanile/version.py").read_text()


def test_the_quick_start_has_ten_lines() -> None:
    assert len([line for line in SNIPPETS[0].splitlines() if line.strip()]) <= 10


@pytest.mark.parametrize("place", range(len(SNIPPETS)))
def test_a_snippet_is_typed_and_runs(place: int, installed: Path, server: str, key: str, acme: Workspace) -> None:
    (installed / "snippet.ts").write_text(SNIPPETS[place])
    options = ["--strict", "--target", "ES2022", "--lib", "ES2022,DOM", "--module", "NodeNext", "--types", ""]
    npm(installed, str(TSC), *options, "--ignoreConfig", "snippet.ts")
    done = subprocess.run(
        [*pages.node_command(), "snippet.js"],
        cwd=installed,
        env={"PATH": os.environ["PATH"], "CAMPANILE_URL": server, "CAMPANILE_API_KEY": key},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    if place == 0:
        assert "1 contacts" in done.stdout
        assert [event.name for event in Event.objects.in_workspace(acme)] == ["ordered"]
        assert [segment.name for segment in Segment.objects.in_workspace(acme)] == ["Buyers"]
