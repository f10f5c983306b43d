"""New campaigns: the gallery, what a ready flow needs, and the draft that comes of it."""

import pytest
from django.test import Client

from campaigns.flow import errors_of
from campaigns.gallery import GALLERY, GalleryFlow
from campaigns.models import Campaign, Lifecycle
from campaigns.selectors import campaign_document
from campaigns.services import flow_issues
from frontend.gallery_choices import Choice, choices_title
from tests.factories.contacts import define_attributes, make_segment
from tests.factories.messaging import make_sender
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db
PATH = "/w/acme/campaigns/new/"


def test_all_ready_flows_are_shown_with_a_drawing_and_the_blank_one(workspace: Workspace, viewer: Client) -> None:
    page = viewer.get(PATH)
    assert [entry["flow"].key for entry in page.context["flows"]] == [flow.key for flow in GALLERY]
    text = page.content.decode()
    assert text.count('<svg class="h-full w-full"') == len(GALLERY)
    assert 'href="/w/acme/campaigns/new/draft/"' in text
    assert "style=" not in text


@pytest.mark.parametrize("ready", GALLERY, ids=lambda ready: ready.key)
def test_a_ready_flow_becomes_a_draft(workspace: Workspace, editor: Client, ready) -> None:  # type: ignore[no-untyped-def]
    values = editor.get(f"{PATH}draft/?flow={ready.key}").context["values"]
    assert values == {"name": ready.name, "goal": ready.goal, "description": ""}
    answer = editor.post(f"{PATH}draft/?flow={ready.key}", values | {"name": "Mine", "description": "For spring"})
    campaign = Campaign.objects.in_workspace(workspace).get()
    assert answer["Location"] == f"/w/acme/campaigns/{campaign.public_id}/flow/"
    assert (campaign.name, campaign.goal, campaign.description) == ("Mine", ready.goal, "For spring")
    assert (campaign.lifecycle, campaign.type, campaign.settings) == (Lifecycle.DRAFT, ready.type, ready.settings)
    assert campaign_document(campaign) == ready.document
    assert editor.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("ready", GALLERY, ids=lambda ready: ready.key)
def test_with_templates_and_segments_chosen_nothing_is_missing(
    workspace: Workspace, editor: Client, ready: GalleryFlow
) -> None:
    make_sender(workspace, is_default=True)
    template, segment = make_published(workspace)[0], make_segment(workspace, name="Quiet ones")
    define_attributes(workspace, {"next_birthday": "date"})
    page = editor.get(f"{PATH}draft/?flow={ready.key}")
    choices = [row["choice"] for row in page.context["choices"]]
    assert [choice.kind for choice in choices].count("template") == ready.sends
    ids = {"template": template.public_id, "segment": segment.public_id}
    chosen = {choice.field: ids[choice.kind] for choice in choices}
    editor.post(f"{PATH}draft/?flow={ready.key}", {"name": "Mine", "goal": ready.goal} | chosen)
    campaign = Campaign.objects.in_workspace(workspace).get()
    assert errors_of(flow_issues(campaign=campaign)) == []


@pytest.mark.parametrize(
    ("kinds", "title"),
    [
        (["template", "template"], "What it sends"),
        (["segment"], "To whom"),
        (["segment", "template"], "What it sends and to whom"),
        ([], ""),
    ],
)
def test_the_choices_are_headed_by_what_they_ask(kinds: list[str], title: str) -> None:
    assert choices_title([Choice("A step", kind, f"choice.{n}", (), "") for n, kind in enumerate(kinds)]) == title


def test_what_was_not_offered_is_refused(workspace: Workspace, editor: Client) -> None:
    foreign = make_published(make_workspace("other"))[0]
    page = editor.post(f"{PATH}draft/?flow=welcome", {"name": "x", "goal": "", "choice.welcome": foreign.public_id})
    assert page.context["errors"] == {"choice.welcome": "this template is not there any more; choose another one"}
    assert not Campaign.objects.in_workspace(workspace).exists()


def test_a_blank_campaign(workspace: Workspace, editor: Client) -> None:
    page = editor.get(f"{PATH}draft/")
    assert (page.context["flow"], page.context["needs"], page.context["sketch"]) == (None, [], None)
    editor.post(f"{PATH}draft/", {"name": " From nothing ", "goal": ""})
    campaign = Campaign.objects.in_workspace(workspace).get()
    assert (campaign.name, campaign.goal) == ("From nothing", "")
    assert campaign_document(campaign) == {"nodes": [], "edges": []}


def test_refusals_stand_at_their_field_and_nothing_is_made(workspace: Workspace, editor: Client) -> None:
    page = editor.post(f"{PATH}draft/?flow=welcome", {"name": "  ", "goal": "sales", "description": "kept"})
    assert page.status_code == 200
    assert page.context["errors"] == {"name": "must be a text of 1 to 200 characters"}
    assert page.context["values"] == {"name": "", "goal": "sales", "description": "kept"}
    assert "The name must be a text of 1 to 200 characters." in page.content.decode()
    page = editor.post(f"{PATH}draft/?flow=welcome", {"name": "x", "goal": "fame"})
    assert "The purpose must be one of awareness, lead_gen, sales." in page.content.decode()
    assert not Campaign.objects.in_workspace(workspace).exists()


def test_what_a_flow_needs_and_what_is_missing(workspace: Workspace, editor: Client) -> None:
    def needs() -> list[tuple[str, str, bool]]:
        groups = editor.get(f"{PATH}draft/?flow=birthday").context["needs"]
        return [(group["label"], row["need"].name, row["missing"]) for group in groups for row in group["rows"]]

    assert needs() == [("Fields of contacts", "next_birthday", True), ("Segments", "Birthday soon", False)]
    define_attributes(workspace, {"next_birthday": "date"})
    assert needs()[0] == ("Fields of contacts", "next_birthday", False)


def test_viewers_look_and_make_nothing(workspace: Workspace, viewer: Client) -> None:
    page = viewer.get(f"{PATH}draft/?flow=welcome").content.decode()
    assert "Making campaigns needs the role Editor; yours is Viewer." in page
    assert viewer.post(f"{PATH}draft/?flow=welcome", {"name": "x"}).status_code == 403
    assert not Campaign.objects.in_workspace(workspace).exists()


def test_there_is_no_other_ready_flow(workspace: Workspace, editor: Client) -> None:
    assert editor.get(f"{PATH}draft/?flow=lottery").status_code == 404
