"""Publishing in the staff admin: what the page says, what a POST does, and that refusals change nothing."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from campaigns.engine.moving import stage as moving
from campaigns.models import Campaign, Execution
from campaigns.services import draft_save
from tests.factories.campaigns import SYSTEM, chain, launch, tick
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import PASSWORD, make_user, make_workspace
from workspaces.models import AuditEntry, User, Workspace

pytestmark = pytest.mark.django_db
WAIT = ("w", "wait", {"duration": {"value": 1, "unit": "days"}})
TAG = ("g", "tag", {"action": "add", "tag": "vip"})


@pytest.fixture
def staff(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root@example.com", PASSWORD))
    return client


@pytest.fixture
def workspace() -> Workspace:
    workspace = make_workspace()
    make_contacts(workspace, 2)
    return workspace


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Launched, and edited since."""
    campaign = launch(workspace, chain(WAIT))
    draft_save(campaign=campaign, document=chain(WAIT, TAG), actor=SYSTEM)
    return campaign


def address(campaign: Campaign) -> str:
    return reverse("admin:campaigns_campaign_publish", args=[campaign.pk])


def live(campaign: Campaign) -> int:
    row = Campaign.objects.in_workspace(campaign.workspace_id).select_related("live_version").get(pk=campaign.pk)
    assert row.live_version is not None
    return row.live_version.number


def test_it_says_what_publishing_would_do(staff: Client, campaign: Campaign) -> None:
    shown = staff.get(address(campaign)).content.decode()
    assert "Added Tag." in shown
    assert "Contacts who are on their way: 2" in shown
    assert "2 stay at their step, 0 go to another one, 0 leave." in shown


def test_it_publishes_by_the_service(staff: Client, campaign: Campaign) -> None:
    revision = staff.get(address(campaign)).context["version"].revision
    answer = staff.post(address(campaign), {"mode": "move", "revision": revision}, follow=True)
    assert answer.redirect_chain == [(reverse("admin:campaigns_campaign_open_flow", args=[campaign.pk]), 302)]
    assert [str(message) for message in answer.context["messages"]] == ["Version 2 is live."]
    assert live(campaign) == 2
    line = AuditEntry.objects.in_workspace(campaign.workspace).filter(action="campaign.published").latest("pk")
    assert line.actor_label == "root@example.com"


def test_those_of_a_removed_step_go_where_it_is_chosen(staff: Client, campaign: Campaign) -> None:
    tick()
    draft_save(campaign=campaign, document=chain(("v", *WAIT[1:])), actor=SYSTEM)
    shown = staff.get(address(campaign))
    assert "0 stay at their step, 0 go to another one, 2 leave." in shown.content.decode()
    assert [(row["field"], row["node"].here, row["chosen"]) for row in shown.context["removed"]] == [("to.w", 2, "")]
    counted = staff.get(address(campaign), {"to.w": "v", "revision": "2", "mode": "move"}).content.decode()
    assert "0 stay at their step, 2 go to another one, 0 leave." in counted
    assert '<option value="v" selected>' in counted
    revision = shown.context["version"].revision
    staff.post(address(campaign), {"mode": "move", "revision": revision, "to.w": "v"})
    assert live(campaign) == 2
    while moving.run().done:
        pass
    assert set(Execution.objects.in_workspace(campaign.workspace_id).values_list("node", flat=True)) == {"v"}


def test_a_choice_that_is_none_publishes_nothing(staff: Client, campaign: Campaign) -> None:
    tick()
    draft_save(campaign=campaign, document=chain(("v", *WAIT[1:])), actor=SYSTEM)
    revision = staff.get(address(campaign)).context["version"].revision
    answer = staff.post(address(campaign), {"mode": "move", "revision": revision, "to.w": "odd"}, follow=True)
    [message] = answer.context["messages"]
    assert str(message).startswith("Nothing was published: ")
    assert live(campaign) == 1
    assert staff.get(address(campaign), {"to.w": "odd"}).status_code == 404


def test_an_earlier_version_is_restored(staff: Client, campaign: Campaign) -> None:
    staff.post(address(campaign), {"mode": "pin"})
    shown = staff.get(address(campaign), {"version": "1"}).content.decode()
    assert "Restore version 1" in shown
    assert "Removed Tag." in shown
    staff.post(address(campaign), {"version": "1", "mode": "pin"})
    assert live(campaign) == 3
    assert staff.get(address(campaign), {"version": "9"}).status_code == 404


def test_what_was_changed_meanwhile_is_not_published(staff: Client, campaign: Campaign) -> None:
    revision = staff.get(address(campaign)).context["version"].revision
    draft_save(campaign=campaign, document=chain(TAG), actor=SYSTEM)
    answer = staff.post(address(campaign), {"revision": revision}, follow=True)
    assert answer.redirect_chain == [(address(campaign), 302)]
    [message] = answer.context["messages"]
    assert message.level_tag == "error"
    assert live(campaign) == 1


def test_without_a_draft_there_is_nothing_to_publish(staff: Client, workspace: Workspace) -> None:
    campaign = launch(workspace, chain(WAIT))
    answer = staff.get(address(campaign), follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Nothing was changed since the live version."]
    assert live(campaign) == 1


def test_it_needs_the_right_to_change_campaigns(client: Client, campaign: Campaign) -> None:
    clerk = make_user(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_campaign"))
    client.force_login(clerk)
    assert client.post(address(campaign), {"mode": "pin"}).status_code == 404
    assert live(campaign) == 1
