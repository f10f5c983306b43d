"""`contacts/{id}`: exported, erased and merged; strangers and nobody's ids; the id of a merged contact."""

from contacts.models import Contact, ContactAlias
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contact
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace


def test_a_contact_is_exported_and_erased_once(api: Caller, acme: Workspace, ada: Contact) -> None:
    path = f"/contacts/{ada.public_id}"
    data = api.get(f"{path}/export").json()["data"]
    assert (data["contact"]["id"], data["contact"]["email"]) == (ada.public_id, "Ada@example.com")
    assert data["events"] == data["messages"] == data["campaigns"] == []
    assert api.delete(path).json() == {"success": True, "data": {"id": ada.public_id, "erased": True}}
    assert [api.delete(path).status_code, api.get(f"{path}/export").status_code] == [404, 404]
    assert Contact.objects.in_workspace(acme).count() == 0


def test_two_are_merged_and_the_old_id_answers(api: Caller, acme: Workspace, ada: Contact) -> None:
    twin = make_contact(acme, first_name="Ada")
    answer = api.post(f"/contacts/{ada.public_id}/merge", {"contact_id": twin.public_id})
    assert answer.json() == {"success": True, "data": {"id": ada.public_id, "merged": twin.public_id}}
    data = api.get(f"/contacts/{twin.public_id}/export").json()["data"]
    assert (data["contact"]["id"], data["contact"]["first_name"]) == (ada.public_id, "Ada")
    assert api.get(f"/contacts/{twin.public_id}/consent").json()["data"]["contact_id"] == ada.public_id
    again = api.post(f"/contacts/{ada.public_id}/merge", {"contact_id": twin.public_id})
    assert (again.status_code, error_of(again)["details"][0]["field"]) == (400, "source")
    stranger = Caller(make_api_key(make_workspace())[1])
    assert stranger.get(f"/contacts/{twin.public_id}/export").status_code == 404


def test_strangers_are_not_merged(api: Caller, acme: Workspace, ada: Contact) -> None:
    foreign = make_contact(make_workspace())
    for body, status in (({"contact_id": foreign.public_id}, 404), ({"contact_id": "x"}, 404), ({}, 400)):
        assert api.post(f"/contacts/{ada.public_id}/merge", body).status_code == status
    assert api.post(f"/contacts/{foreign.public_id}/merge", {"contact_id": ada.public_id}).status_code == 404
    assert (Contact.objects.in_workspace(acme).count(), ContactAlias.objects.in_workspace(acme).count()) == (1, 0)
