"""`/messages`: what was sent to whom and what became of it, newest first, narrowed and read on."""

from typing import Any

import pytest
from django.utils import timezone

from campaigns.models import Campaign, Execution
from contacts.models import Contact
from messaging.models import Message, MessageStream
from messaging.selectors import messages as selectors
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import make_campaign
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_messages
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace


@pytest.fixture
def sent(acme: Workspace, api: Caller, running: str, people: list[Contact]) -> list[Message]:
    """Three messages of a running campaign, oldest first: one opened, one skipped, one queued."""
    campaign = Campaign.objects.in_workspace(acme).get()
    stream = MessageStream.objects.in_workspace(acme).get(pk=campaign.pk)
    _, version = make_published(acme, name="Sent")
    messages = make_messages(stream, people, version, None, node="s1")
    now = timezone.now()
    rows = Message.objects.in_workspace(acme)
    rows.filter(pk=messages[0].pk).update(
        state="accepted", settled_at=now, delivered_at=now, opened_at=now, address="a@example.com", cost="0.0004"
    )
    rows.filter(pk=messages[1].pk).update(state="skipped", settled_at=now, reason="no_consent")
    execution = Execution.objects.in_workspace(acme).filter(contact=people[0]).first()
    if execution is not None:
        rows.filter(pk=messages[0].pk).update(execution_id=execution.pk)
    return list(rows.order_by("pk"))


def ids(api: Caller, query: str) -> list[str]:
    answer = api.get(f"/messages?{query}")
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["data"]]


@pytest.mark.parametrize("few", [5_000, 0])
def test_they_are_narrowed_and_read_on(
    api: Caller, acme: Workspace, sent: list[Message], running: str, few: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr(selectors, "FEW", few)
    newest = [message.public_id for message in reversed(sent)]
    assert ids(api, "") == ids(api, f"campaign={running}") == newest
    first = api.get("/messages?limit=2").json()
    assert [row["id"] for row in first["data"]] == newest[:2]
    assert ids(api, f"limit=2&cursor={first['pagination']['next_cursor']}") == newest[2:]
    assert ids(api, "state=skipped") == [sent[1].public_id]
    assert ids(api, "channel=sms") == []
    contact = sent[0].contact
    assert ids(api, f"contact={contact.public_id}&state=accepted") == [sent[0].public_id]
    assert ids(api, f"contact={contact.email}") == [sent[0].public_id]


def test_of_many_a_page_walks_over_so_many_and_has_a_next_one(
    api: Caller, sent: list[Message], monkeypatch: Any
) -> None:
    monkeypatch.setattr(selectors, "FEW", 0)
    monkeypatch.setattr(selectors, "REACH", 1)
    found, cursor = [], ""
    for _ in range(4):
        answer = api.get(f"/messages?state=accepted&cursor={cursor}" if cursor else "/messages?state=accepted").json()
        found += [row["id"] for row in answer["data"]]
        cursor = answer["pagination"]["next_cursor"]
        if cursor is None:
            break
    assert (found, cursor) == ([sent[0].public_id], None)


def test_one_tells_all(api: Caller, sent: list[Message], running: str) -> None:
    told = api.get(f"/messages/{sent[1].public_id}").json()["data"]
    assert told == {
        **told,
        "campaign_id": running,
        "node": "s1",
        "contact_id": sent[1].contact.public_id,
        "channel": "email",
        "message_type": "marketing",
        "state": "skipped",
        "reason": "no_consent",
        "cost": None,
        "delivered_at": None,
    }
    assert told["reason_words"]
    listed = api.get("/messages").json()["data"]
    assert told in listed
    assert [row["opened_at"] is not None for row in listed] == [False, False, True]
    assert listed[2]["cost"] == "0.000400"


def test_others_are_not_found(api: Caller, acme: Workspace, sent: list[Message]) -> None:
    draft = make_campaign(acme).public_id
    other = make_contact(make_workspace("other"), email="b@example.com")
    assert ids(api, f"campaign={draft}") == []
    for query in (f"contact={other.public_id}", "campaign=cmp_x", "contact=nobody@example.com"):
        assert (api.get(f"/messages?{query}").status_code, error_of(api.get(f"/messages?{query}"))["code"]) == (
            404,
            "RESOURCE_NOT_FOUND",
        )
    assert api.get("/messages/msg_x").status_code == 404
    assert api.get("/messages?cursor=x").status_code == api.get("/messages?state=gone").status_code == 400
