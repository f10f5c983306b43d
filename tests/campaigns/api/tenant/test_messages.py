"""`/messages`: what was sent to whom and what became of it, newest first, narrowed and read on."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from campaigns.models import Campaign, Execution
from contacts.models import Contact
from messaging.models import Message, MessageStream
from messaging.selectors import MessageFilter
from messaging.selectors import messages as selectors
from tests.campaigns.api.client import Caller, error_of
from tests.factories.campaigns import make_campaign
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_messages
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.plans import parts_done
from workspaces.ids import uuid7
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


def test_they_are_narrowed_and_read_on(api: Caller, acme: Workspace, sent: list[Message], running: str) -> None:
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
    api: Caller, sent: list[Message], running: str, monkeypatch: Any
) -> None:
    monkeypatch.setattr(selectors, "REACH", 1)
    for query in ("state=accepted", f"state=accepted&campaign={running}"):
        found, cursor, pages = [], "", 0
        while cursor is not None:
            answer = api.get(f"/messages?{query}&cursor={cursor}" if cursor else f"/messages?{query}").json()
            found += [row["id"] for row in answer["data"]]
            cursor, pages = answer["pagination"]["next_cursor"], pages + 1
        assert (found, pages) == ([sent[0].public_id], 2)
    # What went amiss is looked for among its like.
    assert ids(api, "state=skipped") == [sent[1].public_id]


CROWD = """
INSERT INTO messaging_message (
    workspace_id, stream_id, contact_id, channel, message_type, state, not_before, created_at, settled_at
)
SELECT CASE WHEN n %% 2 = 0 THEN %(ours)s ELSE %(theirs)s END, CASE WHEN n > 9000 THEN %(stream)s ELSE %(other)s END,
       %(contact)s, 'email', 'marketing', CASE WHEN n %% 500 = 0 THEN 'rejected' ELSE 'accepted' END,
       now(), now(), now()
FROM generate_series(1, 20000) AS n
"""


@pytest.mark.usefixtures("fresh_tables")
def test_every_list_is_read_along_an_index_whatever_there_is(
    acme: Workspace, sent: list[Message], monkeypatch: Any
) -> None:
    stream, contact = sent[0].stream_id, sent[0].contact
    with connection.cursor() as cursor:
        values = {"ours": acme.pk, "theirs": make_workspace("other").pk, "stream": stream, "other": uuid7()}
        cursor.execute(CROWD, values | {"contact": make_contact(acme, email="busy@example.com").pk})
        cursor.execute("ANALYZE messaging_message")
    monkeypatch.setattr(selectors, "REACH", 100)
    for which, queries, found in (
        (MessageFilter(), 1, 20),
        (MessageFilter(stream_id=stream), 1, 20),
        (MessageFilter(state="rejected"), 2, 20),
        (MessageFilter(stream_id=stream, state="accepted"), 2, 20),
        (MessageFilter(channel="sms"), 2, 0),
        (MessageFilter(contact=contact), 1, 1),
    ):
        with CaptureQueriesContext(connection) as captured:
            assert len(selectors.messages_page(acme, which, limit=20)[0]) == found
        assert len(captured) == queries
        for each in captured:
            parts = parts_done(each["sql"])
            assert [part["Relation Name"] for part in parts if part["Node Type"] == "Seq Scan"] == []
            assert max(rows_through(part) for part in parts) <= 201


def rows_through(part: dict[str, Any]) -> float:
    """How many rows went through a part of a plan, with those that a filter left out."""
    rows: float = (part["Actual Rows"] + part.get("Rows Removed by Filter", 0)) * part["Actual Loops"]
    return rows


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
