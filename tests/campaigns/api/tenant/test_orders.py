"""POST and GET {id}/orders, GET {id}/orders/{id}, POST {id}/orders/{id}/stop."""

import pytest

from campaigns.api.tenant import examples
from campaigns.engine import orders
from campaigns.models import Campaign, Execution, ExecutionOrder
from campaigns.services import contacts_enroll
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import tick
from tests.factories.workspaces import make_api_key, make_member
from workspaces.models import Role
from workspaces.services import Actor


@pytest.fixture
def path(api, running, people) -> str:
    """The orders of a campaign with three executions parked beside their first message."""
    campaign = Campaign.unscoped_objects.get()
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk for contact in people], actor=Actor.system())
    tick()
    return f"/campaigns/{running}/orders"


def test_an_order_is_given_carried_out_and_shown(api, path):
    answer = api.post(path, {"action": "cancel", "node": "s1"})
    given = answer.json()["data"]
    assert (answer.status_code, given["state"], given["expected"], given["done"]) == (202, "pending", 3, 0)
    assert set(given) == set(examples.ORDER["data"])
    while orders.run().more:
        pass
    done = api.get(f"{path}/{given['id']}").json()["data"]
    assert (done["state"], done["done"], done["refused"]) == ("completed", 3, 0)
    assert done["finished_at"].endswith("Z")
    listed = api.get(path).json()
    assert listed["data"] == [done]
    assert listed["pagination"] == {"total": 1, "limit": 20, "offset": 0, "has_more": False}
    assert set(Execution.unscoped_objects.values_list("state", flat=True)) == {"skipped"}


def test_executions_and_contacts_are_named(api, path, people):
    row = api.get(path.replace("orders", "executions")).json()["data"][0]
    moved = api.post(path, {"action": "move", "to": "s3", "executions": [row["id"]]}).json()["data"]
    stopped = api.post(path, {"action": "cancel", "contacts": [str(people[0].pk), people[1].public_id]}).json()["data"]
    assert (moved["to"], moved["expected"], stopped["expected"]) == ("s3", 1, 2)


def test_an_order_is_stopped(api, path):
    order = api.post(path, {"action": "cancel", "delay": 60}).json()["data"]
    assert orders.run().done == 0
    stopped = api.post(f"{path}/{order['id']}/stop").json()["data"]
    assert (stopped["state"], stopped["reason"]) == ("stopped", "order_stopped")
    assert stopped["reason_text"] == "An operator stopped the order; what it had done stays done."
    again = api.post(f"{path}/{order['id']}/stop")
    assert (again.status_code, error_of(again)["details"]) == (409, {"current_status": "stopped", "allowed": []})


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "action"),
        ({"action": "delete"}, "action"),
        ({"action": "cancel", "state": "failed"}, "state"),
        ({"action": "cancel", "state": "lost"}, "state"),
        ({"action": "move"}, "to"),
        ({"action": "move", "to": "nowhere"}, "to"),
        ({"action": "cancel", "executions": ["x"]}, "executions"),
        ({"action": "cancel", "contacts": []}, "contacts"),
        ({"action": "cancel", "executions": 7}, "executions"),
        ({"action": "cancel", "delay": 3601}, "delay"),
        ({"action": "cancel", "delay": True}, "delay"),
        ({"action": "cancel", "everybody": True}, "everybody"),
    ],
)
def test_a_bad_body_is_named(api, path, body, field):
    answer = api.post(path, body)
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, field)
    assert ExecutionOrder.unscoped_objects.count() == 0


def test_a_repetition_gives_the_first_order_again(api, path):
    first = api.post(path, {"action": "cancel"}, idempotency_key="once")
    again = api.post(path, {"action": "cancel"}, idempotency_key="once")
    assert (again.status_code, again.json()) == (202, first.json())
    assert ExecutionOrder.unscoped_objects.count() == 1
    assert api.post(path, {"action": "retry"}, idempotency_key="once").status_code == 409


def test_a_campaign_that_takes_none(api, path):
    Campaign.unscoped_objects.update(lifecycle="CANCELLED")
    answer = api.post(path, {"action": "cancel"})
    assert (answer.status_code, error_of(answer)["message"]) == (
        409,
        "The campaign is completed: it can't be operated on.",
    )


def test_viewers_and_readers_look_only(api, acme, path, client):
    order = api.post(path, {"action": "cancel", "delay": 60}).json()["data"]["id"]
    client.force_login(make_member(acme, Role.VIEWER))
    for caller in (Caller(client=client), Caller(make_api_key(acme, "campaigns:read")[1])):
        assert caller.get(path).status_code == caller.get(f"{path}/{order}").status_code == 200
        assert caller.post(path, {"action": "cancel"}).status_code == 403
        assert caller.post(f"{path}/{order}/stop").status_code == 403
    assert list(ExecutionOrder.unscoped_objects.values_list("state", flat=True)) == ["pending"]


def test_orders_of_another_campaign_are_unknown(api, path):
    order = api.post(path, {"action": "cancel", "delay": 60}).json()["data"]["id"]
    other = api.post("/campaigns", {"workspace_slug": "acme-corp", "name": "Other"}).json()["data"]["id"]
    assert api.get(f"/campaigns/{other}/orders/{order}").status_code == 404
    assert api.post(f"/campaigns/{other}/orders/{order}/stop").status_code == 404
    assert ExecutionOrder.unscoped_objects.get().state == "pending"
