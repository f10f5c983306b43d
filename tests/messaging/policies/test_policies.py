"""Each policy: whom it lets pass, whom it holds or skips, with which reason, and how many queries that takes."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.models import Consent, Contact
from contacts.services import ConsentChange, consent_set_many
from messaging.delivery import stage
from messaging.delivery.batch import Batch, Candidate
from messaging.delivery.loading import load_batch
from messaging.models import ErasedAddress, Message, Sender
from messaging.policies.base import Decision, HoldUntil, Policy, Skip
from messaging.policies.evaluate import evaluate
from messaging.policies.registry import POLICIES
from messaging.privacy.digests import address_digest
from messaging.reasons import WORDS
from messaging.services import sender_update, stream_set, suppression_add_many
from templates_app.services import template_archive, template_publish, template_reject, template_return_to_draft
from tests.factories.contacts import make_contact, make_topic
from tests.factories.messaging import grant_consent, make_messages, make_stream, messages_of, states_of
from tests.messaging.smtp_server import Server
from tests.messaging.world import World, make_world
from workspaces.clock import database_now
from workspaces.services import Actor

pytestmark = pytest.mark.django_db(transaction=True)
BY_KEY = {policy.key: policy for policy in POLICIES}


def candidates(messages: list[Message]) -> list[Candidate]:
    return [
        Candidate(
            message.pk,
            message.workspace_id,
            message.stream_id,
            message.contact_id,
            message.channel,
            message.message_type,
            message.template_version_id,
            message.sender_id,
            message.context,
            message.attempt,
            message.tries,
            message.created_at,
        )
        for message in messages
    ]


def decide(messages: list[Message], now: datetime | None = None) -> list[Decision | None]:
    """What all policies together say of each message; None means that it may be sent."""
    rows = candidates(messages)
    decided = evaluate(load_batch(rows, now or database_now()))
    return [decided.get(row.id) for row in rows]


def test_the_order_is_the_designs() -> None:
    assert [policy.key for policy in POLICIES] == [
        "campaign_state",
        "template_state",
        "address",
        "suppression",
        "consent",
        "verification",
        "sender",
        "provider_template",
        "contact_cooldown",
        "contact_daily_cap",
        "frequency_cap",
        "quiet_hours",
        "send_window",
        "iterations",
        "daily_limit",
        "sender_limits",
        "balance",
    ]


def test_who_may_be_sent_to_is_let_pass(world: World) -> None:
    assert decide(world.queue(3)) == [None, None, None]


def test_campaign_state(world: World) -> None:
    messages = world.queue(1)
    stopped = make_stream(world.workspace, claimable=False)
    type(stopped).objects.in_workspace(world.workspace).filter(pk=stopped.pk).update(stopped_reason="cancelled")
    messages += make_messages(stopped, world.contacts(1), world.version, world.sender)
    assert decide(messages) == [None, Skip("campaign_stopped", "cancelled")]


def test_template_state(world: World) -> None:
    queued = world.queue(2)
    template_reject(template=world.template, reason="spelling", actor=Actor.system())
    later = world.queue(2)
    assert decide([*queued, *later]) == [None, None, *[Skip("template_rejected", "spelling")] * 2]
    world.template.refresh_from_db()
    template_return_to_draft(template=world.template, actor=Actor.system())
    assert decide([*queued, *later]) == [None, None, *[Skip("template_withdrawn")] * 2]
    template_publish(template=world.template, actor=Actor.system())
    world.template.refresh_from_db()
    assert (decide([*queued, *later]), world.template.rejected_at) == ([None] * 4, None)


def test_a_template_that_was_put_away_and_taken_out_again_sends_nothing(world: World) -> None:
    messages = world.queue(1)
    template_archive(template=world.template, actor=Actor.system())
    assert decide(messages) == [None]
    template_return_to_draft(template=world.template, actor=Actor.system())
    assert decide(messages) == [Skip("template_withdrawn")]


@pytest.mark.parametrize(
    ("email", "decision"),
    [
        (None, Skip("address_missing")),
        ("", Skip("address_missing")),
        ("no at sign", Skip("address_invalid", "is not a valid e-mail address")),
        ("a@b.example\r\nBcc: c@d.example", Skip("address_invalid", "is not a valid e-mail address")),
        ("a>@b.example", Skip("address_invalid", "is not a valid e-mail address")),
        (f"{'x' * 65}@b.example", Skip("address_invalid", "is not a valid e-mail address")),
        ("Zoe+news@B.example", None),
        ("zoe@bücher.example", None),
    ],
)
def test_address(world: World, email: str | None, decision: Decision | None) -> None:
    contact = make_contact(world.workspace, email=email)
    grant_consent([contact])
    assert decide(world.queue_for([contact])) == [decision]


def test_an_international_domain_is_sent_in_its_ascii_form(world: World, server: Server) -> None:
    contact = make_contact(world.workspace, email="zoe@bücher.example")
    [message] = world.queue_for([contact], message_type="transactional")
    stage.run()
    message.refresh_from_db()
    assert (message.state, message.address) == ("accepted", "zoe@xn--bcher-kva.example")
    assert [mail.recipient for mail in server.mails] == ["zoe@xn--bcher-kva.example"]


def test_a_contact_that_is_gone_and_a_channel_that_is_none(world: World) -> None:
    messages = world.queue(1)
    Contact.objects.in_workspace(world.workspace).filter(pk=messages[0].contact_id).delete()
    other = world.queue(1, channel="fax")
    rows = [*candidates(messages), *candidates(other)]
    decided = evaluate(load_batch(rows, database_now()))
    assert list(decided.values()) == [Skip("contact_gone"), Skip("channel_unsupported", "fax")]


def test_suppression_does_not_care_for_case_and_keeps_to_its_workspace(world: World) -> None:
    loud = make_contact(world.workspace, email="LOUD@Example.com")
    grant_consent([loud])
    messages = [*world.queue_for([loud]), *world.queue(1)]
    suppression_add_many(
        workspace=world.workspace,
        channel="email",
        addresses=["loud@example.com"],
        reason="hard_bounce",
        actor=Actor.system(),
    )
    assert decide(messages) == [Skip("suppressed", "hard_bounce"), None]


def test_who_was_erased_gets_nothing_in_that_workspace_alone(world: World) -> None:
    """Also where other messages of the same claim are of a workspace in which nobody was erased."""
    other, address = make_world(port=1), "erased@example.com"
    messages = []
    for each in (world, other):
        back = make_contact(each.workspace, email=address)
        grant_consent([back])
        messages += [*each.queue_for([back]), *each.queue(1)]
    digest = address_digest("email", address)
    ErasedAddress.unscoped_objects.create(workspace=world.workspace, channel="email", digest=digest)
    assert decide(messages) == [Skip("suppressed", "erased"), None, None, None]


@pytest.mark.parametrize(
    ("message_type", "state", "decision"),
    [
        ("marketing", "granted", None),
        ("marketing", None, Skip("consent_missing", "marketing")),
        ("marketing", "denied", Skip("consent_denied", "marketing")),
        ("transactional", None, None),
        ("transactional", "granted", None),
        ("transactional", "denied", Skip("consent_denied", "transactional")),
    ],
)
def test_consent(world: World, message_type: str, state: str | None, decision: Decision | None) -> None:
    [contact] = world.contacts(1)
    if state:
        grant_consent([contact], message_type)
        Consent.objects.in_workspace(world.workspace).filter(contact=contact).update(state=state)
    assert decide(world.queue_for([contact], message_type=message_type)) == [decision]


_NO, _NOT_THAT, _NEVER = (Skip(code, "marketing") for code in ("consent_denied", "topic_denied", "consent_missing"))


@pytest.mark.parametrize(
    ("general", "on_topic", "with_topic", "without"),
    [
        (None, None, _NEVER, _NEVER),
        ("granted", None, None, None),
        ("granted", "granted", None, None),
        ("granted", "denied", _NOT_THAT, None),
        ("granted", "pending", None, None),
        (None, "granted", None, _NEVER),
        (None, "denied", _NOT_THAT, _NEVER),
        (None, "pending", _NEVER, _NEVER),
        ("pending", None, _NEVER, _NEVER),
        ("pending", "granted", None, _NEVER),
        ("denied", "granted", _NO, _NO),
        ("denied", "denied", _NO, _NO),
    ],
)
def test_consent_by_topic(
    world: World, general: str | None, on_topic: str | None, with_topic: Skip | None, without: Skip | None
) -> None:
    """Every pair of answers, for a campaign about the topic and one about none; another topic's answers don't count."""
    [contact], topic, other = world.contacts(1), make_topic(world.workspace), make_topic(world.workspace)
    said = [(general, None), (on_topic, topic.pk), ("denied", other.pk)]
    consent_set_many(
        workspace_id=world.workspace.pk,
        changes=[ConsentChange(contact.pk, "email", "marketing", state, about) for state, about in said if state],
        source="test",
        now=database_now(),
    )
    about_it = make_stream(world.workspace, topic_id=topic.pk)
    messages = [*make_messages(about_it, [contact], world.version, world.sender), *world.queue_for([contact])]
    assert decide(messages) == [with_topic, without]


def test_a_refused_topic_silences_transactional_mail_about_it_only_where_that_was_refused(world: World) -> None:
    [contact], topic = world.contacts(1), make_topic(world.workspace)
    about_it = make_stream(world.workspace, topic_id=topic.pk)
    [message] = make_messages(about_it, [contact], world.version, world.sender, message_type="transactional")
    for message_type, decision in (("marketing", None), ("transactional", Skip("topic_denied", "transactional"))):
        change = ConsentChange(contact.pk, "email", message_type, "denied", topic.pk)
        consent_set_many(workspace_id=world.workspace.pk, changes=[change], source="test", now=database_now())
        assert decide([message]) == [decision]


def test_a_refusal_of_one_type_is_none_of_the_other(world: World) -> None:
    [contact] = world.contacts(1)
    grant_consent([contact], "transactional")
    Consent.objects.in_workspace(world.workspace).update(state="denied")
    grant_consent([contact], "marketing")
    assert decide(world.queue_for([contact])) == [None]


def test_sender(world: World) -> None:
    now = database_now()
    messages = world.queue(1)
    nobody = make_messages(world.stream, world.contacts(1), world.version, None, message_type="transactional")
    assert decide([*messages, *nobody], now) == [None, Skip("sender_missing")]
    later = now + timedelta(minutes=3)
    Sender.objects.in_workspace(world.workspace).update(unavailable_until=later)
    assert decide(messages, now) == [HoldUntil(later, "provider_unavailable")]
    assert decide(messages, later) == [None]
    sender_update(sender=world.sender, changes={"state": "disabled"}, actor=Actor.system())
    assert decide(messages, now) == [HoldUntil(now + timedelta(minutes=5), "sender_disabled")]


def cap(world: World, **values: int) -> None:
    stream_set(
        stream_id=world.stream.pk,
        workspace=world.workspace,
        name="Welcome",
        claimable=True,
        frequency_cap={"count": 1, "days": 1, **values},
    )


def settle(messages: list[Message], at: datetime, state: str = "accepted") -> None:
    found = Message.objects.in_workspace(messages[0].workspace_id).filter(pk__in=[message.pk for message in messages])
    found.update(state=state, settled_at=at, created_at=at)


def test_a_cap_holds_until_the_window_frees(world: World) -> None:
    cap(world)
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    [contact] = world.contacts(1)
    grant_consent([contact])
    settle(world.queue_for([contact]), now - timedelta(hours=11))
    [message] = world.queue_for([contact], created_at=now)
    held = HoldUntil(datetime(2026, 7, 2, tzinfo=UTC), "frequency_cap", "1 in 1 days")
    assert decide([message], now) == [held]
    assert decide([message], held.at) == [None]


@pytest.mark.parametrize(
    ("state", "counts"), [("accepted", True), ("unknown", True), ("rejected", False), ("skipped", False)]
)
def test_a_cap_counts_what_arrived_or_may_have(world: World, state: str, counts: bool) -> None:
    cap(world)
    [contact] = world.contacts(1)
    grant_consent([contact])
    settle(world.queue_for([contact]), database_now(), state)
    [decision] = decide(world.queue_for([contact]))
    assert (decision is not None) == counts


def test_two_messages_to_one_contact_in_one_batch_do_not_both_pass(world: World) -> None:
    cap(world, count=2)
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    [contact] = world.contacts(1)
    grant_consent([contact])
    messages = [message for _ in range(3) for message in world.queue_for([contact])]
    in_flight = HoldUntil(now + timedelta(minutes=5), "frequency_cap", "2 in 1 days")
    assert decide(messages, now) == [None, None, in_flight]


def test_what_another_worker_is_sending_counts(world: World) -> None:
    cap(world)
    now = datetime(2026, 7, 1, 12, tzinfo=UTC)
    [contact] = world.contacts(1)
    grant_consent([contact])
    [sending] = world.queue_for([contact])
    Message.objects.in_workspace(world.workspace).filter(pk=sending.pk).update(state="sending", lease_expires_at=now)
    [decision] = decide(world.queue_for([contact]), now)
    assert decision == HoldUntil(now + timedelta(minutes=5), "frequency_cap", "1 in 1 days")


def test_after_a_whole_window_without_room_a_message_is_skipped(world: World) -> None:
    cap(world)
    now = database_now()
    [contact] = world.contacts(1)
    grant_consent([contact])
    [waiting] = world.queue_for([contact])
    settle(world.queue_for([contact]), now)
    Message.objects.in_workspace(world.workspace).filter(pk=waiting.pk).update(created_at=now - timedelta(days=1))
    waiting.refresh_from_db()
    assert decide([waiting], now) == [Skip("frequency_cap", "1 in 1 days")]


def test_transactional_messages_neither_wait_nor_count(world: World) -> None:
    cap(world)
    [contact] = world.contacts(1)
    grant_consent([contact])
    settle(world.queue_for([contact], message_type="transactional"), database_now())
    assert decide(world.queue_for([contact])) == [None]
    settle(world.queue_for([contact]), database_now())
    assert decide(world.queue_for([contact], message_type="transactional")) == [None]


def test_the_workspaces_cap_holds_where_the_stream_has_none(world: World) -> None:
    world.workspace.settings = {"frequency_cap": {"count": 1, "days": 7}}
    world.workspace.save()
    [contact] = world.contacts(1)
    grant_consent([contact])
    settle(world.queue_for([contact]), database_now())
    [decision] = decide(world.queue_for([contact]))
    assert isinstance(decision, HoldUntil)


def test_a_contact_whose_row_is_locked_is_looked_at_again_soon(
    world: World, other_connection: Callable[..., Any]
) -> None:
    """Two claims decide over one contact: the second must not count before the first has committed."""
    cap(world)
    now = database_now()
    [contact] = world.contacts(1)
    grant_consent([contact])
    messages = world.queue_for([contact])
    with other_connection() as cursor:
        cursor.execute("SELECT 1 FROM contacts_contact WHERE id = %s FOR NO KEY UPDATE", [contact.pk])
        assert decide(messages, now) == [HoldUntil(now + timedelta(seconds=1), "frequency_cap")]
    assert decide(messages, now) == [None]


def test_queries_do_not_grow_with_the_batch(world: World) -> None:
    cap(world)
    counts = []
    for number in (2, 40):
        rows = candidates(world.queue(number))
        with CaptureQueriesContext(connection) as captured:
            evaluate(load_batch(rows, database_now()))
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 10


@pytest.mark.parametrize("policy", POLICIES, ids=lambda policy: policy.key)
def test_a_policy_only_decides_on_its_own_rows(world: World, policy: Policy) -> None:
    rows = candidates(world.queue(2))
    batch = load_batch(rows, database_now())
    BY_KEY["address"].evaluate(batch)
    assert set(policy.evaluate(batch.narrowed(rows[:1]))) <= {rows[0].id}


def test_every_skip_of_a_run_leaves_its_reason(world: World, server: Server) -> None:
    [contact] = world.contacts(1)
    world.queue_for([contact])
    assert stage.run() == stage.Progress(skipped=1)
    [message] = messages_of(world.stream)
    assert (message.state, message.reason, message.reason_detail) == ("skipped", "consent_missing", "marketing")
    assert message.settled_at is not None
    assert message.reason in WORDS
    assert states_of([message]) == [("skipped", "consent_missing")]
    assert server.mails == []


def test_a_batch_is_plain_data(world: World) -> None:
    batch = load_batch(candidates(world.queue(1)), database_now())
    assert isinstance(batch, Batch)
    [contact] = batch.contacts.values()
    assert contact.tags == []
    assert contact.attributes == {}
