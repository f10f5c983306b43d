"""The fence between claims and a pause, with a connection for each side."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from workspaces.ids import uuid7
from workspaces.locks import exclusive_campaign_lock, share_campaign_lock

pytestmark = pytest.mark.django_db(transaction=True)


def elsewhere(work: Callable[[], None]) -> threading.Thread:
    """Runs `work` over a connection of its own."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def claim(campaign_id) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        return share_campaign_lock(campaign_id, cursor)


def test_claims_share_and_a_pause_waits_for_them():
    campaign_id = uuid7()
    order: list[str] = []

    def pause() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            exclusive_campaign_lock(campaign_id, cursor)
            order.append("paused")

    with transaction.atomic(), connection.cursor() as cursor:
        assert share_campaign_lock(campaign_id, cursor)
        others: list[bool] = []
        elsewhere(lambda: others.append(claim(campaign_id))).join(30)
        assert others == [True]
        pauser = elsewhere(pause)
        _wait_for_a_waiter(cursor)
        order.append("claim committed")
    pauser.join(30)
    assert order == ["claim committed", "paused"]


def test_a_pause_keeps_claims_out_of_this_campaign_only():
    campaign_id, other = uuid7(), uuid7()
    found: list[bool] = []
    with transaction.atomic(), connection.cursor() as cursor:
        exclusive_campaign_lock(campaign_id, cursor)
        elsewhere(lambda: found.extend((claim(campaign_id), claim(other)))).join(30)
    assert found == [False, True]
    assert claim(campaign_id)


def _wait_for_a_waiter(cursor) -> None:
    for _ in range(100_000):
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        if cursor.fetchone()[0]:
            return
    raise AssertionError("nobody waits for the lock")
