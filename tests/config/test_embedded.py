"""The embedded PostgreSQL with real servers: made, found again, started once by many, outliving whoever started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import embedded

ROOT = Path(__file__).resolve().parents[2]
START = "import sys, pathlib; from config import embedded; print(embedded.ensure_postgres(pathlib.Path(sys.argv[1])))"

pytestmark = pytest.mark.processes


@pytest.fixture
def data_dir(tmp_path: Path) -> Iterator[Path]:
    """A data directory of its own, whose server is stopped at the end."""
    yield tmp_path
    embedded.stop_postgres(tmp_path)


def postmaster(data_dir: Path) -> int:
    """The server's process id."""
    return int((embedded.Cluster(data_dir).pgdata / "postmaster.pid").read_text().split()[0])


def test_makes_a_server_and_finds_it_again(data_dir: Path) -> None:
    dsn = embedded.ensure_postgres(data_dir)
    first = postmaster(data_dir)
    assert embedded.ensure_postgres(data_dir) == dsn
    assert postmaster(data_dir) == first
    with psycopg.connect(dsn) as connection:
        assert connection.execute("SELECT current_database(), current_user").fetchone() == ("campanile", "campanile")
        # Case folding beyond ASCII, which unique addresses and searches need, without ICU.
        assert connection.execute("SELECT lower('ÄÉŁ')").fetchone() == ("äéł",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)


def test_a_throwaway_cluster_is_another_one_and_not_durable(data_dir: Path) -> None:
    try:
        dsn = embedded.ensure_postgres(data_dir, durable=False)
        with psycopg.connect(dsn) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
        assert not embedded.is_running(embedded.Cluster(data_dir))
    finally:
        assert embedded.stop_postgres(data_dir, durable=False) is True


def test_many_starters_get_one_server(data_dir: Path) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", START, str(data_dir)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    answers = {starter.communicate(timeout=60)[0] for starter in starters}
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert answers == {embedded.Cluster(data_dir).dsn() + "\n"}
    assert embedded.is_running(embedded.Cluster(data_dir))


def test_the_server_outlives_its_starter_and_its_group(data_dir: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", START + "; import time; time.sleep(60)", str(data_dir)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert starter.stdout is not None
    assert starter.stdout.readline() == embedded.Cluster(data_dir).dsn() + "\n"
    os.killpg(starter.pid, signal.SIGKILL)
    starter.communicate()
    assert embedded.is_running(embedded.Cluster(data_dir))


def test_committed_rows_survive_a_kill(data_dir: Path) -> None:
    with psycopg.connect(embedded.ensure_postgres(data_dir)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    pid = postmaster(data_dir)
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    with psycopg.connect(embedded.ensure_postgres(data_dir)) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_stopping_what_does_not_run_says_so(data_dir: Path) -> None:
    assert embedded.stop_postgres(data_dir) is False
    embedded.ensure_postgres(data_dir)
    assert embedded.stop_postgres(data_dir) is True
    assert embedded.stop_postgres(data_dir) is False


@pytest.mark.parametrize("name", ["a" * 90, "with a space", "it's"])
def test_paths_too_long_or_odd_for_a_socket_work(data_dir: Path, name: str) -> None:
    folder = data_dir / name
    try:
        with psycopg.connect(embedded.ensure_postgres(folder)) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert not embedded.Cluster(folder).socket_dir.is_relative_to(folder)
    finally:
        embedded.stop_postgres(folder)
        embedded.Cluster(folder).socket_dir.rmdir()


def test_a_half_made_cluster_is_made_anew(data_dir: Path) -> None:
    leftover = embedded.Cluster(data_dir).home / "initdb"
    leftover.mkdir(parents=True)
    (leftover / "PG_VERSION").write_text("18\n")
    with psycopg.connect(embedded.ensure_postgres(data_dir)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not leftover.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_as_root_the_server_is_nobody_and_opens_no_folder(data_dir: Path) -> None:
    closed = data_dir / "closed"
    closed.mkdir(mode=0o700)
    try:
        embedded.ensure_postgres(closed)
        assert Path(f"/proc/{postmaster(closed)}").stat().st_uid == embedded.pwd.getpwnam("nobody").pw_uid
        assert oct(closed.stat().st_mode & 0o777) == "0o700"
    finally:
        embedded.stop_postgres(closed)


def wait_until_gone(pid: int) -> None:
    """Wait for a killed process, at most half a minute."""
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}/stat").exists() and " Z " not in Path(f"/proc/{pid}/stat").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)
