"""Mails per second of two worker processes together, which share the cores with PostgreSQL and the mail server."""

import time
from collections.abc import Callable, Sequence

from bench.crew import running_crew
from bench.database import insert_contacts, scalar
from bench.delivered import enqueued
from bench.fixtures import launched, make_sender, make_template, make_workspace, send_flow
from bench.harness import Row, target_row
from bench.sink import running_sink
from campaigns.models import Campaign

WORKERS, MAILS, REPEATS = 2, 10_000, 3
# What listmonk, the fastest peer, sent on such a machine, without a row per recipient.
LISTMONK = 7_700


def measure() -> Sequence[Row]:
    """Each repetition sends one mail to each of the same contacts, through a campaign of its own."""
    workspace = make_workspace("crew")
    insert_contacts(workspace.pk, MAILS)
    template = make_template(workspace)
    with running_sink("queueing") as port, running_crew(WORKERS) as send:
        flow = send_flow(template, make_sender(workspace, port))
        rates = [_rate(launched(workspace, "Crew", flow), send) for _ in range(REPEATS + 1)][1:]
    return [target_row("sends of two worker processes vs what listmonk sent", "mails/s", rates, LISTMONK)]


def _rate(campaign: Campaign, send: Callable[[], int]) -> float:
    enqueued(campaign)
    started = time.perf_counter()
    sent = send()
    elapsed = time.perf_counter() - started
    accepted = scalar(
        "SELECT count(*) FROM messaging_message WHERE stream_id = %(id)s AND state = 'accepted'", {"id": campaign.pk}
    )
    assert accepted == sent == MAILS, (accepted, sent)
    return MAILS / elapsed
