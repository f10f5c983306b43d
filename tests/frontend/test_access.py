"""Who sees a page: members only, and only their workspace's rows; who may act: editors."""

from collections.abc import Callable

import pytest
from django.test import Client

from campaigns.models import Campaign, Lifecycle
from campaigns.services import contacts_enroll
from contacts.models import AttributeDefinition, ContactImport, Event
from contacts.selectors import segment_list
from contacts.services import EventIn, events_record
from messaging.models import MailboxMail
from templates_app.selectors import template_list
from tests.factories.contacts import make_topic
from tests.factories.workspaces import make_member, make_workspace
from tests.frontend.campaigns import ACTOR, launch, make_people, make_welcome_series
from workspaces.models import Role, Workspace

pytestmark = pytest.mark.django_db
SignIn = Callable[[Workspace, Role], Client]


def page_paths(workspace: Workspace) -> dict[str, str]:
    """One address of every page, with rows of this workspace in it."""
    people = make_people(workspace)
    campaign = launch(make_welcome_series(workspace))
    (entered,) = contacts_enroll(campaign=campaign, contact_ids=[people[0].pk], actor=ACTOR)
    events_record(workspace_id=workspace.pk, events=[EventIn(people[0].pk, "ordered", {"total": 20})])
    event = Event.objects.in_workspace(workspace).get()
    item = ContactImport.objects.create(workspace=workspace, filename="people.csv", file="people.csv")
    mail = MailboxMail.objects.create(
        mail_from="a@example.com", rcpt_to="ADA@example.com", subject="Hi", raw=b"Subject: Hi\r\n\r\nHello"
    )
    segment = segment_list(workspace=workspace).get()
    AttributeDefinition.objects.create(workspace=workspace, key="visits", kind="number", label="Visits")
    make_topic(workspace, name="Ada’s news")
    template = template_list(workspace=workspace).first()
    assert template is not None
    base = f"/w/{workspace.slug}"
    return {
        "home": f"{base}/",
        "running": f"{base}/running/",
        "campaigns": f"{base}/campaigns/",
        "list progress": f"{base}/campaigns/progress/?campaign={campaign.public_id}",
        "new campaign": f"{base}/campaigns/new/",
        "ready flow": f"{base}/campaigns/new/draft/?flow=abandoned-cart",
        "blank campaign": f"{base}/campaigns/new/draft/",
        "campaign": f"{base}/campaigns/{campaign.public_id}/",
        "progress": f"{base}/campaigns/{campaign.public_id}/progress/",
        "flow": f"{base}/campaigns/{campaign.public_id}/flow/",
        "settings": f"{base}/campaigns/{campaign.public_id}/settings/",
        "activity": f"{base}/campaigns/{campaign.public_id}/activity/",
        "results": f"{base}/campaigns/{campaign.public_id}/results/",
        "versions": f"{base}/campaigns/{campaign.public_id}/versions/",
        "version rows": f"{base}/campaigns/{campaign.public_id}/versions/progress/",
        "campaign contacts": f"{base}/campaigns/{campaign.public_id}/contacts/",
        "order": f"{base}/campaigns/{campaign.public_id}/orders/new/?action=move&scope=all",
        "orders": f"{base}/campaigns/{campaign.public_id}/orders/progress/",
        "journal": f"{base}/campaigns/{campaign.public_id}/contacts/{entered.execution_id}/",
        "contacts": f"{base}/contacts/",
        "filtered contacts": f"{base}/contacts/?set=1&search=ada&consent=email.marketing.granted&sort=name",
        "scoring": f"{base}/contacts/scoring/?contact=ada",
        "bulk operations": f"{base}/contacts/bulk/",
        "bulk progress": f"{base}/contacts/bulk/progress/",
        "contacts count": f"{base}/contacts/count/",
        "contact": f"{base}/contacts/{people[0].public_id}/",
        "timeline": f"{base}/contacts/{people[0].public_id}/timeline/",
        "event": f"{base}/contacts/{people[0].public_id}/events/{event.public_id}/",
        "why": f"{base}/contacts/{people[0].public_id}/why/{campaign.public_id}/",
        "imports": f"{base}/contacts/imports/",
        "import": f"{base}/contacts/imports/{item.public_id}/",
        "import progress": f"{base}/contacts/imports/{item.public_id}/progress/",
        "exports": f"{base}/exports/",
        "new export": f"{base}/exports/new/?kind=contacts",
        "events": f"{base}/events/",
        "event sources": f"{base}/events/sources/",
        "latest events": f"{base}/events/latest/",
        "attributes": f"{base}/attributes/",
        "attribute": f"{base}/attributes/visits/",
        "index state": f"{base}/attributes/visits/progress/",
        "segments": f"{base}/segments/",
        "segment": f"{base}/segments/{segment.public_id}/",
        "senders": f"{base}/senders/",
        "sending limits": f"{base}/limits/",
        "inbox": f"{base}/inbox/",
        "topics": f"{base}/topics/",
        "asking": f"{base}/topics/asking/",
        "templates": f"{base}/templates/",
        "template": f"{base}/templates/{template.public_id}/",
        "preview": f"{base}/templates/{template.public_id}/preview/",
        "mailbox": f"{base}/mailbox/",
        "mail": f"{base}/mailbox/{mail.pk}/",
        "mail frame": f"{base}/mailbox/{mail.pk}/html/",
    }


