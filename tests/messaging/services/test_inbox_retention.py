"""Conversations are kept for as long as the workspace says: threads, old entries of others, and their words."""

from datetime import timedelta

import pytest

from messaging.models import Direction, InboxEntry, InboxThread, InboxWords, ThreadState
from messaging.selectors.inbox import ThreadFilter, threads_older, threads_page
from messaging.services.inbox_retention import conversations_forget
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.ids import uuid7
from workspaces.models import Workspace
from workspaces.services import Actor, workspace_update

pytestmark = pytest.mark.django_db


def thread(workspace: Workspace, *days: int, state: str = "open", word: str = "hello") -> InboxThread:
    """With something said so many days ago, each time."""
    now = database_now()
    made = InboxThread.objects.create(
        workspace=workspace,
        address="ada@example.com",
        subject="News",
        state=state,
        snoozed_until=now + timedelta(days=1) if state == "snoozed" else None,
        created_at=now,
        updated_at=now,
        last_at=now - timedelta(days=min(days)),
    )
    for ago in days:
        InboxEntry.objects.create(
            workspace=workspace,
            thread=made,
            direction=Direction.IN,
            key=uuid7(),
            text=f"{word}{ago}",
            created_at=now - timedelta(days=ago),
        )
    return made


def keep(workspace: Workspace, days: int | None) -> None:
    workspace_update(workspace=workspace, changes={"settings": {"inbox_retention_days": days}}, actor=Actor.system())


def found(workspace: Workspace, words: str) -> list[int]:
    rows, _ = threads_page(workspace, ThreadFilter(state="", search=words), limit=10)
    return [row.pk for row in rows]


def test_what_is_older_goes_with_its_words() -> None:
    workspace, other = make_workspace(), make_workspace()
    old, used, sleeping = thread(workspace, 40), thread(workspace, 40, 2), thread(workspace, 40, state="snoozed")
    foreign = thread(other, 40)
    assert conversations_forget(now=database_now()) is False
    assert InboxThread.objects.in_workspace(workspace).count() == 3
    keep(workspace, 30)
    assert threads_older(workspace, 30) == 1
    assert conversations_forget(now=database_now()) is False
    left = InboxThread.objects.across_workspaces().order_by("pk").values_list("pk", flat=True)
    assert list(left) == [used.pk, sleeping.pk, foreign.pk]
    assert [each.text for each in used.entries.all()] == ["hello2"]
    assert (found(workspace, "hello40"), found(workspace, "hello2")) == ([], [used.pk])
    assert found(other, "hello40") == [foreign.pk]
    assert not InboxWords.objects.in_workspace(workspace).filter(thread_id=old.pk).exists()


def test_it_goes_in_portions() -> None:
    workspace = make_workspace()
    for _ in range(3):
        thread(workspace, 40)
    keep(workspace, 30)
    assert conversations_forget(now=database_now(), limit=2) is True
    assert InboxThread.objects.in_workspace(workspace).count() == 1
    assert conversations_forget(now=database_now(), limit=2) is False
    assert InboxThread.objects.in_workspace(workspace).count() == 0


def test_a_woken_thread_is_forgotten_later() -> None:
    workspace = make_workspace()
    keep(workspace, 30)
    woken = thread(workspace, 40, state="snoozed")
    InboxThread.objects.in_workspace(workspace).filter(pk=woken.pk).update(state=ThreadState.OPEN, snoozed_until=None)
    conversations_forget(now=database_now())
    assert InboxThread.objects.in_workspace(workspace).count() == 0
