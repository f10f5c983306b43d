"""`contacts/{id}`: exported, erased and merged; strangers and nobody's ids; the id of a merged contact."""

from typing import Any

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


def test_the_old_id_means_who_stays_everywhere(
    api: Caller, acme: Workspace, ada: Contact, django_assert_max_num_queries: Any
) -> None:
    twin = make_contact(acme, first_name="Twin")
    third = make_contact(acme, first_name="Third")
    for source, target in ((twin, ada), (ada, third)):
        assert api.post(f"/contacts/{target.public_id}/merge", {"contact_id": source.public_id}).status_code == 200
    path = f"/contacts/{twin.public_id}"
    with django_assert_max_num_queries(7):
        assert api.get(path).json()["data"]["id"] == third.public_id
    changed = api.patch(path, {"last_name": "Lovelace"}).json()["data"]
    assert (changed["id"], changed["last_name"]) == (third.public_id, "Lovelace")
    assert api.get(f"/leads/{twin.public_id}").json()["data"]["id"] == third.public_id
    assert api.get(f"/leads/{ada.public_id}/activity").status_code == 200
    link = api.get(f"{path}/preferences-link").json()["data"]["url"]
    assert (
        link.rsplit("/", 2)[0]
        == api.get(f"/contacts/{third.public_id}/preferences-link").json()["data"]["url"].rsplit("/", 2)[0]
    )
    assert [row["id"] for row in api.get(f"/contacts?search={ada.public_id}").json()["data"]] == [third.public_id]
    wish = {"action": "tag", "params": {"tag": "vip"}, "contacts": [twin.public_id, ada.public_id]}
    assert api.post("/contacts/operations/check", wish).json()["data"]["changing"] == 1
    stranger = Caller(make_api_key(make_workspace())[1])
    assert stranger.get(path).status_code == stranger.get(f"{path}/preferences-link").status_code == 404
    assert stranger.patch(path, {"last_name": "Mine"}).status_code == 404


def test_strangers_are_not_merged(api: Caller, acme: Workspace, ada: Contact) -> None:
    foreign = make_contact(make_workspace())
    for body, status in (({"contact_id": foreign.public_id}, 404), ({"contact_id": "x"}, 404), ({}, 400)):
        assert api.post(f"/contacts/{ada.public_id}/merge", body).status_code == status
    assert api.post(f"/contacts/{foreign.public_id}/merge", {"contact_id": ada.public_id}).status_code == 404
    assert (Contact.objects.in_workspace(acme).count(), ContactAlias.objects.in_workspace(acme).count()) == (1, 0)