def test_members_see_every_page_and_others_learn_nothing(
    workspace: Workspace, viewer: Client, client: Client, signed_in: SignIn
) -> None:
    paths = page_paths(workspace)
    stranger = signed_in(make_workspace("other"), Role.OWNER)
    assert {name: viewer.get(path).status_code for name, path in paths.items()} == dict.fromkeys(paths, 200)
    assert {name: stranger.get(path).status_code for name, path in paths.items()} == dict.fromkeys(paths, 404)
    elsewhere = {name: path.replace("/w/acme/", "/w/other/") for name, path in paths.items()}
    without_ids = {"home", "running", "list progress", "new campaign", "ready flow", "blank campaign"}
    without_ids |= {"exports", "new export"}
    lists = without_ids | {
        "campaigns",
        "contacts",
        "filtered contacts",
        "contacts count",
        "scoring",
        "bulk operations",
        "bulk progress",
        "events",
        "event sources",
        "latest events",
        "imports",
        "attributes",
        "segments",
        "senders",
        "sending limits",
        "inbox",
        "topics",
        "asking",
        "templates",
        "mailbox",
    }
    assert {name: stranger.get(path).status_code for name, path in elsewhere.items()} == {
        name: 200 if name in lists else 404 for name in paths
    }
    for name in lists:
        assert "Ada" not in stranger.get(elsewhere[name]).content.decode()
    assert {name: client.get(path).status_code for name, path in paths.items()} == dict.fromkeys(paths, 302)


def test_members_of_several_workspaces_find_the_way_between_them(workspace: Workspace, client: Client) -> None:
    user = make_member(workspace, Role.VIEWER)
    make_member(make_workspace("globex", name="Globex"), Role.OWNER, user)
    make_workspace("initech", name="Initech")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    text = client.get("/w/acme/campaigns/").content.decode()
    assert 'href="/w/globex/"' in text
    assert "Initech" not in text


def test_a_fragment_is_not_replaced_by_the_sign_in_page(workspace: Workspace, client: Client) -> None:
    response = client.get("/w/acme/campaigns/", headers={"HX-Request": "true"})
    assert response["HX-Redirect"] == "/sign-in/"
    assert response.content == b""


@pytest.mark.parametrize("action", ["start", "pause", "resume"])
def test_viewers_cannot_act(workspace: Workspace, viewer: Client, action: str) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    response = viewer.post(f"/w/acme/campaigns/{campaign.public_id}/{action}/")
    assert response.status_code == 403
    assert "yours is Viewer" in response.content.decode()
    assert Campaign.objects.in_workspace(workspace).get().lifecycle == Lifecycle.DRAFT


@pytest.mark.parametrize("action", ["start", "pause", "resume"])
def test_actions_need_a_post_and_a_token(workspace: Workspace, signed_in: SignIn, action: str) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    path = f"/w/acme/campaigns/{campaign.public_id}/{action}/"
    editor = signed_in(workspace, Role.EDITOR)
    assert editor.get(path).status_code == 405
    checked = Client(enforce_csrf_checks=True, headers={"Cookie": f"sessionid={editor.cookies['sessionid'].value}"})
    assert checked.post(path).status_code == 403
    assert Campaign.objects.in_workspace(workspace).get().lifecycle == Lifecycle.DRAFT
