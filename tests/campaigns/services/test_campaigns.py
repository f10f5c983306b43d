"""Making, changing, copying and deleting campaigns; what is refused changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.models import Campaign, Execution, FlowVersion, NodeCounter, Run, Step
from campaigns.services import campaign_create, campaign_delete, campaign_duplicate, campaign_pause, campaign_update
from contacts.models import Segment
from messaging.models import MessageStream
from tests.factories.campaigns import SYSTEM, chain, launch, make_campaign, tick
from tests.factories.contacts import make_topic
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import AuditEntry, Workspace

pytestmark = pytest.mark.django_db

TAG = ("g", "tag", {"action": "add", "tag": "x"})


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)


def test_a_new_campaign_is_a_draft_with_a_flow_draft_and_a_stream(workspace: Workspace) -> None:
    campaign = campaign_create(workspace=workspace, name="  Welcome ", goal="sales", actor=SYSTEM)
    stored = reread(campaign)
    assert (stored.name, stored.goal, stored.lifecycle, stored.settings) == ("Welcome", "sales", "DRAFT", {})
    [version] = FlowVersion.objects.in_workspace(workspace)
    assert (version.number, version.state, version.document) == (1, "draft", {"nodes": [], "edges": []})
    stream = MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk)
    assert (stream.name, stream.claimable) == ("Welcome", False)
    assert AuditEntry.objects.in_workspace(workspace).filter(action="campaign.created").count() == 1


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "nul\0"}, "name"),
        ({"name": "x", "goal": "fame"}, "goal"),
        ({"name": "x", "type": "ODD"}, "type"),
        ({"name": "x", "color": "red"}, "color"),
        ({"name": "x", "settings": {"daily_limit": 0}}, "settings.daily_limit"),
        ({"name": "x", "settings": {"daily_limit": "many"}}, "settings.daily_limit"),
        ({"name": "x", "settings": {"track_opens": "yes"}}, "settings.track_opens"),
        ({"name": "x", "settings": {"nonsense": 1}}, "settings.nonsense"),
        ({"name": "x", "settings": {"frequency_cap": {"count": 1}}}, "settings.frequency_cap.days"),
        ({"name": "x", "audience": "seg_1"}, "audience"),
        ({"name": "x", "starts_at": "tomorrow"}, "starts_at"),
        ({"name": "x", "document": {"nodes": [{"id": "a", "type": "magic"}]}}, "workflow.nodes[0].type"),
    ],
)
def test_wrong_fields_are_named_and_nothing_is_made(workspace: Workspace, fields: dict[str, Any], place: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        campaign_create(workspace=workspace, actor=SYSTEM, **fields)
    assert [detail.field for detail in refused.value.details] == [place]
    assert not Campaign.objects.in_workspace(workspace).exists()
    assert not MessageStream.objects.in_workspace(workspace).exists()


def test_another_workspaces_segment_is_no_audience(workspace: Workspace) -> None:
    foreign = Segment.objects.create(workspace=make_workspace(), name="theirs")
    with pytest.raises(InvalidInput, match="there is no such segment"):
        make_campaign(workspace, audience=foreign)


def test_settings_are_merged_and_null_resets(workspace: Workspace) -> None:
    campaign = make_campaign(workspace, settings={"daily_limit": 50, "track_opens": False})
    updated = campaign_update(
        campaign=campaign, changes={"settings": {"daily_limit": None, "track_clicks": False}}, actor=SYSTEM
    )
    assert updated.settings == {"track_opens": False, "track_clicks": False}
    stream = MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk)
    assert (stream.open_tracking, stream.click_tracking) == (False, False)


def test_an_end_before_the_start_is_refused(workspace: Workspace) -> None:
    now = database_now()
    campaign = make_campaign(workspace, starts_at=now + timedelta(days=2))
    with pytest.raises(InvalidInput, match="must be after the start"):
        campaign_update(campaign=campaign, changes={"name": "New", "ends_at": now + timedelta(days=1)}, actor=SYSTEM)
    assert reread(campaign).name == campaign.name


def test_a_finished_campaign_cannot_be_changed(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    tick()
    with pytest.raises(Conflict) as refused:
        campaign_update(campaign=campaign, changes={"name": "New"}, actor=SYSTEM)
    assert refused.value.current_status == "COMPLETED"
    assert refused.value.allowed == ("archive", "delete")
    assert reread(campaign).name == campaign.name


def test_reentry_stays_as_launched(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    with pytest.raises(InvalidInput, match=r"settings\.reentry"):
        campaign_update(campaign=campaign, changes={"settings": {"reentry": "always"}}, actor=SYSTEM)
    assert campaign_update(campaign=campaign, changes={"settings": {"daily_limit": 5}}, actor=SYSTEM).settings == {
        "daily_limit": 5
    }


def test_a_copy_is_a_draft_of_its_own(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(TAG), settings={"daily_limit": 9}, description="d", goal="sales")
    copy = campaign_duplicate(campaign=campaign, actor=SYSTEM)
    assert (copy.name, copy.lifecycle, copy.settings, copy.description, copy.goal) == (
        f"{campaign.name} (copy)",
        "DRAFT",
        {"daily_limit": 9},
        "d",
        "sales",
    )
    document = FlowVersion.objects.in_workspace(workspace).get(campaign=copy).document
    assert [node["id"] for node in document["nodes"]] == ["t", "g", "e"]
    assert not Execution.objects.in_workspace(workspace).filter(campaign=copy).exists()


def test_deleting_takes_everything_of_the_campaign_and_nothing_else(workspace: Workspace) -> None:
    gone, kept = launch(workspace, chain(TAG)), launch(workspace, chain(TAG))
    tick()
    campaign_delete(campaign=reread(gone), actor=SYSTEM)
    for model, count in ((Campaign, 1), (FlowVersion, 1), (Run, 1), (Execution, 3), (Step, 9)):
        assert model.objects.in_workspace(workspace).count() == count, model
    assert set(NodeCounter.objects.in_workspace(workspace).values_list("campaign_id", flat=True)) == {kept.pk}


def test_a_launched_campaign_cannot_be_deleted(workspace: Workspace) -> None:
    campaign = launch(workspace, chain(TAG))
    for status in ("RUNNING", "PAUSED"):
        if status == "PAUSED":
            campaign_pause(campaign=campaign, actor=SYSTEM)
        with pytest.raises(Conflict) as refused:
            campaign_delete(campaign=campaign, actor=SYSTEM)
        assert refused.value.current_status == status
    assert Execution.objects.in_workspace(workspace).count() == 3


def test_a_topic_must_be_one_of_the_workspace_and_reaches_the_stream(workspace: Workspace) -> None:
    topic = make_topic(workspace)
    campaign = campaign_create(workspace=workspace, name="News", settings={"topic": topic.public_id}, actor=SYSTEM)
    assert MessageStream.objects.in_workspace(workspace).get().topic_id == topic.pk
    wrong: Any
    for wrong in (make_topic(make_workspace()).public_id, "top_1", 7):
        with pytest.raises(InvalidInput) as refused:
            campaign_update(campaign=campaign, changes={"settings": {"topic": wrong}}, actor=SYSTEM)
        assert [detail.field for detail in refused.value.details] == ["settings.topic"]
    campaign_update(campaign=campaign, changes={"settings": {"topic": None}}, actor=SYSTEM)
    assert MessageStream.objects.in_workspace(workspace).get().topic_id is None
