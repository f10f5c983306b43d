"""The pages of a campaign's versions: the list, the preview of a publish, publishing and restoring."""

from typing import Any

import pytest
from django.test import Client

from campaigns.engine import triggers
from campaigns.engine.moving import stage as moving
from campaigns.models import Campaign, FlowVersion, VersionMove
from campaigns.services import campaign_publish, draft_save
from frontend.views import versions
from tests.factories.campaigns import SYSTEM, chain, default_sender, launch, send_config, tick
from tests.factories.contacts import make_contacts
from tests.factories.templates_app import make_published, make_template
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})
LATER = ("v", "wait", {"duration": {"value": 5, "unit": "days"}})
TAG = ("g", "tag", {"action": "add", "tag": "x"})


@pytest.fixture
def campaign(workspace: Workspace) -> Campaign:
    """Three contacts wait at `w` of version 1."""
    make_contacts(workspace, 3)
    campaign = launch(workspace, chain(WAIT), name="Welcome")
    triggers.run()
    tick()
    return campaign


def path(campaign: Campaign, rest: str) -> str:
    return f"/w/acme/campaigns/{campaign.public_id}/{rest}"


def draft(campaign: Campaign, *nodes: Any) -> FlowVersion:
    return draft_save(campaign=campaign, document=chain(*nodes), actor=SYSTEM)


def numbers(campaign: Campaign) -> list[tuple[int, str]]:
    rows = FlowVersion.objects.in_workspace(campaign.workspace_id).order_by("number")
    return list(rows.values_list("number", "state"))


def live(campaign: Campaign) -> int:
    campaign.refresh_from_db()
    assert campaign.live_version is not None
    return campaign.live_version.number


def test_the_list_says_what_changed_and_offers_what_can_be_done(campaign: Campaign, editor: Client) -> None:
    draft(campaign, WAIT, TAG)
    campaign_publish(campaign=campaign, actor=SYSTEM)
    draft(campaign, TAG)
    rows = editor.get(path(campaign, "versions/")).context["rows"]
    assert [(row["entry"].number, row["entry"].live, row["changes"], row["url"]) for row in rows] == [
        (3, False, ["Removed Wait.", "1 way leads elsewhere."], path(campaign, "publish/")),
        (2, True, ["Added Tag.", "1 way leads elsewhere."], ""),
        (1, False, [], path(campaign, "publish/?version=1")),
    ]
    text = editor.get(path(campaign, "versions/")).content.decode()
    assert "The first version." in text
    assert "hx-trigger" not in text


def test_viewers_see_the_list_and_nothing_to_press(campaign: Campaign, viewer: Client) -> None:
    draft(campaign, TAG)
    page = viewer.get(path(campaign, "versions/"))
    assert [row["url"] for row in page.context["rows"]] == ["", ""]
    assert "need the role Editor; yours is Viewer" in page.content.decode()
    assert viewer.get(path(campaign, "publish/")).status_code == 403
    assert viewer.get(path(campaign, "publish/impact/")).status_code == 403
    assert viewer.post(path(campaign, "publish/do/"), {"mode": "pin"}).status_code == 403
    assert live(campaign) == 1


def test_the_list_is_paged_by_number(campaign: Campaign, editor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "PAGE_SIZE", 2)
    for _ in range(3):
        draft(campaign, TAG)
        campaign_publish(campaign=campaign, actor=SYSTEM)
    first = editor.get(path(campaign, "versions/")).context
    assert ([row["entry"].number for row in first["rows"]], first["page"]["next_query"]) == ([4, 3], "before=3")
    second = editor.get(path(campaign, "versions/?before=3")).context
    assert ([row["entry"].number for row in second["rows"]], second["page"]["next_query"]) == ([2, 1], "")
    assert len(editor.get(path(campaign, "versions/?before=x")).context["rows"]) == 2


def test_the_preview_follows_the_mapping(campaign: Campaign, editor: Client) -> None:
    draft(campaign, TAG, LATER)
    page = editor.get(path(campaign, "publish/"))
    impact = page.context["impact"]
    assert (impact.stay, impact.move, impact.leave) == (0, 0, 3)
    assert '<select id="to-0" name="to.w"' in page.content.decode()
    mapped = editor.get(path(campaign, "publish/impact/?to.w=v"))
    assert (mapped.context["impact"].move, mapped.context["rows"][0]["chosen"]) == (3, "v")
    assert '<option value="v" selected>' in mapped.content.decode()
    assert editor.get(path(campaign, "publish/impact/?to.w=t")).status_code == 404


