"""Alarms of many threads on one watch: each at its time, whatever was there before, and none that was cancelled."""

import multiprocessing
import threading
import time

from workspaces.http.watch import Watch


def test_an_earlier_alarm_overtakes_and_a_cancelled_one_is_silent() -> None:
    watch, rang = Watch(), list[str]()
    all_rung = threading.Event()
    now = time.monotonic()
    watch.call_at(now + 3_600, all_rung.set)
    watch.call_at(now + 0.02, lambda: rang.append("late")).cancel()
    watch.call_at(now + 0.03, all_rung.set)
    watch.call_at(now + 0.02, lambda: rang.append("second"))
    watch.call_at(now + 0.01, lambda: rang.append("first"))
    assert all_rung.wait(10)
    assert rang == ["first", "second"]


def test_a_forked_process_has_a_watch_of_its_own() -> None:
    watch, rung = Watch(), threading.Event()
    watch.call_at(time.monotonic(), rung.set)
    assert rung.wait(10)
    rung.clear()

    def child() -> None:
        watch.call_at(time.monotonic(), rung.set)
        raise SystemExit(0 if rung.wait(10) else 1)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(20)
    assert process.exitcode == 0
