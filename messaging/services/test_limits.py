"""How many test messages a person or a key may send."""

from workspaces.services import Actor
from workspaces.services.rate_windows import RateState, request_count

MOST, SECONDS = 10, 600


def test_send_count(*, actor: Actor) -> RateState:
    """Counts one, and says whether it is one too many."""
    return request_count(subject=f"test-send:{actor.kind}:{actor.id}", limit=MOST, seconds=SECONDS)
