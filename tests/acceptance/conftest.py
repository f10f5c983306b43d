"""Two workspaces and who calls, and servers that acceptance tests need beside PostgreSQL."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client

from tests.acceptance.worlds import World, Worlds, make_worlds
from tests.frontend.assets import leave_out_assets
from tests.processes import free_port, wait_until


@pytest.fixture(autouse=True)
def _no_assets(monkeypatch: pytest.MonkeyPatch) -> None:
    leave_out_assets(monkeypatch)


def install_package(name: str) -> None:
    """Debian's package of that name, where root runs the tests; otherwise nothing."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update"], capture_output=True, check=False)
        subprocess.run(
            ["apt-get", "install", "--yes", "--no-install-recommends", name], capture_output=True, check=False
        )


@pytest.fixture(scope="session")
def redis_program() -> str:
    """Redis' server; Debian's package is installed for root where it is missing."""
    if not shutil.which("redis-server"):
        install_package("redis-server")
    found = shutil.which("redis-server")
    if not found:
        pytest.skip("NOT RUN: there is no redis-server here, and only root can install Debian's package")
    return found


@pytest.fixture(scope="session")
def docker_compose() -> list[str]:
    """The command of Docker's plugin or of the older program, which is installed for root where both are missing."""
    found = _docker_compose()
    if found is None:
        install_package("docker-compose")
        found = _docker_compose()
    if found is None:
        pytest.skip("NOT RUN: docker compose is not here, and only root can install Debian's package")
    return found


def _docker_compose() -> list[str] | None:
    for command in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(command[0]):
            done = subprocess.run([*command, "version"], capture_output=True, check=False)
            if done.returncode == 0:
                return command
    return None


@pytest.fixture
def redis_port(redis_program: str, tmp_path: Path) -> Iterator[int]:
    """A Redis of the test's own, which keeps nothing."""
    port = free_port()
    server = subprocess.Popen(
        [redis_program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _answers(port), what="redis-server does not answer")
        yield port
    finally:
        server.terminate()
        server.wait(10)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(b"PING\r\n")
            return link.recv(16) == b"+PONG\r\n"
    except OSError:
        return False


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker) -> Iterator[Worlds]:
    """Made once: each test has a savepoint inside this transaction."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_worlds()
        transaction.set_rollback(True)


@pytest.fixture
def own(worlds, db) -> World:
    return worlds.own


@pytest.fixture
def theirs(worlds, db) -> World:
    return worlds.theirs


@pytest.fixture
def key(worlds) -> Client:
    return Client(raise_request_exception=False, headers={"x-api-key": worlds.key})


@pytest.fixture
def person(worlds, db) -> Client:
    """The owner of A, signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(worlds.owner)
    return client
