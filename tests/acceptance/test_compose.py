"""docker-compose.yml and Dockerfile: valid, complete, and naming settings that exist."""

import os
import subprocess
from typing import Any

import pytest
import yaml

from tests.processes import ROOT

SECRETS = {"SECRET_KEY": "s", "CREDENTIAL_KEYS": "k", "ERASURE_KEY": "e", "POSTGRES_PASSWORD": "p"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The file as YAML reads it, anchors resolved."""
    loaded: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return loaded


@pytest.mark.parametrize(("secrets", "accepted"), [(SECRETS, True), ({}, False)], ids=["with secrets", "without"])
def test_docker_compose_accepts_the_file_when_the_secrets_are_given(
    docker_compose: list[str], secrets: dict[str, str], accepted: bool
) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in SECRETS}
    done = subprocess.run(
        [*docker_compose, "config", "--quiet"], cwd=ROOT, env={**environment, **secrets}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert (done.returncode == 0) is accepted, done.stderr


def test_has_the_processes_of_one_machine_and_their_servers(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"migrate", "web", "worker", "delivery", "beat", "postgres", "redis", "mailpit"}
    assert compose["services"]["worker"]["deploy"]["replicas"] == 2
    assert compose["services"]["postgres"]["image"] == "postgres:18"


def test_every_dependency_is_a_service_that_can_tell_its_state(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for other, rule in service.get("depends_on", {}).items():
            assert other in services, f"{name} depends on {other}"
            if rule["condition"] == "service_healthy":
                assert "healthcheck" in services[other], f"{other} has no healthcheck"


def test_every_named_volume_is_declared(compose: dict[str, Any]) -> None:
    mounted = {
        volume.split(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])
    }
    assert mounted == set(compose["volumes"])


def test_ports_are_open_on_loopback_only(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert ports == ["127.0.0.1:8000:8000", "127.0.0.1:8025:8025"]


def test_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    environment = compose["services"]["web"]["environment"]
    assert environment["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert environment["CREDENTIAL_KEYS"].startswith("${CREDENTIAL_KEYS:?")
    assert "${POSTGRES_PASSWORD:?" in environment["DATABASE_URL"]


def test_the_image_copies_what_exists() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    copied = [
        part for line in lines if line.startswith("COPY ") and "--from" not in line for part in line.split()[1:-1]
    ]
    assert [path for path in copied if not (ROOT / path).exists()] == []
