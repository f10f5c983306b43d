"""Mails per second of six worker processes together, which share the cores with PostgreSQL and the mail server."""

import time
from collections.abc import Callable, Sequence

from bench.baselines import smtplib_bare
from bench.crew import running_crew
from bench.database import insert_contacts, scalar
from bench.delivered import enqueued
from bench.fixtures import launched, make_sender, make_template, make_workspace, send_flow
from bench.harness import Row, pairs, rate_row, target_row
from bench.sample import sample_mail
from bench.sink import running_sink
from campaigns.models import Campaign

# As many processes as keep two cores busy while some of them wait for PostgreSQL.
WORKERS, MAILS, REPEATS = 6, 30_000, 3
# What listmonk, the fastest peer, sent on two cores, without a row per recipient; and the time that smtplib took for a
# mail on that machine, which is what it took to aiosmtpd. The machine of today may be slower.
LISTMONK, SMTPLIB_SECONDS = 7_700, 430e-6
_BARE_MAILS = 2_000


def measure() -> Sequence[Row]:
    """Each repetition sends one mail to each of the same contacts, through a campaign of its own."""
    payload = sample_mail()
    workspace = make_workspace("crew")
    insert_contacts(workspace.pk, MAILS)
    template = make_template(workspace)
    ready = [("bench@example.com", f"person{n}@example.com", payload) for n in range(1, _BARE_MAILS + 1)]
    with running_sink("queueing") as port, running_sink("aiosmtpd") as whole, running_crew(WORKERS) as send:
        flow = send_flow(template, make_sender(workspace, port))
        ours, bare = pairs(
            lambda: _rate(launched(workspace, "Crew", flow), send),
            lambda: smtplib_bare.mails_per_second(whole, ready),
            REPEATS,
        )
    times = LISTMONK * SMTPLIB_SECONDS
    return [
        target_row("sends of six worker processes vs what listmonk sent", "mails/s", ours, LISTMONK),
        rate_row(
            f"sends of six worker processes vs {times:.1f} times smtplib, as listmonk sent",
            "mails/s",
            ours,
            [rate * times for rate in bare],
            floor=1,
        ),
    ]


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
