"""The fence between claims and a pause, with a connection for each side."""

from contextlib import ExitStack

import pytest
from django.db import connection, transaction

from tests.concurrent import elsewhere, together, until_waiting
from workspaces.ids import uuid7
from workspaces.locks import exclusive_campaign_lock, share_campaign_lock

pytestmark = pytest.mark.django_db(transaction=True)


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

    with ExitStack() as resources, transaction.atomic(), connection.cursor() as cursor:
        assert share_campaign_lock(campaign_id, cursor)
        assert elsewhere(lambda: claim(campaign_id))
        pausing = resources.enter_context(together(pause))
        until_waiting(*pausing)
        order.append("claim committed")
    assert order == ["claim committed", "paused"]


def test_a_pause_keeps_claims_out_of_this_campaign_only():
    campaign_id, other = uuid7(), uuid7()
    with transaction.atomic(), connection.cursor() as cursor:
        exclusive_campaign_lock(campaign_id, cursor)
        assert elsewhere(lambda: (claim(campaign_id), claim(other))) == (False, True)
    assert claim(campaign_id)
