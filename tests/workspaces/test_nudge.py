"""Nudges: sent on commit, once per transaction, and never a reason for their caller to fail."""

from typing import Any

import pytest
from celery import current_app
from django.db import transaction

from workspaces import nudge as module
from workspaces.nudge import nudge


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """What was sent, as (task, arguments)."""
    calls: list[tuple[str, tuple[Any, ...]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, args=(), **options: calls.append((name, args)))
    monkeypatch.setattr(module._breaker, "quiet_until", 0.0)
    return calls


@pytest.mark.django_db(transaction=True)
def test_is_sent_when_the_transaction_commits(sent: list[Any]) -> None:
    with transaction.atomic():
        nudge("messaging.tasks.run_delivery")
        assert sent == []
    assert sent == [("messaging.tasks.run_delivery", ())]


@pytest.mark.django_db(transaction=True)
def test_equal_nudges_of_a_transaction_are_sent_once(sent: list[Any]) -> None:
    with transaction.atomic():
        nudge("campaigns.tasks.run_engine")
        with transaction.atomic():
            nudge("campaigns.tasks.run_engine")
        nudge("contacts.tasks.run_import", 1)
        nudge("contacts.tasks.run_import", 2)
    assert sent == [
        ("campaigns.tasks.run_engine", ()),
        ("contacts.tasks.run_import", (1,)),
        ("contacts.tasks.run_import", (2,)),
    ]


@pytest.mark.django_db(transaction=True)
def test_a_rollback_sends_nothing(sent: list[Any]) -> None:
    with transaction.atomic():
        nudge("campaigns.tasks.run_engine")
        transaction.set_rollback(True)
    assert sent == []


@pytest.mark.django_db(transaction=True)
def test_a_nudge_of_a_rolled_back_savepoint_can_be_wished_again(sent: list[Any]) -> None:
    with transaction.atomic():
        with transaction.atomic():
            nudge("campaigns.tasks.run_engine")
            transaction.set_rollback(True)
        nudge("campaigns.tasks.run_engine")
    assert sent == [("campaigns.tasks.run_engine", ())]


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_costs_one_try_and_fails_nobody(sent: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[str] = []

    def refuse(name: str, **options: Any) -> None:
        tries.append(name)
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "send_task", refuse)
    for _ in range(3):
        with transaction.atomic():
            nudge("campaigns.tasks.run_engine")
    assert tries == ["campaigns.tasks.run_engine"]
