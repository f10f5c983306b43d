"""`inboxThreads` of the Workspace API: found, read, changed, answered, made contacts; viewers only look."""

from typing import Any

import pytest
from django.test import Client

from messaging.models import InboxThread, Message, Sender
from tests.factories.workspaces import make_api_key, make_member, make_user, make_workspace
from tests.messaging.hooks.conftest import listening, sent_by
from tests.messaging.selectors.test_thread_search import write
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace("acme")


@pytest.fixture
def sender(workspace: Workspace) -> Sender:
    return listening(workspace, "postmark")


@pytest.fixture
def api(workspace: Workspace) -> Client:
    return Client(headers={"x-api-key": make_api_key(workspace)[1]})


PATH = "/api/workspaces/acme/inboxThreads"


def change(api: Client, thread: InboxThread, body: dict[str, Any]) -> Any:
    return api.patch(f"{PATH}/{thread.public_id}", body, "application/json")


def test_threads_are_listed_in_pages(api: Client, sender: Sender) -> None:
    for number in range(3):
        write(sender, f"p{number}@other.example", "Hello")
    first = api.get(f"{PATH}?limit=2&search=hello&state=open&assignee=nobody&channel=email")
    assert first.status_code == 200, first.content
    assert [row["address"] for row in first.json()] == ["p2@other.example", "p1@other.example"]
    rest = api.get(PATH, {"limit": "2", "cursor": first["X-Next-Cursor"]})
    assert ([row["address"] for row in rest.json()], "X-Next-Cursor" in rest) == (["p0@other.example"], False)
    assert api.get(f"{PATH}?mars=1").status_code == 400


def test_a_thread_is_read_changed_and_answered(api: Client, workspace: Workspace, sender: Sender) -> None:
    grace = make_member(workspace, user=make_user("grace@example.com"))
    [message] = sent_by(sender)
    thread = write(sender, message.address, "When?")
    whole = api.get(f"{PATH}/{thread.public_id}").json()
    assert (whole["contactId"], whole["senderId"]) == (message.contact.public_id, sender.public_id)
    assert [(each["direction"], each["text"]) for each in whole["entries"]] == [("in", "When?")]
    changed = change(api, thread, {"assignee": grace.email, "state": "archived", "unread": True}).json()
    assert (changed["assignee"], changed["state"], changed["unread"]) == (grace.email, "archived", True)
    assert change(api, thread, {"state": "snoozed"}).status_code == 400
    said = api.post(f"{PATH}/{thread.public_id}/reply", {"text": "At nine."}, "application/json")
    assert (said.status_code, said.json()["entry"]["message"]["state"]) == (201, "queued")
    assert Message.objects.in_workspace(workspace).filter(node="reply").count() == 1


def test_a_stranger_becomes_a_contact(api: Client, sender: Sender) -> None:
    thread = write(sender, "new@other.example", "Hello")
    made = api.post(f"{PATH}/{thread.public_id}/contact").json()
    assert made["contactId"].startswith("ct_")
    assert api.post(f"{PATH}/{thread.public_id}/contact").status_code == 409


def test_viewers_look_and_change_nothing(workspace: Workspace, sender: Sender) -> None:
    thread = write(sender, "new@other.example", "Hello")
    person = Client()
    person.force_login(make_member(workspace, Role.VIEWER))
    assert person.get(f"{PATH}/{thread.public_id}").status_code == 200
    assert change(person, thread, {"state": "archived"}).status_code == 403
    thread.refresh_from_db()
    assert thread.state == "open"
