"""POST {id}/send, validate and duplicate; GET {id}/status, versions, executions."""

import pytest

from campaigns.api.tenant import examples
from campaigns.models import Campaign, CampaignHold, Execution, Run
from campaigns.services import contacts_enroll
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import tick
from tests.factories.workspaces import make_api_key, make_member, make_workspace
from workspaces.models import AuditEntry, Role
from workspaces.services import Actor


def send(api: Caller, campaign_id: str, action: str):
    return api.post(f"/campaigns/{campaign_id}/send", {"action": action})


def test_start_pause_resume(api, ready):
    started = send(api, ready, "start")
    assert (started.status_code, started.json()) == (
        200,
        {"success": True, "data": {"id": ready, "name": "Q4 Outreach", "status": "active"}},
    )
    assert Run.unscoped_objects.get().audience_size == 3
    assert send(api, ready, "pause").json()["data"]["status"] == "paused"
    assert CampaignHold.unscoped_objects.get().kind == "USER"
    assert send(api, ready, "resume").json()["data"]["status"] == "active"
    assert CampaignHold.unscoped_objects.count() == 0
    actions = AuditEntry.unscoped_objects.filter(target_id=ready).order_by("pk").values_list("action", flat=True)
    assert list(actions)[-3:] == ["campaign.launched", "campaign.paused", "campaign.resumed"]


@pytest.mark.parametrize(
    ("status", "action", "allowed"),
    [
        ("draft", "pause", ["start"]),
        ("draft", "resume", ["start"]),
        ("active", "start", ["pause"]),
        ("active", "resume", ["pause"]),
        ("paused", "start", ["resume"]),
        ("paused", "pause", ["resume"]),
        ("completed", "start", []),
        ("completed", "resume", []),
        ("completed", "pause", []),
    ],
)
def test_an_action_that_does_not_fit_says_what_does(api, ready, status, action, allowed):
    if status != "draft":
        send(api, ready, "start")
    if status == "paused":
        send(api, ready, "pause")
    if status == "completed":
        Campaign.unscoped_objects.update(lifecycle="COMPLETED")
    before = list(Campaign.unscoped_objects.values()), CampaignHold.unscoped_objects.count()
    answer = send(api, ready, action)
    error = error_of(answer)
    assert (answer.status_code, error["code"]) == (409, "RESOURCE_CONFLICT")
    assert error["details"] == {"current_status": status, "allowed": allowed}
    attempt = {"start": "started", "pause": "paused", "resume": "resumed"}[action]
    assert error["message"] == f"The campaign is {status}: it can't be {attempt}."
    assert (list(Campaign.unscoped_objects.values()), CampaignHold.unscoped_objects.count()) == before


def test_a_flow_that_is_not_ready_names_its_places(api, draft, people):
    answer = send(api, draft, "start")
    assert (answer.status_code, error_of(answer)["code"]) == (400, "VALIDATION_ERROR")
    assert error_of(answer)["details"]
    assert Campaign.unscoped_objects.get().lifecycle == "DRAFT"


@pytest.mark.parametrize("body", [{}, {"action": "stop"}, {"action": "start", "now": True}, [], "start", 7, None])
def test_a_bad_action_is_refused(api, ready, body):
    answer = api.call("POST", f"/campaigns/{ready}/send", body if body is not None else b"null")
    assert answer.status_code == 400
    assert Campaign.unscoped_objects.get().lifecycle == "DRAFT"


def test_viewers_may_not_start(api, acme, ready, client):
    client.force_login(make_member(acme, Role.VIEWER))
    assert send(Caller(client=client), ready, "start").status_code == 403
    reader = Caller(make_api_key(acme, "campaigns:read")[1])
    assert send(reader, ready, "start").status_code == 403
    assert Campaign.unscoped_objects.get().lifecycle == "DRAFT"


def test_the_status_tells_holds_executions_and_messages(api, running):
    send(api, running, "pause")
    data = api.get(f"/campaigns/{running}/status").json()["data"]
    assert (data["id"], data["status"], data["detailed_status"]) == (running, "paused", "PAUSED")
    assert [hold["kind"] for hold in data["holds"]] == ["USER"]
    assert data["executions"] == {"pending": 0, "processing": 0, "completed": 0, "failed": 0, "skipped": 0}
    assert (data["audience"], data["enrolled"], data["percent"]) == (3, 0, 0)
    assert data["messages"]["sent"] == 0
    assert data["completed_at"] is None
    assert data["started_at"].endswith("Z")


