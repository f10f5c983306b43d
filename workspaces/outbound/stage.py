"""The stage of outbound webhooks: claims due deliveries, makes many at a time, and settles them in sets."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial

from django.conf import settings
from django.db import transaction

from workspaces.clock import database_now
from workspaces.crashpoints import crash_point
from workspaces.http import Clients
from workspaces.locks import ENDPOINT_TURNS, worker_turn
from workspaces.models import DeliveryReason, DeliveryState, WebhookEndpoint
from workspaces.outbound import states
from workspaces.outbound.attempt import Attempt, error_of_ours, make_in_turn
from workspaces.outbound.states import Outcome, Room, Series
from workspaces.rounds import Round
from workspaces.sealing import Unsealable
from workspaces.services.webhooks import endpoint_gave_up, signing_secrets


def run(now: datetime | None = None) -> tuple[int, bool]:
    """One round: how many deliveries are over, and whether there may be more. `now` stands still when given.

    Does nothing while as many workers as may make calls do: slow addresses must not take all of them.
    """
    with worker_turn(ENDPOINT_TURNS, settings.OUTBOUND_WEBHOOK_WORKERS) as is_ours:
        if not is_ours:
            return 0, False
        states.reclaim(now or database_now())
        return DeliveryRound(now).run()


class DeliveryRound(Round[Series, list[Outcome]]):
    """Deliveries under way in this process."""

    def __init__(self, now: datetime | None = None) -> None:
        size = settings.OUTBOUND_WEBHOOK_CONCURRENCY
        super().__init__(size, "endpoint")
        self._now = now
        self._clients = Clients()
        # A slow endpoint keeps a part of the threads busy, a workspace of many slow ones half of them.
        self._room = Room(max(1, size // 4), max(1, size // 2))

    def run(self) -> tuple[int, bool]:
        """Makes deliveries until none is due, or the time is up and those under way have ended."""
        try:
            return self.run_all()
        finally:
            self._clients.close()

    def claim(
        self, free: int, under_way: Collection[Series]
    ) -> list[tuple[Series, Callable[[], list[Outcome]]]] | None:
        now = self._now or database_now()
        claimed = states.claim(now, free, self._room, under_way)
        crash_point("endpoints.after_claim")
        return self._attempts(claimed, now) if claimed else None

    def settle(self, outcomes: Sequence[tuple[Series, list[Outcome]]]) -> int:
        crash_point("endpoints.before_commit")
        now = self._now or database_now()
        made = [pair for series, ends in outcomes for pair in zip(series.deliveries, ends, strict=False)]
        with transaction.atomic():
            states.release([each for series, ends in outcomes for each in series.deliveries[len(ends) :]])
            over, disabled = states.settle(made, now)
            endpoint_gave_up(endpoint_ids=disabled)
        return over

    def _attempts(self, claimed: Sequence[Series], now: datetime) -> list[tuple[Series, Callable[[], list[Outcome]]]]:
        """What makes the deliveries of each series, in a thread; the endpoints are read once."""
        wanted = {each.endpoint_id for each in claimed}
        endpoints = WebhookEndpoint.objects.across_workspaces().in_bulk(wanted)
        secrets = {key: _secrets(endpoints.get(key), now) for key in wanted}
        ready: list[tuple[Series, Callable[[], list[Outcome]]]] = []
        for each in claimed:
            signing = secrets[each.endpoint_id]
            if isinstance(signing, Outcome):
                ready.append((each, partial(_as_is, [signing] * len(each.deliveries))))
            else:
                url = endpoints[each.endpoint_id].url
                attempts = [Attempt(delivery, url, signing, now) for delivery in each.deliveries]
                ready.append((each, partial(make_in_turn, attempts, self._clients)))
        return ready

    def broken(self, error: BaseException) -> list[Outcome]:
        return [error_of_ours(error)]


def _secrets(endpoint: WebhookEndpoint | None, now: datetime) -> list[str] | Outcome:
    """What signs calls of the endpoint, or how they end because nothing does."""
    if endpoint is None:
        return Outcome(DeliveryState.FAILED, DeliveryReason.DISABLED)
    try:
        return signing_secrets(endpoint, now)
    except Unsealable:
        return Outcome(DeliveryState.FAILED, DeliveryReason.INTERNAL, "the secret can't be read")


def _as_is(outcomes: list[Outcome]) -> list[Outcome]:
    return outcomes
