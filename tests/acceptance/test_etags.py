"""Whoever changes what somebody else has changed meanwhile is told so: of all that is edited, in every family."""

from collections.abc import Callable
from typing import Any

import pytest

from contacts.models import Segment
from tests.campaigns.api.client import Caller
from tests.factories.campaigns import make_campaign
from tests.factories.contacts import make_segment
from tests.factories.messaging import make_sender
from tests.factories.workspaces import make_api_key, make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
TENANT, PAGES = "/api/v1/tenant", "/api/workspaces/acme-corp"


def snippet(caller: Caller) -> str:
    body = {"workspace_slug": "acme-corp", "key": "foot", "html": "<p>One</p>"}
    return str(caller.post(f"{TENANT}/snippets", body).json()["data"]["id"])


KINDS: dict[str, tuple[Callable[[Workspace, Caller], str], tuple[str, ...], dict[str, Any]]] = {
    "segment": (
        lambda acme, caller: make_segment(acme).public_id,
        (f"{TENANT}/segments", f"{PAGES}/segments"),
        {"name": "Mine"},
    ),
    "snippet": (lambda acme, caller: snippet(caller), (f"{TENANT}/snippets",), {"html": "<p>Two</p>"}),
    "sender": (lambda acme, caller: make_sender(acme).public_id, (f"{TENANT}/senders",), {"name": "Mine"}),
    "campaign": (
        lambda acme, caller: make_campaign(acme).public_id,
        (f"{TENANT}/campaigns", f"{PAGES}/campaigns"),
        {"name": "Mine"},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_to_what_somebody_else_has_changed_is_refused(kind: str) -> None:
    acme = make_workspace("acme-corp")
    caller = Caller(make_api_key(acme)[1], root="")
    make, lists, change = KINDS[kind]
    name = make(acme, caller)
    for number, path in enumerate(f"{each}/{name}" for each in lists):
        read = caller.get(path)
        change = {key: f"{value} {number}" for key, value in change.items()}
        assert caller.get(path, if_none_match=read["ETag"]).status_code == 200
        done = caller.patch(path, change, if_match=read["ETag"])
        assert done.status_code == 200, done.content
        assert done["ETag"] == caller.get(path)["ETag"] != read["ETag"]
        before = caller.get(path).json()
        for stale, status in ((read["ETag"], 412), ("nonsense", 400)):
            refused = caller.patch(path, dict.fromkeys(change, "Theirs"), if_match=stale)
            assert refused.status_code == status, refused.content
        assert caller.get(path).json() == before
        for tag in (f"W/{done['ETag']}", f'"x", {done["ETag"]}', "*"):
            assert caller.patch(path, change, if_match=tag).status_code == 200


def test_what_nobody_edited_keeps_no_change_out() -> None:
    acme = make_workspace("acme-corp")
    caller = Caller(make_api_key(acme)[1], root="")
    segment = make_segment(acme)
    path = f"{TENANT}/segments/{segment.public_id}"
    tag = caller.get(path)["ETag"]
    Segment.objects.in_workspace(acme).filter(pk=segment.pk).update(member_count=7, rebuild_needed=False)
    assert caller.get(path)["ETag"] == tag
    assert caller.patch(path, {"name": "Mine"}, if_match=tag).status_code == 200
