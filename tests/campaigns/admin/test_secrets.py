"""Secrets in the staff admin: that they are there, and nothing of what they say."""

import pytest
from django.test import Client
from django.urls import reverse

from campaigns.models import Secret
from campaigns.services import secret_change, secret_create
from tests.factories.campaigns import SYSTEM
from tests.factories.workspaces import PASSWORD, make_workspace
from workspaces.models import User

pytestmark = pytest.mark.django_db


def test_a_secret_is_listed_and_shown_without_its_value(client: Client) -> None:
    client.force_login(User.objects.create_superuser("root@example.com", PASSWORD))
    secret = secret_create(workspace=make_workspace(), name="crm", value="hush hush hush", actor=SYSTEM)
    secret_change(secret=secret, value="even more so", actor=SYSTEM)
    stored = Secret.unscoped_objects.get()
    for page in ("changelist", "change"):
        args = (secret.pk,) if page == "change" else ()
        answer = client.get(reverse(f"admin:campaigns_secret_{page}", args=args))
        shown = answer.content.decode()
        assert (answer.status_code, "crm" in shown) == (200, True)
        for kept in ("hush hush", "even more so", bytes(stored.value).decode(), bytes(stored.previous).decode()):
            assert kept not in shown
    assert client.post(reverse("admin:campaigns_secret_delete", args=(secret.pk,)), {"post": "yes"}).status_code == 403
