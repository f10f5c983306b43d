"""How often test messages may be sent, whatever the family."""

from rest_framework.exceptions import Throttled

from workspaces.services import Actor
from workspaces.services.rate_windows import request_count

MOST = 10
SECONDS = 600


def count_test_send(actor: Actor) -> None:
    """Counts one test message of this person or key. Raises Throttled for one too many."""
    state = request_count(subject=f"test-send:{actor.kind}:{actor.id}", limit=MOST, seconds=SECONDS)
    if state.exceeded:
        raise Throttled(wait=state.retry_after)
