"""POST {id}/executions/{id}/cancel, retry, move and skip-wait."""

import pytest

from campaigns.models import Campaign, Execution
from campaigns.services import contacts_enroll
from messaging.models import Message
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import tick
from tests.factories.workspaces import make_api_key, make_member
from workspaces.clock import database_now
from workspaces.models import AuditEntry, Role
from workspaces.services import Actor


@pytest.fixture
def sent(api, running, people) -> str:
    """The path of the first of three executions that are parked beside their first message."""
    campaign = Campaign.unscoped_objects.get()
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk for contact in people], actor=Actor.system())
    tick()
    row = api.get(f"/campaigns/{running}/executions").json()["data"][0]
    return f"/campaigns/{running}/executions/{row['id']}"


def settle(state: str = "accepted", reason: str = "") -> None:
    """The mails were handed over, or refused."""
    Message.unscoped_objects.filter(state="queued").update(state=state, reason=reason, settled_at=database_now())
    tick()


def rows() -> list[tuple[str, str, int]]:
    return list(Execution.unscoped_objects.order_by("contact_id").values_list("state", "node", "visit"))


def test_cancel(api, sent):
    data = api.post(f"{sent}/cancel").json()["data"]
    assert (data["state"], data["reason"], data["journal"][-1]["reason"]) == (
        "skipped",
        "execution_cancelled",
        "execution_cancelled",
    )
    assert rows() == [("skipped", "s1", 1), ("processing", "s1", 1), ("processing", "s1", 1)]
    entry = AuditEntry.unscoped_objects.get(action="campaign.executions_cancelled")
    assert (entry.actor_kind, entry.data["count"]) == ("key", 1)


def test_retry(api, sent):
    settle("rejected", "smtp_refused")
    assert Campaign.unscoped_objects.get().lifecycle == "RUNNING"
    data = api.post(f"{sent}/retry").json()["data"]
    assert (data["state"], data["node"], data["reason"]) == ("pending", "s1", "")
    assert rows() == [("pending", "s1", 2), ("failed", "s1", 1), ("failed", "s1", 1)]


def test_move(api, sent):
    data = api.post(f"{sent}/move", {"to": "s3"}).json()["data"]
    assert (data["state"], data["node"]) == ("pending", "s3")
    assert rows() == [("pending", "s3", 2), ("processing", "s1", 1), ("processing", "s1", 1)]


def test_skip_wait(api, sent):
    settle()
    assert [state for state, *_ in rows()] == ["pending"] * 3
    assert api.post(f"{sent}/skip-wait").json()["data"]["state"] == "pending"
    tick()
    assert [node for _, node, _ in rows()] == ["s3", "s2", "s2"]


@pytest.mark.parametrize(
    ("action", "body", "words"),
    [
        ("retry", {}, "The execution is processing: only a failed one can be retried."),
        ("skip-wait", {}, "The execution is processing: it does not rest until a later moment."),
    ],
)
def test_what_its_state_does_not_allow(api, sent, action, body, words):
    before = rows()
    answer = api.post(f"{sent}/{action}", body)
    error = error_of(answer)
    assert (answer.status_code, error["code"], error["message"]) == (409, "RESOURCE_CONFLICT", words)
    assert error["details"] == {"current_status": "processing", "allowed": ["cancel", "move"]}
    assert rows() == before


def test_what_the_campaign_does_not_allow(api, sent):
    Campaign.unscoped_objects.update(lifecycle="CANCELLED")
    answer = api.post(f"{sent}/cancel")
    assert (answer.status_code, error_of(answer)["details"]["current_status"]) == (409, "completed")
    assert error_of(answer)["message"] == "The campaign is completed: it can't be operated on."


@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("move", {"to": "nowhere"}, "to"),
        ("move", {"to": "start"}, "to"),
        ("move", {"to": 7}, "to"),
        ("move", {"to": "a\0b"}, "to"),
        ("move", {}, "to"),
        ("cancel", {"to": "s3"}, "to"),
        ("retry", {"now": True}, "now"),
        ("skip-wait", {"until": ""}, "until"),
    ],
)
def test_a_bad_body_is_named(api, sent, action, body, field):
    before = rows()
    answer = api.post(f"{sent}/{action}", body)
    assert (answer.status_code, error_of(answer)["details"][0]["field"]) == (400, field)
    assert rows() == before


def test_a_repetition_is_answered_and_not_done_again(api, sent):
    settle("rejected", "smtp_refused")
    first = api.post(f"{sent}/retry", idempotency_key="once")
    again = api.post(f"{sent}/retry", idempotency_key="once")
    assert (again.status_code, again.json(), again["Idempotency-Replayed"]) == (200, first.json(), "true")
    assert AuditEntry.unscoped_objects.filter(action="campaign.executions_retried").count() == 1


def test_viewers_and_readers_may_not(api, acme, sent, client):
    client.force_login(make_member(acme, Role.VIEWER))
    before = rows()
    for caller in (Caller(client=client), Caller(make_api_key(acme, "campaigns:read")[1])):
        for action in ("cancel", "retry", "move", "skip-wait"):
            assert caller.post(f"{sent}/{action}").status_code == 403
    assert rows() == before


def test_an_execution_of_another_campaign_is_unknown(api, sent, draft):
    other = api.post("/campaigns", {"workspace_slug": "acme-corp", "name": "Other"}).json()["data"]["id"]
    path = sent.replace(draft, other)
    before = rows()
    assert [api.post(f"{path}/{action}").status_code for action in ("cancel", "retry", "skip-wait")] == [404] * 3
    assert rows() == before
