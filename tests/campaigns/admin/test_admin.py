"""The staff admin of campaigns: every page opens, actions go through the services, journals can't be touched."""

from typing import Any

import pytest
from django.contrib.admin.sites import site
from django.test import Client
from django.urls import reverse

from campaigns.engine import counters
from campaigns.engine.goals import sweep
from campaigns.models import (
    Campaign,
    CampaignHold,
    Conversion,
    Execution,
    FlowVersion,
    GoalSweep,
    NodeCounter,
    NodeTimeline,
    Run,
    Step,
    Trigger,
    VersionMove,
    WebhookCall,
)
from campaigns.services import Publishing, PublishMode, campaign_pause, campaign_publish, draft_save
from tests.factories.campaigns import SYSTEM, chain, flow, launch, make_campaign, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import PASSWORD, make_workspace
from workspaces.models import AuditEntry, User, Workspace

pytestmark = pytest.mark.django_db

READ_ONLY = [
    CampaignHold,
    Conversion,
    Execution,
    FlowVersion,
    GoalSweep,
    NodeCounter,
    NodeTimeline,
    Run,
    Step,
    Trigger,
    VersionMove,
]
EVERYBODY = {"condition": "AND", "rules": [{"type": "score", "operator": ">=", "value": 0}]}


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.com", PASSWORD))
    return client


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    make_contacts(workspace, 2)
    return workspace


def page(model: Any, name: str, *args: object) -> str:
    return reverse(f"admin:campaigns_{model._meta.model_name}_{name}", args=args)


def act(staff: Client, action: str, *campaigns: Campaign) -> list[str]:
    """Runs an action of the list on these campaigns; the messages that are shown."""
    data = {"action": action, "_selected_action": [str(campaign.pk) for campaign in campaigns]}
    response = staff.post(page(Campaign, "changelist"), data, follow=True)
    return [str(message) for message in response.context["messages"]]


def republish(campaign: Campaign) -> None:
    """Publishes another version and has everybody moved to it."""
    draft_save(campaign=campaign, document=chain(), actor=SYSTEM)
    campaign_publish(campaign=campaign, actor=SYSTEM, how=Publishing(PublishMode.MOVE))


def reread(campaign: Campaign) -> Campaign:
    return Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk)


@pytest.mark.parametrize("model", [Campaign, WebhookCall, *READ_ONLY])
def test_every_page_opens_with_rows_and_searches(staff: Client, workspace: Workspace, model: Any) -> None:
    held = launch(workspace, chain())
    campaign_pause(campaign=held, actor=SYSTEM)
    running = launch(
        workspace,
        chain(("w", "wait", {"duration": {"value": 1, "unit": "days"}})),
        settings={"goal": {"rule": EVERYBODY, "exit_on_goal": False}},
    )
    launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("w", "webhook", {"url": "https://example.com/hook?token=hush"}),
            ("e", "end", {}),
            edges=["t>w", "w.success>e", "w.failure>e"],
        ),
    )
    tick()
    republish(running)
    sweep.run()
    counters.compact()
    assert staff.get(page(model, "changelist")).status_code == 200
    if site._registry[model].search_fields:
        assert staff.get(page(model, "changelist") + "?q=1").status_code == 200
    row = model.unscoped_objects.last()
    assert staff.get(page(model, "change", row.pk)).status_code == 200


def test_a_call_is_shown_without_what_is_secret(staff: Client, workspace: Workspace) -> None:
    launch(
        workspace,
        flow(
            ("t", "trigger_manual", {}),
            ("w", "webhook", {"url": "https://example.com/hook?token=hush", "body": {"pin": "1234-5678"}}),
            ("e", "end", {}),
            edges=["t>w", "w.success>e", "w.failure>e"],
        ),
    )
    tick()
    call = WebhookCall.objects.in_workspace(workspace)[0]
    assert (call.url, call.body) == ("https://example.com/hook?token=hush", '{"pin":"1234-5678"}')
    shown = staff.get(page(WebhookCall, "change", call.pk)).content.decode()
    assert "https://example.com" in shown
    assert ("hush" in shown, "1234-5678" in shown) == (False, False)
    assert "hush" not in staff.get(page(WebhookCall, "changelist")).content.decode()


