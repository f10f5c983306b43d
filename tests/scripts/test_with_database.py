"""Commands that get a database for their time: which one, which settings, and what stays."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from config import embedded
from tests.processes import ROOT, wait_until

pytestmark = pytest.mark.processes

SHOW = "import os; print(os.environ.get('DJANGO_SETTINGS_MODULE', 'none')); raise SystemExit(3)"


def run(data_dir: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script in an environment that names no settings."""
    environment = {key: value for key, value in os.environ.items() if key != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, "-m", "scripts.with_database", *arguments], cwd=ROOT, check=False, capture_output=True,
        env={**environment, "DATA_DIR": str(data_dir), "DATABASE_URL": ""}, text=True,
    )  # fmt: skip


def test_the_command_keeps_its_settings_and_its_exit_code_and_the_server_ends(tmp_path: Path) -> None:
    done = run(tmp_path, "--throwaway", sys.executable, "-c", SHOW)
    assert (done.stdout, done.returncode) == ("none\n", 3)
    assert not embedded.is_running(embedded.Cluster(tmp_path, durable=False))
    assert not (tmp_path / "postgres").exists()


def test_a_server_that_ran_before_runs_on(tmp_path: Path) -> None:
    embedded.ensure_postgres(tmp_path)
    try:
        assert run(tmp_path, sys.executable, "-c", "").returncode == 0
        assert embedded.is_running(embedded.Cluster(tmp_path))
    finally:
        embedded.stop_postgres(tmp_path)


def test_a_server_that_others_use_by_now_runs_on(tmp_path: Path) -> None:
    cluster = embedded.Cluster(tmp_path, durable=False)
    waits = "import sys, pathlib\nwhile not pathlib.Path(sys.argv[1]).exists(): pass"
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run, tmp_path, "--throwaway", sys.executable, "-c", waits, str(tmp_path / "go-on"))
        try:
            wait_until(lambda: embedded.is_running(cluster))
            with psycopg.connect(cluster.dsn()):
                (tmp_path / "go-on").touch()
                assert running.result(60).returncode == 0
                assert embedded.is_running(cluster)
        finally:
            (tmp_path / "go-on").touch()
            embedded.stop_postgres(tmp_path, durable=False)
