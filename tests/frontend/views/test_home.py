"""The home page: what runs, what wants attention and where the fix is, sends per day, activity, first steps."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import HoldKind
from campaigns.services import campaign_create, campaign_pause, contacts_enroll, draft_save, hold_add
from contacts.models import ContactImport, ImportState
from frontend.home import concerns_of
from messaging.models import MessageCounter
from messaging.services import sender_update
from templates_app.models import Template
from templates_app.services import template_reject
from tests.factories.campaigns import chain, flow, tick
from tests.factories.campaigns import launch as launched
from tests.factories.contacts import make_contacts
from tests.factories.messaging import make_sender
from tests.frontend.campaigns import ACTOR, launch, make_people, make_welcome_series
from tests.frontend.results import make_results
from workspaces.clock import database_now
from workspaces.models import ProcessRole, Workspace
from workspaces.services import Actor
from workspaces.services.heartbeats import heartbeat_record

pytestmark = pytest.mark.django_db
PATH = "/w/acme/"
WAIT = ("w", "wait", {"duration": {"value": 2, "unit": "days"}})


@pytest.fixture(autouse=True)
def _everything_runs(db: None) -> None:
    for role in ProcessRole:
        heartbeat_record(role=role)


def _concerns(client: Client) -> list[tuple[str, str, str]]:
    return [(each.title, each.sentence, each.url) for each in client.get(PATH).context["concerns"]]


def test_a_new_workspace_is_led_to_its_first_campaign(workspace: Workspace, viewer: Client) -> None:
    page = viewer.get(PATH)
    text = page.content.decode()
    assert [(step.title, step.done) for step in page.context["steps"]] == [
        ("Bring your contacts", False),
        ("Set up a sender", False),
        ("Publish a template", False),
        ("Make a campaign", False),
    ]
    assert "Nothing: no campaign is stuck, held or failing." in text
    assert "No campaign runs at the moment." in text
    assert "Nothing was sent in the last 30 days." in text
    assert "No campaign yet." in text


def test_first_steps_are_ticked_off_and_go_with_the_first_start(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    campaign = make_welcome_series(workspace)
    sender_update(sender=make_sender(workspace), changes={"is_default": True}, actor=ACTOR)
    assert [step.done for step in editor.get(PATH).context["steps"]] == [True] * 4
    launch(campaign)
    assert editor.get(PATH).context["steps"] == []


def test_the_first_steps_lead_to_pages(workspace: Workspace, viewer: Client) -> None:
    assert [step.url for step in viewer.get(PATH).context["steps"]] == [
        "/w/acme/contacts/imports/",
        "/w/acme/senders/",
        "/w/acme/templates/new/",
        "/w/acme/campaigns/new/",
    ]


def test_what_runs_is_shown_with_its_progress_and_moves(workspace: Workspace, editor: Client) -> None:
    people = make_people(workspace)
    campaign = launch(make_welcome_series(workspace))
    contacts_enroll(campaign=campaign, contact_ids=[person.pk for person in people], actor=ACTOR)
    page = editor.get(PATH)
    (row,) = page.context["running"]
    assert (row.campaign, row.progress.finished, row.expected) == (campaign, 0, 3)
    text = page.content.decode()
    assert 'hx-get="/w/acme/running/"' in text
    assert 'href="/w/acme/campaigns/?status=RUNNING"' in text
    part = editor.get(PATH + "running/").content.decode()
    assert "Welcome series" in part
    assert "0 of 3" in part
    campaign_pause(campaign=campaign, actor=ACTOR)
    part = editor.get(PATH + "running/").content.decode()
    assert "No campaign runs at the moment." in part
    assert "hx-get" not in part


def test_sends_per_day_come_from_the_counters_of_all_campaigns(workspace: Workspace, editor: Client) -> None:
    make_results(workspace)
    make_contacts(workspace, 1)
    second = launched(workspace, chain(WAIT))
    now = database_now()
    for days, number in ((0, 5), (29, 7), (40, 1_000)):
        MessageCounter.unscoped_objects.create(
            workspace_id=workspace.pk,
            stream_id=second.pk,
            node="s",
            metric="accepted",
            delta=number,
            created_at=now - timedelta(days=days),
        )
    chart = editor.get(PATH).context["chart"]
    assert (chart.total, chart.width, len(chart.columns)) == (1_912, 30, 11)
    assert chart.columns[-1].title.endswith(": 195")
    assert chart.columns[0].title.endswith(": 7")
    assert "1,912 in all, most 195 on" in chart.told
    assert (chart.most, chart.last) == (195, f"{database_now():%-d %b}")


def test_every_concern_leads_to_its_fix(workspace: Workspace, editor: Client) -> None:
    make_people(workspace)
    campaign = launch(make_welcome_series(workspace))
    hold_add(campaign=campaign, kind=HoldKind.ERROR, reason="The provider is down", actor=ACTOR)
    template = Template.objects.in_workspace(workspace).get(name="Offer")
    template_reject(template=template, reason="Too loud", actor=ACTOR)
    now = database_now()
    rejected = ContactImport.objects.create(
        workspace=workspace, filename="a.csv", state=ImportState.DONE, rows_rejected=1, finished_at=now
    )
    unread = ContactImport.objects.create(
        workspace=workspace, filename="b.csv", state=ImportState.FAILED, error="No header.", finished_at=now
    )
    ContactImport.objects.create(workspace=workspace, filename="c.csv", state=ImportState.DONE, finished_at=now)
    ContactImport.objects.create(
        workspace=workspace,
        filename="d.csv",
        state=ImportState.FAILED,
        error="Old.",
        finished_at=now - timedelta(days=8),
    )
    draft = campaign_create(
        workspace=workspace, name="Sale", document=flow(("t", "trigger_manual", {}), WAIT), actor=ACTOR
    )
    page = f"/w/acme/campaigns/{campaign.public_id}/"
    assert _concerns(editor) == [
        (
            "Welcome series is paused",
            "Sending failed; nothing more is sent until somebody resumes it. The provider is down.",
            page,
        ),
        (
            "The template Offer was rejected",
            "Welcome series sends with it, and nobody gets it. The reviewer wrote: Too loud",
            f"/w/acme/templates/{template.public_id}/",
        ),
        ("b.csv could not be read", "No header.", f"/w/acme/contacts/imports/{unread.public_id}/"),
        (
            "1 row of a.csv was refused",
            "The other rows are in. Correct these and upload them again.",
            f"/w/acme/contacts/imports/{rejected.public_id}/",
        ),
        (
            "The draft of Sale has 1 thing to finish",
            "It can’t be started or published as it is.",
            f"/w/acme/campaigns/{draft.public_id}/flow/",
        ),
    ]
    for _, _, url in _concerns(editor):
        assert editor.get(url).status_code == 200


def test_failed_contacts_are_told_with_a_link_to_them(workspace: Workspace, editor: Client) -> None:
    make_contacts(workspace, 2)
    campaign = launched(
        workspace, chain(("h", "set_field", {"field": "first_name", "value": "{{ 1 | divided_by: 0 }}"}))
    )
    tick()
    assert _concerns(editor) == [
        (
            f"2 contacts failed in {campaign.name}",
            "In the last seven days. Look at the reasons, then try them again or let them be.",
            f"/w/acme/campaigns/{campaign.public_id}/contacts/?state=failed",
        )
    ]


def test_stuck_campaigns_and_machinery_that_stands_still(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    campaign = launched(workspace, chain(WAIT))
    titles = [concern.title for concern in concerns_of(workspace, database_now() + timedelta(seconds=61))]
    assert titles == [f"Something is stuck in {campaign.name}"]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workspaces_processheartbeat SET seen_at = now() - interval '1 hour' WHERE role = 'worker'"
        )
    first, _ = concerns_of(workspace, database_now() + timedelta(seconds=61))
    assert first.title == "Part of Campanile is not running"
    assert first.sentence == ("No worker was seen lately: contacts don’t move on. Tell whoever runs this installation.")


def test_activity_is_told_in_words_and_repetitions_once(workspace: Workspace, editor: Client) -> None:
    ada = Actor("user", "1", "ada@example.com")
    campaign = campaign_create(workspace=workspace, name="Sale", actor=ada)
    for _ in range(3):
        draft_save(campaign=campaign, document=chain(WAIT), actor=ada)
    activity = editor.get(PATH).context["activity"]
    url = f"/w/acme/campaigns/{campaign.public_id}/"
    assert [(line.who, line.did, line.target, line.url, line.times) for line in activity] == [
        ("ada@example.com", "edited the flow of", "Sale", url, 3),
        ("ada@example.com", "made", "Sale", url, 1),
        ("Campanile", "added a member", "", "", 1),
        ("Campanile", "made this workspace", "", "", 1),
    ]


def test_it_costs_the_same_for_many_campaigns(workspace: Workspace, editor: Client) -> None:
    make_contacts(workspace, 1)

    def fill(number: int) -> int:
        for place in range(number):
            launched(workspace, chain(WAIT), name=f"Running {place}")
            campaign_create(workspace=workspace, name="Draft", document=flow(WAIT), actor=ACTOR)
            held: Any = launched(workspace, chain(WAIT), name=f"Held {place}")
            hold_add(campaign=held, kind=HoldKind.ERROR, reason="down", actor=ACTOR)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get(PATH).status_code == 200
        return len(queries)

    fill(1)
    assert fill(2) == fill(6)


def test_more_drafts_than_are_shown(workspace: Workspace) -> None:
    for number in range(7):
        campaign_create(
            workspace=workspace, name=f"Sale {number}", actor=ACTOR, document=flow(("t", "trigger_manual", {}), WAIT)
        )
    *shown, last = concerns_of(workspace, database_now())
    assert [concern.title for concern in shown] == [
        f"The draft of Sale {number} has 1 thing to finish" for number in (6, 5, 4, 3, 2)
    ]
    assert (last.title, last.sentence, last.url) == (
        "2 more drafts can’t be started or published yet",
        "Something in their flows is still to finish.",
        "/w/acme/campaigns/?status=DRAFT",
    )
