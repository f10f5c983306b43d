"""Who else follows changes of contacts: apps above register here, in `AppConfig.ready`.

A follower is told of contacts in the transaction that took them from the queue of changes, once their segments have
been brought in line: what it reads is at least as new as the change. It should note whom it means, and work later.
"""

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

# Of one workspace: its id, and those of its contacts that changed.
Follower = Callable[[UUID, Sequence[UUID]], None]
F = TypeVar("F", bound=Follower)

_followers: list[Follower] = []


def register(follower: F) -> F:
    """Decorator: tell this function of changes."""
    _followers.append(follower)
    return follower


def tell(workspace_id: UUID, contact_ids: Sequence[UUID]) -> None:
    """Every follower, in the order of their registration. What one raises undoes the batch, which comes again."""
    for follower in _followers:
        follower(workspace_id, contact_ids)
