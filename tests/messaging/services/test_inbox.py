"""Inbox threads: opened in sets, moved one by one."""

from datetime import timedelta

import pytest

from messaging.models import InboxThread
from messaging.selectors import inbox_threads
from messaging.services import ThreadDraft, thread_move, threads_open_many
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_member, make_user, make_workspace
from workspaces.clock import database_now
from workspaces.errors import InvalidInput
from workspaces.models import Workspace
from workspaces.services import Actor

ACTOR = Actor.system("tests")


@pytest.fixture
def workspace(db: None) -> Workspace:
    return make_workspace()


def opened(workspace: Workspace, **fields: str) -> InboxThread:
    [contact] = make_contacts(workspace, 1)
    draft = ThreadDraft(contact.pk, fields.get("subject", "Call"), fields.get("body", "Now"))
    now = database_now()
    assert threads_open_many(workspace_id=workspace.pk, threads=[draft], assignee=fields.get("assignee"), now=now) == 1
    return InboxThread.objects.in_workspace(workspace).order_by("-pk")[0]


def test_a_thread_is_open_and_belongs_to_the_member_who_is_named(workspace: Workspace) -> None:
    ada = make_member(workspace, user=make_user("Ada@example.com"))
    thread = opened(workspace, assignee="ada@EXAMPLE.com")
    assert (thread.state, thread.assignee, thread.subject, thread.body) == ("open", ada, "Call", "Now")
    assert thread.public_id.startswith("thr_")


def test_somebody_of_another_workspace_is_assigned_nothing(workspace: Workspace) -> None:
    make_member(make_workspace(), user=make_user("eve@example.com"))
    assert opened(workspace, assignee="eve@example.com").assignee is None


def test_texts_are_cut_and_cleaned(workspace: Workspace) -> None:
    thread = opened(workspace, subject="x\x00" * 300, body="y" * 10_001)
    assert (thread.subject, len(thread.body)) == ("x" * 200, 10_000)
    assert opened(workspace, subject="  ").subject == "–"


def test_a_snoozed_thread_comes_back_in_time(workspace: Workspace) -> None:
    thread, now = opened(workspace), database_now()
    until = now + timedelta(hours=1)
    assert thread_move(thread=thread, state="snoozed", snoozed_until=until, actor=ACTOR).snoozed_until == until
    assert list(inbox_threads(workspace, now)) == []
    assert list(inbox_threads(workspace, until)) == [thread]
    thread_move(thread=thread, state="archived", actor=ACTOR)
    assert list(inbox_threads(workspace, until)) == []


@pytest.mark.parametrize(
    ("state", "hours", "field"),
    [
        ("gone", None, "state"),
        ("snoozed", None, "snoozed_until"),
        ("snoozed", -1, "snoozed_until"),
        ("open", 1, "snoozed_until"),
    ],
)
def test_a_move_that_makes_no_sense_is_refused(workspace: Workspace, state: str, hours: int | None, field: str) -> None:
    thread = opened(workspace)
    until = None if hours is None else database_now() + timedelta(hours=hours)
    with pytest.raises(InvalidInput) as caught:
        thread_move(thread=thread, state=state, snoozed_until=until, actor=ACTOR)
    assert caught.value.details[0].field == field
    thread.refresh_from_db()
    assert (thread.state, thread.snoozed_until) == ("open", None)
