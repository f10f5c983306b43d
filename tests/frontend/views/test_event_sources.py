"""Where events come from: snippets of websites, the call of a backend, and what becomes of unknown contacts."""

import pytest
from django.test import Client

from contacts.models import SiteKey
from contacts.services import UnknownContacts, unknown_contacts_policy
from contacts.services.site_keys import site_key_create
from tests.frontend.conftest import SignIn
from workspaces.models import Role, Workspace
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
PAGE = "/w/acme/events/sources/"


@pytest.fixture
def admin(workspace: Workspace, signed_in: SignIn) -> Client:
    return signed_in(workspace, Role.ADMIN)


def test_a_snippet_is_made_shown_and_ended(admin: Client, workspace: Workspace) -> None:
    made = admin.post(PAGE, {"name": "Shop", "origins": "https://shop.example.com\nhttp://localhost:3000"}, follow=True)
    key = SiteKey.objects.in_workspace(workspace).get()
    assert key.origins == ["https://shop.example.com", "http://localhost:3000"]
    text = made.content.decode()
    assert f"/s/v1/campanile.js&quot; data-key=&quot;{key.token}&quot;" in text
    ended = admin.post(f"{PAGE}{key.public_id}/end/", follow=True)
    assert key.token not in ended.content.decode()


def test_a_wrong_address_is_said_beside_what_was_typed(admin: Client, workspace: Workspace) -> None:
    answer = admin.post(PAGE, {"name": "Shop", "origins": "shop"})
    assert answer.status_code == 200
    assert "“shop” is no address such as https://www.example.com." in answer.content.decode()
    assert 'value="Shop"' in answer.content.decode()
    assert not SiteKey.objects.in_workspace(workspace).exists()


def test_the_policy_is_chosen(admin: Client, workspace: Workspace) -> None:
    for policy in ("create", "refuse"):
        admin.post(f"{PAGE}unknown/", {"policy": policy})
        workspace.refresh_from_db()
        assert unknown_contacts_policy(workspace) is UnknownContacts(policy)
    answer = admin.post(f"{PAGE}unknown/", {"policy": "sell"}, follow=True)
    assert "Nothing was changed" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_others_look_and_change_nothing(workspace: Workspace, signed_in: SignIn, role: Role) -> None:
    key = site_key_create(workspace=workspace, name="Shop", origins=["https://a.example"], actor=Actor.system())
    client = signed_in(workspace, role)
    text = client.get(PAGE).content.decode()
    assert key.token in text
    assert "Make the snippet" not in text
    for address, body in ((PAGE, {}), (f"{PAGE}unknown/", {"policy": "create"}), (f"{PAGE}{key.public_id}/end/", {})):
        assert client.post(address, body).status_code == 403
    workspace.refresh_from_db()
    assert unknown_contacts_policy(workspace) is UnknownContacts.REFUSE
    assert SiteKey.objects.in_workspace(workspace).get().revoked_at is None
