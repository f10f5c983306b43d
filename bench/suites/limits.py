"""Whether eight workers keep a sender's limit, by the clock of the provider."""

import threading
from collections import Counter
from collections.abc import Sequence

from django.db import connection

from bench.database import insert_contacts
from bench.delivered import enqueued
from bench.fixtures import ACTOR, launched, make_sender, make_template, make_workspace, send_flow
from bench.harness import Row
from bench.sink import noting_sink
from messaging.delivery import sessions
from messaging.delivery import stage as delivery
from messaging.services import sender_update

WORKERS = 8
RATE, SECONDS = 200, 20
WITHIN = 0.02
# How often each worker looks for something to do. The beat's tick comes once a second, to any of them.
_PAUSE = 0.1


def measure() -> Sequence[Row]:
    """Eight workers with a connection each race for one sender's seconds while the server notes when mails come."""
    mails = RATE * (SECONDS + 5)
    workspace = make_workspace("limits")
    insert_contacts(workspace.pk, mails)
    template = make_template(workspace)
    with noting_sink(mails) as (port, arrivals):
        sender = make_sender(workspace, port)
        sender_update(sender=sender, actor=ACTOR, changes={"limits": {"per_second": RATE}})
        enqueued(launched(workspace, "Limited", send_flow(template, sender)))
        stop = threading.Event()
        workers = [threading.Thread(target=_work, args=(stop,)) for _ in range(WORKERS)]
        for worker in workers:
            worker.start()
        stop.wait(SECONDS + 3)
        stop.set()
        for worker in workers:
            worker.join()
        times = sorted(arrivals())
    return [_row(times)]


def _work(stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            delivery.run()
            stop.wait(_PAUSE)
    finally:
        sessions.close_all()
        connection.close()


def _row(times: Sequence[float]) -> Row:
    """In percent: how far the rate is from the limit, or the fullest second above it, whichever is more.

    Of the whole seconds between the first mail and the last, by the provider's clock.
    """
    seconds = Counter(int(moment) for moment in times)
    whole = range(int(times[0]) + 1, int(times[-1]))
    rate = sum(seconds[second] for second in whole) / len(whole)
    off = max(abs(rate - RATE), max(seconds.values()) - RATE, RATE / 10_000) / RATE * 100
    limit = WITHIN * 100
    return Row("sender's limit of 200 mails/s kept by 8 workers, off by", off, "%", limit, limit / off, 1.0)
