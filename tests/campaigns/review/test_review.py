"""Reviews: what stands in the way of a launch, what should be known before it, and that a launch then agrees."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from campaigns.models import Campaign
from campaigns.review import QuietTimes, Remark, Review, Running, campaign_review
from campaigns.services import campaign_cancel, campaign_launch, draft_save
from messaging.models import Sender
from templates_app.services import template_reject
from tests.factories.campaigns import SYSTEM, chain, default_sender, flow, launch, make_campaign, send_config, tick
from tests.factories.contacts import make_contacts, make_segment
from tests.factories.messaging import grant_consent
from tests.factories.templates_app import email_content, make_published, make_template
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import DomainError
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DAY = {"duration": {"value": 1, "unit": "days"}}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def reviewed(workspace: Workspace, document: Any, **fields: Any) -> Review:
    return review_of(make_campaign(workspace, document, **fields))


def review_of(campaign: Campaign) -> Review:
    return campaign_review(Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk))


def codes(remarks: tuple[Remark, ...]) -> list[str]:
    return [remark.code for remark in remarks]


def is_taken(campaign: Campaign) -> bool:
    """Whether a launch really goes through."""
    try:
        with transaction.atomic():
            campaign_launch(campaign=campaign, actor=SYSTEM)
            transaction.set_rollback(True)
    except DomainError:
        return False
    return True


def test_a_campaign_that_is_ready(workspace: Workspace) -> None:
    segment = make_segment(workspace)
    make_contacts(workspace, 2)
    campaign = make_campaign(workspace, flow(("t", "trigger_api", {}), ("e", "end", {})), audience=segment)
    told = review_of(campaign)
    assert (told.blockers, told.warnings, told.can_launch) == ((), (), True)
    assert told.running == Running(0, 0, 0, 0, "Nobody is in the campaign yet.")
    assert told.quiet_hours is None
    assert is_taken(campaign)


def test_templates_that_are_not_published_stand_in_the_way(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    default_sender(workspace)
    draft = make_template(workspace)
    rejected, _ = make_published(workspace)
    template_reject(template=rejected, reason="Wrong price.", actor=SYSTEM)
    config = send_config(draft, fallback={"channel": "email", "template": rejected.public_id})
    campaign = make_campaign(workspace, chain(("s", "send", config)))
    told = review_of(campaign)
    assert told.blockers == (
        Remark("template_unpublished", "The template is draft; publish it first.", "s", draft.public_id),
        Remark("template_unpublished", "The template is rejected; publish it first.", "s", rejected.public_id),
    )
    assert not told.can_launch
    assert not is_taken(campaign)


def test_a_flow_without_sender_or_trigger(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    template, _ = make_published(workspace)
    campaign = make_campaign(workspace, chain(("s", "send", send_config(template))))
    assert [(each.code, each.node) for each in review_of(campaign).blockers] == [("sender_missing", "s")]
    assert not is_taken(campaign)
    empty = make_campaign(workspace)
    assert codes(review_of(empty).blockers) == ["no_trigger"]
    assert not is_taken(empty)


def test_an_empty_audience(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    segment = make_segment(workspace, name="VIPs")
    type(segment).objects.in_workspace(workspace).filter(pk=segment.pk).update(rebuild_needed=False)
    campaign = make_campaign(workspace, chain(), audience=segment)
    assert review_of(campaign).blockers == (
        Remark("audience_empty", "There is nobody in “VIPs” who could come in.", "t"),
    )
    assert not is_taken(Campaign.objects.in_workspace(workspace).get(pk=campaign.pk))


def test_schedules_that_have_passed(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    past = {"at": "2020-01-01T09:00"}
    campaign = make_campaign(workspace, flow(("t", "trigger_scheduled", past), ("e", "end", {})))
    told = review_of(campaign)
    assert codes(told.blockers) == ["no_trigger_fires"]
    assert [(each.code, each.node) for each in told.warnings] == [("schedule_past", "t")]
    assert not is_taken(campaign)
    both = flow(("t", "trigger_scheduled", past), ("p", "trigger_api", {}), ("e", "end", {}), edges=["t>e", "p>e"])
    campaign = make_campaign(workspace, both)
    told = review_of(campaign)
    assert (codes(told.blockers), codes(told.warnings)) == ([], ["schedule_past"])
    assert is_taken(campaign)


def test_the_start_of_a_running_campaign_is_no_matter_any_more(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    document = flow(("t", "trigger_api", {}), ("e", "end", {}))
    campaign = make_campaign(workspace, document, starts_at=database_now() - timedelta(days=2))
    assert codes(review_of(campaign).warnings) == ["start_past"]
    launched = campaign_launch(campaign=campaign, actor=SYSTEM)
    assert "start_past" not in codes(review_of(launched).warnings)


def test_times_that_do_not_fit(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    now = database_now()
    segment_free = flow(("t", "trigger_api", {}), ("e", "end", {}))
    ended = make_campaign(workspace, segment_free, starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    told = review_of(ended)
    assert (codes(told.blockers), codes(told.warnings)) == (["ends_before_start"], ["start_past"])
    assert not is_taken(ended)
    schedule = flow(("t", "trigger_scheduled", {"at": f"{now + timedelta(days=9):%Y-%m-%dT%H:%M}"}), ("e", "end", {}))
    early = make_campaign(workspace, schedule, ends_at=now + timedelta(days=3))
    assert codes(review_of(early).blockers) == ["ends_before_start"]
    assert not is_taken(early)


def test_only_drafts_can_be_launched(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    campaign = launch(workspace, chain(("w", "wait", DAY)))
    assert review_of(campaign).blockers[0] == Remark(
        "campaign_state", "Only a draft can be launched; this campaign is running."
    )
    campaign_cancel(campaign=campaign, actor=SYSTEM)
    told = review_of(campaign)
    assert (codes(told.blockers), told.running.effect) == (["campaign_state"], "The campaign has ended.")


def test_what_publishing_does_to_those_on_their_way(workspace: Workspace) -> None:
    make_contacts(workspace, 3)
    campaign = launch(workspace, chain(("w", "wait", DAY)))
    tick()
    assert review_of(campaign).running.effect == "Nothing changes: there is no draft."
    draft_save(campaign=campaign, document=chain(("x", "wait", DAY)), actor=SYSTEM)
    assert review_of(campaign).running == Running(
        3,
        0,
        0,
        3,
        "3 on the way stay on their version. If they are moved to the new one, 0 stay where they are, 0 go to another "
        "step and 3 leave.",
    )


def test_everything_that_should_be_known_before(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 4, first_name="Ada")
    make_contacts(workspace, 1)
    grant_consent(contacts[:3])
    sender: Sender = default_sender(workspace)
    until = database_now() + timedelta(minutes=5)
    Sender.objects.in_workspace(workspace).filter(pk=sender.pk).update(unavailable_until=until)
    content = email_content(subject="Dear {{ contact.first_name }}", mjml=None, html="<p>Hello</p>")
    template, _ = make_published(workspace, name="Spring", content=content)
    settings = {
        "frequency_cap": {"count": 1, "days": 7},
        "quiet_hours": {"start": "21:00", "end": "08:00"},
        "daily_limit": 2,
    }
    campaign = make_campaign(workspace, chain(("s", "send", send_config(template))), settings=settings)
    told = review_of(campaign)
    assert told.blockers == ()
    assert told.warnings == (
        Remark("audience_everybody", "No segment is chosen: everybody in the workspace comes in.", "t"),
        Remark(
            "withheld",
            "2 contacts would not be sent marketing by E-mail: they have not agreed to it, their address is suppressed"
            ", or they have none.",
        ),
        Remark(
            "variable_empty",
            "“contact.first_name” in “Spring” would be empty for 1 of 5 contacts.",
            "s",
            template.public_id,
        ),
        Remark(
            "sender_unavailable",
            f"The provider of “{sender.name}” fails at present; its messages wait until it works again.",
            "s",
        ),
        Remark(
            "frequency_cap",
            "A contact gets at most 1 marketing message in 7 days; further ones wait, or are not sent.",
        ),
        Remark("quiet_hours", "Marketing waits from 21:00 to 08:00, by each contact's clock."),
        Remark("daily_limit", "At 2 messages a day, all of them take about 2 days."),
    )
    assert told.quiet_hours == QuietTimes("21:00", "08:00", "campaign")
    assert told.estimate.sends == 3
    assert is_taken(campaign)


def test_the_workspaces_quiet_hours_and_cap_hold_where_the_campaign_says_nothing(workspace: Workspace) -> None:
    make_contacts(workspace, 1)
    default_sender(workspace)
    template, _ = make_published(workspace)
    Workspace.objects.filter(pk=workspace.pk).update(
        quiet_start="22:00", quiet_end="07:00", settings={"frequency_cap": {"count": 3, "days": 1}}
    )
    document = chain(("s", "send", send_config(template)))
    told = reviewed(workspace, document)
    assert told.quiet_hours == QuietTimes("22:00", "07:00", "workspace")
    assert {"quiet_hours", "frequency_cap"} <= set(codes(told.warnings))
    told = reviewed(workspace, document, settings={"quiet_hours": "off"})
    assert told.quiet_hours is None
    assert "quiet_hours" not in codes(told.warnings)


def test_a_large_audience_is_named(workspace: Workspace) -> None:
    segment = make_segment(workspace)
    type(segment).objects.in_workspace(workspace).filter(pk=segment.pk).update(
        member_count=250_000, rebuild_needed=False
    )
    campaign = make_campaign(workspace, chain(), audience=segment)
    assert review_of(campaign).warnings == (
        Remark("audience_large", "This reaches 250,000 contacts; try it with a smaller segment first."),
    )
