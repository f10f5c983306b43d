"""The builder's page in the staff admin: who may open it, what it tells the island, its policy, its traces."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign
from tests.factories.campaigns import chain, launch, make_campaign
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import PASSWORD, make_member, make_user, make_workspace
from workspaces.models import AuditEntry, Role, User, Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace("acme", name="Acme")


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    return make_campaign(workspace, name="Welcome <series>")


def superuser(client: Client) -> User:
    user = User.objects.create_superuser("root@example.com", PASSWORD)
    client.force_login(user)
    return user


def clerk(client: Client) -> User:
    """Staff with a right over campaigns, and nothing else."""
    user = make_user("clerk@example.com", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_campaign"))
    client.force_login(user)
    return user


def address(campaign: Campaign, name: str = "open_flow") -> str:
    return reverse(f"admin:campaigns_campaign_{name}", args=[campaign.pk])


def entered(workspace: Workspace) -> list[str]:
    lines = AuditEntry.objects.in_workspace(workspace).filter(action="workspace.staff_entered")
    return list(lines.values_list("actor_label", flat=True))


def test_the_campaign_leads_to_it(client: Client, campaign: Campaign) -> None:
    superuser(client)
    for page in ("admin:campaigns_campaign_changelist", "admin:campaigns_campaign_change"):
        shown = client.get(reverse(page, args=[campaign.pk] if page.endswith("change") else [])).content.decode()
        assert address(campaign) in shown
        assert "Open flow builder" in shown


def test_it_tells_the_island_where_everything_is(client: Client, campaign: Campaign) -> None:
    superuser(client)
    answer = client.get(address(campaign))
    assert answer.status_code == 200
    [island] = re.findall(r'<div id="flow-builder"[^>]*>', answer.content.decode())
    data = dict(re.findall(r'data-([a-z-]+)="([^"]*)"', island))
    assert data == {
        "workspace": "acme",
        "campaign": campaign.public_id,
        "name": "Welcome &lt;series&gt;",
        "api-base": "/api/workspaces/acme/",
        "campaign-url": f"/admin/campaigns/campaign/{campaign.pk}/change/",
        "contacts-url": f"/admin/campaigns/campaign/{campaign.pk}/people/",
        "publish-url": f"/admin/campaigns/campaign/{campaign.pk}/publish/",
        "timezone": "UTC",
        "sign-in-url": "/admin/login/",
    }
    assert "csrftoken" in answer.cookies


def test_nothing_inline_runs_on_it(client: Client, campaign: Campaign) -> None:
    superuser(client)
    answer = client.get(address(campaign))
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["script-src"] == "'self' 'unsafe-eval'"
    assert re.fullmatch(r"'self' 'sha256-[A-Za-z0-9+/]{43}='", policy["style-src"])
    assert policy["frame-ancestors"] == "'none'"
    shown = answer.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", shown) == []
    assert re.findall(r"""\s(?:style|on[a-z]+)=["']""", shown) == []


def test_superusers_leave_their_name_once_a_session(client: Client, workspace: Workspace, campaign: Campaign) -> None:
    superuser(client)
    client.get(address(campaign))
    client.get(address(campaign))
    assert entered(workspace) == ["root@example.com"]


def test_staff_who_are_members_come_as_what_they_are(client: Client, workspace: Workspace, campaign: Campaign) -> None:
    make_member(workspace, Role.VIEWER, clerk(client))
    assert client.get(address(campaign)).status_code == 200
    assert entered(workspace) == []
    api = client.get(f"/api/workspaces/acme/campaigns/{campaign.public_id}/draft")
    assert api.json()["permissions"] == {"edit": False, "publish": False}


def test_other_staff_are_told_what_they_need(client: Client, workspace: Workspace, campaign: Campaign) -> None:
    clerk(client)
    answer = client.get(address(campaign), follow=True)
    assert answer.redirect_chain == [(f"/admin/campaigns/campaign/{campaign.pk}/change/", 302)]
    assert [str(message) for message in answer.context["messages"]] == [
        "The flow builder needs a membership of Acme, or a superuser."
    ]
    assert entered(workspace) == []
    assert client.get(f"/api/workspaces/acme/campaigns/{campaign.public_id}/draft").status_code == 404


def test_nobody_else_gets_there(client: Client, workspace: Workspace, campaign: Campaign) -> None:
    assert client.get(address(campaign)).status_code == 302
    client.force_login(make_member(workspace, Role.OWNER))
    assert client.get(address(campaign)).status_code == 302
    client.force_login(make_user(is_staff=True))
    assert client.get(address(campaign)).status_code == 403
    superuser(client)
    other = reverse("admin:campaigns_campaign_open_flow", args=["01a1fdab-0000-7000-8000-000000000000"])
    assert client.get(other).status_code == 404


def test_numbers_lead_to_the_contacts(client: Client, workspace: Workspace) -> None:
    superuser(client)
    make_contacts(workspace, 1)
    campaign = launch(workspace, chain())
    answer = client.get(address(campaign, "show_people"), {"node": "t1", "state": "pending", "x": "y"}, follow=True)
    assert answer.redirect_chain == [
        (f"/admin/campaigns/execution/?campaign__id__exact={campaign.pk}&node=t1&state=pending", 302)
    ]
    assert answer.status_code == 200


class TestTheWorkspaceApi:
    """What the builder asks, for staff."""

    def path(self, campaign: Campaign, reference: object = "acme") -> str:
        return f"/api/workspaces/{reference}/campaigns/{campaign.public_id}/draft"

    def save(self, client: Client, campaign: Campaign) -> Any:
        document = {"nodes": [{"id": "t", "type": "trigger_manual", "name": "", "config": {}}], "edges": []}
        return client.put(
            self.path(campaign), {"workflow": document}, content_type="application/json", headers={"If-Match": '"1"'}
        )

    def test_a_superuser_saves_and_the_audit_log_says_who(self, workspace: Workspace, campaign: Campaign) -> None:
        client = Client()
        superuser(client)
        for reference in ("acme", workspace.public_id, workspace.pk):
            draft = client.get(self.path(campaign, reference)).json()
            assert draft["permissions"] == {"edit": True, "publish": True}
        assert self.save(client, campaign).status_code == 200
        line = AuditEntry.objects.in_workspace(workspace).filter(action="campaign.draft_saved").get()
        assert (line.actor_kind, line.actor_label) == ("user", "root@example.com (staff)")

    def test_a_superuser_who_is_a_viewer_there_stays_one(self, workspace: Workspace, campaign: Campaign) -> None:
        client = Client()
        make_member(workspace, Role.VIEWER, superuser(client))
        assert self.save(client, campaign).status_code == 403

    def test_writes_need_the_token_of_the_form(self, campaign: Campaign) -> None:
        client = Client(enforce_csrf_checks=True)
        superuser(client)
        assert self.save(client, campaign).status_code == 403

    def test_a_superuser_who_is_switched_off_is_nobody(self, campaign: Campaign) -> None:
        client = Client()
        user = superuser(client)
        user.is_active = False
        user.save()
        assert client.get(self.path(campaign)).status_code == 401

    def test_the_tenant_api_and_the_pages_stay_closed(self, campaign: Campaign) -> None:
        client = Client()
        superuser(client)
        assert client.get(f"/api/v1/tenant/campaigns/{campaign.public_id}").status_code == 404
        assert client.get("/w/acme/campaigns/").status_code == 404
        assert client.get("/api/workspaces/nowhere/nodeTypes").status_code == 404
