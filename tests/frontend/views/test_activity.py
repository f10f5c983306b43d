"""Who did what to one campaign: in words, by kind, repetitions once, nothing of other campaigns."""

from typing import Any

import pytest
from django.test import Client

from campaigns.models import Campaign
from campaigns.services import campaign_create, campaign_duplicate, campaign_pause, campaign_update, draft_save
from frontend.audit_actions import CAMPAIGN_KINDS
from frontend.audit_words import activity_of
from tests.factories.campaigns import chain, launch
from tests.factories.contacts import make_contacts
from workspaces.models import AuditEntry, Workspace
from workspaces.selectors import audit_about, audit_lately
from workspaces.services import Actor

pytestmark = pytest.mark.django_db
ADA = Actor("user", "", "ada@example.com")
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Made, edited thrice, renamed, started and paused; and another one."""
    make_contacts(workspace, 1)
    campaign_create(workspace=workspace, name="Other", actor=ADA)
    campaign = launch(workspace, chain(WAIT), name="Sale")
    for _ in range(3):
        draft_save(campaign=campaign, document=chain(WAIT), actor=ADA)
    campaign_update(campaign=campaign, changes={"name": "Sale!", "settings": {"daily_limit": 5}}, actor=ADA)
    campaign_pause(campaign=campaign, actor=ADA, reason="The price is wrong")
    return campaign


def _lines(client: Client, campaign: Campaign, query: str = "") -> list[tuple[Any, ...]]:
    page = client.get(f"/w/acme/campaigns/{campaign.public_id}/activity/{query}")
    return [(line.who, line.did, line.detail, line.times) for line in page.context["activity"]]


def test_every_line_newest_first(viewer: Client, campaign: Campaign) -> None:
    assert _lines(viewer, campaign) == [
        ("ada@example.com", "paused", "The price is wrong", 1),
        ("ada@example.com", "changed settings of", "name, how it runs", 1),
        ("ada@example.com", "edited the flow of", "", 3),
        ("Campanile", "launched", "", 1),
        ("Campanile", "published the flow of", "version 1", 1),
        ("Campanile", "made", "", 1),
    ]


@pytest.mark.parametrize(
    ("kind", "did"),
    [
        ("running", ["paused", "launched"]),
        ("flow", ["edited the flow of", "published the flow of"]),
        ("settings", ["changed settings of", "made"]),
        ("contacts", []),
        (
            "nonsense",
            ["paused", "changed settings of", "edited the flow of", "launched", "published the flow of", "made"],
        ),
    ],
)
def test_by_kind(viewer: Client, campaign: Campaign, kind: str, did: list[str]) -> None:
    assert [line[1] for line in _lines(viewer, campaign, f"?kind={kind}")] == did


def test_an_empty_kind_says_so(viewer: Client, campaign: Campaign) -> None:
    text = viewer.get(f"/w/acme/campaigns/{campaign.public_id}/activity/").content.decode()
    assert 'changed settings of <span class="font-medium">this campaign</span>' in text
    text = viewer.get(f"/w/acme/campaigns/{campaign.public_id}/activity/?kind=contacts").content.decode()
    assert "Nobody has done such a thing to this campaign yet." in text


def test_things_are_named_as_they_are_called_now_in_a_query_each(
    workspace: Workspace, campaign: Campaign, django_assert_num_queries: Any
) -> None:
    copy = campaign_duplicate(campaign=campaign, actor=ADA)
    entries = audit_lately(workspace, limit=50)
    with django_assert_num_queries(1):
        lines = activity_of(workspace, entries)
    told = {(line.did, line.target) for line in lines}
    assert ("paused", "Sale!") in told
    assert ("made as a copy", "Sale (copy)") in told
    assert lines[0].url == f"/w/acme/campaigns/{copy.public_id}/"


def test_every_verb_of_campaigns_belongs_to_one_kind(workspace: Workspace, campaign: Campaign) -> None:
    verbs = [verb for _, actions in CAMPAIGN_KINDS.values() for verb in actions]
    assert len(verbs) == len(set(verbs))
    recorded = (
        AuditEntry.objects.in_workspace(workspace).filter(target_type="campaign").values_list("action", flat=True)
    )
    assert {action.removeprefix("campaign.") for action in recorded} <= set(verbs)


def test_lines_of_one_thing_are_found_by_their_index(workspace: Workspace, campaign: Campaign) -> None:
    assert audit_about(workspace, target_id=campaign.public_id).count() == 8
    assert audit_about(workspace, target_id=campaign.public_id, actions=["campaign.paused"]).count() == 1
