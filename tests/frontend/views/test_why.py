"""Why? on the contact's pages: who got a campaign, who did not, who never came in, with the values that decided."""

from typing import Any

import pytest
from django.test import Client

from campaigns.engine import triggers
from campaigns.models import Campaign
from contacts.models import Contact, Event
from contacts.services import EventIn, events_record
from tests.factories.campaigns import execution_for, flow, launch, make_campaign, tick
from tests.factories.contacts import make_contact
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


def rule(leaf: dict[str, Any]) -> dict[str, Any]:
    return {"condition": "AND", "rules": [leaf]}


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Whoever orders for 100 or more comes in and is asked for a tag; one goes on to wait."""
    large = rule({"type": "trigger", "field": "total", "operator": ">=", "value": 100})
    vip = rule({"type": "tag", "operator": "has", "value": "vip"})
    document = flow(
        ("t", "trigger_event", {"event": "ordered", "filter": large}),
        ("c", "condition", {"rule": vip}),
        ("w", "wait", {"duration": {"value": 3, "unit": "days"}}),
        ("e", "end", {}),
        edges=["t>c", "c.yes>e", "c.no>w", "w>e"],
    )
    return launch(workspace, document, name="Thank large orders", settings={"goal": {"event": "paid"}})


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    return make_contact(workspace, email="ada@example.com", tags=["new"])


def order(contact: Contact, total: int) -> None:
    events_record(workspace_id=contact.workspace_id, events=[EventIn(contact.pk, "ordered", {"total": total})])
    triggers.run()
    tick()


def path(contact: Contact, campaign: Campaign) -> str:
    return f"/w/acme/contacts/{contact.public_id}/why/{campaign.public_id}/"


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().replace("&#x27;", "'").split())


def test_who_never_came_in_sees_the_filter_and_its_value(viewer: Client, campaign: Campaign, ada: Contact) -> None:
    order(ada, 20)
    text = text_of(viewer, path(ada, campaign))
    assert "Never came in" in text
    assert "“ordered”: the trigger's filter said no. trigger’s total is at least 100 – found 20." in text
    assert "Filter: no" in text
    contact_page = text_of(viewer, f"/w/acme/contacts/{ada.public_id}/")
    assert "Has not been in a campaign." in contact_page
    assert (
        contact_page.index("Never came into")
        < contact_page.index("Thank large orders")
        < contact_page.index("Why not?")
    )


def test_who_is_on_the_way_sees_what_was_looked_at(viewer: Client, campaign: Campaign, ada: Contact) -> None:
    order(ada, 150)
    text = text_of(viewer, path(ada, campaign))
    assert "On the way" in text
    assert "Went on by “no”. The contact did not match the rule." in text
    assert "tagged “vip” – found “new”" in text
    assert "Waits until " in text
    assert "Has not reached the goal. It counts until " in text
    assert "Came in</span>" in text
    contact_page = text_of(viewer, f"/w/acme/contacts/{ada.public_id}/")
    assert "Never came into" not in contact_page
    assert "since " in contact_page
    execution = execution_for(campaign, ada)
    journal = text_of(viewer, f"/w/acme/campaigns/{campaign.public_id}/contacts/{execution.public_id}/")
    assert "tagged “vip” – found “new”" in journal
    assert path(ada, campaign) in journal


def test_an_event_says_what_it_did(viewer: Client, campaign: Campaign, ada: Contact) -> None:
    order(ada, 20)
    event = Event.objects.in_workspace(ada.workspace_id).get()
    address = f"/w/acme/contacts/{ada.public_id}/events/{event.public_id}/"
    assert address in text_of(viewer, f"/w/acme/contacts/{ada.public_id}/")
    text = text_of(viewer, address)
    assert "Let the contact into no campaign, was refused by 1 trigger." in text
    assert "trigger’s total is at least 100 – found 20" in text
    assert path(ada, campaign) in text
    other = make_contact(ada.workspace)
    assert viewer.get(address.replace(ada.public_id, other.public_id)).status_code == 404


def test_a_segment_that_nobody_entered_is_asked_now(viewer: Client, workspace: Workspace, ada: Contact) -> None:
    vip = rule({"type": "tag", "operator": "has", "value": "vip"})
    campaign = launch(workspace, flow(("t", "trigger_api", {}), ("e", "end", {})), settings={"entry_rule": vip})
    text = text_of(viewer, path(ada, campaign))
    assert "No API call has let this contact in." in text
    assert "Entry rule, asked now: tagged “vip”" in text
    assert "tagged “vip” – found “new”" in text


def test_a_draft_is_not_among_those_that_were_missed(viewer: Client, workspace: Workspace, ada: Contact) -> None:
    draft = make_campaign(workspace, flow(("t", "trigger_api", {}), ("e", "end", {})), name="Only planned")
    assert "Only planned" not in text_of(viewer, f"/w/acme/contacts/{ada.public_id}/")
    assert "The campaign is a draft" in text_of(viewer, path(ada, draft))


def test_ids_of_nobody_are_not_found(viewer: Client, campaign: Campaign, ada: Contact) -> None:
    for address in (f"/w/acme/contacts/ct_x/why/{campaign.public_id}/", f"/w/acme/contacts/{ada.public_id}/why/cmp_x/"):
        assert viewer.get(address).status_code == 404
    assert viewer.post(path(ada, campaign)).status_code == 405
