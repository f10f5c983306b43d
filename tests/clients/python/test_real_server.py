"""Both clients against the running server: what they say they do is done."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest

from campanile import ApiError, AsyncClient, AuthError, CampanileError, Client
from contacts.models import Contact, Event, Segment
from templates_app.models import Template
from tests.factories.campaigns import flow, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import email_content
from tests.factories.workspaces import make_api_key
from workspaces.models import Scope, Workspace

VIPS = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


def test_contacts(client: Client, acme: Workspace) -> None:
    made = client.contacts.upsert(
        email="grace@example.com", first_name="Grace", tags=["vip"], attributes={"plan": "pro"}
    )
    assert (made.outcome, made.email, made.tags, made.attributes) == (
        "created",
        "grace@example.com",
        ("vip",),
        {"plan": "pro"},
    )
    assert made.created_at.tzinfo is not None
    assert client.contacts.upsert(email="grace@example.com", last_name="Hopper").outcome == "updated"
    read = client.contacts.get(made.id)
    changed = client.contacts.update(made.id, base=read, first_name=None, score=7)
    assert (changed.first_name, changed.etag) == ("", client.contacts.get(made.id).etag)
    with pytest.raises(ApiError, match="since") as stale:
        client.contacts.update(made.id, base=read, first_name="Mine")
    assert stale.value.status_code == 412
    assert client.contacts.get(made.id).score == 7
    assert [each.email for each in client.contacts.list(search="grace")] == ["grace@example.com"]

    taken = client.contacts.bulk(
        [{"email": "ada@example.com", "score": 3}, {"email": "no address"}, {"external_id": "n1"}]
    )
    assert (taken.created, taken.updated, taken.refused) == (1, 1, 1)
    assert [(row.index, row.outcome) for row in taken.contacts] == [(0, "updated"), (1, "refused"), (2, "created")]
    assert taken.contacts[1].errors[0].field == "email"

    ada = taken.contacts[0].id
    assert ada is not None
    client.contacts.merge(ada, made.id)
    assert client.contacts.get(made.id).id == ada
    assert client.contacts.export(ada)["contact"]["email"] == "ada@example.com"
    with pytest.raises(ApiError, match="since"):
        client.contacts.erase(ada, base=read)
    client.contacts.erase(ada)
    with pytest.raises(ApiError) as gone:
        client.contacts.get(ada)
    assert (gone.value.status_code, gone.value.code) == (404, "RESOURCE_NOT_FOUND")
    assert (gone.value.request_id or "").startswith("req_")
    assert Contact.objects.in_workspace(acme).count() == 1


def test_consent(client: Client, acme: Workspace) -> None:
    ada = client.contacts.list().data[0]
    said = client.contacts.set_consent(
        ada.id, [{"channel": "email", "state": "granted"}], source="checkout", text="Send me news.", basis="consent"
    )
    assert [(each.channel, each.message_type, each.state) for each in said.consents] == [
        ("email", "marketing", "granted")
    ]
    (line,) = client.contacts.consent(ada.id).log
    assert (line.source, line.text, line.basis) == ("checkout", "Send me news.", "consent")


def test_lists_are_walked_page_by_page(client: Client, acme: Workspace) -> None:
    make_contacts(acme, 7)
    page = client.contacts.list(limit=3)
    assert (len(page), page.total, page.has_more) == (3, None, True)
    walked = [each.id for each in client.contacts.iter(limit=3)]
    assert len(walked) == len(set(walked)) == 8
    for number in range(5):
        client.segments.create(name=f"S{number}", rule=VIPS)
    assert [each.name for each in client.segments.iter(limit=2)] == ["S0", "S1", "S2", "S3", "S4"]


def test_events(client: Client, acme: Workspace) -> None:
    moment = datetime(2026, 3, 1, 10, tzinfo=UTC)
    sent = client.events.send(
        name="ordered", email="ada@example.com", properties={"total": 49.9}, occurred_at=moment, key="order-1"
    )
    assert (sent.outcome, sent.occurred_at, sent.properties) == ("recorded", moment, {"total": 49.9})
    again = client.events.send(name="ordered", email="ada@example.com", key="order-1")
    assert (again.outcome, again.id) == ("duplicate", sent.id)
    assert client.events.get(sent.id).key == "order-1"

    events = [{"name": f"step {number}", "external_id": "customer-17"} for number in range(1_203)]
    events[1_100] = {"name": "lost", "email": "nobody@example.com"}
    taken = client.events.bulk(events)  # type: ignore[arg-type]
    assert (taken.recorded, taken.duplicates, taken.refused, len(taken.events)) == (1_202, 0, 1, 1_203)
    refused = [row for row in taken.events if row.outcome == "refused"]
    assert [(row.index, row.errors[0].field) for row in refused] == [(1_100, "email")]
    assert Event.objects.in_workspace(acme).count() == 1_203
    assert [each.name for each in client.events.iter(contact="ada@example.com", name="ordered")] == ["ordered"]


def test_segments(client: Client, acme: Workspace) -> None:
    estimate = client.segments.estimate(VIPS)
    assert (estimate.contacts, estimate.exact, estimate.total) == (1, True, 1)
    preview = client.segments.preview(VIPS)
    assert [each.email for each in preview.sample] == ["ada@example.com"]
    made = client.segments.create(name="VIPs", rule=VIPS)
    assert (made.kind, made.rule) == ("dynamic", client.segments.get(made.id).rule)
    read = client.segments.get(made.id)
    best = client.segments.update(made.id, name="Best", base=read)
    with pytest.raises(ApiError) as stale:
        client.segments.update(made.id, name="Mine", base=read)
    assert stale.value.status_code == 412
    with pytest.raises(CampanileError, match="base carries no ETag"):
        client.segments.update(made.id, name="Mine", base=client.segments.list().data[0])
    assert client.segments.update(made.id, kind="dynamic", base=best).name == "Best"
    lists = client.segments.create(name="List", kind="static")
    done = client.segments.change_members(lists.id, add=["ada@example.com", "nobody@example.com"])
    assert (done.added, done.unknown, [row.outcome for row in done.contacts]) == (1, 1, ["add", "unknown"])
    assert [each.email for each in client.segments.iter_members(lists.id)] == ["ada@example.com"]
    with pytest.raises(ApiError) as stale:
        client.segments.delete(made.id, base=read)
    assert (stale.value.status_code, client.segments.get(made.id).name) == (412, "Best")
    client.segments.delete(made.id, base=client.segments.get(made.id))
    assert [each.name for each in Segment.objects.in_workspace(acme)] == ["List"]


def test_templates(client: Client, acme: Workspace) -> None:
    made = client.templates.create(name="Welcome", content=email_content(), message_type="transactional")
    assert (made.state, made.version) == ("DRAFT", None)
    changed = client.templates.update(made.id, name="Welcome!", base=made)
    with pytest.raises(ApiError) as stale:
        client.templates.update(made.id, name="Mine", base=made)
    assert stale.value.status_code == 412
    rendered = client.templates.preview(made.id, contact="ada@example.com")
    assert rendered.rendered["subject"] == "Hello Ada"
    published = client.templates.publish(changed.id)
    assert (published.state, published.version) == ("PUBLISHED", 1)
    assert client.templates.get_version(made.id, 1).content is not None
    assert [each.number for each in client.templates.list_versions(made.id)] == [1]
    assert [each.name for each in client.templates.iter(state="PUBLISHED")] == ["Welcome!"]
    assert client.templates.archive(made.id).state == "ARCHIVED"
    assert Template.objects.in_workspace(acme).get().name == "Welcome!"


def test_imports(client: Client, tmp_path: Any) -> None:
    path = tmp_path / "people.csv"
    path.write_text("E-Mail,Vorname\ngrace@example.com,Grace\n")
    with path.open("rb") as file:
        handed_in = client.imports.create(file, filename="people.csv", goal="read", add_tags=["new"])
    assert (handed_in.state, handed_in.is_working, handed_in.add_tags) == ("queued", True, ("new",))
    assert client.imports.get(handed_in.id).filename == "people.csv"
    assert client.imports.cancel(handed_in.id).state == "cancelled"
    assert [each.id for each in client.imports.iter()] == [handed_in.id]
    assert client.imports.refused(handed_in.id).rows == ()


def test_refusals_carry_what_helps(client: Client, server: str, acme: Workspace) -> None:
    with pytest.raises(ApiError) as refused:
        client.events.send(email="ada@example.com")
    assert (refused.value.status_code, refused.value.code) == (400, "MISSING_REQUIRED_FIELD")
    assert [each.field for each in refused.value.details] == ["name"]
    with Client("cmk_nobody_knows_this_key", base_url=server) as stranger, pytest.raises(AuthError) as unknown:
        stranger.contacts.list()
    assert unknown.value.status_code == 401
    reader = make_api_key(acme, Scope.CONTACTS_READ)[1]
    with Client(reader, base_url=server) as limited, pytest.raises(AuthError, match=r"contacts:write") as lacking:
        limited.contacts.upsert(email="x@example.com")
    assert lacking.value.status_code == 403


def test_a_repeated_post_is_done_once(client: Client, acme: Workspace) -> None:
    first = client.segments.create(name="Once", rule=VIPS, idempotency_key="once")
    assert client.segments.create(name="Once", rule=VIPS, idempotency_key="once").id == first.id
    assert Segment.objects.in_workspace(acme).count() == 1


@pytest.fixture
def people(acme: Workspace) -> int:
    make_contacts(acme, 4)
    return 5


def test_the_async_client_does_the_same(server: str, key: str, people: int, no_loop_running: None) -> None:
    async def run() -> dict[str, Any]:
        async with AsyncClient(key, base_url=server) as client:
            walked = [each.id async for each in client.contacts.iter(limit=2)]
            sent, again = await asyncio.gather(
                client.events.send(name="seen", email="ada@example.com", key="k1"),
                client.contacts.upsert(external_id="customer-17", score=5),
            )
            taken = await client.events.bulk([{"name": "x", "email": "ada@example.com"}] * 3)
            async with client.events.sender(every=60) as sender:
                sender.send(name="buffered", email="ada@example.com")
            names = [each.name async for each in client.events.iter(name="buffered")]
            segment = await client.segments.create(name="VIPs", rule=VIPS)
            await client.segments.delete(segment.id)
            template = await client.templates.create(name="T", content=email_content())
            with pytest.raises(ApiError):
                await client.contacts.get("ct_nobody")
            return {
                "walked": len(walked),
                "sent": sent.outcome,
                "score": again.score,
                "taken": taken.recorded,
                "names": names,
                "template": template.state,
            }

    assert asyncio.run(run()) == {
        "walked": people,
        "sent": "recorded",
        "score": 5,
        "taken": 3,
        "names": ["buffered"],
        "template": "DRAFT",
    }


def test_campaigns_and_touchpoints(client: Client, acme: Workspace) -> None:
    made = client.campaign.create(name="Q3 Re-engagement", channel_type="email")
    assert (made.name, made.status, made.channel_type) == ("Q3 Re-engagement", "draft", "email")
    assert client.campaign.get(made.id) == made
    welcome = client.campaign.create_touchpoint(
        campaign_id=made.id, type="message", name="Welcome Message", message={"text": "Hi! Welcome to our service."}
    )
    wait = client.campaign.create_touchpoint(
        campaign_id=made.id, type="wait", name="A day", config={"duration": {"value": 1, "unit": "days"}}
    )
    updated = client.campaign.update_touchpoint(
        welcome.id,
        base=client.campaign.get_touchpoint(welcome.id),
        name="Updated",
        message="Hi! Great to have you here.",
    )
    with pytest.raises(CampanileError, match="base carries no ETag"):
        client.campaign.update_touchpoint(welcome.id, base=welcome, name="Mine")
    assert (updated.name, updated.message) == ("Updated", {"subject": "Updated", "body": "Hi! Great to have you here."})
    assert client.campaign.get_touchpoint(welcome.id) == updated
    told = client.campaign.validate_touchpoint(welcome.id)
    assert (told.valid, any("sender" in words.lower() for words in told.errors)) == (False, True)
    assert [each.id for each in client.campaign.iter_touchpoints(campaign_id=made.id, limit=1)] == [welcome.id, wait.id]
    assert client.campaign.list_touchpoints().total == 2
    read = client.campaign.get_touchpoint(wait.id)
    assert client.campaign.update_touchpoint(wait.id, name="Two days").name == "Two days"
    with pytest.raises(ApiError) as stale:
        client.campaign.delete_touchpoint(wait.id, base=read)
    assert (stale.value.status_code, client.campaign.list_touchpoints().total) == (412, 2)
    client.campaign.delete_touchpoint(wait.id, base=client.campaign.get_touchpoint(wait.id))
    assert client.campaign.list().total == 1
    client.campaign.delete(made.id)
    assert list(client.campaign.iter()) == []


def test_a_campaign_is_started_triggered_paused_and_resumed(client: Client, acme: Workspace) -> None:
    document = flow(
        ("t", "trigger_api", {}), ("w", "wait", {"duration": {"value": 1, "unit": "days"}}), ("e", "end", {})
    )
    campaign = make_campaign(acme, document).public_id
    client.campaign.start(campaign)
    run = client.campaign.trigger(campaign, contacts=[{"email": "ada@example.com"}], idempotency_key="order-1001")
    assert run.status == "RUNNING"
    again = client.campaign.trigger(campaign, contacts=[{"email": "ada@example.com"}], idempotency_key="order-1001")
    assert again.run_id == run.run_id
    assert client.campaign.pause(campaign) == "PAUSED"
    status = client.campaign.status(campaign)
    assert (status.status, status.detailed_status, status.executions["pending"]) == ("paused", "PAUSED", 1)
    assert [hold.kind for hold in status.holds] == ["USER"]
    progress = client.campaign.progress(campaign)
    assert (progress.status, progress.executions, progress.estimated_remaining_cost) == (
        "PAUSED",
        status.executions,
        0.0,
    )
    assert client.campaign.resume(campaign) == "RUNNING"
    with pytest.raises(ApiError) as refused:
        client.campaign.resume(campaign)
    assert (refused.value.status_code, refused.value.code) == (409, "conflict")
