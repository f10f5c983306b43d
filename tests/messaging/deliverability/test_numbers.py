"""Counters of mails by sender, receiving domain and day: written with whatever changes a message, and kept small."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from messaging.deliverability import numbers
from messaging.deliverability.numbers import Outcome, Outcomes, compact, outcomes_by_receiver, outcomes_by_sender
from messaging.models import DomainCounter, Message, Sender
from tests.factories.contacts import make_contact
from tests.factories.messaging import make_messages, make_sender, make_stream
from tests.factories.templates_app import make_published
from tests.factories.workspaces import make_workspace
from tests.plans import plan_of
from workspaces.clock import database_now
from workspaces.models import Workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return make_workspace("acme")


@pytest.fixture
def sender(workspace: Workspace) -> Sender:
    return make_sender(workspace, from_address="news@example.com")


def mails(workspace: Workspace, sender: Sender, *addresses: str, **fields: Any) -> Any:
    """Messages to these addresses; the rows to change."""
    _, version = make_published(workspace)
    contacts = [make_contact(workspace) for _ in addresses]
    made = make_messages(make_stream(workspace), contacts, version, sender, **fields)
    for message, address in zip(made, addresses, strict=True):
        Message.objects.in_workspace(workspace).filter(pk=message.pk).update(address=address)
    return Message.objects.in_workspace(workspace).filter(pk__in=[message.pk for message in made])


def accept(rows: Any, **fields: Any) -> None:
    rows.update(state="accepted", settled_at=fields.pop("settled_at", None) or database_now(), **fields)


def told(workspace: Workspace) -> dict[str, Outcome]:
    found = outcomes_by_receiver(workspace_id=workspace.pk, now=database_now())
    return {domain: each.long for rows in found.values() for domain, each in rows}


def test_each_change_of_a_message_counts_once(workspace: Workspace, sender: Sender) -> None:
    rows = mails(workspace, sender, "a@gmail.com", "b@GMAIL.com", "c@example.org")
    assert told(workspace) == {}
    now = database_now()
    accept(rows)
    assert told(workspace) == {"gmail.com": Outcome(accepted=2), "example.org": Outcome(accepted=1)}
    rows.update(released_at=now)
    rows.filter(address="a@gmail.com").update(delivered_at=now)
    rows.filter(address="a@gmail.com").update(complained_at=now, opened_at=now)
    rows.filter(address="c@example.org").update(bounced_at=now)
    expected = {
        "gmail.com": Outcome(accepted=2, delivered=1, complained=1),
        "example.org": Outcome(accepted=1, bounced=1),
    }
    assert told(workspace) == expected
    compact(now)
    assert told(workspace) == expected
    assert DomainCounter.objects.in_workspace(workspace).count() == 2


def test_what_is_decided_or_refused_counts_too(workspace: Workspace, sender: Sender) -> None:
    rows = mails(workspace, sender, "a@gmail.com", "b@gmail.com", "c@gmail.com")
    first, second, third = (rows.filter(pk=message.pk) for message in rows.order_by("pk"))
    first.update(state="unknown", settled_at=database_now(), reason="no_answer")
    second.update(state="rejected", settled_at=database_now(), reason="smtp_refused")
    third.update(state="rejected", settled_at=database_now(), reason="render_failed")
    assert told(workspace) == {"gmail.com": Outcome(refused=1)}
    first.update(state="accepted", reason="marked_sent")
    assert told(workspace) == {"gmail.com": Outcome(accepted=1, refused=1)}
    rows.all().delete()
    assert told(workspace) == {"gmail.com": Outcome(accepted=1, refused=1)}


def test_other_channels_do_not_count(workspace: Workspace) -> None:
    sender = make_sender(
        workspace, channel="sms", provider="twilio", from_address="+15005550006",
        config={"account_sid": "AC" + "0" * 32}, credentials={"secret": "x" * 32},
    )  # fmt: skip
    accept(mails(workspace, sender, "+436641234567", channel="sms"))
    assert not DomainCounter.objects.in_workspace(workspace).exists()


def test_spans_are_days_that_end_today(workspace: Workspace, sender: Sender) -> None:
    now = database_now()
    for days in (0, 6, 7, 29, 30):
        accept(mails(workspace, sender, f"a{days}@gmail.com"), settled_at=now - timedelta(days=days))
    expected = Outcomes(Outcome(accepted=2), Outcome(accepted=4))
    assert outcomes_by_sender(workspace_id=workspace.pk, now=now) == {sender.pk: expected}
    assert outcomes_by_receiver(workspace_id=workspace.pk, now=now) == {"example.com": [("gmail.com", expected)]}
    assert outcomes_by_sender(workspace_id=make_workspace("other").pk, now=now) == {}


def test_small_domains_of_days_that_are_over_are_put_together(
    workspace: Workspace, sender: Sender, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "DOMAINS_KEPT", 1)
    now = database_now()
    yesterday = now - timedelta(days=1)
    for at in (yesterday, now):
        accept(mails(workspace, sender, "a@gmail.com", "b@gmail.com", "c@x.example", "d@y.example"), settled_at=at)
    compact(now)
    compact(now)
    rows = DomainCounter.objects.in_workspace(workspace).values_list("day", "domain", "accepted")
    assert sorted(rows) == [
        (yesterday.date(), "", 2),
        (yesterday.date(), "gmail.com", 2),
        (now.date(), "gmail.com", 2),
        (now.date(), "x.example", 1),
        (now.date(), "y.example", 1),
    ]
    compact(now + timedelta(days=200))
    assert not DomainCounter.objects.in_workspace(workspace).exists()


@pytest.mark.usefixtures("fresh_tables")
@pytest.mark.parametrize("statement", ["by_sender", "by_receiver"])
def test_reads_use_the_index_of_days(workspace: Workspace, sender: Sender, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO messaging_domaincounter (workspace_id, sender_id, domain, day, accepted, folded)
            SELECT gen_random_uuid(), gen_random_uuid(), 'd' || n, '2020-01-01'::date + n % 300, n, true
            FROM generate_series(1, 20000) AS n"""
        )
        cursor.execute("ANALYZE messaging_domaincounter")
    today = database_now().date()
    params = {"workspace": workspace.pk, "since": today, "lately": today, "most": 10}
    assert "domain_counter_by_day" in plan_of(numbers.load("messaging.deliverability", statement), params)


def test_rates_are_shares_of_what_they_are_about() -> None:
    outcome = Outcome(accepted=900, refused=100, delivered=450, bounced=50, complained=9)
    assert (outcome.delivered_rate, outcome.bounce_rate, outcome.complaint_rate) == (0.5, 0.15, 0.01)
    assert (Outcome().delivered_rate, Outcome().bounce_rate, Outcome().complaint_rate) == (None, None, None)