def test_validate_tells_errors_and_saves_nothing(api, draft):
    bad = {"nodes": [{"id": "t", "type": "trigger_manual"}], "edges": []}
    data = api.post(f"/campaigns/{draft}/validate", {"workflow": bad}).json()["data"]
    assert data["valid"] is False
    assert {"node", "path", "code", "message", "severity"} == set(data["issues"][0])
    assert data["issues"][0]["node"] == "t"
    assert api.get(f"/campaigns/{draft}").json()["data"]["workflow"] == {"nodes": [], "edges": []}
    malformed = api.post(f"/campaigns/{draft}/validate", {"workflow": {"nodes": 7}})
    assert (malformed.status_code, error_of(malformed)["details"][0]["field"]) == (400, "workflow.nodes")


def test_validate_finds_a_ready_draft_valid(api, ready):
    assert api.post(f"/campaigns/{ready}/validate").json()["data"]["valid"] is True


def test_duplicate_makes_a_draft_of_its_own(api, running):
    answer = api.post(f"/campaigns/{running}/duplicate", {"name": "Again"})
    data = answer.json()["data"]
    assert (answer.status_code, data["name"], data["status"]) == (201, "Again", "draft")
    assert data["id"] != running
    assert api.post(f"/campaigns/{running}/duplicate").json()["data"]["name"] == "Q4 Outreach (copy)"


@pytest.fixture
def entered(running, people) -> str:
    """A running campaign with three executions."""
    campaign = Campaign.unscoped_objects.get()
    contacts_enroll(campaign=campaign, contact_ids=[contact.pk for contact in people], actor=Actor.system())
    return running


def test_executions_are_paged_by_cursor(api, entered, people):
    first = api.get(f"/campaigns/{entered}/executions?limit=2").json()
    assert len(first["data"]) == 2
    assert first["pagination"]["has_more"] is True
    assert (first["pagination"]["total"], first["pagination"]["limit"]) == (3, 2)
    cursor = first["pagination"]["next_cursor"]
    rest = api.get(f"/campaigns/{entered}/executions?limit=2&cursor={cursor}").json()
    assert rest["pagination"] == {"total": 3, "limit": 2, "offset": None, "has_more": False, "next_cursor": None}
    found = [row["contact_id"] for row in first["data"] + rest["data"]]
    assert found == [contact.public_id for contact in sorted(people, key=lambda contact: contact.pk)]


def test_executions_are_narrowed_by_state_node_and_contact(api, entered, people):
    def ids(query: str) -> int:
        return len(api.get(f"/campaigns/{entered}/executions?{query}").json()["data"])

    assert (ids("state=pending"), ids("state=completed")) == (3, 0)
    assert (ids("node=start"), ids("node=nowhere")) == (3, 0)
    assert (ids(f"contact={people[0].public_id}"), ids(f"contact={people[0].pk}")) == (1, 1)


@pytest.mark.parametrize("query", ["state=lost", "limit=101", "cursor=x", "contact=me", "offset=2", "cursor=%00"])
def test_a_bad_filter_is_named(api, entered, query):
    answer = api.get(f"/campaigns/{entered}/executions?{query}")
    assert answer.status_code == 400
    assert error_of(answer)["details"][0]["field"] == query.partition("=")[0]


def test_an_execution_shows_its_journal(api, entered):
    tick()
    listed = api.get(f"/campaigns/{entered}/executions").json()
    row = listed["data"][0]
    detail = api.get(f"/campaigns/{entered}/executions/{row['id']}").json()
    data = detail["data"]
    assert (data["id"], data["contact_id"], data["version"]) == (row["id"], row["contact_id"], 1)
    assert (data["state"], data["node"]) == (row["state"], row["node"]) == ("processing", "s1")
    journal = [(line["node"], line["type"], line["outcome"]) for line in data["journal"]]
    assert journal[-1] == ("s1", "send", "parked")
    for shown, example in ((listed, examples.EXECUTIONS), (detail, examples.EXECUTION)):
        assert _names(shown) == _names(example)


def _names(envelope) -> list[set[str]]:
    data = envelope["data"]
    first = data[0] if isinstance(data, list) else data
    return [set(first), *(set(line) for line in first.get("journal", ())[:1])]


def test_an_execution_belongs_to_its_campaign(api, entered, draft):
    row = api.get(f"/campaigns/{entered}/executions").json()["data"][0]
    other = api.post("/campaigns", {"workspace_slug": "acme-corp", "name": "Other"}).json()["data"]["id"]
    answer = api.get(f"/campaigns/{other}/executions/{row['id']}")
    assert (answer.status_code, error_of(answer)["message"]) == (404, "There is no such execution.")
    stranger = Caller(make_api_key(make_workspace("other-corp"))[1])
    assert stranger.get(f"/campaigns/{entered}/executions/{row['id']}").status_code == 404
    assert Execution.unscoped_objects.count() == 3
