"""Test with a contact: what each decision says, what is sent, and where a way that would not end is ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaigns.models import Campaign
from campaigns.simulation import Simulation, simulate
from contacts.models import Contact
from contacts.services import EventIn, events_record
from messaging.models import Sender, SenderState, SenderUsage
from messaging.services import point_add, suppression_add_many
from tests.factories.campaigns import SYSTEM, chain, default_sender, flow, launch, make_campaign, send_config
from tests.factories.contacts import define_attributes, make_contact, make_segment
from tests.factories.messaging import grant_consent, make_sender
from tests.factories.templates_app import email_content, make_published
from tests.factories.workspaces import make_workspace
from workspaces.errors import InvalidInput, NotFound
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db

NOW = datetime(2036, 3, 1, 12, tzinfo=UTC)
DAY = {"duration": {"value": 1, "unit": "days"}}
VIP: dict[str, Any] = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "vip"}]}


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace()


@pytest.fixture
def ada(workspace: Workspace) -> Contact:
    contact = make_contact(workspace, first_name="Ada", last_name="Lovelace", email="ada@example.com", tags=["vip"])
    grant_consent([contact])
    return contact


def walked(contact: Contact, document: Any, **more: Any) -> Simulation:
    campaign = more.pop("campaign", None) or make_campaign(contact.workspace, document)
    return simulate(campaign=campaign, contact=contact, now=NOW, **more)


def ways(simulation: Simulation) -> list[tuple[str, str, str, str]]:
    return [(step.node, step.outcome, step.port, step.reason) for step in simulation.steps]


def test_every_decision_in_the_order_of_the_way(workspace: Workspace, ada: Contact) -> None:
    document = flow(
        ("t", "trigger_manual", {}),
        ("w", "wait", DAY),
        ("c", "condition", {"rule": VIP}),
        ("g", "tag", {"action": "add", "tag": "seen"}),
        ("e", "end", {}),
        edges=["t>w", "w>c", "c.yes>g", "c.no>e", "g>e"],
    )
    told = walked(ada, document)
    assert ways(told) == [
        ("t", "passed", "next", ""),
        ("w", "passed", "next", "wait_over"),
        ("c", "passed", "yes", "rule_matched"),
        ("g", "passed", "next", ""),
        ("e", "completed", "", ""),
    ]
    assert [(step.at, step.waited_until) for step in told.steps] == [
        (NOW, None),
        (NOW, NOW + timedelta(days=1)),
        (NOW + timedelta(days=1), None),
        (NOW + timedelta(days=1), None),
        (NOW + timedelta(days=1), None),
    ]
    assert told.steps[2].reason_words == "Went on by “yes”. The contact matched the rule."
    assert [seen.words for seen in told.steps[2].values] == ["tagged “vip” – found “vip”"]
    assert (told.entered, told.state, told.words) == (True, "completed", "The way ends at “End”.")
    assert (told.contact_id, told.contact_name) == (ada.public_id, "Ada Lovelace")
    ada.refresh_from_db()
    assert ada.tags == ["vip"]


def test_a_message_is_shown_as_the_contact_would_get_it(workspace: Workspace, ada: Contact) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace, content=email_content(subject="Dear {{ contact.first_name }}"))
    told = walked(ada, chain(("s", "send", send_config(template))))
    step = told.steps[1]
    assert (step.outcome, step.port, step.reason) == ("passed", "next", "accepted")
    assert step.reason_words == "Went on. The message would be sent."
    message = step.message
    assert message is not None
    assert (message.channel, message.message_type, message.address) == ("email", "marketing", "ada@example.com")
    assert (message.subject, message.skip_reason, message.skip_words) == ("Dear Ada", "", "")
    assert "Hello Ada" in message.html
    assert "Hello Ada" in message.text
    assert "#preview" in message.html
    assert step.waited_until is None


def test_a_suppressed_address_gets_nothing_and_the_way_ends(workspace: Workspace, ada: Contact) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace)
    suppression_add_many(
        workspace=workspace, channel="email", addresses=["ada@example.com"], reason="manual", actor=SYSTEM
    )
    told = walked(ada, chain(("s", "send", send_config(template))))
    assert (told.state, told.reason) == ("skipped", "suppressed")
    assert told.words == "The way ends early at “Send”. The address is suppressed."
    message = told.steps[1].message
    assert message is not None
    assert (message.skip_reason, message.skip_words) == ("suppressed", "The address is suppressed. manual")


def test_a_fallback_is_a_step_of_its_own(workspace: Workspace) -> None:
    default_sender(workspace)
    marketing, _ = make_published(workspace)
    receipt, _ = make_published(workspace, message_type="transactional", content=email_content(subject="Receipt"))
    contact = make_contact(workspace)
    config = send_config(marketing, fallback={"channel": "email", "template": receipt.public_id})
    told = walked(contact, chain(("s", "send", config)))
    assert ways(told) == [
        ("t", "passed", "next", ""),
        ("s", "parked", "", "fallback"),
        ("s", "passed", "next", "accepted"),
        ("e", "completed", "", ""),
    ]
    first, second = told.steps[1].message, told.steps[2].message
    assert first is not None
    assert second is not None
    assert (first.skip_reason, second.skip_reason, second.subject) == ("consent_missing", "", "Receipt")


def test_a_frequency_cap_holds_the_second_message_in_simulated_time(workspace: Workspace, ada: Contact) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace)
    other, _ = make_published(workspace)
    document = chain(("s", "send", send_config(template)), ("r", "send", send_config(other)))
    campaign = make_campaign(workspace, document, settings={"frequency_cap": {"count": 1, "days": 2}})
    told = walked(ada, document, campaign=campaign)
    step = told.steps[2]
    assert step.message is not None
    # What was sent at this very moment may yet be refused, so it is looked at again soon.
    assert [(hold.until - NOW, hold.reason) for hold in step.message.holds] == [
        (timedelta(minutes=5), "frequency_cap"),
        (timedelta(days=1, hours=12), "frequency_cap"),
    ]
    assert (step.at, step.waited_until, step.reason) == (NOW, NOW + timedelta(days=1, hours=12), "accepted")


def test_quiet_hours_and_the_daily_limit_hold_in_simulated_time(workspace: Workspace, ada: Contact) -> None:
    default_sender(workspace)
    template, _ = make_published(workspace)
    other, _ = make_published(workspace)
    quiet = {"start": "11:00", "end": "15:00"}
    document = chain(("s", "send", send_config(template)), ("r", "send", send_config(other)))
    campaign = make_campaign(workspace, document, settings={"quiet_hours": quiet, "daily_limit": 1})
    told = walked(ada, None, campaign=campaign)
    midnight = NOW.replace(hour=0) + timedelta(days=1)
    first, second = [step.message.holds for step in told.steps if step.message]
    assert [hold.reason for hold in (*first, *second)] == ["quiet_hours", "daily_limit"]
    # Not all go at the very end of the night.
    assert timedelta(0) <= first[0].until - NOW.replace(hour=15) <= timedelta(minutes=10)
    assert second[0].until == midnight
    assert told.steps[-1].at == midnight


def test_cooldowns_and_limits_of_senders_hold_in_simulated_time(workspace: Workspace, ada: Contact) -> None:
    sender: Sender = default_sender(workspace)
    Sender.objects.in_workspace(workspace).filter(pk=sender.pk).update(limits={"per_hour": 1})
    template, _ = make_published(workspace)
    other, _ = make_published(workspace)
    document = chain(("s", "send", send_config(template)), ("r", "send", send_config(other)))
    campaign = make_campaign(workspace, document, settings={"contact_cooldown": 60})
    told = walked(ada, None, campaign=campaign)
    _, second = [step.message.holds for step in told.steps if step.message]
    assert [hold.reason for hold in second] == ["contact_cooldown", "sender_hourly_limit"]
    assert told.steps[-1].at == NOW.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    assert not SenderUsage.objects.in_workspace(workspace).exists()


def test_a_sender_that_is_switched_off_ends_the_test(workspace: Workspace, ada: Contact) -> None:
    sender: Sender = default_sender(workspace)
    template, _ = make_published(workspace)
    campaign = launch(workspace, chain(("s", "send", send_config(template))))
    Sender.objects.in_workspace(workspace).filter(pk=sender.pk).update(state=SenderState.DISABLED)
    told = walked(ada, None, campaign=campaign, choices={"t": "next"})
    assert (told.state, told.reason) == ("stopped", "test_held")
    assert told.words.startswith("The test stops at “Send”.")


def test_waits_for_what_the_contact_does(workspace: Workspace, ada: Contact) -> None:
    wait = {"event": "ordered", "timeout": {"value": 3, "unit": "days"}}
    document = flow(
        ("t", "trigger_api", {}),
        ("w", "wait", wait),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>w", "w.next>a", "w.timeout>b"],
    )
    late = walked(ada, document)
    assert ways(late)[1:] == [("w", "passed", "timeout", "wait_timeout"), ("b", "completed", "", "")]
    assert late.steps[1].waited_until == NOW + timedelta(days=3)
    came = walked(ada, document, choices={"w": "next"})
    assert ways(came)[1:] == [("w", "passed", "next", "chosen"), ("a", "completed", "", "")]
    assert came.steps[1].waited_until is None
    assert came.steps[1].reason_words == "Went on. Chosen for this test."


def test_webhooks_are_taken_to_answer_well_unless_told_otherwise(workspace: Workspace, ada: Contact) -> None:
    document = flow(
        ("t", "trigger_api", {}),
        ("h", "webhook", {"url": "https://crm.example.com/{{ contact.first_name }}"}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>h", "h.success>a", "h.failure>b"],
    )
    well = walked(ada, document)
    assert ways(well)[1:] == [("h", "passed", "success", "webhook_succeeded"), ("a", "completed", "", "")]
    assert "A test does not call" in well.steps[1].reason_words
    ill = walked(ada, document, choices={"h": "failure"})
    assert ways(ill)[1:] == [("h", "passed", "failure", "chosen"), ("b", "completed", "", "")]


def test_a_variant_can_be_chosen_also_of_whom_the_test_holds_out(workspace: Workspace, ada: Contact) -> None:
    variants = [{"port": "A", "name": "", "weight": 50}, {"port": "B", "name": "", "weight": 50}]
    document = flow(
        ("t", "trigger_api", {}),
        ("x", "ab_test", {"variants": variants, "holdout": 90}),
        ("a", "end", {}),
        ("b", "end", {}),
        edges=["t>x", "x.A>a", "x.B>b"],
    )
    campaign = make_campaign(workspace, document)
    people = [ada, *(make_contact(workspace) for _ in range(9))]
    reasons = {walked(each, None, campaign=campaign).steps[1].reason for each in people}
    assert "holdout" in reasons
    for each in people:
        forced = walked(each, None, campaign=campaign, choices={"x": "B"})
        assert forced.steps[1].port == "B"
        assert forced.steps[2].node == "b"


def test_a_throttle_lets_through_at_once(workspace: Workspace, ada: Contact) -> None:
    told = walked(ada, chain(("q", "throttle", {"count": 1, "per": "day"})))
    assert ways(told)[1] == ("q", "passed", "next", "had_turn")
    assert told.steps[1].waited_until is None


def test_a_loop_ends_with_words(workspace: Workspace, ada: Contact) -> None:
    document = flow(
        ("t", "trigger_api", {}),
        ("w", "wait", DAY),
        ("c", "condition", {"rule": VIP}),
        ("e", "end", {}),
        edges=["t>w", "w>c", "c.yes>w", "c.no>e"],
    )
    told = walked(ada, document)
    assert (told.state, told.reason) == ("stopped", "test_steps")
    assert told.words == (
        "The test stops at “Wait”. The test was ended here: the flow leads round and round, and has been gone through "
        "often enough."
    )
    assert len(told.steps) < 300


def test_a_way_of_many_years_ends_with_words(workspace: Workspace, ada: Contact) -> None:
    years = {"duration": {"value": 60, "unit": "months"}}
    told = walked(ada, chain(*((f"w{number}", "wait", years) for number in range(4))))
    assert (told.state, told.reason, told.steps[-1].node) == ("stopped", "test_years", "w2")


def test_an_exit_rule_and_a_goal_end_the_way(workspace: Workspace, ada: Contact) -> None:
    document = chain(("g", "tag", {"action": "add", "tag": "out"}), ("w", "wait", DAY))
    out = {"condition": "AND", "rules": [{"type": "tag", "operator": "has", "value": "out"}]}
    campaign = make_campaign(workspace, document, settings={"exit_rules": [out]})
    told = walked(ada, None, campaign=campaign)
    assert ways(told)[1:] == [("g", "passed", "next", ""), ("w", "completed", "", "exit_rule")]
    assert [seen.condition for seen in told.steps[2].values] == ["tagged “out”"]
    told = walked(ada, None, campaign=make_campaign(workspace, document, settings={"goal": {"rule": out}}))
    assert (told.state, told.reason) == ("completed", "goal_reached")


def test_an_unfinished_flow_is_refused_with_its_errors(workspace: Workspace, ada: Contact) -> None:
    document = flow(("t", "trigger_manual", {}), ("w", "wait", {}))
    with pytest.raises(InvalidInput) as refused:
        walked(ada, document)
    assert {(each.field, each.code) for each in refused.value.details} >= {
        ("workflow.nodes[1].config", "config_missing"),
    }


def test_the_given_document_is_tested_and_not_the_draft(workspace: Workspace, ada: Contact) -> None:
    campaign = make_campaign(workspace, chain(("w", "wait", DAY)))
    before = campaign.versions.values().get()
    told = simulate(campaign=campaign, contact=ada, document=chain(), now=NOW)
    assert [step.node for step in told.steps] == ["t", "e"]
    assert campaign.versions.values().get() == before


def test_wrong_choices_are_refused(workspace: Workspace, ada: Contact) -> None:
    with pytest.raises(InvalidInput) as refused:
        walked(ada, chain(("c", "wait", DAY)), choices={"c": "yes", "z": "next"})
    assert [(each.field, each.code) for each in refused.value.details] == [
        ("choices.c", "unknown_port"),
        ("choices.z", "unknown_node"),
    ]


def test_a_contact_of_another_workspace_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        simulate(campaign=make_campaign(workspace, chain()), contact=make_contact(make_workspace()), now=NOW)


def test_who_may_not_enter_is_told_why_and_may_be_let_in(workspace: Workspace, ada: Contact) -> None:
    gold = {
        "condition": "AND",
        "rules": [{"type": "attribute", "field": "plan", "operator": "equals", "value": "gold"}],
    }
    define_attributes(workspace, {"plan": "text"})
    campaign = make_campaign(workspace, chain(), settings={"entry_rule": gold})
    told = walked(ada, None, campaign=campaign)
    assert (told.entered, told.state, told.reason) == (False, "not_entered", "entry_rule")
    assert told.words == "The contact would not come in. The campaign's entry rule says no."
    assert ways(told) == [("t", "refused", "", "entry_rule")]
    assert [seen.words for seen in told.steps[0].values] == ["plan is “gold” – found nothing"]
    assert walked(ada, None, campaign=campaign, choices={"t": "next"}).entered


def test_who_has_been_in_does_not_come_in_again(workspace: Workspace, ada: Contact) -> None:
    campaign = launch(workspace, chain(("w", "wait", DAY)))
    told = walked(ada, None, campaign=campaign)
    assert (told.entered, told.reason) == (False, "reentry")


def test_who_is_not_in_the_audience_does_not_come_in(workspace: Workspace, ada: Contact) -> None:
    campaign = make_campaign(workspace, chain(), audience=make_segment(workspace))
    told = walked(ada, None, campaign=campaign)
    assert (told.entered, told.reason) == (False, "not_in_audience")


def test_an_events_properties_are_those_of_the_latest_one(workspace: Workspace, ada: Contact) -> None:
    total = {"condition": "AND", "rules": [{"type": "trigger", "field": "total", "operator": ">", "value": 50}]}
    document = flow(("t", "trigger_event", {"event": "ordered", "filter": total}), ("e", "end", {}))
    refused = walked(ada, document)
    assert (refused.entered, refused.reason) == (False, "filter")
    assert [seen.words for seen in refused.steps[0].values] == ["trigger’s total is above 50 – found nothing"]
    events_record(workspace_id=workspace.pk, events=[EventIn(ada.pk, "ordered", {"total": 70})])
    assert walked(ada, document).entered


def test_the_first_trigger_that_lets_in_is_taken(workspace: Workspace, ada: Contact) -> None:
    document = flow(("m", "trigger_manual", {}), ("p", "trigger_api", {}), ("e", "end", {}), edges=["m>e", "p>e"])
    campaign = make_campaign(workspace, document, audience=make_segment(workspace))
    assert walked(ada, None, campaign=campaign).steps[0].node == "p"


def test_a_live_campaign_is_tested_as_it_is(workspace: Workspace, ada: Contact) -> None:
    campaign = launch(workspace, chain(("w", "wait", DAY)), settings={"reentry": "always"})
    told = walked(ada, None, campaign=Campaign.objects.in_workspace(workspace).get(pk=campaign.pk))
    assert (told.entered, told.state) == (True, "completed")


def test_messages_of_other_channels_are_shown_as_people_read_them(workspace: Workspace, ada: Contact) -> None:
    bot = make_sender(
        workspace,
        channel="telegram",
        provider="telegram_bot",
        from_address="@example_bot",
        config={},
        credentials={"token": "0123456789"},
    )
    point_add(contact=ada, sender=bot, address="4711")
    chat, _ = make_published(
        workspace, channel="telegram", message_type="transactional", content={"text": "Hi **{{firstName}}**"}
    )
    told = walked(ada, chain(("c", "send", send_config(chat, channel="telegram", sender=bot.public_id))))
    [message] = [step.message for step in told.steps if step.message is not None]
    assert (message.channel, message.text, message.address, message.skip_reason) == ("telegram", "Hi Ada", "4711", "")
