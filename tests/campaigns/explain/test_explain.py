"""Explanations: who got it, who did not, who waits, and who never came in, with reasons and values."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaigns.explain import Verdict, explain
from campaigns.models import Campaign
from campaigns.services import campaign_pause
from contacts.models import Contact
from contacts.segments import refresh
from messaging.models import Message
from tests.factories.campaigns import (
    SYSTEM,
    chain,
    default_sender,
    flow,
    launch,
    make_campaign,
    send_config,
    settle_messages,
    tick,
)
from tests.factories.contacts import make_contact, make_segment
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from workspaces.clock import database_now
from workspaces.errors import NotFound
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

DAY = {"duration": {"value": 1, "unit": "days"}}
VIP: dict[str, Any] = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


def asked(campaign: Campaign, contact: Contact) -> Any:
    return explain(campaign=Campaign.objects.in_workspace(campaign.workspace_id).get(pk=campaign.pk), contact=contact)


def sending(workspace: Workspace, *after: Any) -> Campaign:
    default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template)), *after))
    tick()
    return campaign


def test_who_got_it(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = sending(workspace)
    settle_messages(campaign)
    Message.objects.in_workspace(workspace).update(opened_at=database_now())
    tick()
    answer = asked(campaign, contact)
    assert (answer.verdict, answer.words) == (Verdict.SENT, "Got 1 message. Came to its end at “End”.")
    [entry] = answer.entries
    [message] = entry.messages
    assert (message.state, message.words, message.facts) == ("accepted", "The message was sent.", ("opened",))
    assert [line.node for line in entry.journal] == ["t", "s", "s", "e"]


def test_who_did_not_get_it_and_why(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = sending(workspace)
    settle_messages(campaign, "skipped", "consent_missing")
    tick()
    answer = asked(campaign, contact)
    assert answer.verdict is Verdict.NOT_SENT
    assert answer.words.startswith(
        "Got no message. The message was not sent. The contact never agreed to messages of this kind."
    )
    assert answer.entries[0].reason == "consent_missing"


def test_whose_message_is_held(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = sending(workspace)
    later = database_now() + timedelta(days=3)
    Message.objects.in_workspace(workspace).update(reason="frequency_cap", not_before=later)
    answer = asked(campaign, contact)
    assert answer.verdict is Verdict.UNDER_WAY
    assert answer.words == (
        "Waits at “Send” for its message. The message waits to be sent. "
        "The contact has had as many messages as the frequency cap allows."
    )
    assert answer.entries[0].messages[0].not_before == later


def test_who_waits_and_what_holds_the_campaign(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY)))
    now = database_now()
    tick(now)
    campaign_pause(campaign=campaign, actor=SYSTEM)
    answer = asked(campaign, contact)
    assert (answer.verdict, answer.entries[0].until) == (Verdict.UNDER_WAY, now + timedelta(days=1))
    assert answer.words.startswith("Waits at “Wait”.")
    assert answer.holds == ("Paused by an operator.",)


def test_conditions_show_the_values_of_the_contact(workspace: Workspace) -> None:
    contact = make_contact(workspace, tags=["new"])
    document = flow(
        ("t", "trigger_manual", {}),
        ("c", "condition", {"rule": VIP}),
        ("y", "end", {}),
        ("n", "end", {}),
        edges=["t>c", "c.yes>y", "c.no>n"],
    )
    campaign = launch(workspace, document)
    tick()
    [look] = asked(campaign, contact).entries[0].rules
    assert (look.about, look.words, look.matched) == ("Condition", "tagged “vip”", False)
    assert [(leaf.matched, leaf.actual) for leaf in look.leaves] == [(False, ["new"])]


def test_who_left_by_an_exit_rule_sees_the_rule(workspace: Workspace) -> None:
    contact = make_contact(workspace, tags=["vip"])
    campaign = launch(workspace, chain(), settings={"exit_rules": [VIP]})
    tick()
    answer = asked(campaign, contact)
    assert answer.verdict is Verdict.NOT_SENT
    assert "The contact matches an exit rule of the campaign." in answer.words
    assert [(look.about, look.matched) for look in answer.entries[0].rules] == [("Exit rule 1", True)]


def test_who_is_not_in_the_audience_sees_what_fails(workspace: Workspace) -> None:
    make_contact(workspace, tags=["vip"])
    contact = make_contact(workspace, tags=["new"])
    segment = make_segment(workspace, VIP, name="VIPs")
    refresh.run(database_now(), 100)
    campaign = launch(workspace, chain(), audience=segment)
    tick()
    answer = asked(campaign, contact)
    assert answer.verdict is Verdict.NEVER_ENTERED
    assert answer.words == "Never came in. The contact is not in “VIPs”, whose contacts are let in."
    [trigger] = answer.triggers
    assert (trigger.node, trigger.reason) == ("t", "not_in_audience")
    assert trigger.rules[0].leaves[0].actual == ["new"]


def test_who_came_after_the_start(workspace: Workspace) -> None:
    make_contact(workspace)
    campaign = launch(workspace, chain(("w", "wait", DAY)))
    tick()
    late = make_contact(workspace)
    Contact.objects.in_workspace(workspace).filter(pk=late.pk).update(created_at=database_now() + timedelta(hours=1))
    late.refresh_from_db()
    assert [trigger.reason for trigger in asked(campaign, late).triggers] == ["came_later"]


def test_an_api_trigger_and_a_draft(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = launch(workspace, flow(("t", "trigger_api", {}), ("e", "end", {})))
    assert [trigger.reason for trigger in asked(campaign, contact).triggers] == ["not_called"]
    draft = make_campaign(workspace, chain())
    assert asked(draft, contact).words.startswith("The campaign is a draft")


def test_a_contact_of_another_workspace_is_not_there(workspace: Workspace) -> None:
    campaign = make_campaign(workspace, chain())
    with pytest.raises(NotFound):
        asked(campaign, make_contact(make_workspace()))


def test_the_number_of_queries_does_not_grow_with_messages(workspace: Workspace) -> None:
    contact = make_contact(workspace)
    campaign = sending(workspace, ("w", "wait", DAY))
    settle_messages(campaign)
    tick()
    with CaptureQueriesContext(connection) as queries:
        asked(campaign, contact)
    assert len(queries) <= 12
