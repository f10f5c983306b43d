"""GET and POST /secrets, PUT and DELETE /secrets/{id}: values go in and are never answered."""

from campaigns.models import Secret
from campaigns.webhooks.secrets import secrets_read
from tests.campaigns.api.client import Caller, error_of
from tests.factories.workspaces import make_api_key, make_member
from workspaces.clock import database_now
from workspaces.models import IdempotentAnswer, Role, Scope

VALUE = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def values(acme):
    return secrets_read({acme.pk: ["crm"]}, database_now())[acme.pk].get("crm")


def test_a_secret_is_stored_listed_changed_and_deleted(api, acme):
    answer = api.post("/secrets", {"name": "crm", "value": VALUE}, idempotency_key="one")
    assert (answer.status_code, VALUE in answer.content.decode()) == (201, False)
    data = answer.json()["data"]
    assert (set(data), data["name"]) == ({"id", "name", "created_at", "changed_at", "previous_until"}, "crm")
    assert VALUE not in str(list(IdempotentAnswer.objects.values()))
    listed = api.get("/secrets").json()
    assert (listed["data"], listed["pagination"]["total"]) == ([data], 1)
    changed = api.call("PUT", f"/secrets/{data['id']}", {"value": "another value"}).json()["data"]
    assert (changed["id"], changed["previous_until"] is None) == (data["id"], False)
    assert values(acme) == ("another value", VALUE)
    gone = api.call("DELETE", f"/secrets/{data['id']}")
    assert (gone.status_code, gone.json()["data"]) == (200, {"id": data["id"], "deleted": True})
    assert api.call("DELETE", f"/secrets/{data['id']}").status_code == 404
    assert values(acme) is None


def test_what_is_not_acceptable_is_named(api, acme):
    for body, fields in (
        ({}, ["name", "value"]),
        ({"name": "A", "value": VALUE}, ["name"]),
        ({"name": "crm", "value": "short"}, ["value"]),
        ({"name": "crm", "value": VALUE, "other": 1}, ["other"]),
        ({"name": 7, "value": VALUE}, ["name"]),
    ):
        answer = api.post("/secrets", body)
        assert answer.status_code == 400
        assert [detail["field"] for detail in error_of(answer)["details"]] == fields
    assert not Secret.unscoped_objects.exists()


def test_who_may(api, acme, client):
    api.post("/secrets", {"name": "crm", "value": VALUE})
    reader = Caller(make_api_key(acme, Scope.WORKSPACE_READ)[1])
    assert reader.get("/secrets").status_code == 200
    assert reader.post("/secrets", {"name": "b", "value": VALUE}).status_code == 403
    client.force_login(make_member(acme, Role.EDITOR))
    assert Caller(client=client).get("/secrets").status_code == 200
    assert Caller(client=client).post("/secrets", {"name": "b", "value": VALUE}).status_code == 403
    assert Secret.unscoped_objects.count() == 1
