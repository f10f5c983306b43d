"""The scheduler brings the table of ticks in step with the list, and says that it lives."""

import pytest
from django_celery_beat.models import IntervalSchedule, PeriodicTask
from django_celery_beat.schedulers import DatabaseScheduler

from config.beat import Scheduler
from config.celery import HEARTBEATS, TICKS, app
from workspaces.models import ProcessHeartbeat, ProcessRole
from workspaces.services.heartbeats import heartbeat_record

# The scheduler closes and opens connections, as a process of its own may.
pytestmark = pytest.mark.django_db(transaction=True)


def rows() -> dict[str, tuple[float, int | None]]:
    """Each tick's interval and expiry, both in seconds."""
    tasks = PeriodicTask.objects.filter(name__startswith="system: ").select_related("interval")
    return {task.task: (task.interval.schedule.run_every.total_seconds(), task.expire_seconds) for task in tasks}


def test_every_tick_of_the_list_has_its_row() -> None:
    Scheduler(app=app).setup_schedule()
    assert rows() == {tick.task: (tick.seconds, tick.expires) for tick in TICKS}


def test_an_interval_that_staff_tuned_stays() -> None:
    scheduler = Scheduler(app=app)
    scheduler.setup_schedule()
    slower = IntervalSchedule.objects.create(every=90, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.filter(task="campaigns.tasks.run_engine").update(interval=slower)
    scheduler.setup_schedule()
    assert rows()["campaigns.tasks.run_engine"][0] == 90


def test_a_tick_that_left_the_list_leaves_the_table_and_others_stay() -> None:
    interval = IntervalSchedule.objects.create(every=5, period=IntervalSchedule.SECONDS)
    PeriodicTask.objects.create(name="system: gone.tasks.gone", task="gone.tasks.gone", interval=interval)
    PeriodicTask.objects.create(name="nightly report", task="reports.nightly", interval=interval)
    Scheduler(app=app).setup_schedule()
    assert not PeriodicTask.objects.filter(task="gone.tasks.gone").exists()
    assert PeriodicTask.objects.filter(name="nightly report").exists()


def test_every_tick_names_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert [tick.task for tick in TICKS if tick.task not in app.tasks] == []


def test_a_tick_of_the_scheduler_leaves_a_heartbeat() -> None:
    scheduler = Scheduler(app=app)
    scheduler.tick()
    scheduler.tick()
    assert list(ProcessHeartbeat.objects.values_list("role", flat=True)) == ["beat"]


def test_a_signal_in_the_middle_of_a_statement_closes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[str] = []
    scheduler = Scheduler(app=app)
    monkeypatch.setattr(DatabaseScheduler, "sync", lambda self: written.append("synced"))

    def interrupted(self: Scheduler) -> float:
        # As celery's handler of SIGTERM does, whatever the thread was about.
        self.close()
        raise SystemExit

    monkeypatch.setattr(DatabaseScheduler, "tick", interrupted)
    with pytest.raises(SystemExit):
        scheduler.tick()
    assert written == []
    scheduler.close()
    assert written == ["synced"]


def test_ticks_wait_for_a_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []
    monkeypatch.setattr(DatabaseScheduler, "apply_entry", lambda self, entry, producer: sent.append(entry.task))
    scheduler = Scheduler(app=app)
    scheduler.tick()
    for entry in scheduler.schedule.values():
        scheduler.apply_entry(entry)
    assert sorted(sent) == sorted(HEARTBEATS)

    heartbeat_record(role=ProcessRole.WORKER)
    scheduler._next_heartbeat = 0.0
    scheduler.tick()
    sent.clear()
    for entry in scheduler.schedule.values():
        scheduler.apply_entry(entry)
    assert sorted(sent) == sorted(tick.task for tick in TICKS)
