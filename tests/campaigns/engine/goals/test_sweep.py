"""Rule goals: found before passes and by the sweep, once per entry, in their window, attributed to the last message."""

from datetime import timedelta
from typing import Any

import pytest

from campaigns.engine.goals import sweep
from campaigns.models import Conversion, GoalSweep
from campaigns.services import campaign_delete, campaign_pause, campaign_resume, contacts_enroll
from messaging.models import Message
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    counters_of,
    default_sender,
    execution_for,
    flow,
    journal_of,
    launch,
    recount,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contact, make_contacts
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DAY = {"duration": {"value": 1, "unit": "days"}}
BOUGHT: dict[str, Any] = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "bought"}]}
GOAL = {"goal": {"rule": BOUGHT}}
STAYING = {"goal": {"rule": BOUGHT, "exit_on_goal": False}}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def buy(contact: Any) -> None:
    contact.tags = ["bought"]
    contact.save(update_fields=["tags"])


def conversions(workspace: Workspace) -> list[Conversion]:
    return list(Conversion.objects.in_workspace(workspace).order_by("pk"))


def test_who_waits_is_found_by_the_sweep_and_ends(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings=GOAL)
    tick()
    buy(contact)
    now = database_now()
    assert sweep.run(now).done == 1
    assert tick(now) == 1
    execution = execution_for(campaign, contact)
    assert (execution.state, execution.node, execution.reason) == ("completed", "w", "goal_reached")
    assert journal_of(execution)[-1] == ("w", "completed", "", "goal_reached")
    [conversion] = conversions(workspace)
    assert (conversion.execution_id, conversion.contact_id, conversion.at) == (execution.pk, contact.pk, now)
    assert (conversion.message_id, conversion.node, conversion.leaving) == (None, "", False)
    assert counters_of(campaign) == recount(campaign)


def test_a_sweep_rests_between_rounds_and_counts_nobody_twice(workspace: Workspace) -> None:
    contacts = make_contacts(workspace, 5)
    launch(workspace, chain(("w", "wait", DAY)), settings=STAYING)
    tick()
    for contact in contacts[:3]:
        buy(contact)
    now = database_now()
    while sweep.run(now, limit=2).more:
        pass
    assert len(conversions(workspace)) == 3
    buy(contacts[3])
    sweep.run(now + timedelta(seconds=30))
    assert len(conversions(workspace)) == 3
    sweep.run(now + timedelta(seconds=61))
    assert len(conversions(workspace)) == 4


def test_who_stays_goes_on_after_the_goal(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings=STAYING)
    tick()
    buy(contact)
    sweep.run()
    tick(database_now() + timedelta(days=2))
    assert execution_for(campaign, contact).reason == ""
    assert journal_of(execution_for(campaign, contact))[-1] == ("e", "completed", "", "")
    assert len(conversions(workspace)) == 1


def test_the_last_accepted_message_is_credited(workspace: Workspace) -> None:
    default_sender(workspace)
    contact = make_contact(workspace)
    template, _ = make_published(workspace)
    campaign = launch(
        workspace,
        chain(("s1", "send", send_config(template)), ("s2", "send", send_config(template)), ("w", "wait", DAY)),
        settings=STAYING,
    )
    for _ in range(2):
        tick()
        settle_messages(campaign)
    tick()
    buy(contact)
    sweep.run()
    [conversion] = conversions(workspace)
    last = Message.objects.in_workspace(workspace).get(node="s2")
    assert (conversion.message_id, conversion.node) == (last.pk, "s2")


def test_who_matches_before_the_first_pass_converts_there(workspace: Workspace) -> None:
    contact = make_contact(workspace, tags=["bought"])
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings=GOAL)
    tick()
    assert execution_for(campaign, contact).reason == "goal_reached"
    assert len(conversions(workspace)) == 1


def test_a_closed_window_counts_nobody(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    launch(workspace, chain(), settings={"goal": {"rule": BOUGHT, "window_days": 2}})
    tick()
    buy(contact)
    sweep.run(database_now() + timedelta(days=3))
    assert conversions(workspace) == []
    sweep.run(database_now() + timedelta(days=1))
    assert conversions(workspace) == []


def test_finished_executions_convert_without_changing(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(), settings=GOAL)
    tick()
    buy(contact)
    sweep.run()
    [conversion] = conversions(workspace)
    assert conversion.leaving is False
    assert execution_for(campaign, contact).reason == ""


def test_every_entry_counts_once(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    document = flow(("t", "trigger_api", {}), ("w", "wait", DAY), ("e", "end", {}))
    campaign = launch(workspace, document, settings={**STAYING, "reentry": "always"})
    for _ in range(2):
        contacts_enroll(campaign=campaign, contact_ids=[contact.pk], actor=SYSTEM)
    tick()
    buy(contact)
    now = database_now()
    for seconds in (0, 100):
        sweep.run(now + timedelta(seconds=seconds))
    assert len(conversions(workspace)) == 2


def test_a_paused_campaign_counts_and_ends_nobody_until_it_goes_on(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings=GOAL)
    tick()
    campaign_pause(campaign=campaign, actor=SYSTEM)
    buy(contact)
    sweep.run()
    assert tick() == 0
    assert len(conversions(workspace)) == 1
    assert execution_for(campaign, contact).state == "pending"
    campaign_resume(campaign=campaign, actor=SYSTEM)
    tick()
    assert execution_for(campaign, contact).reason == "goal_reached"


def test_deleting_a_campaign_takes_its_conversions_along(workspace: Workspace) -> None:
    make_contact(workspace, tags=["bought"])
    campaign = launch(workspace, chain(), settings=GOAL)
    sweep.run()
    tick()
    campaign.refresh_from_db()
    campaign_delete(campaign=campaign, actor=SYSTEM)
    assert conversions(workspace) == []
    assert not GoalSweep.objects.in_workspace(workspace).exists()
