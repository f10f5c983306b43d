from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from workspaces.clock import DatabaseClock, VirtualClock, database_now


def test_a_virtual_clock_moves_only_when_told():
    clock = VirtualClock(datetime(2028, 2, 29, 12, tzinfo=UTC))
    assert clock.now() == clock.now()
    assert clock.advance(timedelta(days=1)) == datetime(2028, 3, 1, 12, tzinfo=UTC) == clock.now()


@pytest.mark.django_db
def test_the_database_clock_moves_inside_a_transaction():
    with transaction.atomic():
        first = DatabaseClock().now()
        assert first.utcoffset() == timedelta(0)
        assert first < database_now()
