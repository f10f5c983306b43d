"""The webhooks stage: claims due calls, makes many at a time, and writes down in sets what became of them."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
from workspaces.rounds import Round
from workspaces.wall.scope import only_in

_log = structlog.get_logger(__name__)


def run(now: datetime | None = None) -> Progress:
    """One round; `done` counts calls that are over. `now` stands still when given; else it is the database's clock.

    Does nothing while as many workers as may make calls do: slow addresses must not take all of them.
    """
    with worker_turn(WEBHOOK_TURNS, settings.WEBHOOK_WORKERS) as is_ours:
        return CallRound(now).run() if is_ours else Progress()


class CallRound(Round[DueCall, Outcome]):
    """Calls of webhook nodes under way in this process."""

    def __init__(self, now: datetime | None = None) -> None:
        super().__init__(settings.WEBHOOK_CONCURRENCY, "webhook")
        self._now = now
        self._hopeless = 0

    def run(self) -> Progress:
        """Makes calls until none is due, or the time is up and those under way have ended."""
        states.reclaim(self._moment())
        done, more = self.run_all()
        return Progress(done + self._hopeless, more)

    def claim(self, free: int, under_way: Collection[DueCall]) -> list[tuple[DueCall, Callable[[], Outcome]]] | None:
        # An address that never answers must not take all threads from the others.
        most = max(1, settings.WEBHOOK_CONCURRENCY // 2)
        room = {campaign: most - count for campaign, count in Counter(each.campaign_id for each in under_way).items()}
        now = self._moment()
        claimed = states.claim(now, free, room, most)
        crash_point("webhooks.after_claim")
        return self._prepared(claimed, now) if claimed else None

    def settle(self, outcomes: Sequence[tuple[DueCall, Outcome]]) -> int:
        crash_point("webhooks.before_commit")
        over = states.settle(outcomes, self._moment())
        crash_point("webhooks.after_commit")
        return over

    def broken(self, error: BaseException) -> Outcome:
        _log.error("webhook_attempt_failed", error=repr(error)[:300])
        return Outcome(CallState.FAILED, NODE_ERROR, type(error).__name__)

    def _prepared(self, claimed: Sequence[DueCall], now: datetime) -> list[tuple[DueCall, Callable[[], Outcome]]]:
        places = {(call.version_id, call.node): call.workspace_id for call in claimed}
        configs = {place: _config(*place, workspace_id) for place, workspace_id in places.items()}
        secrets = _secrets(claimed, configs, now)
        ready: list[tuple[DueCall, Callable[[], Outcome]]] = []
        hopeless: list[tuple[DueCall, Outcome]] = []
        for call in claimed:
            config, known = configs[call.version_id, call.node], secrets[call.workspace_id]
            if isinstance(config, WebhookConfig) and config.secret_names <= known.keys():
                ready.append((call, Attempt(call, config, known, now).run))
            else:
                outcome = Outcome(CallState.FAILED, WEBHOOK_UNKEYED)
                hopeless.append((call, config if isinstance(config, Outcome) else outcome))
        self._hopeless += self.settle(hopeless) if hopeless else 0
        return ready

    def _moment(self) -> datetime:
        return self._now or database_now()


def _config(version_id: UUID, key: str, workspace_id: UUID) -> WebhookConfig | Outcome:
    """What the node says of its calls, or how they end because nothing can be made of it."""
    try:
        with only_in(workspace_id):
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
