"""`/leads`: contacts by how far they have come, and what happened around one."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.api.tenant import lead_examples as examples
from campaigns.api.tenant.urls import urlpatterns as lead_urls
from campaigns.models import Conversion, Execution
from contacts.api.tenant.urls import urlpatterns as contact_urls
from contacts.models import Contact
from contacts.services import EventIn, events_record
from messaging.api.tenant.urls import urlpatterns as message_urls
from messaging.models import Message
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import chain, default_sender, launch, send_config, settle_messages, tick
from tests.factories.contacts import make_contact
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
STATUSES = ("contacted", "replied", "converted")


@pytest.fixture
def acme(db: None) -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    return Caller(make_api_key(acme)[1])


@pytest.fixture
def leads(acme: Workspace) -> dict[str, Contact]:
    """One contact of each status, called by it; the new one came after the campaign's start."""
    default_sender(acme)
    template, _ = make_published(acme)
    people = {status: make_contact(acme, first_name=status) for status in STATUSES}
    campaign = launch(acme, chain(("s1", "send", send_config(template))))
    tick()
    settle_messages(campaign)
    later = database_now() + timedelta(minutes=1)
    messages = Message.objects.in_workspace(acme)
    messages.filter(contact_id__in=[people["replied"].pk, people["converted"].pk]).update(replied_at=later)
    execution = Execution.objects.in_workspace(acme).get(contact=people["converted"])
    goal = {"campaign": campaign, "contact": people["converted"], "execution": execution}
    Conversion.objects.create(workspace=acme, at=later, created_at=later, **goal)
    return people | {"new": make_contact(acme, first_name="new")}


def test_each_lead_has_the_furthest_status(api: Caller, leads: dict[str, Contact]) -> None:
    rows = api.get("/leads?sort=oldest").json()["data"]
    assert [(row["first_name"], row["status"]) for row in rows] == [(each, each) for each in (*STATUSES, "new")]
    assert list(rows[0]) == list(examples.LIST["data"][0])  # type: ignore[index, call-overload]
    for status, contact in leads.items():
        assert [row["id"] for row in api.get(f"/leads?status={status}").json()["data"]] == [contact.public_id]
        assert api.get(f"/leads/{contact.public_id}").json()["data"]["status"] == status
    assert api.get("/leads?status=converted&search=contacted").json()["data"] == []
    assert api.get("/leads?status=lost").status_code == 400


def test_a_lead_is_put_in(api: Caller, acme: Workspace) -> None:
    made = api.post("/leads", examples.UPSERT)
    assert (made.status_code, made.json()["data"]["status"]) == (201, "new")
    assert api.post("/leads", examples.UPSERT).status_code == 200
    path = f"/leads/{made.json()['data']['id']}"
    changed = api.patch(path, {"first_name": "Augusta"})
    assert (changed.status_code, changed.json()["data"]["first_name"]) == (200, "Augusta")
    assert api.get(path).json() == changed.json()
    assert api.patch(path, {}).status_code == api.patch(path, {"status": "new"}).status_code == 400
    assert Contact.objects.in_workspace(acme).count() == 1
    assert api.delete(path).json()["data"]["erased"] is True
    assert (api.get(path).status_code, Contact.objects.in_workspace(acme).count()) == (404, 0)


def test_whatever_contacts_take_leads_take(api: Caller, acme: Workspace) -> None:
    items = [{"email": "ada@example.com"}, {"email": "bob@example.com"}, {"email": "x"}]
    done = api.post("/leads/bulk", {"contacts": items}).json()["data"]
    assert [row["outcome"] for row in done["contacts"]] == ["created", "created", "refused"]
    ada, bob = (row["id"] for row in done["contacts"][:2])
    said = {"channel": "email", "message_type": "marketing", "state": "granted"}
    consents = [{"contact_id": bob, **said}, {"email": "ada@example.com", **said}]
    assert api.post("/leads/consent/bulk", {"consents": consents}).json()["data"]["changed"] == 2
    for person in (ada, bob):
        assert api.get(f"/leads/{person}/consent").json() == api.get(f"/contacts/{person}/consent").json()
    refused = api.post(f"/leads/{bob}/consent", {"consents": [{**said, "state": "denied"}]}).json()["data"]
    assert [row["state"] for row in refused["consents"]] == ["denied"]
    exported = api.get(f"/leads/{bob}/export").json()["data"]
    assert (exported["contact"]["email"], exported["consents"][0]["state"]) == ("bob@example.com", "denied")
    merged = api.post(f"/leads/{ada}/merge", {"contact_id": bob}).json()["data"]
    assert merged == {"id": ada, "merged": bob}
    assert api.get(f"/leads/{bob}").json()["data"]["id"] == ada
    assert Contact.objects.in_workspace(acme).count() == 1


def test_activity_is_read_by_cursor(api: Caller, leads: dict[str, Contact]) -> None:
    contact = leads["replied"]
    events: list[Any] = [EventIn(contact.pk, f"seen {number}") for number in range(4)]
    events_record(workspace_id=contact.workspace_id, events=events)
    whole = api.get(f"/leads/{contact.public_id}/activity?limit=100").json()["data"]
    kinds = [row["kind"] for row in whole]
    assert {"replied", "message", "known", "event", "step"} >= set(kinds)
    assert kinds.count("event") == 4
    seen, cursor = [], ""
    while True:
        answer = api.get(f"/leads/{contact.public_id}/activity?limit=3{cursor}").json()
        seen += answer["data"]
        if not answer["pagination"]["has_more"]:
            break
        cursor = f"&cursor={answer['pagination']['next_cursor']}"
    assert seen == whole
    assert api.get(f"/leads/{contact.public_id}/activity?cursor=x").status_code == 400


def test_whatever_contacts_have_leads_have_too(api: Caller, leads: dict[str, Contact]) -> None:
    found = {str(pattern.pattern) for pattern in (*contact_urls, *message_urls, *lead_urls)}
    contacts = {route.removeprefix("contacts") for route in found if route.startswith("contacts")}
    assert contacts == {route.removeprefix("leads") for route in found if route.startswith("leads")}
    assert len(contacts) == 15
    of_one = f"/{leads['replied'].public_id}"
    for end in ("/operations", f"{of_one}/addresses", f"{of_one}/consent", f"{of_one}/activity"):
        answers = [api.get(f"/{name}{end}") for name in ("contacts", "leads")]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert answers[0].json() == answers[1].json()
    assert api.get(f"/leads{of_one}/preferences-link").json()["data"]["url"].startswith("http")
    wish = {"action": "tag", "params": {"tag": "warm"}, "filter": {}}
    checked = api.post("/leads/operations/check", wish).json()["data"]
    made = api.post("/leads/operations", {**wish, "expected": checked["changing"]})
    assert (made.status_code, checked["changing"]) == (201, 4)
    assert [row["id"] for row in api.get("/contacts/operations").json()["data"]] == [made.json()["data"]["id"]]
