"""Publishing and launching: what is pinned, what starts, and everything that is refused."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.engine import triggers
from campaigns.models import Campaign, FlowVersion, Run, Trigger
from campaigns.services import campaign_launch, campaign_publish, campaign_update, draft_save, flow_issues
from contacts.models import Segment
from messaging.models import Message, MessageStream
from templates_app.services import template_publish, template_reject
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    default_sender,
    flow,
    launch,
    make_campaign,
    send_config,
    tick,
)
from tests.factories.templates_app import make_published, make_template
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import Conflict, InvalidInput
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)


def refused(campaign: Campaign) -> list[tuple[str, str]]:
    """(code, field) of each reason for which the launch is refused; asserts that it has changed nothing."""
    with pytest.raises(InvalidInput) as error:
        campaign_launch(campaign=campaign, actor=SYSTEM)
    stored = reread(campaign)
    assert (stored.lifecycle, stored.live_version_id, stored.launched_at) == ("DRAFT", None, None)
    assert not Run.objects.in_workspace(campaign.workspace_id).exists()
    assert not Trigger.objects.in_workspace(campaign.workspace_id).exists()
    return [(detail.code, detail.field) for detail in error.value.details]


def test_launch_publishes_pins_and_starts_a_run(workspace: Workspace) -> None:
    sender = default_sender(workspace)
    template, version = make_published(workspace)
    campaign = make_campaign(workspace, chain(("s", "send", send_config(template))))
    launched = campaign_launch(campaign=campaign, actor=SYSTEM)
    assert (launched.lifecycle, launched.launched_at is not None) == ("RUNNING", True)
    published = FlowVersion.objects.in_workspace(workspace).get(campaign=campaign)
    assert (published.state, published.number, len(published.content_hash)) == ("published", 1, 64)
    assert published.pins == {"templates": {str(template.pk): str(version.pk)}, "sender": str(sender.pk)}
    assert reread(campaign).live_version_id == published.pk
    [trigger] = Trigger.objects.in_workspace(workspace)
    assert (trigger.node, trigger.type, trigger.active) == ("t", "trigger_manual", True)
    [run] = Run.objects.in_workspace(workspace)
    assert (run.state, run.audience_size, run.trigger_node) == ("enrolling", 3, "t")
    assert MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk).claimable


def test_a_later_template_version_does_not_reach_those_on_their_way(workspace: Workspace) -> None:
    default_sender(workspace)
    template, first = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template))))
    template_publish(template=template, actor=SYSTEM)
    tick()
    versions = Message.objects.in_workspace(workspace).filter(stream_id=campaign.pk)
    assert set(versions.values_list("template_version_id", flat=True)) == {first.pk}


@pytest.mark.parametrize("state", ["DRAFT", "REJECTED"])
def test_a_template_that_is_not_published_stops_the_launch(workspace: Workspace, state: str) -> None:
    default_sender(workspace)
    template = make_template(workspace) if state == "DRAFT" else make_published(workspace)[0]
    if state == "REJECTED":
        template_reject(template=template, reason="no", actor=SYSTEM)
    campaign = make_campaign(workspace, chain(("s", "send", send_config(template))))
    assert refused(campaign) == [("template_unpublished", "workflow.nodes[1].config.template")]


def test_every_error_of_the_flow_is_named(workspace: Workspace) -> None:
    foreign = make_published(make_workspace())[0]
    document = flow(
        ("t", "trigger_manual", {}),
        ("s", "send", send_config(foreign)),
        ("x", "tag", {"action": "add", "tag": "x"}),
        edges=["t>s"],
    )
    assert sorted(refused(make_campaign(workspace, document))) == [
        ("port_open", "workflow.nodes[1]"),
        ("port_open", "workflow.nodes[2]"),
        ("sender_missing", "workflow.nodes[1].config.sender"),
        ("template_missing", "workflow.nodes[1].config.template"),
        ("unreachable", "workflow.nodes[2]"),
    ]


def test_a_rule_on_an_unknown_field_is_named(workspace: Workspace) -> None:
    rule = {"condition": "AND", "rules": [{"type": "attribute", "field": "nope", "operator": "equals", "value": "x"}]}
    document = flow(
        ("t", "trigger_manual", {}),
        ("c", "condition", {"rule": rule}),
        ("y", "end", {}),
        ("n", "end", {}),
        edges=["t>c", "c.yes>y", "c.no>n"],
    )
    [(code, place)] = refused(make_campaign(workspace, document))
    assert code.startswith("rule_")
    assert place == "workflow.nodes[1].config.rule.rules[0].field"


def test_a_loop_without_a_wait_is_refused(workspace: Workspace) -> None:
    document = flow(
        ("t", "trigger_manual", {}),
        ("a", "tag", {"action": "add", "tag": "x"}),
        ("b", "tag", {"action": "add", "tag": "y"}),
        edges=["t>a", "a>b", "b>a"],
    )
    assert refused(make_campaign(workspace, document)) == [("cycle_without_wait", "workflow.nodes[1]")]


def test_an_empty_flow_is_refused(workspace: Workspace) -> None:
    assert refused(make_campaign(workspace)) == [("no_trigger", "workflow.nodes")]


def test_nobody_in_the_audience_is_refused(workspace: Workspace) -> None:
    empty = make_workspace()
    assert refused(make_campaign(empty, chain())) == [("invalid", "audience")]
    segment = Segment.objects.create(workspace=workspace, name="none", rebuild_needed=False)
    assert refused(make_campaign(workspace, chain(), audience=segment)) == [("invalid", "audience")]


def test_a_campaign_is_launched_once(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    with pytest.raises(Conflict) as error:
        campaign_launch(campaign=campaign, actor=SYSTEM)
    assert error.value.current_status == "RUNNING"
    assert Run.objects.in_workspace(workspace).count() == 1


def test_a_start_in_the_future_is_waited_for(workspace: Workspace) -> None:
    start = database_now() + timedelta(hours=2)
    campaign = campaign_launch(campaign=make_campaign(workspace, chain()), actor=SYSTEM, starts_at=start)
    assert (campaign.lifecycle, campaign.starts_at) == ("SCHEDULED", start)
    assert not MessageStream.objects.in_workspace(workspace).get(pk=campaign.pk).claimable
    triggers.run(start - timedelta(seconds=1))
    assert not Run.objects.in_workspace(workspace).exists()
    triggers.run(start)
    assert reread(campaign).lifecycle == "RUNNING"
    assert Run.objects.in_workspace(workspace).get().enrolled == 3


def test_an_end_before_the_start_stops_the_launch(workspace: Workspace) -> None:
    campaign = make_campaign(workspace, chain(), ends_at=database_now() - timedelta(days=1))
    assert refused(campaign) == [("invalid", "ends_at")]


def test_drafts_are_saved_against_their_revision(workspace: Workspace) -> None:
    campaign = make_campaign(workspace)
    document: dict[str, Any] = chain()
    assert draft_save(campaign=campaign, document=document, actor=SYSTEM, expected_revision=1).revision == 2
    with pytest.raises(Conflict) as error:
        draft_save(campaign=campaign, document=flow(), actor=SYSTEM, expected_revision=1)
    assert error.value.details[0].code == "stale_revision"
    stored = FlowVersion.objects.in_workspace(workspace).get(campaign=campaign)
    assert (stored.revision, len(stored.document["nodes"])) == (2, 2)


def test_publishing_while_running_moves_the_triggers_and_keeps_the_old_version(workspace: Workspace) -> None:
    campaign = launch(workspace, chain())
    with pytest.raises(Conflict, match="no draft"):
        campaign_publish(campaign=campaign, actor=SYSTEM)
    draft = draft_save(campaign=campaign, document=chain(("g", "tag", {"action": "add", "tag": "x"})), actor=SYSTEM)
    assert draft.number == 2
    campaign_publish(campaign=campaign, actor=SYSTEM)
    active = Trigger.objects.in_workspace(workspace).filter(active=True)
    assert [trigger.version_id for trigger in active] == [draft.pk]
    assert [version.state for version in FlowVersion.objects.in_workspace(workspace)] == ["published", "published"]


def test_issues_tell_errors_and_warnings_without_changing_anything(workspace: Workspace) -> None:
    campaign = make_campaign(workspace)
    assert [issue.code for issue in flow_issues(campaign=campaign)] == ["no_trigger"]
    assert flow_issues(campaign=campaign, document=chain()) == []


def test_moving_the_start_moves_the_schedule(workspace: Workspace) -> None:
    document = flow(("t", "trigger_scheduled", {"rrule": "FREQ=DAILY;BYHOUR=9;BYMINUTE=0"}), ("e", "end", {}))
    start = database_now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=10)
    campaign = campaign_launch(campaign=make_campaign(workspace, document), actor=SYSTEM, starts_at=start)
    assert Trigger.objects.in_workspace(workspace).get().next_fire_at == start
    later = start + timedelta(days=5, hours=1)
    campaign_update(campaign=campaign, changes={"starts_at": later}, actor=SYSTEM)
    assert reread(campaign).starts_at == later
    assert Trigger.objects.in_workspace(workspace).get().next_fire_at == start + timedelta(days=6)
    with pytest.raises(InvalidInput, match="needs a start"):
        campaign_update(campaign=campaign, changes={"starts_at": None}, actor=SYSTEM)
    triggers.run(later)
    assert not Run.objects.in_workspace(workspace).exists()
    triggers.run(start + timedelta(days=6))
    assert Run.objects.in_workspace(workspace).get().scheduled_for == start + timedelta(days=6)
