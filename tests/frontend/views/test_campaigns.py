"""The list of campaigns: found, ordered, paged by key, moving."""

import re
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Campaign
from campaigns.services import campaign_archive, campaign_create, campaign_pause, campaign_update, contacts_enroll
from frontend import paging
from tests.factories.campaigns import chain, send_config
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.frontend.campaigns import ACTOR, launch, make_people, make_welcome_series
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/campaigns/"


def _names(client: Client, query: str = "") -> list[str]:
    return [row.campaign.name for row in client.get(PATH + query).context["rows"]]


def _make(workspace: Workspace, *names: str, **fields: Any) -> list[Campaign]:
    return [campaign_create(workspace=workspace, name=name, actor=ACTOR, **fields) for name in names]


def test_search_and_status_filter(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    launch(make_welcome_series(workspace))
    _make(workspace, "Winter sale")
    assert _names(editor) == ["Winter sale", "Welcome series"]
    assert _names(editor, "?search=wel") == ["Welcome series"]
    assert _names(editor, "?search=%00") == ["Winter sale", "Welcome series"]
    assert _names(editor, "?status=DRAFT") == ["Winter sale"]
    assert _names(editor, "?status=RUNNING&search=winter") == []
    assert _names(editor, "?status=nonsense") == ["Winter sale", "Welcome series"]


def test_types_and_channels(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    launch(make_welcome_series(workspace))
    template, _ = make_published(workspace)
    _make(workspace, "Draft mail", document=chain(("s", "send", send_config(template))), type="BROADCAST")
    _make(workspace, "Draft text", document=chain(("s", "send", send_config(template, channel="sms"))))
    _make(workspace, "Empty")
    assert _names(editor, "?type=BROADCAST") == ["Draft mail"]
    assert _names(editor, "?type=AUTOMATED") == ["Empty", "Draft text", "Welcome series"]
    assert _names(editor, "?channel=email") == ["Draft mail", "Welcome series"]
    assert _names(editor, "?channel=sms&type=AUTOMATED") == ["Draft text"]
    assert _names(editor, "?channel=push") == []
    assert len(_names(editor, "?channel=pigeon&type=none")) == 4


def test_a_live_flow_says_what_a_campaign_sends_not_the_next_draft(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    launch(make_welcome_series(workspace))
    assert _names(editor, "?channel=sms") == []


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("", ["beta", "Gamma", "alpha"]),
        ("name", ["alpha", "beta", "Gamma"]),
        ("changed", ["alpha", "beta", "Gamma"]),
        ("nonsense", ["beta", "Gamma", "alpha"]),
    ],
)
def test_orders_hold_over_pages(
    workspace: Workspace, editor: Client, monkeypatch: pytest.MonkeyPatch, sort: str, expected: list[str]
) -> None:
    alpha, *_ = _make(workspace, "alpha", "Gamma", "beta")
    campaign_update(campaign=alpha, changes={"description": "newer"}, actor=ACTOR)
    monkeypatch.setitem(paging.sorted_page_of.__kwdefaults__, "size", 1)
    found, query, pages = [], f"?sort={sort}", 0
    while query:
        page = editor.get(PATH + query)
        found += [row.campaign.name for row in page.context["rows"]]
        next_query = page.context["page"].next_query
        query, pages = f"?{next_query}" if next_query else "", pages + 1
    assert (found, pages) == (expected, 3)


@pytest.mark.parametrize("after", ["nonsense", "x~y", "0190a1b2-0000-7000-8000-000000000000~nonsense"])
def test_a_key_that_no_page_gave_is_the_first_page(workspace: Workspace, editor: Client, after: str) -> None:
    _make(workspace, "one", "two")
    assert _names(editor, f"?sort=changed&after={after}") == ["two", "one"]


def test_an_empty_list_says_what_to_do_next(workspace: Workspace, editor: Client, viewer: Client) -> None:
    text = editor.get(PATH).content.decode()
    assert "No campaigns yet" in text
    assert 'href="/w/acme/campaigns/new/"' in text
    assert "/w/acme/contacts/imports/" in text
    assert "Campaigns appear here as soon as an editor makes one." in viewer.get(PATH).content.decode()
    assert "No campaign matches" in editor.get(PATH + "?channel=sms").content.decode()


def test_names_are_escaped(workspace: Workspace, editor: Client) -> None:
    _make(workspace, "<script>alert(1)</script> & co")
    text = editor.get(PATH).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; co" in text
    assert "<script>alert" not in text


def test_what_runs_moves_in_its_own_cells(workspace: Workspace, editor: Client) -> None:
    people = make_people(workspace)
    campaign = launch(make_welcome_series(workspace))
    (draft,) = _make(workspace, "Draft")
    (foreign,) = _make(make_workspace("other"), "Foreign")
    contacts_enroll(campaign=campaign, contact_ids=[person.pk for person in people], actor=ACTOR)
    text = editor.get(PATH).content.decode()
    found = re.search(r'hx-get="(/w/acme/campaigns/progress/[^"]*)"', text)
    assert found is not None
    assert found[1].endswith(f"?campaign={campaign.public_id}")
    assert "hx-swap-oob" not in text
    part = editor.get(f"{found[1]}&campaign={foreign.public_id}&campaign=nonsense").content.decode()
    assert part.count('hx-swap-oob="true"') == 4
    assert f'id="progress-{campaign.public_id}"' in part
    assert "0 of 3 done" in part
    assert "Foreign" not in part
    assert draft.public_id not in part
    campaign_pause(campaign=campaign, actor=ACTOR)
    part = editor.get(found[1]).content.decode()
    assert "Paused" in part
    assert "hx-get" not in part


def test_archived_ones_are_left_out_unless_asked_for(workspace: Workspace, editor: Client) -> None:
    (campaign,) = _make(workspace, "Old")
    campaign_archive(campaign=campaign, actor=ACTOR)
    assert _names(editor) == []
    assert _names(editor, "?status=ARCHIVED") == ["Old"]


def test_the_list_costs_the_same_for_many_campaigns(
    workspace: Workspace, editor: Client, django_assert_max_num_queries: Any
) -> None:
    _make(workspace, *(f"Campaign {number}" for number in range(12)))
    editor.get(PATH)
    with django_assert_max_num_queries(11):
        editor.get(PATH)
