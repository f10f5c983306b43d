"""The staff admin of workspaces: every page opens, writes go through the services, secrets stay secret."""

import re

import pytest
from django.contrib.admin.sites import site
from django.urls import reverse

from tests.factories.workspaces import PASSWORD, make_api_key, make_member, make_user, make_workspace
from workspaces.models import (
    ApiKey,
    AuditEntry,
    IdempotentAnswer,
    Membership,
    ProcessHeartbeat,
    RateWindow,
    Role,
    User,
    Workspace,
)
from workspaces.selectors import api_key_authenticate

MODELS = [Workspace, User, Membership, ApiKey, AuditEntry, IdempotentAnswer, ProcessHeartbeat, RateWindow]
READ_ONLY = [AuditEntry, IdempotentAnswer, ProcessHeartbeat, RateWindow]


@pytest.fixture
def staff(client, db):
    client.force_login(User.objects.create_superuser("root@example.com", PASSWORD))
    return client


def page(model, name: str, *args) -> str:
    return reverse(f"admin:workspaces_{model._meta.model_name}_{name}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens_with_rows_and_searches(staff, model):
    workspace = make_workspace()
    make_member(workspace)
    make_api_key(workspace)
    assert staff.get(page(model, "changelist")).status_code == 200
    if site._registry[model].search_fields:
        assert staff.get(page(model, "changelist") + "?q=x").status_code == 200


@pytest.mark.parametrize("model", [Workspace, User, Membership, ApiKey])
def test_every_form_opens(staff, model):
    workspace = make_workspace()
    make_member(workspace)
    key = make_api_key(workspace)[0]
    assert staff.get(page(model, "add")).status_code == 200
    row = key if model is ApiKey else model._default_manager.last()
    assert staff.get(page(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", READ_ONLY)
def test_nothing_is_added_changed_or_deleted_where_one_only_reads(staff, model):
    make_workspace()
    assert staff.get(page(model, "add")).status_code == 403
    for row in model._default_manager.all()[:1]:
        assert staff.get(page(model, "change", row.pk)).status_code == 200
        assert staff.post(page(model, "change", row.pk), {"action": "x"}).status_code == 403
        assert staff.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert AuditEntry.unscoped_objects.count() == 1


def test_a_workspace_is_made_by_the_service(staff):
    form = {"name": "Acme", "slug": "acme", "timezone": "Europe/Vienna", "currency": "EUR", "settings": "{}"}
    assert staff.post(page(Workspace, "add"), form).status_code == 302
    workspace = Workspace.objects.get()
    assert (workspace.slug, workspace.timezone) == ("acme", "Europe/Vienna")
    entry = AuditEntry.objects.in_workspace(workspace).get()
    assert (entry.action, entry.actor_label) == ("workspace.created", "root@example.com")
    assert staff.post(page(Workspace, "add"), form | {"timezone": "Mars"}).status_code == 200
    assert Workspace.objects.count() == 1


def test_settings_are_checked_as_everywhere_else(staff):
    workspace = make_workspace("acme")
    form = {"name": "Acme", "timezone": "UTC", "currency": "EUR", "settings": '{"contact_daily_cap": 2}'}
    path = page(Workspace, "change", workspace.pk)
    quiet = {"quiet_start": "21:00", "quiet_end": "08:00"}
    assert staff.post(path, form | quiet).status_code == 302
    workspace.refresh_from_db()
    assert (workspace.settings, workspace.quiet_hours) == (
        {"contact_daily_cap": 2},
        {"start": "21:00", "end": "08:00"},
    )
    entry = AuditEntry.objects.in_workspace(workspace).get(action="workspace.updated")
    assert (entry.actor_label, entry.data["contact_daily_cap"]) == ("root@example.com", 2)
    for wrong, words in [
        ('{"contact_daily_cap": "two"}', "settings.contact_daily_cap: must be a whole number"),
        ('{"mars": 1}', "settings.mars: unknown setting"),
        ("[1]", "Must be an object"),
    ]:
        refused = staff.post(path, form | {"settings": wrong})
        assert refused.status_code == 200
        assert words in refused.content.decode()
    workspace.refresh_from_db()
    assert workspace.settings == {"contact_daily_cap": 2}
    assert staff.post(path, form | {"settings": "{}"}).status_code == 302
    workspace.refresh_from_db()
    assert (workspace.settings, workspace.quiet_hours) == ({}, None)


def test_a_key_is_made_once_and_its_secret_shown_once(staff):
    workspace = make_workspace()
    form = {"workspace": str(workspace.pk), "name": "CI", "scopes": ["campaigns:read"]}
    answer = staff.post(page(ApiKey, "add"), form, follow=True)
    plaintext = re.search(r"cmpk_[\w-]{43}", answer.content.decode())[0]
    key = ApiKey.objects.in_workspace(workspace).get()
    assert api_key_authenticate(plaintext) == key
    assert (key.name, key.scopes) == ("CI", ["campaigns:read"])
    for address in (page(ApiKey, "changelist"), page(ApiKey, "change", key.pk)):
        shown = staff.get(address).content.decode()
        assert plaintext not in shown
        assert bytes(key.digest).hex() not in shown
    assert staff.post(page(ApiKey, "change", key.pk), form | {"name": "Other"}).status_code == 403
    assert staff.post(page(ApiKey, "delete", key.pk), {"post": "yes"}).status_code == 403


def test_a_key_is_revoked_at_once(staff):
    key, plaintext = make_api_key(make_workspace())
    form = {"action": "revoke", "_selected_action": [str(key.pk)]}
    assert staff.post(page(ApiKey, "changelist"), form).status_code == 302
    assert api_key_authenticate(plaintext) is None
    assert AuditEntry.unscoped_objects.filter(action="api_key.revoked", actor_label="root@example.com").count() == 1


def test_members_are_added_promoted_and_removed_by_the_services(staff):
    workspace, user = make_workspace(), make_user()
    form = {"workspace": str(workspace.pk), "user": str(user.pk), "role": "viewer"}
    assert staff.post(page(Membership, "add"), form).status_code == 302
    membership = Membership.objects.in_workspace(workspace).get()
    assert staff.post(page(Membership, "change", membership.pk), {"role": "owner"}).status_code == 302
    assert Membership.objects.in_workspace(workspace).get().role == Role.OWNER
    answer = staff.post(page(Membership, "delete", membership.pk), {"post": "yes"}, follow=True)
    assert "A workspace needs an owner" in answer.content.decode()
    answer = staff.post(page(Membership, "change", membership.pk), {"role": "viewer"}, follow=True)
    assert "A workspace needs an owner" in answer.content.decode()
    assert Membership.objects.in_workspace(workspace).get().role == Role.OWNER
    make_member(workspace, Role.OWNER)
    staff.post(page(Membership, "delete", membership.pk), {"post": "yes"})
    assert not Membership.objects.in_workspace(workspace).filter(user=user).exists()


def test_a_user_is_made_by_address_and_password(staff, client):
    form = {
        "email": "ada@example.com",
        "usable_password": "true",
        "password1": "enough of an engine",
        "password2": "enough of an engine",
    }
    assert staff.post(page(User, "add"), form).status_code == 302
    user = User.objects.get(email="ada@example.com")
    assert user.check_password("enough of an engine")
    assert staff.get(f"/admin/workspaces/user/{user.pk}/password/").status_code == 200
    twice = staff.post(page(User, "add"), form | {"email": "ADA@example.com"})
    assert twice.status_code == 200
    assert User.objects.filter(email__iexact="ada@example.com").count() == 1
