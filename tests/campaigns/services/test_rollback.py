"""Rolling back: an earlier version is published again as a new one, and nothing of the history is touched."""

from typing import Any

import pytest

from campaigns.models import Campaign, FlowVersion, Trigger
from campaigns.selectors import version_entry, version_get, versions_page
from campaigns.services import (
    Publishing,
    PublishMode,
    campaign_cancel,
    campaign_publish,
    campaign_rollback,
    draft_save,
)
from templates_app.services import template_publish, template_reject
from tests.campaigns.engine.moving.moves import move, places, publish
from tests.factories.campaigns import SYSTEM, chain, default_sender, launch, send_config, tick
from tests.factories.templates_app import make_published
from workspaces.errors import Conflict, InvalidInput, NotFound
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
TAG = ("g", "tag", {"action": "add", "tag": "x"})


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).select_related("live_version").get(pk=campaign.pk)


def republish(campaign: Campaign, document: Any) -> FlowVersion:
    draft_save(campaign=campaign, document=document, actor=SYSTEM)
    return campaign_publish(campaign=campaign, actor=SYSTEM)


def back(campaign: Campaign, number: int, how: Publishing | None = None) -> FlowVersion:
    version = version_get(campaign, str(number))
    return campaign_rollback(campaign=campaign, version=version, actor=SYSTEM, how=how or Publishing())


def history(campaign: Campaign) -> list[tuple[int, str, bool, int | None]]:
    return [(each.number, each.state, each.live, each.restored) for each in versions_page(reread(campaign), limit=20)]


def test_an_old_version_is_published_again_as_a_new_one(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    republish(campaign, chain(TAG))
    draft_save(campaign=campaign, document=chain(TAG, WAIT), actor=SYSTEM)
    before = list(FlowVersion.unscoped_objects.filter(state="published").order_by("number").values())
    restored = back(campaign, 1)
    assert history(campaign) == [
        (4, "draft", False, None),
        (3, "published", True, 1),
        (2, "published", False, None),
        (1, "published", False, None),
    ]
    assert restored.document == before[0]["document"]
    assert restored.content_hash == before[0]["content_hash"]
    assert list(FlowVersion.unscoped_objects.filter(number__lt=3).order_by("number").values()) == before
    assert [each.version_id for each in Trigger.objects.in_workspace(workspace).filter(active=True)] == [restored.pk]
    entry = AuditEntry.unscoped_objects.get(action="campaign.rolled_back")
    assert entry.data == {"version": 3, "mode": "pin", "restored": 1}
    assert campaign_publish(campaign=campaign, actor=SYSTEM).number == 4


def test_without_a_draft_the_number_goes_on(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    republish(campaign, chain(TAG))
    back(campaign, 1)
    back(campaign, 2)
    assert history(campaign)[0] == (4, "published", True, 2)


def test_a_rollback_may_move(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(("x", "wait", WAIT[2])), {"w": "x"})
    move()
    back(campaign, 1, Publishing(PublishMode.MOVE, {"x": "w"}))
    move()
    assert places(campaign) == {("pending", "w", 3, 3)}


def test_it_sends_the_template_versions_of_then(workspace: Workspace) -> None:
    default_sender(workspace)
    template, first = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template))))
    template_publish(template=template, actor=SYSTEM)
    republish(campaign, chain(WAIT, ("s", "send", send_config(template))))
    assert version_get(campaign, "2").pins["templates"] != {str(template.pk): str(first.pk)}
    assert back(campaign, 1).pins["templates"] == {str(template.pk): str(first.pk)}


def test_what_could_not_be_published_now_is_refused(workspace: Workspace) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template))))
    republish(campaign, chain(WAIT))
    template_reject(template=template, reason="no", actor=SYSTEM)
    with pytest.raises(InvalidInput) as refused:
        back(campaign, 1)
    assert [detail.code for detail in refused.value.details] == ["template_unpublished"]
    assert history(campaign) == [(2, "published", True, None), (1, "published", False, None)]


def test_the_live_version_drafts_and_finished_campaigns_are_refused(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    with pytest.raises(Conflict, match="live already"):
        back(campaign, 1)
    draft_save(campaign=campaign, document=chain(TAG), actor=SYSTEM)
    with pytest.raises(Conflict, match="is a draft"):
        back(campaign, 2)
    campaign_publish(campaign=campaign, actor=SYSTEM)
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    with pytest.raises(Conflict, match="CANCELLED"):
        back(campaign, 1)
    assert [number for number, *_ in history(campaign)] == [2, 1]


def test_another_campaigns_version_is_not_there(workspace: Workspace) -> None:
    campaign, other = launch(workspace, chain(WAIT)), launch(workspace, chain(WAIT))
    republish(other, chain(TAG))
    foreign = version_get(other, "1")
    with pytest.raises(NotFound):
        campaign_rollback(campaign=campaign, version=foreign, actor=SYSTEM)
    for reference in (foreign.public_id, str(foreign.pk), "2", "x", "9" * 12):
        with pytest.raises(NotFound):
            version_get(campaign, reference)
    assert version_get(other, foreign.public_id) == foreign


def test_entries_say_who_published_what_changed_and_how_the_move_goes(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    tick()
    publish(campaign, chain(WAIT, TAG))
    draft_save(campaign=campaign, document=chain(TAG), actor=SYSTEM)
    draft, second, first = versions_page(reread(campaign), limit=5)
    assert (draft.publisher, draft.base, [each.node for each in draft.changes.removed]) == ("", 2, ["w"])
    assert (second.publisher, second.base, [each.node for each in second.changes.added]) == ("Campanile", 1, ["g"])
    assert second.move is not None
    assert (second.move.state, second.move.stayed) == ("moving", 0)
    assert (first.base, first.changes.is_empty, first.move) == (None, True, None)
    move()
    moved = version_entry(reread(campaign), "2").move
    assert moved is not None
    assert (moved.state, moved.stayed, moved.moved, moved.left) == ("done", 3, 0, 0)


def test_a_page_costs_the_same_however_long_it_is(workspace: Workspace, django_assert_num_queries: Any) -> None:
    campaign = launch(workspace, chain(WAIT))
    for _ in range(5):
        republish(campaign, chain(TAG))
    campaign = reread(campaign)
    with django_assert_num_queries(4):
        assert len(versions_page(campaign, limit=5)) == 5
