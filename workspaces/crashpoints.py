"""Named points at which a chaos test makes a process kill itself, as `kill -9` would.

Set by the environment (`CAMPANILE_CRASH_POINT=delivery.after_provider:3`, the third time it is passed); free otherwise.
"""

import os
import signal
from collections import Counter
from functools import cache

from django.conf import settings

POINTS = frozenset(
    {
        "bulk.before_commit",
        "bulk.after_commit",
        "engine.after_claim",
        "engine.before_commit",
        "engine.after_commit",
        "moving.before_commit",
        "routing.after_claim",
        "routing.before_commit",
        "routing.after_commit",
        "orders.before_commit",
        "orders.after_commit",
        "delivery.after_claim",
        "delivery.before_provider",
        "delivery.after_provider",
        "delivery.before_commit",
        "delivery.after_commit",
        "endpoints.after_claim",
        "endpoints.after_call",
        "endpoints.before_commit",
        "webhooks.after_claim",
        "webhooks.after_call",
        "webhooks.before_commit",
        "webhooks.after_commit",
    }
)
_passed: Counter[str] = Counter()


@cache
def _armed() -> tuple[str, int] | None:
    value: str = getattr(settings, "CRASH_POINT", "")
    if not value:
        return None
    name, _, hits = value.partition(":")
    if name not in POINTS:
        raise ValueError(f"CAMPANILE_CRASH_POINT: {name!r} is none of {', '.join(sorted(POINTS))}")
    return name, int(hits or 1)


def crash_point(name: str) -> None:
    """Kills this process when `name` is the armed point and has been passed often enough."""
    armed = _armed()
    if armed is None or armed[0] != name:
        return
    _passed[name] += 1
    if _passed[name] >= armed[1]:
        os.kill(os.getpid(), signal.SIGKILL)
