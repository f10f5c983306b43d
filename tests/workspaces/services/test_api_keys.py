import hashlib
import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import ApiKey, AuditEntry, Scope
from workspaces.selectors import api_key_authenticate
from workspaces.services import Actor, api_key_create, api_key_revoke

pytestmark = pytest.mark.django_db


def test_the_secret_is_nowhere_in_the_database():
    key, plaintext = make_api_key(make_workspace())
    assert plaintext.startswith("cmpk_")
    assert len(plaintext) == 5 + 43
    row = ApiKey.unscoped_objects.values().get(pk=key.pk)
    assert bytes(row["digest"]) == hashlib.sha256(plaintext.encode()).digest()
    assert row["prefix"] == plaintext[:12]
    assert plaintext[12:] not in repr(row)
    assert plaintext[12:] not in repr(list(AuditEntry.unscoped_objects.values()))


def test_a_live_key_is_found_and_its_use_noted_once_a_minute(django_assert_num_queries):
    key, plaintext = make_api_key(make_workspace())
    assert api_key_authenticate(plaintext) == key
    first = ApiKey.unscoped_objects.get().last_used_at
    assert first is not None
    with django_assert_num_queries(1):
        assert api_key_authenticate(plaintext) == key
    assert ApiKey.unscoped_objects.get().last_used_at == first
    ApiKey.unscoped_objects.update(last_used_at=Now() - timedelta(minutes=2))
    api_key_authenticate(plaintext)
    assert ApiKey.unscoped_objects.get().last_used_at >= first


@pytest.mark.parametrize("wrong", ["", "cmpk_", "x", "cmpk_" + "A" * 43, "é" * 50, "\udce9", "cmpk_\0"])
def test_a_wrong_key_is_nobody(wrong):
    make_api_key(make_workspace())
    assert api_key_authenticate(wrong) is None


def test_an_expired_key_is_nobody():
    workspace = make_workspace()
    soon = database_now() + timedelta(minutes=1)
    made = [
        api_key_create(workspace=workspace, name=n, scopes=["campaigns:read"], actor=Actor.system(), expires_at=soon)[1]
        for n in ("soon", "late")
    ]
    ApiKey.unscoped_objects.filter(name="late").update(expires_at=Now() - timedelta(seconds=1))
    assert [api_key_authenticate(plaintext) is not None for plaintext in made] == [True, False]


def test_a_revoked_key_is_nobody_and_revoking_is_noted_once():
    key, plaintext = make_api_key(make_workspace())
    api_key_revoke(key=key, actor=Actor.system())
    revoked_at = ApiKey.unscoped_objects.get().revoked_at
    api_key_revoke(key=key, actor=Actor.system())
    assert api_key_authenticate(plaintext) is None
    assert ApiKey.unscoped_objects.get().revoked_at == revoked_at
    assert AuditEntry.unscoped_objects.filter(action="api_key.revoked", target_id=key.public_id).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"scopes": []}, "scopes"),
        ({"scopes": ["campaigns:read", "everything"]}, "scopes"),
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
    ],
)
def test_a_bad_key_is_not_made(change, field):
    values = {"workspace": make_workspace(), "name": "k", "scopes": ["campaigns:read"], "actor": Actor.system()}
    with pytest.raises(InvalidInput) as refused:
        api_key_create(**{**values, **change})
    assert refused.value.details[0].field == field
    assert ApiKey.unscoped_objects.count() == 0


@pytest.mark.parametrize("arguments", [["demo"], ["--workspace", "demo"]])
def test_the_command_prints_a_key_with_every_scope_as_its_last_word(arguments):
    workspace = make_workspace("demo")
    out = io.StringIO()
    call_command("api_key", *arguments, stdout=out)
    key = api_key_authenticate(out.getvalue().split()[-1])
    assert key is not None
    assert (key.workspace, sorted(key.scopes)) == (workspace, sorted(Scope.values))


def test_the_command_takes_scopes_and_a_name():
    make_workspace("demo")
    out = io.StringIO()
    call_command("api_key", "--workspace", "demo", "--name", "CI", "--scope", "campaigns:read", stdout=out)
    key = ApiKey.unscoped_objects.get()
    assert (key.name, key.scopes) == ("CI", ["campaigns:read"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "Error: one of the arguments workspace --workspace is required"),
        (["--workspace", "nope"], "There is no workspace 'nope'; known: demo"),
        (["--workspace", "demo", "--scope", "all"], "scopes: unknown: all; allowed are"),
    ],
)
def test_the_command_says_what_is_wrong(arguments, message):
    make_workspace("demo")
    with pytest.raises(CommandError) as refused:
        call_command("api_key", *arguments)
    assert str(refused.value).startswith(message)
    assert ApiKey.unscoped_objects.count() == 0
