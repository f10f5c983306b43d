"""Notices: one open incident of a kind about a subject, and one e-mail of it to each member who may do something."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tests.concurrent import beside, held_open, until_waiting
from tests.factories.workspaces import make_member, make_user, make_workspace
from workspaces.clock import database_now
from workspaces.models import Membership, Notice, NoticeKind, Role, Workspace
from workspaces.services.notices import (
    membership_notices_set,
    notice_open,
    notices_end,
    notices_mail,
    notices_open,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace("acme", name="Acme")
    for role in (Role.OWNER, Role.EDITOR, Role.VIEWER):
        make_member(workspace, role, make_user(f"{role.value}@example.com"))
    return workspace


def opened(workspace: Workspace, **fields: Any) -> int:
    """Opens one; how many there are now."""
    values = {"kind": NoticeKind.BREAKER, "subject": workspace.pk, "title": "News\ncan’t send", **fields}
    notice_open(workspace=workspace, sentence="It failed.", path="/w/acme/senders/", **values)
    return Notice.objects.across_workspaces().count()


def sent() -> list[str]:
    return sorted(message.to[0] for message in mail.outbox)


def test_whoever_may_resume_gets_one_e_mail_of_an_incident(workspace: Workspace, settings: Any) -> None:
    settings.BASE_URL = "https://campaigns.example.com"
    assert [opened(workspace) for _ in range(3)] == [1, 1, 1]
    now = database_now()
    assert [notices_mail(now=now) for _ in range(2)] == [1, 0]
    assert sent() == ["editor@example.com", "owner@example.com"]
    assert mail.outbox[0].subject == "Acme: News can’t send"
    assert "Look at it: https://campaigns.example.com/w/acme/senders/" in mail.outbox[0].body
    assert "https://campaigns.example.com/w/acme/notices/" in mail.outbox[0].body


def test_the_next_incident_is_a_new_one(workspace: Workspace) -> None:
    opened(workspace)
    notices_mail(now=database_now())
    notices_end(notices=notices_open(), now=database_now())
    assert opened(workspace) == 2
    notices_mail(now=database_now())
    assert len(sent()) == 4
    assert Notice.objects.in_workspace(workspace).filter(ended_at=None).count() == 1


def test_others_are_apart(workspace: Workspace) -> None:
    assert opened(workspace) == 1
    assert opened(workspace, kind=NoticeKind.COMPLAINTS) == 2
    assert opened(workspace, subject=make_workspace("x").pk) == 3
    assert opened(make_workspace("other"), subject=workspace.pk) == 4


def test_people_switch_them_off(workspace: Workspace) -> None:
    owner = Membership.objects.in_workspace(workspace).get(role=Role.OWNER)
    membership_notices_set(membership=owner, wanted=False)
    opened(workspace)
    notices_mail(now=database_now())
    assert sent() == ["editor@example.com"]


def test_waits_while_the_mail_server_can_t_be_reached(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(workspace)
    now = database_now()

    def down(self: object) -> bool:
        raise ConnectionRefusedError("down")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.open", down)
        assert notices_mail(now=now) == 0
        assert notices_mail(now=now) == 0
        notice = Notice.objects.in_workspace(workspace).get()
        assert (notice.tries, notice.mailed_at, notice.mail_after) == (1, None, now + timedelta(minutes=5))
    assert notices_mail(now=now) == 0
    assert notices_mail(now=now + timedelta(minutes=5)) == 1
    assert len(sent()) == 2


def test_a_refused_address_keeps_the_others_from_nothing(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    opened(workspace)
    send = mail.EmailMessage.send

    def refusing(self: mail.EmailMessage, fail_silently: bool = False) -> int:
        if self.to == ["owner@example.com"]:
            raise OSError("refused")
        return send(self, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", refusing)
    assert notices_mail(now=database_now()) == 1
    assert sent() == ["editor@example.com"]
    assert notices_mail(now=database_now()) == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_opened() -> None:
    workspace = make_workspace("acme")
    with held_open(lambda: opened(workspace)) as commit, beside(lambda: opened(workspace)) as second:
        until_waiting(second)
        commit()
        second.result(30)
    assert Notice.objects.in_workspace(workspace).count() == 1
