"""Secrets go in encrypted, are checked, audited, and belong to one workspace."""

from datetime import timedelta

import pytest

from campaigns.models import Secret
from campaigns.services import secret_change, secret_create, secret_delete
from campaigns.webhooks.secrets import secrets_read
from tests.factories.campaigns import SYSTEM
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def make(workspace: Workspace, name: str = "crm", value: str = "first secret") -> Secret:
    return secret_create(workspace=workspace, name=name, value=value, actor=SYSTEM)


def read(workspace: Workspace, *names: str, hours: float = 0) -> dict[str, tuple[str, ...]]:
    return secrets_read({workspace.pk: names}, database_now() + timedelta(hours=hours))[workspace.pk]


def test_a_secret_is_kept_encrypted(workspace: Workspace) -> None:
    secret = make(workspace)
    assert b"first" not in bytes(Secret.objects.in_workspace(workspace).get().value)
    assert read(workspace, "crm", "other") == {"crm": ("first secret",)}
    assert read(make_workspace(), "crm") == {}
    entry = AuditEntry.objects.in_workspace(workspace).get(action="secret.created")
    assert (entry.target_id, entry.data) == (secret.public_id, {"name": "crm"})


def test_the_value_before_counts_for_a_day(workspace: Workspace) -> None:
    secret_change(secret=make(workspace), value="second secret", actor=SYSTEM)
    assert read(workspace, "crm", hours=23.9) == {"crm": ("second secret", "first secret")}
    assert read(workspace, "crm", hours=24.1) == {"crm": ("second secret",)}


def test_a_deleted_secret_is_gone(workspace: Workspace) -> None:
    secret_delete(secret=make(workspace), actor=SYSTEM)
    assert not Secret.objects.in_workspace(workspace).exists()
    assert AuditEntry.objects.in_workspace(workspace).filter(action="secret.deleted").count() == 1


@pytest.mark.parametrize("name", ["", "A", "-a", "a b", "ä", "x" * 65, "a\n"])
def test_names_that_are_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        make(workspace, name)
    assert [detail.field for detail in caught.value.details] == ["name"]
    assert not Secret.objects.in_workspace(workspace).exists()


@pytest.mark.parametrize(
    "value",
    ["", "short", "x" * 1_001, " leading blank", "trailing blank ", "line\nbreak", "é" * 10, "whsec_", "whsec_%%%%%%%%",
     "whsec_YQ==", "whsec_" + "QUFB" * 30],
)  # fmt: skip
def test_values_that_are_refused(workspace: Workspace, value: str) -> None:
    secret = make(workspace)
    with pytest.raises(InvalidInput) as caught:
        secret_change(secret=secret, value=value, actor=SYSTEM)
    assert [detail.field for detail in caught.value.details] == ["value"]
    assert read(workspace, "crm") == {"crm": ("first secret",)}


def test_a_name_is_taken_once_per_workspace(workspace: Workspace) -> None:
    make(workspace)
    with pytest.raises(InvalidInput) as caught:
        make(workspace)
    assert [(detail.field, detail.code) for detail in caught.value.details] == [("name", "taken")]
    make(make_workspace())
    assert Secret.objects.in_workspace(workspace).count() == 1


def test_a_secret_of_a_lost_key_is_left_out(workspace: Workspace) -> None:
    make(workspace)
    Secret.objects.in_workspace(workspace).update(value=b"gAAAAA nonsense")
    assert read(workspace, "crm") == {}
