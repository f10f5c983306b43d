"""What reports do: facts once, suppressions and consent, unknown outcomes settled, out of order and twice at once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from contacts.models import Consent, ConsentRecord
from contacts.services.erasure import contacts_erase
from messaging.counters import jobs
from messaging.hooks import stage
from messaging.hooks.applying import catch_up, reports_apply
from messaging.hooks.base import Fact, Report, Written
from messaging.hooks.kept import Kept
from messaging.hooks.receiving import report_digest, reports_keep
from messaging.models import ContactPoint, Message, MessageState, ProviderReport, ReportOutcome, Sender, Suppression
from messaging.services import message_send_again, point_add
from tests.concurrent import beside
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace
from tests.messaging.hooks.calls import delivered
from tests.messaging.hooks.conftest import listening, sent_by
from workspaces.clock import database_now
from workspaces.models import AuditEntry, Workspace
from workspaces.services import Actor
from workspaces.wall.scope import Scope, current, everywhere

pytestmark = pytest.mark.django_db(transaction=True)


def report(sender: Sender, *reports: Report) -> None:
    reports_keep(sender=sender, reports=reports, now=database_now())
    while stage.run():
        pass


def about(message: Message, fact: Fact, key: str = "", **fields: Any) -> Report:
    return Report(key or f"{fact} {message.pk}", fact, message.public_id, **fields)


def suppressed(workspace: Workspace) -> list[tuple[str, str, str]]:
    rows = Suppression.objects.in_workspace(workspace).order_by("address")
    return [(row.channel, row.address, row.reason) for row in rows]


def consents(message: Message) -> dict[str, str]:
    rows = Consent.objects.in_workspace(message.workspace_id).filter(contact_id=message.contact_id)
    return {f"{row.channel}.{row.message_type}": row.state for row in rows}


def outcomes(workspace: Workspace) -> list[str]:
    rows = ProviderReport.objects.in_workspace(workspace).order_by("pk")
    return list(rows.values_list("outcome", flat=True))


@pytest.mark.parametrize(
    ("fact", "reason", "words"),
    [(Fact.BOUNCED, "hard_bounce", "bounced_hard"), (Fact.COMPLAINED, "complaint", "complained")],
)
def test_what_harms_ones_name_is_suppressed(workspace: Workspace, fact: Fact, reason: str, words: str) -> None:
    sender = listening(workspace, "postmark")
    [message] = sent_by(sender)
    report(sender, about(message, fact, detail="550 5.1.1 no such user"))
    message.refresh_from_db()
    assert suppressed(workspace) == [("email", message.address, reason)]
    assert (message.state, message.reason, message.reason_detail) == ("accepted", words, "550 5.1.1 no such user")
    noted = message.bounced_at if fact is Fact.BOUNCED else message.complained_at
    assert noted is not None
    assert consents(message) == ({} if fact is Fact.BOUNCED else {"email.marketing": "denied"})
    jobs.compact()
    assert jobs.recount(message.stream_id) == []


def test_a_soft_bounce_is_noted_and_suppresses_nobody(workspace: Workspace) -> None:
    sender = listening(workspace, "postmark")
    [message] = sent_by(sender)
    report(sender, about(message, Fact.SOFT_BOUNCED, detail="mailbox full"))
    message.refresh_from_db()
    assert (message.bounced_at is not None, message.reason) == (True, "bounced_soft")
    assert suppressed(workspace) == []


def test_reports_out_of_order_and_again_change_nothing_more(workspace: Workspace) -> None:
    sender = listening(workspace, "sendgrid")
    [message] = sent_by(sender)
    now = database_now()
    later, earlier = now, now - timedelta(minutes=5)
    Message.objects.in_workspace(workspace).filter(pk=message.pk).update(created_at=now - timedelta(hours=1))
    message.refresh_from_db()
    report(sender, about(message, Fact.BOUNCED, at=later))
    report(sender, about(message, Fact.DELIVERED, at=earlier))
    message.refresh_from_db()
    assert (message.delivered_at, message.bounced_at) == (earlier, later)
    report(sender, about(message, Fact.BOUNCED, at=later), about(message, Fact.DELIVERED, "another", at=later))
    again = Message.objects.in_workspace(workspace).get(pk=message.pk)
    assert (again.delivered_at, again.bounced_at) == (earlier, later)
    assert outcomes(workspace) == ["applied"] * 3
    assert len(suppressed(workspace)) == 1


def test_moments_before_the_message_and_in_the_future_are_put_right(workspace: Workspace) -> None:
    sender = listening(workspace, "sendgrid")
    first, second = sent_by(sender, 2)
    now = database_now()
    report(sender, about(first, Fact.DELIVERED, at=first.created_at - timedelta(days=1)))
    report(sender, about(second, Fact.DELIVERED, at=now + timedelta(days=3)))
    for message in (first, second):
        message.refresh_from_db()
    assert first.delivered_at == first.created_at
    assert second.delivered_at is not None
    assert second.delivered_at < now + timedelta(minutes=1)


def test_who_reports_on_a_message_of_unknown_outcome_has_it(workspace: Workspace) -> None:
    sender = listening(workspace, "mailgun")
    first, second = sent_by(sender, 2, state=MessageState.UNKNOWN, reason="no_answer")
    report(sender, about(first, Fact.DELIVERED), about(second, Fact.BOUNCED))
    first.refresh_from_db()
    second.refresh_from_db()
    assert [(each.state, each.reason) for each in (first, second)] == [("accepted", "reported")] * 2
    assert second.bounced_at is not None
    jobs.compact()
    assert jobs.recount(first.stream_id) == []


@pytest.mark.parametrize(
    ("fact", "outcome"),
    [
        (Fact.DELIVERED, ("accepted", "reported")),
        (Fact.BOUNCED, ("accepted", "reported")),
        (Fact.SOFT_BOUNCED, ("queued", "sent_again")),
    ],
)
def test_who_reports_on_a_message_that_is_queued_again_has_it(
    workspace: Workspace, fact: Fact, outcome: tuple[str, str]
) -> None:
    sender = listening(workspace, "mailgun")
    [message] = sent_by(sender, state=MessageState.UNKNOWN, reason="no_answer", attempt=1)
    message_send_again(message=message, actor=Actor.system())
    report(sender, about(message, fact))
    message.refresh_from_db()
    assert (message.state, message.reason) == outcome
    if outcome[0] == "accepted":
        assert message.settled_at is not None
        assert message.reason_detail == "It waited to be sent once more, and is not."
        line = AuditEntry.objects.in_workspace(workspace).get(action="messages.reported")
        assert line.data == {"messages": 1, "copies_withdrawn": 1}
    jobs.compact()
    assert jobs.recount(message.stream_id) == []


def test_a_report_on_a_message_on_its_way_counts_when_its_worker_dies(workspace: Workspace) -> None:
    sender = listening(workspace, "mailgun")
    later = database_now() + timedelta(minutes=5)
    told, silent = sent_by(sender, 2, state=MessageState.SENDING, settled_at=None, lease_expires_at=later, attempt=1)
    report(sender, about(told, Fact.DELIVERED))
    assert catch_up() == 0
    Message.objects.in_workspace(workspace).update(
        state=MessageState.UNKNOWN, reason="lease_expired", lease_expires_at=None, settled_at=database_now()
    )
    assert catch_up() == 1
    for message, state in ((told, ("accepted", "reported")), (silent, ("unknown", "lease_expired"))):
        message.refresh_from_db()
        assert (message.state, message.reason) == state
    jobs.compact()
    assert jobs.recount(told.stream_id) == []


@pytest.mark.parametrize("state", ["queued", "rejected", "skipped"])
def test_a_report_moves_no_other_state(workspace: Workspace, state: str) -> None:
    sender = listening(workspace, "mailgun")
    [message] = sent_by(sender, state=state, settled_at=None if state == "queued" else database_now(), reason="x")
    report(sender, about(message, Fact.DELIVERED))
    message.refresh_from_db()
    assert (message.state, message.reason) == (state, "x")


def test_carriers_and_people_who_want_nothing_get_nothing(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    report(sender, about(message, Fact.OPTED_OUT))
    assert consents(message) == {"sms.marketing": "denied", "sms.transactional": "denied"}
    assert suppressed(workspace) == [("sms", message.address, "unsubscribe")]
    report(sender, Report("again", Fact.OPTED_IN, address=message.address))
    assert consents(message) == {"sms.marketing": "granted", "sms.transactional": "granted"}
    assert suppressed(workspace) == []
    [*_, line] = ConsentRecord.objects.in_workspace(workspace).order_by("pk")
    assert line.source == f"provider:{sender.public_id}"


def test_messages_again_take_no_bounce_back(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    report(sender, about(message, Fact.BOUNCED))
    report(sender, Report("again", Fact.OPTED_IN, address=message.address))
    assert suppressed(workspace) == [("sms", message.address, "hard_bounce")]


def test_of_one_set_the_last_word_counts(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    [message] = sent_by(sender)
    words = [Fact.OPTED_OUT, Fact.OPTED_IN, Fact.OPTED_OUT]
    report(sender, *(Report(str(place), fact, address=message.address) for place, fact in enumerate(words)))
    assert consents(message) == {"sms.marketing": "denied", "sms.transactional": "denied"}
    assert suppressed(workspace) == [("sms", message.address, "unsubscribe")]


def test_whatsapp_people_refuse_marketing_alone(workspace: Workspace) -> None:
    sender = listening(workspace, "whatsapp_cloud")
    [message] = sent_by(sender)
    report(sender, about(message, Fact.UNSUBSCRIBED))
    assert consents(message) == {"whatsapp.marketing": "denied"}
    assert suppressed(workspace) == []


def test_an_address_that_nobody_has_is_suppressed_all_the_same(workspace: Workspace) -> None:
    sender = listening(workspace, "sendgrid")
    report(
        sender, Report("1", Fact.BOUNCED, address="Nobody@B.example"), Report("2", Fact.BOUNCED, address="no address")
    )
    assert suppressed(workspace) == [("email", "nobody@b.example", "hard_bounce")]
    report(sender, Report("3", Fact.DELIVERED, "msg_nonsense", "nobody@b.example"))
    assert outcomes(workspace) == ["applied", "applied", "unmatched"]


def test_a_chat_that_was_left_is_ended(workspace: Workspace) -> None:
    sender = listening(workspace, "telegram_bot")
    [contact] = make_contacts(workspace, 1)
    point_add(contact=contact, sender=sender, address="123")
    report(sender, Report("1", Fact.LEFT, address="123"))
    [point] = ContactPoint.objects.in_workspace(workspace)
    assert point.ended_at is not None
    assert outcomes(workspace) == ["applied"]


def test_one_report_that_can_not_be_applied_stops_no_other(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = listening(workspace, "sendgrid")
    messages = sent_by(sender, 3)

    def broken(rows: Any, now: Any) -> Any:
        if any(row.message_id == messages[1].pk for row in rows):
            raise ValueError("no")
        return real(rows, now)

    real = stage.reports_apply
    monkeypatch.setattr(stage, "reports_apply", broken)
    report(sender, *(about(message, Fact.DELIVERED) for message in messages))
    for message in messages:
        message.refresh_from_db()
    assert [message.delivered_at is not None for message in messages] == [True, False, True]
    assert outcomes(workspace) == ["applied", "failed", "applied"]


def test_the_same_call_twice_at_once_counts_once(workspace: Workspace) -> None:
    sender = listening(workspace, "resend")
    [message] = sent_by(sender)
    call = delivered("resend", message.public_id, sender)
    with beside(lambda: call.post(sender).status_code) as other:
        assert call.post(sender).status_code == 200
        assert other.result() == 200
    assert outcomes(workspace) == ["waiting"]


def test_old_reports_go_and_new_ones_stay(workspace: Workspace) -> None:
    sender = listening(workspace, "resend")
    [message] = sent_by(sender)
    report(sender, about(message, Fact.DELIVERED), about(message, Fact.READ))
    rows = ProviderReport.objects.in_workspace(workspace)
    old = database_now() - timedelta(days=8)
    rows.filter(digest=report_digest(f"{Fact.DELIVERED} {message.pk}")).update(applied_at=old)
    assert (stage.forget(), stage.forget()) == (1, 0)
    assert [row.outcome for row in rows.all()] == [ReportOutcome.APPLIED]


def test_statements_do_not_grow_with_the_set(workspace: Workspace, django_assert_max_num_queries: Any) -> None:
    sender = listening(workspace, "sendgrid")
    messages = sent_by(sender, 40)
    reports = [about(message, fact) for message in messages for fact in (Fact.DELIVERED, Fact.COMPLAINED)]
    reports_keep(sender=sender, reports=reports, now=database_now())
    with django_assert_max_num_queries(25):
        stage.run()
    assert connection.in_atomic_block is False
    assert len(suppressed(workspace)) == 40


def test_what_is_not_yet_applied_goes_with_the_contact(workspace: Workspace) -> None:
    sender = listening(workspace, "twilio")
    first, second = sent_by(sender, 2)
    reports = [
        Report(str(row.pk), Fact.RECEIVED, address=row.address, written=Written("Hi")) for row in (first, second)
    ]
    reports_keep(sender=sender, reports=reports, now=database_now())
    contacts_erase(workspace=workspace, contact_ids=[first.contact_id], actor=Actor.system())
    assert [row.address for row in ProviderReport.objects.in_workspace(workspace)] == [second.address]


def test_what_providers_say_is_applied_where_no_other_workspace_is_reached(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each workspace's reports for themselves, in the order in which they came."""
    senders = [listening(workspace, "postmark"), listening(make_workspace(), "postmark")]
    messages = [sent_by(sender)[0] for sender in senders]
    for _ in range(2):
        for sender, message in zip(senders, messages, strict=True):
            reports_keep(sender=sender, reports=[about(message, Fact.BOUNCED)], now=database_now())
            reports_keep(sender=sender, reports=[about(message, Fact.COMPLAINED)], now=database_now())
    seen: list[tuple[Scope, list[Fact]]] = []

    def applied(rows: Sequence[Kept], now: datetime) -> dict[int, ReportOutcome]:
        seen.append((current(), [row.fact for row in rows]))
        return reports_apply(rows, now)

    monkeypatch.setattr(stage, "reports_apply", applied)
    with everywhere():
        stage.run()
    facts = [Fact.BOUNCED, Fact.COMPLAINED]
    assert seen == [(Scope("campanile_workspace", str(sender.workspace_id)), facts) for sender in senders]
    for sender, message in zip(senders, messages, strict=True):
        assert suppressed(sender.workspace) == [("email", message.address, "complaint")]
        assert outcomes(sender.workspace) == ["applied", "applied"]
