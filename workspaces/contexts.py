"""The context of an execution: what set it off, and under a name of its own what webhooks have answered since.

Templates and rules of different apps read both parts; the engine writes them.
"""

from collections.abc import Mapping

# No name that data from outside is likely to have.
WEBHOOK_KEY = "_webhook"


def trigger_part(context: Mapping[str, object] | None) -> dict[str, object]:
    """What templates see as `trigger`."""
    return {name: value for name, value in context.items() if name != WEBHOOK_KEY} if context else {}


def webhook_part(context: Mapping[str, object] | None) -> dict[str, object]:
    """What templates see as `webhook`: what was kept of each call's answer, by its name."""
    kept = context.get(WEBHOOK_KEY) if context else None
    return dict(kept) if isinstance(kept, Mapping) else {}
