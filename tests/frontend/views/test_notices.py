"""The page of notices: what stopped campaigns, and one's own switch."""

import pytest
from django.test import Client

from workspaces.clock import database_now
from workspaces.models import Membership, NoticeKind, Workspace
from workspaces.services.notices import notice_open, notices_end, notices_open

pytestmark = pytest.mark.django_db
PATH = "/w/acme/notices/"


def test_tells_what_stopped_campaigns_and_whether_it_is_over(workspace: Workspace, viewer: Client) -> None:
    assert "Nothing has stopped a campaign" in viewer.get(PATH).content.decode()
    notice_open(
        workspace=workspace,
        kind=NoticeKind.BALANCE,
        subject=workspace.pk,
        title="The balance is used up",
        sentence="Top up the balance.",
        path="/w/acme/balance/",
    )
    page = viewer.get(PATH).content.decode()
    assert "Goes on" in page
    assert 'href="/w/acme/balance/"' in page
    notices_end(notices=notices_open(), now=database_now())
    assert "Over" in viewer.get(PATH).content.decode()


def test_one_s_own_e_mails_are_switched(workspace: Workspace, editor: Client, viewer: Client) -> None:
    rows = Membership.objects.in_workspace(workspace).order_by("pk")
    editor.post(PATH, {})
    assert list(rows.values_list("notices", flat=True)) == [False, True]
    editor.post(PATH, {"notices": "1"})
    assert list(rows.values_list("notices", flat=True)) == [True, True]
