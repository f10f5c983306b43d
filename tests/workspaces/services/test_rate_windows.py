import pytest
from django.db import connection

from tests.concurrent import at_once
from workspaces.clock import database_now
from workspaces.models import RateWindow
from workspaces.services.rate_windows import request_count

HOUR = 3_600
CENTURY = 3_200_000_000  # a window that no test can outlive


@pytest.mark.django_db
def test_a_window_counts_down_and_then_refuses():
    states = [request_count(subject="key_1", limit=2, seconds=HOUR) for _ in range(4)]
    assert [(state.limit, state.remaining, state.exceeded) for state in states] == [
        (2, 1, False),
        (2, 0, False),
        (2, 0, True),
        (2, 0, True),
    ]
    now = database_now().timestamp()
    assert {state.resets_at for state in states} == {(int(now) // HOUR + 1) * HOUR}
    assert 1 <= states[-1].retry_after <= HOUR


@pytest.mark.django_db
def test_callers_count_apart():
    request_count(subject="key_1", limit=1, seconds=HOUR)
    assert not request_count(subject="key_2", limit=1, seconds=HOUR).exceeded
    assert request_count(subject="key_1", limit=1, seconds=HOUR).exceeded


@pytest.mark.django_db
def test_the_next_window_starts_anew():
    request_count(subject="key_1", limit=1, seconds=HOUR)
    RateWindow.objects.update(window=RateWindow.objects.get().window - 1, hits=500)
    state = request_count(subject="key_1", limit=1, seconds=HOUR)
    assert (state.exceeded, RateWindow.objects.get().hits) == (False, 1)
    assert RateWindow.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_requests_at_once_are_all_counted():
    def count() -> None:
        for _ in range(25):
            request_count(subject="key_1", limit=1_000, seconds=CENTURY)

    at_once(*[count] * 4)
    assert RateWindow.objects.get().hits == 100


@pytest.mark.django_db
def test_the_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE oid = 'workspaces_ratewindow'::regclass")
        assert cursor.fetchone() == ("u",)
