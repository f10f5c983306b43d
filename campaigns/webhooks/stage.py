"""The webhooks stage: claims due calls, makes many at a time, and writes down in sets what became of them."""

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings

from campaigns.engine.plans import PlanUnreadable, plan_load
from campaigns.engine.progress import Progress
from campaigns.models import CallState
from campaigns.nodes.webhook import WebhookConfig
from campaigns.reasons import NODE_ERROR, NODE_MISSING, VERSION_UNREADABLE, WEBHOOK_UNKEYED
from campaigns.webhooks import states
from campaigns.webhooks.attempt import DEFAULT_SIGNER, Attempt
from campaigns.webhooks.secrets import Values, secrets_read
from campaigns.webhooks.states import DueCall, Outcome
from workspaces.clock import database_now
from workspaces.crashpoints import crash_point
from workspaces.locks import WEBHOOK_TURNS, worker_turn

# For so long a round takes in further calls; then it ends with those under way, so that its worker can be stopped.
ROUND_SECONDS = 5.0
# Calls that end within this of one another are written down together.
_GATHER_SECONDS = 0.02
# While calls are under way, new ones are looked for at least so often.
_LOOK_SECONDS = 0.5
_log = structlog.get_logger(__name__)


def run(now: datetime | None = None) -> Progress:
    """One round; `done` counts calls that are over. `now` stands still when given; else it is the database's clock.

    Does nothing while as many workers as may make calls do: slow addresses must not take all of them.
    """
    with worker_turn(WEBHOOK_TURNS, settings.WEBHOOK_WORKERS) as is_ours:
        return Round(now).run() if is_ours else Progress()


class Round:
    """Calls under way in this process. Threads make them; only the round's own thread touches the database."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now
        self._size = settings.WEBHOOK_CONCURRENCY
        self._flying: dict[Future[Outcome], DueCall] = {}
        self._until = time.monotonic() + ROUND_SECONDS
        self._done = 0

    def run(self) -> Progress:
        """Makes calls until none is due, or the time is up and those under way have ended."""
        states.reclaim(self._moment())
        with ThreadPoolExecutor(self._size, thread_name_prefix="webhook") as pool:
            while (more := self._refill(pool)) or self._flying:
                self._collect()
                if not self._flying and time.monotonic() >= self._until:
                    return Progress(self._done, more=True)
        return Progress(self._done, more)

    def _refill(self, pool: ThreadPoolExecutor) -> bool:
        """Claims calls for the threads that are free, if a good part of them is; whether there were any."""
        free = self._size - len(self._flying)
        if time.monotonic() >= self._until or free * 4 < self._size:
            return False
        under_way = Counter(call.campaign_id for call in self._flying.values())
        # An address that never answers must not take all threads from the others.
        most = max(1, self._size // 2)
        room = {campaign: most - count for campaign, count in under_way.items()}
        now = self._moment()
        claimed = states.claim(now, free, room, most)
        crash_point("webhooks.after_claim")
        self._start(claimed, pool, now)
        return bool(claimed)

    def _start(self, claimed: Sequence[DueCall], pool: ThreadPoolExecutor, now: datetime) -> None:
        places = {(call.version_id, call.node) for call in claimed}
        configs = {place: _config(*place) for place in places}
        secrets = _secrets(claimed, configs, now) if claimed else {}
        hopeless: list[tuple[DueCall, Outcome]] = []
        for call in claimed:
            config, known = configs[call.version_id, call.node], secrets[call.workspace_id]
            if isinstance(config, WebhookConfig) and config.secret_names <= known.keys():
                self._flying[pool.submit(Attempt(call, config, known, now).run)] = call
            else:
                outcome = Outcome(CallState.FAILED, WEBHOOK_UNKEYED)
                hopeless.append((call, config if isinstance(config, Outcome) else outcome))
        self._settle(hopeless)

    def _collect(self) -> None:
        """Waits for calls to end and writes down what became of them."""
        if not self._flying:
            return
        ended, _ = wait(self._flying, timeout=_LOOK_SECONDS, return_when=FIRST_COMPLETED)
        if ended:
            ended, _ = wait(self._flying, timeout=_GATHER_SECONDS)
        self._settle([(self._flying.pop(future), _outcome(future)) for future in ended])

    def _settle(self, outcomes: list[tuple[DueCall, Outcome]]) -> None:
        if not outcomes:
            return
        crash_point("webhooks.before_commit")
        self._done += states.settle(outcomes, self._moment())
        crash_point("webhooks.after_commit")

    def _moment(self) -> datetime:
        return self._now or database_now()


def _config(version_id: UUID, key: str) -> WebhookConfig | Outcome:
    """What the node says of its calls, or how they end because nothing can be made of it."""
    try:
        node = plan_load(version_id).plan.by_key.get(key)
    except PlanUnreadable:
        return Outcome(CallState.FAILED, VERSION_UNREADABLE)
    if node is None or not isinstance(node.config, WebhookConfig):
        return Outcome(CallState.FAILED, NODE_MISSING)
    return node.config


def _secrets(
    claimed: Iterable[DueCall], configs: Mapping[tuple[UUID, str], WebhookConfig | Outcome], now: datetime
) -> Mapping[UUID, Values]:
    """Of each workspace the secrets that its calls name, and the default one."""
    wanted: dict[UUID, set[str]] = {}
    for call in claimed:
        config = configs[call.version_id, call.node]
        named = config.secret_names if isinstance(config, WebhookConfig) else ()
        wanted.setdefault(call.workspace_id, {DEFAULT_SIGNER}).update(named)
    return secrets_read(wanted, now)


def _outcome(future: Future[Outcome]) -> Outcome:
    error = future.exception()
    if error is None:
        return future.result()
    _log.error("webhook_attempt_failed", error=repr(error)[:300])
    return Outcome(CallState.FAILED, NODE_ERROR, type(error).__name__)
