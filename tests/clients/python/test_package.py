"""The package: its synchronous half is the one that is generated, it builds without a network, and it is typed."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import campanile
from scripts import client_sync
from tests.architecture.sources import ROOT

PACKAGE = ROOT / "clients" / "python"
BIN = Path(sys.executable).parent


@pytest.mark.parametrize("name", sorted(client_sync.written()))
def test_the_synchronous_half_is_what_its_generator_writes(name: str) -> None:
    committed = (client_sync.TARGET / name).read_text(encoding="utf-8")
    assert committed == client_sync.written()[name], "run python -m scripts.client_sync"


def test_every_module_of_one_half_is_in_the_other() -> None:
    names = {path.name for path in client_sync.SOURCE.glob("*.py")}
    assert names == {path.name for path in client_sync.TARGET.glob("*.py")}


def test_the_version_is_said_once() -> None:
    project = tomllib.loads((PACKAGE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == campanile.__version__


def test_a_wheel_builds_without_a_network_and_works(tmp_path: Path) -> None:
    build = [BIN / "uv", "build", "--quiet", "--offline", "--no-config", "--out-dir", tmp_path / "dist", PACKAGE]
    subprocess.run(build, check=True, capture_output=True, text=True, timeout=300)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    assert wheel.name == f"campanile-{campanile.__version__}-py3-none-any.whl"
    assert len(list((tmp_path / "dist").glob("*.tar.gz"))) == 1
    names = zipfile.ZipFile(wheel).namelist()
    assert {"campanile/__init__.py", "campanile/py.typed", "campanile/_sync/client.py"} <= set(names)
    assert [name for name in names if not name.startswith("campanile")] == []

    target = tmp_path / "installed"
    install = [
        BIN / "uv",
        "pip",
        "install",
        "--quiet",
        "--offline",
        "--no-config",
        "--no-deps",
        "--target",
        target,
        wheel,
    ]
    subprocess.run(install, check=True, capture_output=True, text=True, timeout=300)
    program = "import campanile, pathlib; print(pathlib.Path(campanile.__file__).parent)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stdout.strip() == str(target / "campanile")
    help_text = subprocess.run(
        [sys.executable, target / "bin" / "campanile", "--version"],
        env={"PYTHONPATH": str(target)},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert help_text.stdout.strip() == f"campanile, version {campanile.__version__}"