@pytest.mark.parametrize("model", READ_ONLY)
def test_nothing_can_be_added_changed_or_deleted_where_one_only_reads(
    staff: Client, workspace: Workspace, model: Any
) -> None:
    held = launch(workspace, chain())
    campaign_pause(campaign=held, actor=SYSTEM)
    republish(held)
    launch(workspace, chain(), settings={"goal": {"rule": EVERYBODY}})
    sweep.run()
    tick()
    counters.compact()
    row = model.unscoped_objects.last()
    assert staff.get(page(model, "add")).status_code == 403
    assert staff.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert staff.post(page(model, "change", row.pk), {"node": "x"}).status_code == 403
    assert model.unscoped_objects.filter(pk=row.pk).exists()


def test_actions_run_campaigns_as_the_pages_do(staff: Client, workspace: Workspace) -> None:
    campaign, empty = make_campaign(workspace, chain(), name="Full"), make_campaign(workspace, name="Empty")
    shown = act(staff, "launch", campaign, empty)
    assert "Full: launched." in shown
    assert any(text.startswith("Empty: The flow has 1 error(s)") for text in shown)
    assert (reread(campaign).lifecycle, reread(empty).lifecycle) == ("RUNNING", "DRAFT")
    assert act(staff, "pause", campaign) == ["Full: paused."]
    assert list(CampaignHold.objects.in_workspace(workspace).values_list("kind", flat=True)) == ["USER"]
    assert act(staff, "pause", campaign) == ["Full: A campaign that is PAUSED can't be paused."]
    assert act(staff, "resume", campaign) == ["Full: resumed."]
    assert not CampaignHold.objects.in_workspace(workspace).exists()
    assert act(staff, "cancel", campaign) == ["Full: cancelled."]
    assert reread(campaign).lifecycle == "CANCELLED"
    entry = AuditEntry.objects.in_workspace(workspace).get(action="campaign.paused")
    assert entry.actor_label == "root@example.com"


def test_the_form_makes_and_changes_campaigns_through_the_services(staff: Client, workspace: Workspace) -> None:
    values = {"workspace": str(workspace.pk), "name": "New", "description": "", "type": "AUTOMATED", "goal": ""}
    staff.post(page(Campaign, "add"), {**values, "settings": '{"daily_limit": 5}'})
    campaign = Campaign.objects.in_workspace(workspace).get(name="New")
    assert campaign.settings == {"daily_limit": 5}
    refused = staff.post(page(Campaign, "change", campaign.pk), {**values, "settings": '{"nope": 1}'})
    assert "unknown setting" in refused.content.decode()
    staff.post(page(Campaign, "change", campaign.pk), {**values, "name": "Newer", "settings": '{"track_opens": false}'})
    assert (reread(campaign).name, reread(campaign).settings) == ("Newer", {"track_opens": False})
    actions = AuditEntry.objects.in_workspace(workspace).filter(target_id=campaign.public_id).order_by("pk")
    assert list(actions.values_list("action", flat=True)) == ["campaign.created", "campaign.updated"]


def test_deleting_is_the_services_business(staff: Client, workspace: Workspace) -> None:
    running, draft = launch(workspace, chain(), name="Running"), make_campaign(workspace, name="Draft")
    staff.post(page(Campaign, "delete", running.pk), {"post": "yes"})
    staff.post(page(Campaign, "delete", draft.pk), {"post": "yes"})
    assert [campaign.name for campaign in Campaign.objects.in_workspace(workspace)] == ["Running"]


def test_the_journal_is_shown_in_words(staff: Client, workspace: Workspace) -> None:
    launch(workspace, chain())
    tick()
    row = Execution.objects.in_workspace(workspace).first()
    content = staff.get(page(Execution, "change", row.pk)).content.decode()
    assert "Reached the end." in content
