"""Doing something once per key: replays, refusals, faults, and requests that come at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from tests.concurrent import at_once, beside
from tests.factories.workspaces import make_workspace
from workspaces.models import IdempotentAnswer, Workspace
from workspaces.services.idempotency import (
    Answer,
    KeyReused,
    StillServing,
    Undone,
    answer_once,
    idempotent_answers_expire,
)

REQUEST = {"owner": "ws_1", "route": "POST /x", "key": "k", "body": b"{}"}


def working(status: int = 201, keep: bool = True):
    """Work that leaves a row, so that doing it twice shows."""

    def work() -> Answer:
        make_workspace()
        return Answer(status, '{"n": 1}', keep=keep)

    return work


@pytest.mark.django_db
def test_the_first_answer_is_replayed():
    first = answer_once(**REQUEST, work=working())
    again = answer_once(**REQUEST, work=working())
    assert (first.status, first.body, first.replayed) == (201, '{"n": 1}', False)
    assert (again.status, again.body, again.replayed) == (201, '{"n": 1}', True)
    assert Workspace.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"owner": "ws_2"}, {"route": "POST /y"}, {"key": "K"}])
def test_another_owner_route_or_key_is_another_request(change):
    answer_once(**REQUEST, work=working())
    assert not answer_once(**{**REQUEST, **change}, work=working()).replayed
    assert Workspace.objects.count() == 2


@pytest.mark.django_db
def test_another_body_is_refused():
    answer_once(**REQUEST, work=working())
    with pytest.raises(KeyReused):
        answer_once(**{**REQUEST, "body": b"[]"}, work=working())
    assert Workspace.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_kept_of_a_refusal_or_a_fault():
    def fault() -> Answer:
        make_workspace()
        raise RuntimeError

    answer_once(**REQUEST, work=lambda: Answer(400, "{}", keep=False))
    with pytest.raises(RuntimeError):
        answer_once(**REQUEST, work=fault)
    assert (IdempotentAnswer.objects.count(), Workspace.objects.count()) == (0, 0)
    assert not answer_once(**{**REQUEST, "body": b"[]"}, work=working()).replayed


@pytest.mark.django_db
@pytest.mark.parametrize(("keep", "replayed"), [(True, True), (False, False)])
def test_a_refusal_undoes_what_it_wrote_and_is_replayed_where_it_is_kept(keep: bool, replayed: bool) -> None:
    def refuse() -> Answer:
        make_workspace()
        raise Undone(Answer(409, '{"error": "no"}', keep=keep))

    first = answer_once(**REQUEST, work=refuse)
    again = answer_once(**REQUEST, work=refuse)
    assert (first.status, first.body, first.replayed) == (409, '{"error": "no"}', False)
    assert (again.status, again.body, again.replayed) == (409, '{"error": "no"}', replayed)
    assert Workspace.objects.count() == 0


@pytest.mark.django_db
def test_a_key_costs_two_statements_and_a_repetition_one() -> None:
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            answer_once(**REQUEST, work=lambda: Answer(200, "{}"))
        counts.append(sum("SAVEPOINT" not in each["sql"] for each in captured))
    assert counts == [2, 1]


@pytest.mark.django_db
def test_an_answer_is_forgotten_after_a_day():
    answer_once(**REQUEST, work=working())
    IdempotentAnswer.objects.update(created_at=Now() - timedelta(hours=24, seconds=1))
    assert not answer_once(**{**REQUEST, "body": b"[]"}, work=working()).replayed
    assert IdempotentAnswer.objects.count() == 1
    assert idempotent_answers_expire() == 0
    IdempotentAnswer.objects.update(created_at=Now() - timedelta(hours=24, seconds=1))
    assert idempotent_answers_expire() == 1
    assert IdempotentAnswer.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_served_and_the_other_told_to_wait():
    inside, leave = threading.Event(), threading.Event()

    def slow() -> Answer:
        inside.set()
        assert leave.wait(30)
        return working()()

    with beside(lambda: answer_once(**REQUEST, work=slow)) as serving:
        assert inside.wait(30)
        with pytest.raises(StillServing):
            answer_once(**REQUEST, work=working())
        leave.set()
    first = serving.result()
    again = answer_once(**REQUEST, work=working())
    assert (first.replayed, again.replayed, again.body) == (False, True, first.body)
    assert Workspace.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_do_it_once():
    def serve() -> str:
        try:
            return "replayed" if answer_once(**REQUEST, work=working()).replayed else "done"
        except StillServing:
            return "wait"

    assert at_once(*[serve] * 8).count("done") == 1
    assert Workspace.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_work_that_rolls_back_frees_its_key():
    with transaction.atomic():
        answer_once(**REQUEST, work=working())
        transaction.set_rollback(True)
    assert (IdempotentAnswer.objects.count(), Workspace.objects.count()) == (0, 0)
    assert not answer_once(**REQUEST, work=working()).replayed
