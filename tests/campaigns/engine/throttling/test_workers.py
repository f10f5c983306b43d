"""A throttle and several workers, on connections of their own: together they let no more through than one would."""

import threading

import pytest
from django.db import connection

from campaigns.engine import stage
from campaigns.models import Step
from tests.factories.campaigns import chain, counters_of, executions_of, launch, recount
from tests.factories.contacts import make_contacts
from tests.factories.workspaces import make_workspace

pytestmark = pytest.mark.django_db(transaction=True)


def test_many_workers_let_no_more_through() -> None:
    workspace = make_workspace()
    make_contacts(workspace, 80)
    campaign = launch(workspace, chain(("g", "throttle", {"count": 10, "per": "hour"})))
    errors: list[BaseException] = []

    def work() -> None:
        try:
            while stage.run(limit=7).done:
                pass
        except BaseException as error:  # noqa: BLE001 - handed over to the test
            errors.append(error)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert errors == []
    passed = Step.objects.in_workspace(workspace).filter(node="g", outcome="passed")
    assert passed.count() == 10
    waiting = [each for each in executions_of(campaign) if each.state == "pending"]
    assert len(waiting) == 70
    hours = sorted((each.due_at - waiting[0].created_at).total_seconds() // 3600 for each in waiting if each.due_at)
    assert [hours.count(number) for number in range(1, 8)] == [10] * 7
    assert counters_of(campaign) == recount(campaign)