def test_publishing_with_a_move_and_its_progress(campaign: Campaign, editor: Client) -> None:
    version = draft(campaign, TAG, LATER)
    form = {"mode": "move", "to.w": "v", "revision": str(version.revision)}
    done = editor.post(path(campaign, "publish/do/"), form, follow=True)
    assert done.redirect_chain == [(path(campaign, "versions/"), 302)]
    assert "Version 2 is live." in done.content.decode()
    assert "hx-trigger" in done.content.decode()
    assert VersionMove.unscoped_objects.get().mapping == {"w": "v"}
    while moving.run().done:
        pass
    rows = editor.get(path(campaign, "versions/progress/")).content.decode()
    assert "Contacts moved: 0 stayed at their step, 3 went to another one, 0 left." in rows
    assert "hx-trigger" not in rows


def test_publishing_pins_unless_told_otherwise(campaign: Campaign, editor: Client) -> None:
    draft(campaign, TAG)
    editor.post(path(campaign, "publish/do/"), {"mode": "pin", "to.w": "g"})
    assert live(campaign) == 2
    assert not VersionMove.unscoped_objects.exists()


def test_a_draft_that_was_changed_meanwhile_is_not_published(campaign: Campaign, editor: Client) -> None:
    revision = draft(campaign, TAG).revision
    draft(campaign, LATER)
    answer = editor.post(path(campaign, "publish/do/"), {"mode": "pin", "revision": str(revision)}, follow=True)
    assert "Nothing was published: the draft is at revision 3" in answer.content.decode()
    assert (live(campaign), numbers(campaign)) == (1, [(1, "published"), (2, "draft")])


def test_a_flow_with_errors_names_them_and_is_refused(campaign: Campaign, editor: Client) -> None:
    default_sender(campaign.workspace)
    template = make_template(campaign.workspace)
    draft(campaign, ("s", "send", send_config(template)))
    page = editor.get(path(campaign, "publish/")).content.decode()
    assert "This flow can’t be published yet" in page
    assert "<li>“Send”: The template is draft; publish it first.</li>" in page
    assert f'href="{path(campaign, "flow/")}">Open the flow</a>' in page
    assert 'disabled aria-describedby="errors-title"' in page
    refused = editor.post(path(campaign, "publish/do/"), {"mode": "pin"}, follow=True)
    assert "Nothing was published: “Send”: The template is draft" in refused.content.decode()
    assert live(campaign) == 1


def test_empty_variables_are_named(campaign: Campaign, editor: Client) -> None:
    default_sender(campaign.workspace)
    template, _ = make_published(campaign.workspace, content={"subject": "{{ contact.plan }}", "html": "<p>Hi</p>"})
    draft(campaign, WAIT, ("s", "send", send_config(template)))
    page = editor.get(path(campaign, "publish/")).content.decode()
    assert "Looked up for 3 of 3 contacts who are on their way." in page
    assert '<code class="break-all">contact.plan</code>' in page


def test_restoring_an_earlier_version(campaign: Campaign, editor: Client) -> None:
    draft(campaign, TAG)
    campaign_publish(campaign=campaign, actor=SYSTEM)
    page = editor.get(path(campaign, "publish/?version=1"))
    assert "Restore version 1" in page.content.decode()
    assert page.context["impact"].stay == 3
    done = editor.post(path(campaign, "publish/do/"), {"version": "1", "mode": "move"}, follow=True)
    assert "Version 3 is live: it restores version 1." in done.content.decode()
    assert numbers(campaign) == [(1, "published"), (2, "published"), (3, "published")]


def test_what_is_not_there_or_live_can_not_be_published(campaign: Campaign, editor: Client) -> None:
    assert editor.get(path(campaign, "publish/")).status_code == 404
    assert editor.get(path(campaign, "publish/?version=7")).status_code == 404
    page = editor.get(path(campaign, "publish/?version=1"), follow=True)
    assert page.redirect_chain == [(path(campaign, "versions/"), 302)]
    assert "Version 1 is live already." in page.content.decode()
    again = editor.post(path(campaign, "publish/do/"), {"version": "1"}, follow=True)
    assert "Nothing was published: Version 1 is live already." in again.content.decode()


def test_the_campaigns_page_leads_to_its_versions(campaign: Campaign, editor: Client) -> None:
    assert f'href="{path(campaign, "versions/")}"' in editor.get(path(campaign, "")).content.decode()
