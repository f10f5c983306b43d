"""GET /api/v1/tenant/campaigns."""

import pytest

from campaigns.models import Campaign
from messaging.models import Message, MessageStream
from tests.campaigns.api.client import Caller, error_of
from tests.factories.messaging import make_messages
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.clock import database_now
from workspaces.models import Role

SLUG = "?workspace=acme-corp"


@pytest.fixture
def five(api, acme) -> list[str]:
    """The ids of five drafts, newest first."""
    bodies = [{"workspace_slug": "acme-corp", "name": f"Campaign {number}"} for number in range(5)]
    return [api.post("/campaigns", body).json()["data"]["id"] for body in bodies][::-1]


def test_a_list_is_exactly_the_seeds_shape(api, draft):
    body = api.get(f"/campaigns{SLUG}").json()
    created_at = body["data"][0].pop("created_at")
    assert body == {
        "success": True,
        "data": [
            {
                "id": draft,
                "name": "Q4 Outreach",
                "status": "draft",
                "stats": {"sent": 0, "opened": 0, "replied": 0},
            }
        ],
        "pagination": {"total": 1, "limit": 20, "offset": 0, "has_more": False},
    }
    assert created_at.endswith("Z")


def test_pages_are_newest_first_and_say_where_they_stand(api, five):
    first = api.get(f"/campaigns{SLUG}&limit=2").json()
    assert [row["id"] for row in first["data"]] == five[:2]
    assert first["pagination"] == {"total": 5, "limit": 2, "offset": 0, "has_more": True}
    last = api.get(f"/campaigns{SLUG}&limit=2&offset=4").json()
    assert [row["id"] for row in last["data"]] == five[4:]
    assert last["pagination"] == {"total": 5, "limit": 2, "offset": 4, "has_more": False}
    beyond = api.get(f"/campaigns{SLUG}&offset=50").json()
    assert (beyond["data"], beyond["pagination"]["has_more"]) == ([], False)


@pytest.mark.parametrize("status", ["draft", "active", "paused", "completed"])
def test_the_status_narrows(api, ready, running, status):
    if status == "draft":
        other = api.post("/campaigns", {"workspace_slug": "acme-corp", "name": "Other"}).json()["data"]["id"]
        assert [row["id"] for row in api.get(f"/campaigns{SLUG}&status=draft").json()["data"]] == [other]
        return
    if status == "paused":
        api.post(f"/campaigns/{running}/send", {"action": "pause"})
    if status == "completed":
        Campaign.unscoped_objects.update(lifecycle="COMPLETED_PARTIAL")
    rows = api.get(f"/campaigns{SLUG}&status={status}").json()["data"]
    assert [(row["id"], row["status"]) for row in rows] == [(running, status)]
    for other in {"draft", "active", "paused", "completed"} - {status}:
        assert api.get(f"/campaigns{SLUG}&status={other}").json()["data"] == []


def test_stats_count_messages_without_a_query_per_campaign(api, acme, five, people, django_assert_max_num_queries):
    campaign = Campaign.unscoped_objects.get(name="Campaign 0")
    messages = make_messages(MessageStream.unscoped_objects.get(pk=campaign.pk), people, make_published(acme)[1], None)
    now = database_now()
    ids = [message.pk for message in messages]
    Message.unscoped_objects.filter(pk__in=ids).update(state="accepted", settled_at=now)
    Message.unscoped_objects.filter(pk__in=ids[:2]).update(opened_at=now)
    Message.unscoped_objects.filter(pk__in=ids[:1]).update(replied_at=now)
    with django_assert_max_num_queries(8):
        rows = api.get(f"/campaigns{SLUG}").json()["data"]
    stats = {row["name"]: row["stats"] for row in rows}
    assert stats["Campaign 0"] == {"sent": 3, "opened": 2, "replied": 1}
    assert stats["Campaign 1"] == {"sent": 0, "opened": 0, "replied": 0}


@pytest.mark.parametrize(
    ("query", "code", "details"),
    [
        ("", "MISSING_REQUIRED_FIELD", [("workspace", "This field is required.")]),
        (
            "?workspace=acme-corp&status=running",
            "VALIDATION_ERROR",
            [("status", "must be one of draft, active, paused, completed")],
        ),
        (
            "?workspace=acme-corp&limit=101",
            "VALIDATION_ERROR",
            [("limit", "Ensure this value is less than or equal to 100.")],
        ),
        (
            "?workspace=acme-corp&limit=0",
            "VALIDATION_ERROR",
            [("limit", "Ensure this value is greater than or equal to 1.")],
        ),
        ("?workspace=acme-corp&limit=ten", "VALIDATION_ERROR", [("limit", "A valid integer is required.")]),
        (
            "?workspace=acme-corp&offset=-1",
            "VALIDATION_ERROR",
            [("offset", "Ensure this value is greater than or equal to 0.")],
        ),
        ("?workspace=acme-corp&sort=name", "VALIDATION_ERROR", [("sort", "unknown field")]),
        ("?workspace=acme-corp&workspace=b", "VALIDATION_ERROR", [("workspace", "Not a valid string.")]),
        (
            "?workspace=acme-corp&status=draft%00",
            "VALIDATION_ERROR",
            [("status", "must be one of draft, active, paused, completed")],
        ),
    ],
)
def test_a_bad_query_names_the_parameter(api, query, code, details):
    answer = api.get(f"/campaigns{query}")
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (400, code)
    assert [(detail["field"], detail["message"]) for detail in error["details"]] == details


def test_another_workspace_is_not_found_like_one_that_does_not_exist(api):
    make_workspace("other-corp")
    answers = [api.get(f"/campaigns?workspace={slug}") for slug in ("other-corp", "no-such-corp", "%00", "Acme-Corp")]
    messages = {(answer.status_code, error_of(answer)["code"], error_of(answer)["message"]) for answer in answers[:2]}
    assert messages == {(404, "RESOURCE_NOT_FOUND", "There is no such workspace.")}
    assert [answer.status_code for answer in answers[2:]] == [400, 404]


def test_a_session_sees_its_memberships(client, acme, draft):
    user = make_member(acme, Role.VIEWER)
    make_member(make_workspace("second"), Role.OWNER, user)
    make_workspace("third")
    client.force_login(user)
    caller = Caller(client=client)
    assert [row["id"] for row in caller.get(f"/campaigns{SLUG}").json()["data"]] == [draft]
    assert caller.get("/campaigns?workspace=second").json()["data"] == []
    assert caller.get("/campaigns?workspace=third").status_code == 404


def test_a_key_without_the_scope_is_refused(acme):
    caller = Caller(make_api_key(acme, "contacts:read", "campaigns:write")[1])
    answer = caller.get(f"/campaigns{SLUG}")
    assert answer.status_code == 403
    assert error_of(answer)["code"] == "INSUFFICIENT_PERMISSIONS"
    assert error_of(answer)["message"] == "This API key lacks the scope campaigns:read."
