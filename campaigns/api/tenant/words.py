"""The tenant API's words for statuses and actions, and the domain's words that they stand for."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import TextChoices

from campaigns.selectors.status_words import STATUSES, Status, status_word
from campaigns.status import ShownStatus
from workspaces.errors import Conflict


class Action(TextChoices):
    """What `POST {id}/send` does."""

    START = "start"
    RESUME = "resume"
    PAUSE = "pause"


__all__ = ["STATUSES", "Action", "Status", "conflicts_in_words", "status_word"]

_ACTIONS = {"launch": Action.START, "resume": Action.RESUME, "pause": Action.PAUSE}


@contextmanager
def conflicts_in_words(attempt: str) -> Iterator[None]:
    """Says the domain's conflicts in this family's words; `attempt` is a participle: started, changed."""
    try:
        yield
    except Conflict as conflict:
        if conflict.current_status not in ShownStatus.values:
            raise
        status = status_word(ShownStatus(conflict.current_status))
        raise Conflict(
            f"The campaign is {status}: it can't be {attempt}.",
            current_status=status,
            allowed=_allowed(conflict.allowed),
        ) from conflict


def _allowed(actions: Iterable[str]) -> list[str]:
    return [_ACTIONS[action].value for action in actions if action in _ACTIONS]
