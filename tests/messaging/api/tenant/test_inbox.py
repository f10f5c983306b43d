"""`inbox/threads` of the tenant API: listed, read, moved, given away, answered once, strangers made contacts."""

from typing import Any
from uuid import uuid4

import pytest

from contacts.models import Contact
from messaging.hooks import stage
from messaging.hooks.base import Fact, Report, Written
from messaging.hooks.receiving import reports_keep
from messaging.models import InboxThread, Message, Sender
from messaging.services import ThreadDraft, threads_open_many
from tests.campaigns.api.client import Caller, error_of
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_api_key, make_member, make_user, make_workspace
from tests.messaging.hooks.conftest import listening, sent_by
from workspaces.clock import database_now
from workspaces.models import AuditEntry, Scope, Workspace

pytestmark = pytest.mark.django_db
LIST = "/inbox/threads"


@pytest.fixture
def acme() -> Workspace:
    return make_workspace("acme-corp")


@pytest.fixture
def api(acme: Workspace) -> Caller:
    return Caller(make_api_key(acme)[1])


@pytest.fixture
def sender(acme: Workspace) -> Sender:
    return listening(acme, "twilio")


def write(sender: Sender, address: str, text: str) -> None:
    report = Report(str(uuid4()), Fact.RECEIVED, address=address, written=Written(text))
    reports_keep(sender=sender, reports=[report], now=database_now())
    stage.run()


def listed(api: Caller, query: str = "") -> list[str]:
    answer = api.get(f"{LIST}?workspace=acme-corp{query}")
    assert answer.status_code == 200, answer.content
    return [row["preview"] for row in answer.json()["data"]]


def test_threads_are_found_by_state_assignee_channel_and_words(api: Caller, acme: Workspace, sender: Sender) -> None:
    grace = make_member(acme, user=make_user("grace@example.com"))
    first, second = sent_by(sender, 2)
    for message, text in ((first, "Apples"), (second, "Pears")):
        write(sender, message.address, text)
    [contact] = make_contacts(acme, 1)
    draft = ThreadDraft(contact.pk, "Call", "Plums")
    threads_open_many(workspace_id=acme.pk, threads=[draft], assignee=grace.email, now=database_now())
    assert listed(api) == ["Plums", "Pears", "Apples"]
    assert listed(api, "&channel=sms") == ["Pears", "Apples"]
    assert listed(api, "&assignee=grace@example.com") == ["Plums"]
    assert listed(api, "&assignee=nobody&search=apple") == ["Apples"]
    assert listed(api, f"&search={second.address[1:8]}") == ["Pears", "Apples"]
    assert listed(api, "&state=archived") == []
    assert error_of(api.get(f"{LIST}?workspace=acme-corp&state=lost"))["code"] == "VALIDATION_ERROR"
    assert error_of(api.get(f"{LIST}?workspace=acme-corp&cursor=x"))["code"] == "VALIDATION_ERROR"


def test_a_long_list_is_read_on_with_the_cursor(api: Caller, sender: Sender) -> None:
    for message in sent_by(sender, 5):
        write(sender, message.address, message.address)
    found: list[str] = []
    cursor = ""
    for _ in range(3):
        answer = api.get(f"{LIST}?workspace=acme-corp&limit=2{cursor}").json()
        found += [row["id"] for row in answer["data"]]
        following = answer["pagination"]["next_cursor"]
        cursor = f"&cursor={following}"
    assert (len(set(found)), following) == (5, None)


def test_a_thread_is_read_moved_given_and_answered_once(api: Caller, acme: Workspace, sender: Sender) -> None:
    make_member(acme, user=make_user("grace@example.com"))
    [message] = sent_by(sender)
    write(sender, message.address, "When do you open?")
    [row] = api.get(f"{LIST}?workspace=acme-corp").json()["data"]
    path = f"{LIST}/{row['id']}"
    assert (row["unread"], row["state"], row["sender"], row["address"]) == (
        True,
        "open",
        sender.public_id,
        message.address,
    )
    changed = api.patch(path, {"state": "archived", "assignee": "GRACE@example.com"}).json()["data"]
    assert (changed["state"], changed["assignee"], changed["unread"]) == ("archived", "grace@example.com", False)
    assert api.patch(path, {"state": "open", "assignee": None, "unread": True}).json()["data"]["assignee"] is None
    answers = [api.post(f"{path}/reply", {"text": "At nine."}, **{"idempotency-key": "k-1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    [sent] = Message.objects.in_workspace(acme).filter(node="reply")
    data = answers[1].json()["data"]
    assert (data["thread"], data["entry"]["message"]["id"]) == (row["id"], sent.public_id)
    whole = api.get(path).json()["data"]
    assert [(each["direction"], each["text"]) for each in whole["entries"]] == [
        ("in", "When do you open?"),
        ("out", "At nine."),
    ]
    actions = AuditEntry.objects.in_workspace(acme).filter(action__startswith="thread.").order_by("pk")
    assert list(actions.values_list("action", flat=True)) == [
        "thread.archived",
        "thread.assigned",
        "thread.open",
        "thread.assigned",
        "thread.replied",
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "lost"},
        {"state": "snoozed"},
        {"state": "snoozed", "snoozed_until": "2001-01-01T00:00:00Z"},
        {"assignee": "stranger@example.com"},
        {"colour": "red"},
    ],
)
def test_what_can_not_be_is_refused_and_changes_nothing(
    api: Caller, acme: Workspace, sender: Sender, change: dict[str, Any]
) -> None:
    [message] = sent_by(sender)
    write(sender, message.address, "Hello")
    thread = InboxThread.objects.in_workspace(acme).get()
    assert api.patch(f"{LIST}/{thread.public_id}", change).status_code == 400
    assert InboxThread.objects.in_workspace(acme).get().updated_at == thread.updated_at


def test_a_stranger_becomes_a_contact_and_is_answered(api: Caller, acme: Workspace, sender: Sender) -> None:
    write(sender, "+436641112223", "Hello")
    [row] = api.get(f"{LIST}?workspace=acme-corp").json()["data"]
    path = f"{LIST}/{row['id']}"
    refused = api.post(f"{path}/reply", {"text": "Hi"})
    assert (refused.status_code, error_of(refused)["code"]) == (409, "RESOURCE_CONFLICT")
    adopted = api.post(f"{path}/contact", {}).json()["data"]
    assert adopted["contact_id"] == Contact.objects.in_workspace(acme).get().public_id
    assert api.post(f"{path}/reply", {"text": "Hi"}).status_code == 201


def test_readers_read_and_writers_write(acme: Workspace, sender: Sender) -> None:
    write(sender, "+436641112223", "Hello")
    reader = Caller(make_api_key(acme, Scope.MESSAGES_READ)[1])
    [row] = reader.get(f"{LIST}?workspace=acme-corp").json()["data"]
    assert reader.patch(f"{LIST}/{row['id']}", {"state": "archived"}).status_code == 403
