"""The tenant API's words for statuses and actions, and the domain's words that they stand for."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import TextChoices

from campaigns.status import ShownStatus
from workspaces.errors import Conflict


class Status(TextChoices):
    """A campaign's status, as seed 001 says it."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    COMPLETED = "completed"


class Action(TextChoices):
    """What `POST {id}/send` does."""

    START = "start"
    RESUME = "resume"
    PAUSE = "pause"


STATUSES: dict[Status, tuple[ShownStatus, ...]] = {
    Status.DRAFT: (ShownStatus.DRAFT,),
    Status.ACTIVE: (ShownStatus.SCHEDULED, ShownStatus.RUNNING),
    Status.PAUSED: (ShownStatus.PAUSED, ShownStatus.PAUSED_ERROR, ShownStatus.PAUSED_BALANCE),
    Status.COMPLETED: (ShownStatus.COMPLETED, ShownStatus.COMPLETED_PARTIAL, ShownStatus.CANCELLED),
}
_WORDS = {shown: word for word, group in STATUSES.items() for shown in group} | {ShownStatus.ARCHIVED: Status.COMPLETED}
_ACTIONS = {"launch": Action.START, "resume": Action.RESUME, "pause": Action.PAUSE}


def status_word(status: ShownStatus) -> str:
    """`RUNNING` → `active`."""
    return _WORDS[status].value


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
