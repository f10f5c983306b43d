"""One campaign's mails delivered by this process: what several suites time."""

import time

from bench.database import analyze, scalar
from campaigns.engine import stage as engine
from campaigns.engine import triggers
from campaigns.models import Campaign
from messaging.delivery import stage as delivery
from workspaces.clock import database_now


def enqueued(campaign: Campaign) -> Campaign:
    """Enrols everybody and brings them up to their mail, which is then due."""
    while triggers.run(database_now()).more:
        pass
    while engine.run(database_now()).more:
        pass
    analyze("messaging_message")
    return campaign


def mails_per_second(campaign: Campaign, mails: int) -> float:
    """From a full outbox to the last settled mail; all of them must be accepted."""
    enqueued(campaign)
    started = time.perf_counter()
    while delivery.run(database_now()).more:
        pass
    elapsed = time.perf_counter() - started
    accepted = scalar(
        "SELECT count(*) FROM messaging_message WHERE stream_id = %(id)s AND state = 'accepted'", {"id": campaign.pk}
    )
    assert accepted == mails, accepted
    return mails / elapsed
